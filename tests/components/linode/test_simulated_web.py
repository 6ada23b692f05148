"""The part of Linode's web API that the fleet itself asks, over HTTP."""

from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from components.linode.simulated_dns import DOMAIN, RECORD
from components.linode.simulated_web import LinodeApi
from sandbox.store import Store
from sandbox.web import serving


@pytest.fixture
def client(tmp_path: Path) -> Iterator[httpx.Client]:
    store = Store(tmp_path / "clouds.sqlite")
    store.add(DOMAIN, "5", "example.net", {"domain": "example.net"})
    store.add(DOMAIN, "6", "example.org", {"domain": "example.org"})
    for number in range(30):
        properties = {"domainId": 5.0, "recordType": "A", "name": f"n{number}", "target": "192.0.2.7"}
        store.add(RECORD, str(40 + number), None, properties)
    with serving(LinodeApi(store)) as address, httpx.Client(base_url=address) as opened:
        opened.headers["Authorization"] = "Bearer any"
        yield opened


def test_a_domains_records_come_in_pages(client: httpx.Client) -> None:
    first, second = (client.get(f"/v4/domains/5/records?page_size=25&page={page}").json() for page in (1, 2))
    assert (first["pages"], first["results"], len(first["data"]), len(second["data"])) == (2, 30, 25, 5)
    assert first["data"][0] == {"id": 40, "type": "A", "name": "n0", "target": "192.0.2.7", "ttl_sec": 0, "tag": None}
    assert client.get("/v4/domains/6/records").json() == {"data": [], "page": 1, "pages": 1, "results": 0}


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/v4/domains/7/records", 404),
        ("/v4/domains", 404),
        ("/v4/domains/5/records?page=3&page_size=25", 404),
        ("/v4/domains/5/records?page_size=501", 400),
        ("/v4/domains/5/records?page_size=5", 400),
    ],
)
def test_what_is_not_there_or_asks_for_too_much_is_refused(client: httpx.Client, path: str, status: int) -> None:
    answer = client.get(path)
    assert answer.status_code == status
    assert answer.json()["errors"][0]["reason"]


def test_a_token_is_wanted(client: httpx.Client) -> None:
    assert client.get("/v4/domains/5/records", headers={"Authorization": ""}).status_code == 401
