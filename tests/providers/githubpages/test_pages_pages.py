"""The life of a repository's Pages."""

from typing import Any

import pytest

from providers.githubpages.account import Account
from providers.githubpages.pages import Pages, PagesArguments
from providers.githubpages.simulated import GitHubPages
from providers.githubpages.simulated_objects import PAGES
from providers.kit.arguments import checked, differences, load
from providers.kit.resource import RefusalError
from sandbox.web import HttpFault
from tests.providers.clock import Clock

PATH, ID = "/repos/example/website/pages", "example/website"
MAIN: dict[str, Any] = {"branch": "main", "path": "/"}
SITE = {"buildType": "legacy", "source": MAIN, "cname": "www.example.org", "httpsEnforced": True}


@pytest.fixture
def pages(account: Account) -> Pages:
    return Pages(account)


def arguments(**given: Any) -> PagesArguments:
    return PagesArguments.model_validate({"repository": "website", "source": MAIN, "cname": "www.example.org"} | given)


def put(github: GitHubPages, **properties: Any) -> None:
    made = {"repository": "website", "certificate": "approved"} | SITE | properties
    github.store.seed(PAGES, ID, None, {name: value for name, value in made.items() if value is not None})


def stored(github: GitHubPages) -> dict[str, Any]:
    found = github.store.get(PAGES, ID)
    assert found is not None
    return found.properties


def writes(github: GitHubPages) -> list[str]:
    return [method for method, _ in github.log if method != "GET"]


@pytest.mark.parametrize(
    "given",
    [
        {},
        {"cname": ""},
        {"source": {"branch": "main", "path": "/docs"}},
        {"source": {"branch": "gh-pages"}},
        {"build_type": "workflow", "source": None},
        {"build_type": "workflow", "source": None, "cname": "example.org"},
        {"https_enforced": False},
    ],
)
def test_a_create_is_whole(pages: Pages, github: GitHubPages, given: dict[str, Any]) -> None:
    wanted = arguments(**given)
    made = pages.create(wanted)
    assert made.id == "website"
    assert differences(PagesArguments, made.arguments.plain(), wanted.plain()) == {}
    assert pages.read("website", None) == made
    assert stored(github).get("cname", "") == wanted.cname
    assert writes(github) == ["POST", "PUT"][: 2 if wanted.cname else 1]


def test_https_is_enforced_later_where_there_is_no_certificate(
    pages: Pages, github: GitHubPages, runtime: Clock
) -> None:
    wanted = arguments(https_enforced=True)
    made = pages.create(wanted)
    assert runtime.warned == ["GitHub: website has no certificate yet, so HTTPS is enforced by a later run"]
    assert differences(PagesArguments, made.arguments.plain(), wanted.plain()) == {"httpsEnforced": "UPDATE"}
    github.store.change(PAGES, ID, None, stored(github) | {"certificate": "approved"}, by_hand=True)
    github.bodies.clear()
    assert pages.update("website", made.arguments, wanted).arguments == wanted
    assert github.bodies == [{"https_enforced": True}]
    assert stored(github)["cname"] == "www.example.org"


@pytest.mark.parametrize(
    ("given", "sent"),
    [
        ({}, []),
        ({"https_enforced": True}, []),
        ({"https_enforced": False}, [{"https_enforced": False}]),
        ({"source": {"branch": "gh-pages"}}, [{"source": {"branch": "gh-pages", "path": "/"}}]),
        ({"source": {"branch": "main", "path": "/docs"}}, [{"source": {"branch": "main", "path": "/docs"}}]),
        ({"build_type": "workflow", "source": None}, [{"build_type": "workflow"}]),
        ({"cname": "a.example.org"}, [{"cname": "a.example.org"}]),
        # Only a row that names GitHub's own domain takes another away.
        ({"cname": ""}, [{"cname": None}]),
    ],
)
@pytest.mark.parametrize("found", [True, False])
def test_only_what_differs_is_sent(
    pages: Pages, github: GitHubPages, given: dict[str, Any], sent: list[Any], *, found: bool
) -> None:
    put(github)
    wanted = arguments(**given)
    # A create that finds them does what an update does.
    done = pages.create(wanted) if found else pages.update("website", wanted, wanted)
    assert github.bodies == sent
    assert differences(PagesArguments, done.arguments.plain(), wanted.plain()) == {}


