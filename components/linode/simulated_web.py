"""A simulated part of Linode's web API: the records of a domain."""

import json
from collections.abc import Iterator

from werkzeug.wrappers import Request, Response

from components.linode.finders import PAGE
from components.linode.simulated_dns import DOMAIN, records_of
from providers.kit.values import Properties
from sandbox.store import Stored
from sandbox.web import Handler, WebApi

SMALLEST_PAGE = 25
"""Objects on a page of an answer at least (Linode's API reference)."""


class LinodeApi(WebApi):
    """Simulated domains, for anybody with a token."""

    def routes(self) -> Iterator[tuple[str, str, Handler]]:
        """The request for a domain's records."""
        yield "GET", "/v4/domains/<id_>/records", self._records

    def before_request(self, request: Request) -> Response | None:
        """Refuse who brings no token."""
        return None if request.headers.get("Authorization") else _refusal(401, "Invalid Token")

    def not_found(self, request: Request) -> Response:
        """The answer to all that isn't there."""
        del request
        return _refusal(404, "Not found")

    def _records(self, request: Request, id_: str) -> Response:
        domain = self.store.get(DOMAIN, id_)
        if domain is None:
            return self.not_found(request)
        page, size = request.args.get("page", 1, int), request.args.get("page_size", 100, int)
        if not SMALLEST_PAGE <= size <= PAGE:
            return _refusal(400, f"Must be {SMALLEST_PAGE}-{PAGE}")
        records = [_record(record) for record in records_of(self.store, domain)]
        pages = max(1, -(-len(records) // size))
        if not 1 <= page <= pages:
            return self.not_found(request)
        data = records[(page - 1) * size : page * size]
        return _answer({"data": data, "page": page, "pages": pages, "results": len(records)})


def _record(stored: Stored) -> Properties:
    has = stored.properties
    return {
        "id": int(stored.id),
        "type": has["recordType"],
        "name": has.get("name", ""),
        "target": has["target"],
        "ttl_sec": int(has.get("ttlSec", 0)),
        "tag": has.get("tag"),
    }


def _answer(content: Properties, status: int = 200) -> Response:
    return Response(json.dumps(content), status, mimetype="application/json")


def _refusal(status: int, reason: str) -> Response:
    return _answer({"errors": [{"reason": reason}]}, status)
