"""The whole life of every kind of resource, by the real engine."""

from collections.abc import Callable
from typing import Any

import pulumi
import pytest

from providers.uptimerobot import sdk
from sandbox.uptimerobot import CONTACTS, INTEGRATIONS, MONITORS, PAGES, WINDOWS
from tests.providers.stack import Stack
from tests.providers.uptimerobot.world import KEY, Asked, World

SECRETS = (KEY, "hush", "top-secret", "token=t", "X-Token")


def program(**other: Any) -> Callable[[], None]:
    """Every kind of resource and of monitor; `other` is what is told of the main monitor."""

    def run() -> None:
        ops = sdk.AlertContact("ops", friendly_name="Ops", email="ops@example.org")
        hook = sdk.Integration("hook", friendly_name="Hook", type="Webhook", url="https://example.org/?token=t")
        window = sdk.MaintenanceWindow(
            "sunday", name="Sunday", interval="weekly", time="23:30:00", duration=60, days=[7]
        )
        given: dict[str, Any] = {"type": "HTTP", "url": "https://example.org/?a=1&b=2", "interval": 60} | other
        site = sdk.Monitor(
            "site",
            friendly_name="Site & more",
            assigned_alert_contacts=[
                {"alert_contact_id": ops.id, "threshold": 5},
                {"alert_contact_id": hook.id},
            ],
            maintenance_window_ids=[window.id],
            tag_names=["prod", "a"],
            http_username="u",
            http_password="top-secret",
            custom_http_headers={"X-Token": "v"},
            **given,
        )
        sdk.Monitor("ping", friendly_name="Ping", type="PING", url="example.org", paused=True)
        beat = sdk.Monitor("beat", friendly_name="Beat", type="HEARTBEAT")
        sdk.StatusPage("page", friendly_name="Public", monitor_ids=[site.id, beat.id], password="hush")
        pulumi.export("site", site.id)
        pulumi.export("beat", beat.heartbeat_url)

    return run


KEYWORD = {"type": "KEYWORD", "keyword_type": "ALERT_NOT_EXISTS", "keyword_value": "Sign in"}


def test_every_kind_lives_its_life(paid: World, stack: Stack) -> None:
    assert stack.up(program()) == {"create": 8}
    assert [len(paid.ids(kind)) for kind in (MONITORS, CONTACTS, INTEGRATIONS, WINDOWS, PAGES)] == [3, 1, 1, 1, 1]
    assert paid.asked() == Asked(me=1, lists=5, created=7, paused=1)

    assert stack.up(program()) == {"same": 8}
    assert paid.asked() == Asked(me=1)

    assert stack.up(program(interval=120)) == {"same": 7, "update": 1}
    assert paid.asked() == Asked(me=1, changed=1)

    site, beat = (paid.by_type(type_) for type_ in ("HTTP", "HEARTBEAT"))
    paid.edit(site, status="PAUSED", friendlyName="Other")
    paid.remove(beat)
    assert stack.refresh() == {"same": 6, "update": 1, "delete": 1}
    assert paid.asked() == Asked(lists=6)
    assert stack.up(program(interval=120)) == {"same": 5, "update": 2, "create": 1}
    assert paid.properties(site)["status"] == "STARTED"
    assert paid.properties(site)["friendlyName"] == "Site & more"
    (page,) = paid.store.all(PAGES)
    assert page.properties["monitorIds"] == [int(site), int(paid.by_type("HEARTBEAT"))]

    counts = stack.up(program(**KEYWORD))
    assert counts == {"same": 6, "update": 1, "replace": 1}
    assert site not in paid.ids()
    assert len(paid.ids()) == 3

    for secret in (*SECRETS, paid.properties(paid.by_type("HEARTBEAT"))["url"]):
        assert secret not in stack.state()
        assert all(secret not in words for words in stack.said)

    assert stack.destroy() == {"delete": 8}
    assert paid.store.all() == []


def test_a_preview_refuses_with_the_programs_words(paid: World, stack: Stack) -> None:
    paid.api._plan = "Free"
    with pytest.raises(Exception, match="is less than the free plan"):
        stack.preview(program())
    said = "\n".join(stack.said)
    assert "60 s is less than the free plan's 300; write that" in said
    assert paid.asked() == Asked(me=1)