@pytest.mark.parametrize(
    "fault",
    [
        HttpFault("POST", PATH, cut=True, after=True),
        HttpFault("POST", PATH, cut=True),
        HttpFault("POST", PATH, 502, after=True),
        HttpFault("PUT", PATH, cut=True, after=True),
        HttpFault("PUT", PATH, 503),
        HttpFault("GET", PATH, 500),
    ],
)
def test_a_lost_answer_makes_nothing_twice(pages: Pages, github: GitHubPages, fault: HttpFault) -> None:
    github.faults.append(fault)
    assert pages.create(arguments()).arguments.cname == "www.example.org"
    assert stored(github)["cname"] == "www.example.org"


def test_a_create_that_was_half_done_is_finished(pages: Pages, github: GitHubPages) -> None:
    github.faults.append(HttpFault("PUT", PATH, 422, '{"message": "The custom domain is already taken"}'))
    with pytest.raises(RefusalError, match="GitHub answered 422: The custom domain is already taken"):
        pages.create(arguments())
    assert pages.create(arguments()).arguments.cname == "www.example.org"
    assert writes(github) == ["POST", "PUT", "PUT"]


@pytest.mark.parametrize("cname", ["", "www.example.org"])
def test_what_the_official_resource_noted_is_taken_over(pages: Pages, github: GitHubPages, cname: str) -> None:
    put(github, cname=cname or None, httpsEnforced=None if not cname else True)
    official = {
        "apiUrl": "",
        "buildStatus": "",
        "buildType": "legacy",
        "cname": cname,
        "custom404": False,
        "htmlUrl": "https://example.github.io/website/",
        "httpsEnforced": True,
        "id": "1",
        "public": True,
        "repository": "website",
        "repositoryId": 1,
        "source": MAIN,
    }
    given = {"repository": "website", "source": MAIN, "cname": "www.example.org"}
    wanted, invalid = checked(pages, given)
    assert invalid == []
    # A domain that the official one lost comes back; where it is there, nothing is to be done.
    assert differences(PagesArguments, official, wanted) == ({} if cname else {"cname": "UPDATE"})
    read = pages.read("1", load(PagesArguments, official))
    assert read is not None
    assert (read.id, read.arguments.cname) == ("1", cname)
    done = pages.update("1", load(PagesArguments, official), load(PagesArguments, wanted))
    assert done.id == "1"
    assert github.bodies == ([] if cname else [{"cname": "www.example.org"}])


def test_pages_that_are_gone(pages: Pages, github: GitHubPages) -> None:
    assert pages.read("website", None) is None
    with pytest.raises(RefusalError, match=r"website has no Pages any more, .*; `refresh` notes that, and `up` then"):
        pages.update("website", arguments(), arguments())
    pages.delete("website", arguments())
    pages.create(arguments())
    pages.delete("1", arguments())
    assert github.store.all(PAGES) == []


def test_a_delete_that_is_refused_is_told(pages: Pages, github: GitHubPages) -> None:
    put(github)
    github.faults.append(HttpFault("DELETE", PATH, 422, '{"message": "no"}'))
    with pytest.raises(RefusalError, match="GitHub answered 422: no"):
        pages.delete("website", arguments())


def test_a_repository_that_is_not_there_is_told(pages: Pages, github: GitHubPages) -> None:
    github.missing.add(ID)
    with pytest.raises(RefusalError, match="there is no repository website, or the token in GITHUB_TOKEN or"):
        pages.create(arguments())


def test_an_answer_of_an_unknown_form_is_told(pages: Pages, github: GitHubPages) -> None:
    put(github, buildType="telepathy")
    with pytest.raises(RefusalError, match="returned the Pages of website in an unknown form"):
        pages.read("website", None)


@pytest.mark.parametrize(
    ("given", "reason"),
    [
        ({"buildType": "workflow", "source": MAIN}, "source: a workflow publishes it"),
        ({"buildType": "legacy"}, "source: it is missing"),
        ({}, "source: it is missing"),
        ({"buildType": "magic"}, "buildType: input should be 'legacy' or 'workflow'"),
        ({"source": {"path": "/"}}, "source.branch: this is missing"),
    ],
)
def test_arguments_that_can_not_be(pages: Pages, given: dict[str, Any], reason: str) -> None:
    _, invalid = checked(pages, {"repository": "website"} | given)
    assert [f"{each.field}: {each.reason}".startswith(reason) for each in invalid] == [True]
