"""A contact in the API's words."""

import pytest

from providers.uptimerobot.alert_contact import AlertContact, AlertContactArguments, AlertContactOutputs, events
from providers.uptimerobot.search import Item

OPS = AlertContactArguments(friendly_name="Ops & co", email="Ops@example.org", enable_notifications_for="Down")
CONTACT = AlertContact(None)


def test_an_address_is_told_of_a_new_contact_only() -> None:
    body = {"friendlyName": "Ops & co", "enableNotificationsFor": "Down"}
    assert CONTACT.body(OPS, new=False) == body
    assert CONTACT.body(OPS, new=True) == body | {"type": "Email", "value": "Ops@example.org"}


@pytest.mark.parametrize(
    ("item", "same"),
    [
        ({"type": "Email", "value": "ops@EXAMPLE.org"}, True),
        ({"type": 2, "value": "ops@example.org"}, True),
        ({"type": "Email", "value": "else@example.org"}, False),
        ({"type": "Webhook", "value": "ops@example.org"}, False),
        ({"type": "Email", "value": None}, False),
    ],
)
def test_a_contact_is_known_by_its_address(item: Item, *, same: bool) -> None:
    assert CONTACT.matches(OPS, {"id": 7, **item}) is same


def test_an_answer_is_what_was_sent_in_another_form() -> None:
    item = {"id": 7, "friendlyName": "Ops &amp; co", "type": 2, "value": "ops@example.org", "status": 2}
    found = CONTACT.to_object(item | {"enableNotificationsFor": 1}, OPS)
    assert (found.id, found.arguments, found.outputs) == ("7", OPS, AlertContactOutputs(status="Active"))


@pytest.mark.parametrize(
    ("answer", "event"),
    [(0, "UpAndDown"), ("1", "Down"), ("Up", "Up"), (3, "None"), (None, "UpAndDown"), ("Sometimes", "UpAndDown")],
)
def test_an_event_is_a_name_or_its_number(answer: str | int | None, event: str) -> None:
    assert events(answer) == event
