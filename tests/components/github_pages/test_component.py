from typing import Any

import pytest

from components.github_pages.component import api_address
from tests.components.fleets import declared, fleet_of
from tests.conftest import GITHUB_ASKED, Asked, Declared, Recording, Run

SITE, REPOSITORY, PAGES, PROVIDER, NATIVE = (
    "fleet:hosting:GitHubPagesSite",
    "github:index/repository:Repository",
    "githubpages:index:Pages",
    "pulumi:providers:github",
    "pulumi:providers:githubpages",
)
URL = "https://www.example.org/"
PATH = "repos/example/website/pages"
APPROVED = {"https_enforced": False, "https_certificate": {"state": "approved"}}
UNCERTIFIED = [
    (404, None),
    (404, {"message": "Not Found"}),
    (200, {}),
    (200, {"https_enforced": False, "https_certificate": None}),
    (200, {"https_enforced": False, "https_certificate": {"state": "authorization_pending"}}),
    # An answer that is none says nothing, whatever is in it.
    (503, APPROVED),
]
CERTIFIED = [
    (200, APPROVED),
    (200, {"https_enforced": True}),
    (200, {"https_enforced": True, "https_certificate": {"state": "dns_changed"}}),
]
CREATED: dict[str, Any] = {"create": True, "workflow": True}
ADOPTED: dict[str, Any] = {"workflow": True}


def pages(repository: str = "example/website", **more: Any) -> dict[str, Any]:
    return {"keyword": "Hello", "pages": {"repository": repository} | more}


def one_site(run: Run, row: dict[str, Any], url: str = URL, **options: Any) -> Recording:
    return declared(run, fleet_of(sites={url: row}), **options)


def provider(told: Recording, row: Declared) -> Declared:
    (found,) = (candidate for candidate in told.resources if candidate.urn == row.provider)
    return found


def test_a_registered_site_is_a_component_alone(run: Run) -> None:
    told = one_site(run, pages())
    site = told.one(SITE)
    assert (site.name, site.protect, told.children(site)) == (URL, False, [])
    assert site.parent == told.one("fleet:service:Service").urn
    assert told.names(PROVIDER) == []
    assert told.outputs[site.urn] == {"fqdn": "www.example.org", "providerId": "example/website"}


@pytest.mark.parametrize(
    ("built", "inputs"),
    [
        ({"workflow": True}, {"buildType": "workflow"}),
        ({"branch": "gh-pages"}, {"buildType": "legacy", "source": {"branch": "gh-pages", "path": "/"}}),
        ({"branch": "main", "path": "/docs"}, {"buildType": "legacy", "source": {"branch": "main", "path": "/docs"}}),
    ],
)
def test_of_an_existing_repository_only_its_pages_are_managed(
    run: Run, built: dict[str, Any], inputs: dict[str, Any]
) -> None:
    told = one_site(run, pages(**built))
    site = told.one(SITE)
    (child,) = told.children(site)
    assert told.names(REPOSITORY) == []
    assert (child.type, child.name, child.import_id) == (PAGES, f"{URL}-pages", "website")
    assert child.inputs == {"repository": "website", "cname": "www.example.org"} | inputs
    assert child.ignore_changes == ()
    assert (site.protect, child.protect) == (True, True)


def test_a_site_on_githubs_own_domain_is_not_told_it(run: Run) -> None:
    told = one_site(run, pages(workflow=True), url="https://example.github.io/website/")
    child = told.one(PAGES)
    # GitHub takes https_enforced only together with a domain.
    assert child.inputs == {"repository": "website", "buildType": "workflow", "cname": ""}
    assert child.ignore_changes == ()


def test_a_created_repository_is_whole(run: Run) -> None:
    told = one_site(run, pages(create=True, workflow=True))
    site = told.one(SITE)
    repository, child = told.one(REPOSITORY), told.one(PAGES)
    assert {row.urn for row in told.children(site)} == {repository.urn, child.urn}
    assert repository.name == f"{URL}-repository"
    assert repository.inputs == {
        "name": "website",
        "visibility": "public",
        "homepageUrl": URL,
        "hasIssues": True,
        "autoInit": True,
        "archiveOnDestroy": True,
    }
    assert child.inputs == {"repository": "website", "buildType": "workflow", "cname": "www.example.org"}
    assert {row.import_id for row in (repository, child)} == {""}
    assert {row.ignore_changes for row in (repository, child)} == {()}
    assert all(row.protect for row in (site, repository, child))


