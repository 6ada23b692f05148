"""GitHub in the sandbox."""

import json
from typing import Any

import pytest

from components.github_pages.simulated import PAGES, REPOSITORY, REST_FUNCTION
from fleet.draw_up import draw_up
from fleet.inventory.fleet import Fleet
from providers.githubpages.simulated_objects import PAGES as NATIVE_PAGES
from providers.kit.values import UNKNOWN, Properties
from sandbox.arguments import argument_names
from sandbox.kind import New
from sandbox.seed import seed
from sandbox.simulation import kinds
from sandbox.store import Store
from tests.components.fleets import fleet_of
from tests.sandbox.client import MINIMAL, RefusedError
from tests.sandbox.conftest import MakeCloud
from tests.sandbox.shapes import misfits, result_type

ENDPOINT = "repos/example/website/pages"


def test_the_certificate_of_pages_is_told(cloud: MakeCloud, store: Store) -> None:
    there = cloud(PAGES)
    absent = there.look_up(REST_FUNCTION, {"endpoint": ENDPOINT})
    assert misfits(result_type(REST_FUNCTION), absent) == []
    assert (absent["code"], json.loads(absent["body"])) == (404, {"message": "Not Found"})
    made = there.create(PAGES)
    found = there.look_up(REST_FUNCTION, {"endpoint": ENDPOINT})
    assert (found["code"], found["status"], json.loads(found["body"])) == (200, "200 OK", {})
    store.change(PAGES, "example/website", None, made.state | {"certificate": "issued"}, by_hand=True)
    found = there.look_up(REST_FUNCTION, {"endpoint": f"/{ENDPOINT}"})
    assert misfits(result_type(REST_FUNCTION), found) == []
    assert json.loads(found["body"]) == {"https_certificate": {"state": "issued"}}
    assert there.look_up(REST_FUNCTION, {"endpoint": "repos/other/website/pages"})["code"] == 404


def test_the_pages_of_a_plugin_without_an_owner_are_found(cloud: MakeCloud) -> None:
    there = cloud(PAGES, "")
    there.create(PAGES)
    assert there.look_up(REST_FUNCTION, {"endpoint": ENDPOINT})["code"] == 200


@pytest.mark.parametrize("endpoint", ["repos/example/website", "repos/example/website/pages/builds", "user", ""])
def test_another_endpoint_is_refused(cloud: MakeCloud, endpoint: str) -> None:
    with pytest.raises(RefusedError, match=r"^the sandbox answers repos/OWNER/REPOSITORY/pages only; "):
        cloud(PAGES).look_up(REST_FUNCTION, {"endpoint": endpoint})


HTTPS = MINIMAL[PAGES] | {"cname": "www.example.org", "httpsEnforced": True}


def by_hand(store: Store, **changed: Any) -> None:
    stored = store.get(PAGES, "example/website")
    assert stored is not None
    store.change(PAGES, stored.id, None, stored.properties | changed, by_hand=True)


def test_https_is_enforced_only_with_a_certificate(cloud: MakeCloud, store: Store) -> None:
    there = cloud(PAGES)
    with pytest.raises(RefusedError, match=r"^The certificate does not exist yet \(404\)$"):
        there.create(PAGES, HTTPS)
    made = there.create(PAGES, MINIMAL[PAGES] | {"cname": "www.example.org"})
    for state in (None, "authorization_pending"):
        by_hand(store, certificate=state)
        with pytest.raises(RefusedError, match=r"^The certificate does not exist yet \(404\)$"):
            there.update(made, HTTPS)
        assert "httpsEnforced" not in there.refresh(made).state
    by_hand(store, certificate="approved")
    updated = there.update(made, HTTPS)
    assert there.refresh(updated) == updated
    assert updated.state["httpsEnforced"] is True


def test_no_read_tells_a_certificate(cloud: MakeCloud, store: Store) -> None:
    there = cloud(PAGES)
    made = there.create(PAGES)
    by_hand(store, certificate="approved")
    assert there.refresh(made) == made
    assert there.update(made, MINIMAL[PAGES]).state == made.state
    stored = store.get(PAGES, "example/website")
    assert stored is not None
    assert stored.properties["certificate"] == "approved"


def test_a_repository_and_its_pages_are_their_owners() -> None:
    assert kinds()[REPOSITORY].computed(New(1, {"name": "website"}, "Someone"))["fullName"] == "Someone/website"
    pages = kinds()[PAGES].computed
    assert pages(New(1, {"repository": "website"}, "Someone"))["htmlUrl"] == "https://someone.github.io/website/"
    assert pages(New(1, {"repository": "website", "cname": "a.org"}, "Someone"))["htmlUrl"] == "https://a.org/"


