"""The whole life of every kind of resource, by the real engine."""

from collections.abc import Callable
from typing import Any

import pulumi
import pytest

from providers.uptimerobot import sdk
from providers.uptimerobot.simulated_objects import CONTACTS, INTEGRATIONS, MONITORS, PAGES, WINDOWS
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
        assert all(secret not in words for words in stack.logged)

    assert stack.destroy() == {"delete": 8}
    assert paid.store.all() == []


def refused(kind: str) -> None:
    if kind == "Monitor":
        sdk.Monitor("it", friendly_name="Ping", type="PING", url="example.org", http_password="top-secret")
    elif kind == "Integration":
        sdk.Integration("it", friendly_name="Hook", type="Webhook", url="example.org/?token=t")
    else:
        secret = pulumi.Output.secret("example.org/?token=t")
        sdk.Monitor("it", friendly_name="Site", type="HTTP", url=secret, custom_http_headers={"X-Token": {}})  # type: ignore[dict-item]


@pytest.mark.parametrize(
    ("kind", "reason"),
    [
        ("Monitor", "httpPassword: it is for HTTP, KEYWORD monitors only; leave it out"),
        ("Integration", "url: it has no scheme; write https:// before it"),
        ("another Monitor", "customHttpHeaders: input should be a valid string"),
    ],
)
def test_a_secret_that_is_refused_is_not_shown(stack: Stack, kind: str, reason: str) -> None:
    with pytest.raises(Exception, match="has a problem") as caught:
        stack.preview(lambda: refused(kind))
    said = f"{caught.value}{stack.logged}"
    assert reason in said
    assert not [secret for secret in SECRETS if secret in said]


def test_another_address_is_another_contact_which_monitors_have_before_the_old_one_goes(
    paid: World, stack: Stack
) -> None:
    def run(email: str) -> None:
        ops = sdk.AlertContact("ops", friendly_name="Ops", email=email)
        contacts: Any = [{"alert_contact_id": ops.id}]
        for number in range(2):
            sdk.Monitor(
                f"ping{number}",
                friendly_name=f"Ping {number}",
                type="PING",
                url="example.org",
                assigned_alert_contacts=contacts,
            )

    assert stack.up(lambda: run("ops@example.org")) == {"create": 4}
    (old,), monitors = paid.ids(CONTACTS), paid.ids()
    paid.api.log.clear()
    assert stack.up(lambda: run("else@example.org")) == {"same": 1, "update": 2, "replace": 1}
    (new,) = paid.ids(CONTACTS)
    assert [(method, path) for method, path in paid.api.log if method != "GET"] == [
        ("POST", "/alert-contacts"),
        *(("PATCH", f"/monitors/{id_}") for id_ in sorted(monitors, key=_place(paid))),
        ("DELETE", f"/alert-contacts/{old}"),
    ]
    for id_ in monitors:
        assert [one["alertContactId"] for one in paid.properties(id_)["assignedAlertContacts"]] == [new]
    paid.api.log.clear()
    assert stack.up(lambda: run("Else@example.org"))["replace"] == 1
    assert paid.ids(CONTACTS) == [new]
    assert {path for method, path in paid.api.log if method != "GET"} == {f"/alert-contacts/{new}"}


def _place(world: World) -> Callable[[str], int]:
    """Where in the log a monitor is changed: they are so side by side."""
    return lambda id_: world.api.log.index(("PATCH", f"/monitors/{id_}"))


def test_a_preview_refuses_with_the_programs_words(paid: World, stack: Stack) -> None:
    paid.api._plan = "Free"
    with pytest.raises(Exception, match="is less than the free plan"):
        stack.preview(program())
    said = "\n".join(stack.logged)
    assert "60 s is less than the free plan's 300; write that" in said
    assert paid.asked() == Asked(me=1)
