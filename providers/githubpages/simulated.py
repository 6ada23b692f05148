"""A simulated GitHub: the part of its API that is about Pages."""

import json
from collections.abc import Iterator
from typing import Any

from werkzeug.wrappers import Request, Response

from providers.githubpages.simulated_objects import PAGES, new_pages
from providers.kit.values import Properties
from sandbox.store import Store, Stored
from sandbox.web import Handler, WebApi

NAMES = {"build_type": "buildType", "source": "source", "cname": "cname", "https_enforced": "httpsEnforced"}
"""The API's names of what can be set, and those of the store."""


class GitHubPages(WebApi):
    """Simulated repositories' Pages. Any token will do, and any repository is there but those in `missing`."""

    def __init__(self, store: Store) -> None:
        self.missing: set[str] = set()
        self.bodies: list[Any] = []
        super().__init__(store)

    def routes(self) -> Iterator[tuple[str, str, Handler]]:
        """The requests about Pages."""
        path = "/repos/<owner>/<repository>/pages"
        handlers = {"GET": self._get, "POST": self._post, "PUT": self._put, "DELETE": self._delete}
        for method, handler in handlers.items():
            yield method, path, handler

    def before_request(self, request: Request) -> Response | None:
        """Note what is sent."""
        if request.data:
            self.bodies.append(json.loads(request.data))
        return None

    def not_found(self, request: Request) -> Response:
        """The answer to all that isn't there."""
        del request
        return _refusal(404, "Not Found")

    def _get(self, request: Request, owner: str, repository: str) -> Response:
        stored = self.store.get(PAGES, f"{owner}/{repository}")
        return self.not_found(request) if stored is None else _answer(stored)

    def _post(self, request: Request, owner: str, repository: str) -> Response:
        id_, body = f"{owner}/{repository}", json.loads(request.data)
        if id_ in self.missing:
            return self.not_found(request)
        if self.store.get(PAGES, id_) is not None:
            return _refusal(409, "GitHub Pages is already enabled.")
        # A create takes no domain: it ignores one.
        made = {NAMES[name]: body[name] for name in ("build_type", "source") if name in body}
        properties = new_pages(owner, repository) | made
        self.store.add(PAGES, id_, None, properties)
        return _answer(Stored(PAGES, id_, properties), 201)

    def _put(self, request: Request, owner: str, repository: str) -> Response:
        id_, body = f"{owner}/{repository}", json.loads(request.data)
        stored = self.store.get(PAGES, id_)
        if stored is None:
            return self.not_found(request)
        before = dict(stored.properties)
        if "cname" in body and body["cname"] != before.get("cname"):
            # Another domain needs another certificate.
            before.pop("certificate", None)
            before.pop("httpsEnforced", None)
        if body.get("https_enforced") and before.get("certificate") != "approved":
            return _refusal(404, "The certificate does not exist yet")
        changed = before | {NAMES[name]: value for name, value in body.items()}
        if changed.get("buildType") == "workflow":
            changed.pop("source", None)
        # Null is the API's word for removing a domain.
        self.store.change(PAGES, id_, None, {name: value for name, value in changed.items() if value is not None})
        return Response(status=204)

    def _delete(self, request: Request, owner: str, repository: str) -> Response:
        id_ = f"{owner}/{repository}"
        if self.store.get(PAGES, id_) is None:
            return self.not_found(request)
        self.store.remove(PAGES, id_)
        return Response(status=204)


def _answer(stored: Stored, status: int = 200) -> Response:
    site: Properties = {name: stored.properties.get(key) for name, key in NAMES.items()}
    site |= {"https_enforced": bool(site["https_enforced"]), "html_url": stored.properties.get("htmlUrl")}
    # Where a workflow publishes the site, a source is still given.
    site["source"] = site["source"] or {"branch": "main", "path": "/"}
    return Response(json.dumps(site), status, mimetype="application/json")


def _refusal(status: int, message: str) -> Response:
    return Response(json.dumps({"message": message}), status, mimetype="application/json")


def simulated(store: Store, credential: str) -> GitHubPages:
    """The API that the sandbox serves."""
    del credential
    return GitHubPages(store)