def with_pages(url: str, **pages: object) -> Fleet:
    return fleet_of(sites={url: {"keyword": "Hello", "pages": {"repository": "example/website"} | pages}})


@pytest.mark.parametrize(
    ("url", "pages", "expected"),
    [
        (
            "https://www.example.org/",
            {"branch": "main", "path": "/docs"},
            {
                "buildType": "legacy",
                "source": {"branch": "main", "path": "/docs"},
                "cname": "www.example.org",
                "httpsEnforced": True,
            },
        ),
        (
            "https://www.example.org/",
            {"workflow": True},
            {"buildType": "workflow", "cname": "www.example.org", "httpsEnforced": True},
        ),
        ("https://example.github.io/website/", {"workflow": True}, {"buildType": "workflow"}),
    ],
)
def test_adopted_pages_are_as_their_row_says(
    store: Store, url: str, pages: dict[str, object], expected: dict[str, object]
) -> None:
    seed(store, draw_up(with_pages(url, **pages)))
    (stored,) = store.all()
    assert (stored.kind, stored.id) == (NATIVE_PAGES, "example/website")
    arguments = {name: value for name, value in stored.properties.items() if name in argument_names(PAGES)}
    assert arguments == {"repository": "website", "public": True} | expected
    # GitHub enforces https only where there is a certificate.
    assert stored.properties.get("certificate") == ("approved" if "httpsEnforced" in expected else None)


@pytest.mark.parametrize("pages", [{}, {"create": True, "workflow": True}])
def test_pages_that_are_registered_or_created_are_not_there_yet(store: Store, pages: dict[str, object]) -> None:
    seed(store, draw_up(with_pages("https://www.example.org/", **pages)))
    assert store.all() == []


def test_what_the_fleet_made_itself_is_left_as_it_is(store: Store) -> None:
    store.add(NATIVE_PAGES, "example/website", None, {"cname": "old.example.org"})
    seed(store, draw_up(with_pages("https://www.example.org/", branch="main")))
    assert [stored.properties for stored in store.all()] == [{"cname": "old.example.org"}]


def test_what_was_deleted_is_not_added_again(store: Store) -> None:
    for _ in range(2):
        seed(store, draw_up(with_pages("https://www.example.org/", branch="main")))
        store.remove(NATIVE_PAGES, "example/website")
    assert store.all() == []


def test_the_certificate_of_native_pages_is_told(cloud: MakeCloud, store: Store) -> None:
    seed(store, draw_up(with_pages("https://www.example.org/", branch="main")))
    found = cloud(PAGES).look_up(REST_FUNCTION, {"endpoint": ENDPOINT})
    assert json.loads(found["body"]) == {"https_certificate": {"state": "approved"}}


def test_adopting_a_repository_switches_off_what_is_not_given_and_does_not_say_so(
    cloud: MakeCloud, store: Store
) -> None:
    there = cloud(REPOSITORY)
    existing = {"hasIssues": True, "hasWiki": True, "hasProjects": True, "homepageUrl": "https://www.example.org/"}
    store.seed(REPOSITORY, "example/website", "example/website", {"name": "website", "description": "words"} | existing)
    found, wanted = there.adopt(REPOSITORY, "website", {"name": "website", "description": "words"})
    assert found.inputs == {"name": "website", "description": "words"} | existing
    difference = there.diff(found, wanted)
    assert difference.changed
    assert difference.fields == {}
    updated = there.update(found, wanted)
    off = {"hasIssues": False, "hasWiki": False, "hasProjects": False, "homepageUrl": ""}
    assert there.refresh(updated).state == {"name": "website", "description": "words"} | off


@pytest.mark.parametrize(
    ("arguments", "reason"),
    [
        ({"buildType": "workflow"}, None),
        ({"buildType": "workflow", "source": {}}, "source is not allowed"),
        ({"buildType": "legacy"}, "source is required"),
        ({"buildType": "legacy", "source": {}}, None),
        ({"buildType": "legacy", "source": UNKNOWN}, None),
        ({"buildType": UNKNOWN}, None),
        ({"buildType": UNKNOWN, "source": {}}, None),
    ],
)
def test_arguments_that_do_not_go_together(arguments: Properties, reason: str | None) -> None:
    found = kinds()[PAGES].rule(arguments)
    assert (found is None) if reason is None else (reason in (found or ""))


@pytest.mark.parametrize("name", [".", "website.git", "website.wiki", "r" * 101])
def test_a_repository_with_a_reserved_name_is_refused(cloud: MakeCloud, name: str) -> None:
    with pytest.raises(RefusedError, match="name is invalid or reserved"):
        cloud(REPOSITORY).create(REPOSITORY, {"name": name})