def test_the_pages_of_a_created_repository_wait_for_it(run: Run) -> None:
    told = one_site(run, pages(create=True, workflow=True), slow=0.02)
    events = [(event, urn.rpartition("-")[2]) for event, urn in told.order if urn.startswith("urn") and URL in urn]
    assert events.index(("answered", "repository")) < events.index(("asked", "pages"))


@pytest.mark.parametrize("row", [CREATED, CREATED | {"https": True}, ADOPTED | {"https": True}])
@pytest.mark.parametrize("answer", CERTIFIED)
def test_https_is_enforced_once_there_is_a_certificate(
    run: Run, row: dict[str, Any], answer: tuple[int, dict[str, Any]]
) -> None:
    told = one_site(run, pages(**row), github={PATH: answer})
    assert told.one(PAGES).inputs["httpsEnforced"] is True
    assert "httpsEnforced" not in told.one(PAGES).ignore_changes


@pytest.mark.parametrize("row", [CREATED, CREATED | {"https": True}, ADOPTED | {"https": True}])
@pytest.mark.parametrize("answer", UNCERTIFIED)
def test_https_is_not_enforced_before(run: Run, row: dict[str, Any], answer: tuple[int, dict[str, Any] | None]) -> None:
    told = one_site(run, pages(**row), github={PATH: answer})
    assert "httpsEnforced" not in told.one(PAGES).inputs


def test_a_preview_asks_for_the_certificate_too(run: Run) -> None:
    told = one_site(run, pages(**CREATED), github={PATH: (200, APPROVED)}, preview=True)
    assert told.one(PAGES).inputs["httpsEnforced"] is True


def test_the_account_of_the_owner_asks_for_the_certificate(run: Run) -> None:
    told = one_site(run, pages(**CREATED))
    assert told.asked == [Asked(GITHUB_ASKED, {"endpoint": PATH}, told.one(PROVIDER).urn)]


@pytest.mark.parametrize(
    ("row", "url"),
    [
        ({}, URL),
        ({"https": True}, URL),
        (ADOPTED, URL),
        (ADOPTED | {"https": False}, URL),
        (CREATED | {"https": False}, URL),
        (CREATED, "https://example.github.io/website/"),
        (ADOPTED | {"https": True}, "https://example.github.io/website/"),
    ],
)
def test_github_is_not_asked_where_https_is_not_wanted_or_can_not_be_said(
    run: Run, row: dict[str, Any], url: str
) -> None:
    told = one_site(run, pages(**row), url=url, github={PATH: (200, APPROVED)})
    assert told.asked == []
    assert all(found.inputs.get("httpsEnforced") is not True for found in told.resources)


@pytest.mark.parametrize("row", [CREATED, ADOPTED])
def test_a_row_that_wants_no_https_says_so(run: Run, row: dict[str, Any]) -> None:
    assert one_site(run, pages(**row, https=False)).one(PAGES).inputs["httpsEnforced"] is False
    assert "httpsEnforced" not in one_site(run, pages(**row)).one(PAGES).inputs


def test_each_owner_has_a_provider_with_the_stacks_token(run: Run) -> None:
    sites = {
        f"https://{name}.example.org/": pages(repository, workflow=True)
        for name, repository in (("a", "one/a"), ("b", "one/b"), ("c", "two/c"))
    }
    config = {"github:token": "ghp_very_secret", "github:baseUrl": "https://github.example.org/"}
    told = declared(run, fleet_of(sites=sites), config=config, secrets=("github:token",))
    assert told.names(PROVIDER) == ["github-one", "github-two"]
    assert told.names(NATIVE) == ["githubpages-one", "githubpages-two"]
    owners = {row.name: provider(told, row).inputs["owner"] for row in told.resources if row.type == PAGES}
    assert owners == {
        f"https://{name}.example.org/-pages": owner for name, owner in zip("abc", ("one", "one", "two"), strict=True)
    }
    base = "https://github.example.org/"
    for type_, address, expected in ((PROVIDER, "baseUrl", base), (NATIVE, "url", f"{base}api/v3")):
        for row in (row for row in told.resources if row.type == type_):
            assert row.inputs["token"] == "ghp_very_secret"
            assert row.secret == {"token"}
            assert row.inputs[address] == expected


