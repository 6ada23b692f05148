"""The objects of a simulated UptimeRobot: their defaults, what the API refuses of them, and how it returns them."""

import html
from typing import Any

from sandbox.store import Store, Stored

MONITORS, WINDOWS, PAGES, CONTACTS, INTEGRATIONS = (
    f"uptimerobot:index:{name}"
    for name in ("Monitor", "MaintenanceWindow", "StatusPage", "AlertContact", "Integration")
)
"""The kinds of objects in the store, by the provider's type tokens."""
FREE, PAID = "Free", "Team"
FREE_INTERVAL = 300
"""The shortest interval of a monitor on the free plan, in seconds."""
NAMES = {MONITORS: "friendlyName", WINDOWS: "name", PAGES: "friendlyName"}
FIRST_BY_HAND, BY_HAND = 790_000_000, 1_000_000
"""The first id of monitors that existed before the fleet, and how many such ids there are."""


def seed_monitor(store: Store, id_: int, name: str, type_: str, url: str) -> None:
    """Add a monitor as if made by hand, once: if it is deleted later, it stays deleted."""
    if not store.is_seeded(MONITORS, str(id_)):
        keyword = {"keywordType": "ALERT_NOT_EXISTS", "keywordValue": "?"} if type_ == "KEYWORD" else {}
        fields = {"friendlyName": name, "type": type_, "url": url, **keyword}
        store.seed(MONITORS, str(id_), None, defaults(MONITORS, str(id_)) | fields)


def defaults(kind: str, id_: str) -> dict[str, Any]:
    """The fields that the API sets in a new object."""
    if kind == MONITORS:
        # The API reports basic authentication for new monitors even without a user.
        monitor = {"status": "STARTED", "authType": "HTTP_BASIC", "timeout": 30, "interval": 300}
        return monitor | {"url": f"https://heartbeat.uptimerobot.com/m{id_}-sandbox"}
    if kind == PAGES:
        return {"urlKey": f"sandbox{id_[-4:]}", "status": "ENABLED"}
    return {"status": "Active"}


def mistakes(kind: str, fields: dict[str, Any], plan: str) -> list[str]:
    """The API's messages about the fields of a new object; empty if it accepts them."""
    if kind == INTEGRATIONS:
        return [] if fields.get("type") in ("Slack", "Webhook") else ["type must be Slack or Webhook"]
    if kind == CONTACTS:
        return [] if fields.get("value") else ["value should not be empty"]
    found = [] if fields.get(NAMES[kind]) else [f"{NAMES[kind]} should not be empty"]
    if kind == MONITORS and fields.get("type") == "HEARTBEAT" and "url" in fields:
        found.append("url is not allowed for HEARTBEAT")
    if kind == MONITORS and plan == FREE and fields.get("interval", FREE_INTERVAL) < FREE_INTERVAL:
        found.append("interval is below what the plan allows")
    return found


def with_id(stored: Stored) -> dict[str, Any]:
    """An object's fields with its id, which is a number in the API."""
    return {"id": int(stored.id), **stored.properties}


def answer_of(stored: Stored, windows: dict[str, dict[str, Any]]) -> dict[str, Any]:
    """An object as the API returns it, which differs from the form in which it takes it.

    Args:
        stored: The object.
        windows: The fields of all maintenance windows by id, which a monitor's answer repeats.
    """
    answer = with_id(stored)
    if stored.kind == MONITORS:
        answer["tags"] = [
            {"id": number, "name": name.lower()} for number, name in enumerate(answer.pop("tagNames", []), 1)
        ]
        answer["maintenanceWindows"] = [
            {"id": id_, **windows.get(str(id_), {})} for id_ in answer.pop("maintenanceWindowsIds", [])
        ]
        answer["assignedAlertContacts"] = [
            {**contact, "alertContactId": int(contact["alertContactId"])}
            for contact in answer.get("assignedAlertContacts", [])
        ]
        if answer["type"] in ("PING", "PORT"):
            answer["url"] = answer["url"].partition("://")[2] or answer["url"]
    if stored.kind == PAGES:
        answer["isPasswordSet"] = bool(answer.pop("password", ""))
    if stored.kind == INTEGRATIONS:
        answer |= answer.pop("data", {})
    return answer


def distorted(answer: dict[str, Any], *, escapes: int, case_names: bool, reverses_lists: bool) -> dict[str, Any]:
    """An answer with the variations that the real API is known for; see `UptimeRobot`."""
    answer = dict(answer)
    if case_names and "keywordCaseType" in answer:
        answer["keywordCaseType"] = "CaseInsensitive" if answer["keywordCaseType"] else "CaseSensitive"
    for _ in range(escapes):
        answer |= {key: html.escape(answer[key]) for key in ("friendlyName", "name", "url") if answer.get(key)}
    if reverses_lists:
        answer |= {key: value[::-1] for key, value in answer.items() if isinstance(value, list)}
    return answer
