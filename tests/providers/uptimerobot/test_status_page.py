"""A status page in the API's words."""

import pytest

from providers.uptimerobot.search import Item
from providers.uptimerobot.status_page import StatusPage, StatusPageArguments

PUBLIC = StatusPageArguments(friendly_name="Public", monitor_ids=["12", "7"], password="hush")
PAGE = StatusPage(None)


def test_an_empty_text_removes_what_is_there_and_a_new_page_has_nothing_to_remove() -> None:
    body = {"friendlyName": "Public", "monitorIds": [12, 7], "hideUrlLinks": True, "noIndex": False}
    assert PAGE.body(PUBLIC, new=True) == body | {"password": "hush"}
    assert PAGE.body(PUBLIC, new=False) == body | {"password": "hush", "customDomain": ""}


@pytest.mark.parametrize(
    ("item", "url"),
    [
        ({"customDomain": "status.example.org", "urlKey": "key"}, "https://status.example.org"),
        ({"urlKey": "key"}, "https://stats.uptimerobot.com/key"),
        ({}, None),
    ],
)
def test_a_page_is_at_its_own_domain_or_at_uptimerobots(item: Item, url: str | None) -> None:
    assert PAGE.to_object({"id": 7, **item}, PUBLIC).outputs.url == url


@pytest.mark.parametrize(("told", "password"), [({"isPasswordSet": False}, None), ({"isPasswordSet": True}, "hush")])
def test_a_password_is_only_told_to_be_there(told: Item, password: str | None) -> None:
    found = PAGE.to_object({"id": 7, "friendlyName": "Public", **told}, PUBLIC)
    assert found.arguments == PUBLIC.model_copy(update={"password": password})
    assert PAGE.to_object({"id": 7, "friendlyName": "Public", **told}, None).arguments.password is None
