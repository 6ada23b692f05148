"""GitHub in the sandbox: repositories and their Pages.

The plugin's pitfalls were measured with the official one.
"""

import json
import os
import re
from typing import TYPE_CHECKING

from components.github_pages.names import is_name
from providers.githubpages.simulated_objects import PAGES as NATIVE_PAGES
from providers.githubpages.simulated_objects import seed_pages
from providers.kit.values import Properties
from sandbox.kind import Kind, New
from sandbox.refusal import CloudError
from sandbox.simulation import Simulation
from sandbox.store import Store

if TYPE_CHECKING:
    from components.github_pages.row import Pages
    from fleet.blueprint.blueprint import Blueprint

REPOSITORY, PAGES = "github:index/repository:Repository", "github:index/repositoryPages:RepositoryPages"
REST_FUNCTION = "github:index/getRestApi:getRestApi"


def _repository(new: New) -> Properties:
    name = f"{new.owner}/{new.arguments['name']}"
    return {"fullName": name, "htmlUrl": f"https://github.com/{name}", "defaultBranch": "main"}


def _refused_name(_store: Store, _old: Properties, new: Properties) -> str | None:
    return None if is_name(new["name"]) else "422 Repository creation failed: name is invalid or reserved"


def _pages(new: New) -> Properties:
    own = f"{new.owner.lower()}.github.io/{new.arguments['repository']}"
    return {"htmlUrl": f"https://{new.arguments.get('cname') or own}/", "buildStatus": "built"}


def _pages_rule(arguments: Properties) -> str | None:
    build_type = arguments.get("buildType")
    if build_type == "workflow" and "source" in arguments:
        return "source is not allowed with build_type workflow"
    if build_type == "legacy" and "source" not in arguments:
        return "source is required with build_type legacy"
    return None


def _without_certificate(_store: Store, _old: Properties, new: Properties) -> str | None:
    if new.get("httpsEnforced") and new.get("certificate") != "approved":
        return "The certificate does not exist yet (404)"
    return None


def rest_answer(store: Store, arguments: Properties) -> Properties:
    """GitHub's answer about the Pages of a repository."""
    endpoint = str(arguments.get("endpoint"))
    path = re.fullmatch("/?repos/([^/]+)/([^/]+)/pages", endpoint)
    if path is None:
        raise CloudError(
            "the sandbox answers repos/OWNER/REPOSITORY/pages only; add others to the simulation of GitHub"
        )
    id_ = f"{path[1]}/{path[2]}"
    # If the plugin's settings name no owner, the id is the repository's name alone.
    stored = store.get(NATIVE_PAGES, id_) or store.get(PAGES, id_) or store.get(PAGES, path[2])
    if stored is None:
        return _answer(endpoint, 404, "404 Not Found", {"message": "Not Found"})
    state = stored.properties.get("certificate")
    return _answer(endpoint, 200, "200 OK", {"https_certificate": {"state": state}} if state else {})


def _answer(endpoint: str, code: int, status: str, body: Properties) -> Properties:
    return {"id": endpoint, "code": code, "status": status, "headers": "{}", "body": json.dumps(body)}


def seed(store: Store, blueprint: "Blueprint") -> None:
    """Add the Pages sites that rows adopt."""
    from components.github_pages.row import Pages
    from fleet.inventory.service import site_host

    for service in blueprint.services.values():
        for url, site in sorted(service.row.sites.items()):
            hosted = site.hosted
            if not isinstance(hosted, Pages) or hosted.state != "adopted":
                continue
            owner, _, repository = hosted.repository.partition("/")
            seed_pages(store, owner, repository, _built(hosted) | _named(site_host(url)))


def _built(pages: "Pages") -> Properties:
    if pages.branch is None:
        return {"buildType": "workflow"}
    return {"buildType": "legacy", "source": {"branch": pages.branch, "path": pages.path}}


def _named(host: str) -> Properties:
    return {} if host.endswith(".github.io") else {"cname": host, "httpsEnforced": True, "certificate": "approved"}


SIMULATION = Simulation(
    plugin="github",
    kinds=(
        Kind(
            REPOSITORY,
            _repository,
            ("fullName", "htmlUrl", "defaultBranch"),
            identify=lambda new: str(new.arguments["name"]),
            name="name",
            needs=("name",),
            resets={"hasIssues": False, "hasWiki": False, "hasProjects": False, "homepageUrl": ""},
            unread=frozenset(["autoInit", "archiveOnDestroy"]),
            kept=frozenset(["visibility"]),
            conflict=_refused_name,
        ),
        Kind(
            PAGES,
            _pages,
            ("htmlUrl", "buildStatus"),
            identify=lambda new: str(new.arguments["repository"]),
            replaces=frozenset(["repository"]),
            defaults={"buildType": "legacy"},
            kept=frozenset(["public"]),
            together=(("httpsEnforced", "cname"),),
            rule=_pages_rule,
            conflict=_without_certificate,
            hidden=frozenset(["certificate"]),
        ),
    ),
    functions={REST_FUNCTION: rest_answer},
    refusals={"rate-limit": "API rate limit exceeded (403)", "server-error": "503 Service Unavailable"},
    owner=lambda settings: settings.get("owner") or os.environ.get("GITHUB_OWNER", ""),
    seed=seed,
)
