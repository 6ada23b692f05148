"""An integration in the API's words."""

from typing import Any

import pytest

from providers.uptimerobot.integration import Integration, IntegrationAnswer, IntegrationArguments
from providers.uptimerobot.search import Item

HOOK = IntegrationArguments(friendly_name="Hook", type="Webhook", url="https://example.org/?t=1", send_as_json=True)
CHAT = IntegrationArguments(friendly_name="Chat", type="Slack", url="https://hooks.slack.com/t")
INTEGRATION = Integration(None)


def test_each_type_has_its_own_name_for_the_url() -> None:
    common: dict[str, Any] = {"enableNotificationsFor": "UpAndDown", "sslExpirationReminder": False}
    hook = common | {"friendlyName": "Hook", "urlToNotify": HOOK.url, "postValue": "", "sendAsJSON": True}
    assert INTEGRATION.body(HOOK, new=True) == {"type": "Webhook", "data": hook}
    chat = common | {"friendlyName": "Chat", "webhookURL": CHAT.url}
    assert INTEGRATION.body(CHAT, new=False) == {"type": "Slack", "data": chat}


@pytest.mark.parametrize(
    ("item", "same"),
    [
        ({"type": "Webhook", "friendlyName": "Hook"}, True),
        ({"type": 5, "friendlyName": "Hook"}, True),
        ({"type": 11, "friendlyName": "Hook"}, False),
        ({"type": "Webhook", "friendlyName": "Other"}, False),
    ],
)
def test_an_integration_is_known_by_its_name_and_type(item: Item, *, same: bool) -> None:
    assert INTEGRATION.matches(HOOK, {"id": 7, **item}) is same


@pytest.mark.parametrize(
    ("told", "url"),
    [
        ({"urlToNotify": "https://a/"}, "https://a/"),
        ({"webhookURL": "https://b/"}, "https://b/"),
        ({"value": "https://c/"}, "https://c/"),
        ({"value": "https://c/***"}, None),
        ({}, None),
    ],
)
def test_a_url_that_is_masked_is_not_known(told: Item, url: str | None) -> None:
    assert IntegrationAnswer.model_validate({"id": 7, "type": "Webhook", **told}).url == url


def test_what_the_type_has_not_is_refused() -> None:
    chat = CHAT.model_copy(update={"url": "hooks.slack.com", "post_value": "a", "send_as_json": False})
    assert [one.field for one in INTEGRATION.validate(chat)] == ["url", "post_value", "send_as_json"]
    assert list(INTEGRATION.validate(HOOK)) == []
