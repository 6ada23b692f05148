"""The catalogues are read again from APIs that answer as the providers' do."""

import json
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
import typer
from werkzeug.serving import make_server

from cli import catalogue
from fleet.catalogue import CatalogueSource
from fleet.registry import hostings

TYPES = [{"id": "g9-new-1", "memory": 4096}, {"id": "g6-nanode-1", "memory": 1024}]
ANSWERS: dict[str, Any] = {
    "/v4/linode/types?page_size=500": {"data": TYPES},
    "/v4/regions?page_size=500": {"data": [{"id": "is-rey", "label": "Reykjavik, IS"}]},
    "/v1/server_types?per_page=50&page=1": {
        "server_types": [{"name": "cx99", "memory": 4.0}],
        "meta": {"pagination": {"next_page": 2}},
    },
    "/v1/server_types?per_page=50&page=2": {
        "server_types": [{"name": "cx23", "memory": 4.0}],
        "meta": {"pagination": {"next_page": None}},
    },
    "/v1/locations?per_page=50": {"locations": [{"name": "rey1", "city": "Reykjavik"}]},
}


MISSING = "there is no such page"


@dataclass
class Api:
    """A provider's API: what it answers by path, and the logins that it was given."""

    url: str = ""
    answers: dict[str, Any] = field(default_factory=lambda: dict(ANSWERS))
    logins: list[str | None] = field(default_factory=list)

    def answer(self, environ: dict[str, Any], start: Callable[[str, list[tuple[str, str]]], Any]) -> list[bytes]:
        self.logins.append(environ.get("HTTP_AUTHORIZATION"))
        path = f"{environ['PATH_INFO']}?{environ['QUERY_STRING']}"
        start("200 OK" if path in self.answers else "404 Not Found", [("Content-Type", "application/json")])
        return [json.dumps(self.answers.get(path, {})).encode()]


@pytest.fixture
def api() -> Iterator[Api]:
    served = Api()
    server = make_server("127.0.0.1", 0, served.answer)
    thread = threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True)
    thread.start()
    served.url = f"http://127.0.0.1:{server.server_port}"
    yield served
    server.shutdown()
    server.server_close()
    thread.join()


@pytest.fixture
def sources(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> dict[str, CatalogueSource]:
    """Each provider's source, with a copy of its file."""
    copies = {}
    for key, each in hostings().items():
        if each.catalogue:
            file = tmp_path / f"{key}.json"
            file.write_bytes(each.catalogue.file.read_bytes())
            copies[key] = replace(each.catalogue, file=file)
    monkeypatch.setattr(
        catalogue, "hostings", lambda: {key: SimpleNamespace(catalogue=copies.get(key)) for key in hostings()}
    )
    monkeypatch.setenv("HCLOUD_TOKEN", "made up")
    return copies


@pytest.mark.parametrize(
    ("provider", "size", "region", "login"),
    [("linode", "g9-new-1", "is-rey", None), ("hetzner-cloud", "cx99", "rey1", "Bearer made up")],
)
def test_what_the_api_has_is_kept_beside_what_was_listed_before(
    api: Api,
    sources: dict[str, CatalogueSource],
    capsys: pytest.CaptureFixture[str],
    *,
    provider: str,
    size: str,
    region: str,
    login: str | None,
) -> None:
    before = sources[provider].kept()
    catalogue.refresh(provider, api.url)
    after = sources[provider].kept()
    assert after.sizes == {**before.sizes, size: 4096}
    assert after.regions.keys() == before.regions.keys() | {region}
    assert after.regions[region].startswith("Reykjavik")
    assert capsys.readouterr().out == f"2 sizes and 1 region; new: {', '.join(sorted([size, region]))}\n"
    assert set(api.logins) == {login}
    catalogue.refresh(provider, api.url)
    assert capsys.readouterr().out == "2 sizes and 1 region; nothing new\n"


@pytest.mark.parametrize("answer", [None, {}, MISSING, {"data": [{"id": "a"}]}, {"data": [7]}, [], "no"])
def test_an_answer_that_is_none_changes_nothing(
    api: Api, sources: dict[str, CatalogueSource], capsys: pytest.CaptureFixture[str], answer: Any
) -> None:
    before = sources["linode"].file.read_bytes()
    path = "/v4/linode/types?page_size=500"
    api.answers = {key: value for key, value in ANSWERS.items() if key != path} | (
        {path: answer} if answer != {} else {}
    )
    if answer == {"data": {}}:
        api.answers["/v4/regions?page_size=500"] = None
    with pytest.raises(typer.Exit):
        catalogue.refresh("linode", api.url)
    assert "did not answer as expected, and nothing was changed" in capsys.readouterr().err
    assert sources["linode"].file.read_bytes() == before


def test_without_a_login_or_a_catalogue_it_says_what_to_do(
    sources: dict[str, CatalogueSource], capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("HCLOUD_TOKEN")
    for provider, words in {
        "hetzner-cloud": "its API wants a login: set HCLOUD_TOKEN",
        "bytemark": "bytemark has no catalogue; write one of hetzner-cloud, linode",
        "linod": "linod has no catalogue; did you mean 'linode'?",
    }.items():
        with pytest.raises(typer.Exit):
            catalogue.refresh(provider, None)
        assert capsys.readouterr().err == f"{words}\n"
    assert sources
