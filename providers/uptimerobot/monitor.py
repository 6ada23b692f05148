"""Monitors: what UptimeRobot looks at, how, how often, and who is told."""

from collections.abc import Iterator
from typing import Annotated, Any, ClassVar

from pydantic import Field

from providers.kit.model import SECRET, Answer, Outputs
from providers.kit.resource import Object, Wrong
from providers.uptimerobot.account import FREE_INTERVAL
from providers.uptimerobot.listed import Listed
from providers.uptimerobot.listing import Item
from providers.uptimerobot.monitor_arguments import (
    NEEDED,
    ONLY_FOR,
    PAGE_DEFAULTS,
    PAGES,
    TIMED,
    TIMEOUT,
    USUAL,
    Id,
    MonitorArguments,
    Type,
)
from providers.uptimerobot.text import as_known, first, plain_text, without_scheme

API_NAMES = {
    "check_ssl_errors": "checkSSLErrors",
    "maintenance_window_ids": "maintenanceWindowsIds",
}
"""Arguments that the API writes otherwise than in camelCase."""


class MonitorOutputs(Outputs):
    """What only UptimeRobot knows of a monitor; whether the site is up just now is not part of it."""

    heartbeat_url: Annotated[str | None, SECRET] = Field(None, description="HEARTBEAT: what is to be called")


class Tag(Answer):
    """A tag of a monitor."""

    name: str


class Assignment(Answer):
    """An alert contact of a monitor."""

    alertContactId: Id  # noqa: N815 # the API's name
    threshold: int = 0
    recurrence: int = 0


class Window(Answer):
    """A maintenance window of a monitor."""

    id: Id


class MonitorAnswer(Answer):
    """What the API says of a monitor in another form than it is told."""

    id: Id
    type: Type
    friendlyName: str  # noqa: N815
    url: str | None = None
    status: str = ""
    keywordCaseType: int | str | None = None  # noqa: N815
    checkSSLErrors: bool | None = None  # noqa: N815
    tags: list[Tag | str] | None = None
    assignedAlertContacts: list[Assignment] | None = None  # noqa: N815
    maintenanceWindows: list[Window] | None = None  # noqa: N815
    config: dict[str, Any] | None = None