@pytest.mark.parametrize(
    ("base", "expected"),
    [
        ("https://api.github.com/", "https://api.github.com"),
        ("https://api.github.com", "https://api.github.com"),
        ("https://api.example.ghe.com/", "https://api.example.ghe.com"),
        ("https://github.example.org/", "https://github.example.org/api/v3"),
        ("https://github.example.org/api/v3/", "https://github.example.org/api/v3"),
        ("https://api.example.org/", "https://api.example.org/api/v3"),
        ("http://127.0.0.1:8000", "http://127.0.0.1:8000/api/v3"),
    ],
)
def test_the_api_is_where_the_official_plugin_asks_it(base: str, expected: str) -> None:
    assert api_address(base) == expected


@pytest.mark.parametrize(
    ("name", "expected"),
    [("GITHUB_BASE_URL", "https://github.example.org/api/v3"), ("GITHUB_PAGES_URL", None)],
)
def test_the_environment_says_where_the_api_is(
    run: Run, monkeypatch: pytest.MonkeyPatch, name: str, expected: str | None
) -> None:
    monkeypatch.setenv(name, "https://github.example.org/")
    assert one_site(run, pages(workflow=True)).one(NATIVE).inputs.get("url") == expected


def test_a_created_repository_belongs_to_its_owner(run: Run) -> None:
    told = one_site(run, pages("someone/website", create=True, workflow=True))
    assert {provider(told, told.one(type_)).inputs["owner"] for type_ in (REPOSITORY, PAGES)} == {"someone"}


def test_without_a_token_the_environment_decides(run: Run) -> None:
    told = one_site(run, pages(workflow=True))
    assert told.one(PROVIDER).inputs == {"owner": "example", "baseUrl": "https://api.github.com/"}


@pytest.mark.parametrize("row", [CREATED, ADOPTED, {"branch": "main"}, CREATED | {"https": True}])
@pytest.mark.parametrize("aliases", [[], ["https://old.example.org/"], ["https://a.org/", "https://b.org/"]])
def test_what_the_official_resource_managed_is_taken_over(run: Run, row: dict[str, Any], aliases: list[str]) -> None:
    told = one_site(run, pages(**row) | {"aliases": aliases})
    child = told.one(PAGES)
    official = child.urn.replace(PAGES, "github:index/repositoryPages:RepositoryPages")
    former = {official.replace(URL, name) for name in (URL, *aliases)}
    assert {urn for urn in child.aliases if "RepositoryPages" in urn} == former


def test_a_new_url_replaces_nothing(run: Run) -> None:
    told = one_site(run, pages(create=True, workflow=True) | {"aliases": ["https://old.example.org/"]})
    for row in (told.one(SITE), told.one(REPOSITORY)):
        assert row.aliases == {row.urn.replace(URL, "https://old.example.org/")}, row.name
        assert row.former == {row.name.replace(URL, "https://old.example.org/")}, row.name


@pytest.mark.parametrize("row", [CREATED, ADOPTED])
def test_a_site_that_is_let_go_of_stays(run: Run, row: dict[str, Any]) -> None:
    kept, released = one_site(run, pages(**row)), one_site(run, pages(**row, release=True))
    for told, release in ((kept, False), (released, True)):
        site = told.one(SITE)
        assert site.protect != release
        assert {child.protect for child in told.children(site)} == {not release}
        assert {child.retain_on_delete for child in told.children(site)} == {release}
    before, after = ({one.urn: one.inputs for one in told.resources} for told in (kept, released))
    assert before == after