class Monitor(Listed[MonitorArguments, MonitorOutputs]):
    """Something that UptimeRobot looks at.

    One that has the same name, type and URL is taken over instead of being made twice.
    """

    arguments = MonitorArguments
    outputs = MonitorOutputs
    path: ClassVar[str] = "/monitors"
    called: ClassVar[str] = "monitor"
    checks_early: ClassVar[bool] = True

    def complete(self, arguments: MonitorArguments) -> MonitorArguments:
        """Fill in what goes with the type."""
        usual: dict[str, Any] = dict(USUAL.get(arguments.type, {}))
        if arguments.type in PAGES:
            usual |= PAGE_DEFAULTS
            # A keyword is in a page's body, which HEAD doesn't get.
            usual["http_method_type"] = "GET" if arguments.type == "KEYWORD" else "HEAD"
        if arguments.type in TIMED:
            usual["timeout"] = TIMEOUT
        found = {name: value for name, value in usual.items() if getattr(arguments, name) is None}
        if arguments.dns_records:
            found["dns_records"] = {kind: sorted(values) for kind, values in arguments.dns_records.items()}
        return arguments.model_copy(update=found)

    def wrong(self, arguments: MonitorArguments) -> Iterator[Wrong]:
        """What the type or the account's plan forbids."""
        for name in NEEDED[arguments.type]:
            if getattr(arguments, name) is None:
                yield Wrong(name, f"a {arguments.type} monitor needs it")
        for name, types in ONLY_FOR.items():
            if getattr(arguments, name) is not None and arguments.type not in types:
                yield Wrong(name, f"it is for {', '.join(sorted(types))} monitors only; leave it out")
        if arguments.type in PAGES and arguments.url and not arguments.url.startswith(("http://", "https://")):
            yield Wrong("url", f"{arguments.url} has no scheme; write https:// or http:// before it")
        if (arguments.http_username is None) != (arguments.http_password is None):
            yield Wrong("http_username", "a user and a password go together; give both or neither")
        for tag in arguments.tag_names:
            if tag != tag.lower():
                yield Wrong("tag_names", f"UptimeRobot keeps tags in lower case; write {tag.lower()}")
        yield from self._beyond_the_plan(arguments)

    def _beyond_the_plan(self, arguments: MonitorArguments) -> Iterator[Wrong]:
        plan = self.connection.plan()
        if plan is None or not plan.is_free:
            return
        if arguments.interval < FREE_INTERVAL:
            yield Wrong("interval", f"{arguments.interval} s is less than the free plan's {FREE_INTERVAL}; write that")
        if any(contact.threshold or contact.recurrence for contact in arguments.assigned_alert_contacts):
            yield Wrong("assigned_alert_contacts", "the free plan has no threshold and no recurrence; write 0 for both")

    def body(self, arguments: MonitorArguments, *, new: bool) -> dict[str, Any]:
        """All that it is to be; whether it is paused takes a request of its own."""
        told = arguments.model_dump(
            by_alias=False, exclude_none=True, exclude={"paused", "assigned_alert_contacts", "dns_records"}
        )
        if not new:
            del told["type"]
        found = {API_NAMES.get(name, _camel(name)): value for name, value in told.items()}
        found["maintenanceWindowsIds"] = [int(id_) for id_ in arguments.maintenance_window_ids]
        found["assignedAlertContacts"] = [contact.plain() for contact in arguments.assigned_alert_contacts]
        if arguments.type in PAGES:
            found["authType"] = "HTTP_BASIC" if arguments.http_username else "NONE"
            if not new and not arguments.http_username:
                found |= {"httpUsername": "", "httpPassword": ""}
        if arguments.dns_records is not None:
            found["config"] = {"dnsRecords": arguments.dns_records}
        return found

    def is_like(self, arguments: MonitorArguments, item: Item) -> bool:
        """Whether name, type, address and port are the same."""
        if item.get("type") != arguments.type:
            return False
        found = MonitorAnswer.model_validate(item)
        return (
            plain_text(found.friendlyName) == plain_text(arguments.friendly_name)
            and (arguments.type == "HEARTBEAT" or _same_address(arguments.type, found.url, arguments.url))
            and (arguments.type != "PORT" or item.get("port") == arguments.port)
        )

    def settle(self, item: Item, arguments: MonitorArguments) -> None:
        """Pause it, or start it again."""
        is_paused = (
            MonitorAnswer.model_validate({"type": arguments.type, "friendlyName": "", **item}).status == "PAUSED"
        )
        if is_paused != arguments.paused:
            verb, status = ("pause", "PAUSED") if arguments.paused else ("start", "STARTED")
            self.connection.write("POST", f"{self.path}/{item['id']}/{verb}", f"monitor {status.lower()}")
            item["status"] = status

    def object_of(self, item: Item, known: MonitorArguments | None) -> Object[MonitorArguments, MonitorOutputs]:
        """A monitor as arguments."""
        found = MonitorAnswer.model_validate(item)
        names = {name: API_NAMES.get(name, _camel(name)) for name in MonitorArguments.model_fields}
        told: dict[str, Any] = {
            name: first(item.get(api_name), getattr(known, name, None), default=None)
            for name, api_name in names.items()
            if found.type in ONLY_FOR.get(name, {found.type})
        }
        known_name, known_url = (known.friendly_name, known.url) if known else (None, None)
        told |= {
            "type": found.type,
            "friendly_name": as_known(found.friendlyName, known_name),
            "assigned_alert_contacts": [
                {"alert_contact_id": one.alertContactId, "threshold": one.threshold, "recurrence": one.recurrence}
                for one in found.assignedAlertContacts or []
            ],
            "tag_names": sorted(tag if isinstance(tag, str) else tag.name for tag in found.tags or []),
            "maintenance_window_ids": [window.id for window in found.maintenanceWindows or []],
            "paused": found.status == "PAUSED",
        }
        if found.type != "HEARTBEAT":
            told["url"] = _address(found.type, found.url or "", known_url)
        if found.type == "KEYWORD":
            told["keyword_case_type"] = _case(found.keywordCaseType)
            told["keyword_value"] = as_known(
                str(item.get("keywordValue") or "-"), known.keyword_value if known else None
            )
        if found.type in PAGES:
            # What has no entries may come as an empty list.
            told["custom_http_headers"] = told["custom_http_headers"] or {}
            if not told["http_username"]:
                # A password without a user is what is left of an earlier one.
                told |= {"http_username": None, "http_password": None}
        if found.type == "DNS":
            told["dns_records"] = _dns_records(found.config) or (known.dns_records if known else None) or {}
        outputs = MonitorOutputs(heartbeat_url=found.url if found.type == "HEARTBEAT" else None)
        arguments = MonitorArguments.model_validate({name: value for name, value in told.items() if value is not None})
        return Object(found.id, self.complete(arguments), outputs)


def _camel(name: str) -> str:
    return MonitorArguments.model_fields[name].alias or name


def _same_address(type_: str, found: str | None, wanted: str | None) -> bool:
    found, wanted = plain_text(found or ""), plain_text(wanted or "")
    if type_ in PAGES:
        return found == wanted
    return without_scheme(found) == without_scheme(wanted)


def _address(type_: str, found: str, known: str | None) -> str:
    """An address as it was sent, where what came back is only another form of it."""
    return known if known is not None and _same_address(type_, found, known) else plain_text(found)


def _case(told: int | str | None) -> int:
    """Whether case is ignored: a number, though the documentation has words."""
    return int("insensitive" in told.casefold()) if isinstance(told, str) and not told.isdigit() else int(told or 0)


def _dns_records(config: dict[str, Any] | None) -> dict[str, list[str]]:
    records = (config or {}).get("dnsRecords") or {}
    return {kind: values for kind, values in records.items() if values}
