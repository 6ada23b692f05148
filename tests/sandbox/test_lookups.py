"""What the official plugins' functions find in the simulated clouds."""

from importlib import import_module
from typing import Any

import pytest

from providers.kit.values import Properties
from sandbox.simulation import kinds, simulations
from tests.sandbox.client import KEY, LINODE, MINIMAL, SERVER, RefusedError
from tests.sandbox.conftest import MakeCloud
from tests.sandbox.shapes import misfits, result_type

SERVERS, INSTANCES, RRSETS = (
    "hcloud:index/getServers:getServers",
    "linode:index/getInstances:getInstances",
    "hcloud:index/getZoneRrsets:getZoneRrsets",
)
LISTS = {token: listing for one in simulations() for token, listing in one.lists.items()}
FUNCTIONS = [token for one in simulations() for token in one.functions]
NEEDS: dict[str, Properties] = {RRSETS: {"zone": "example.org"}}


def names(found: Properties, field: str, name: str = "name") -> list[str]:
    return [item[name] for item in found[field]]


@pytest.mark.parametrize("token", LISTS)
def test_what_is_there_is_listed_in_the_shape_of_the_sdk(cloud: MakeCloud, token: str) -> None:
    field, kind = LISTS[token].items, LISTS[token].kind
    there, needs = cloud(kind), NEEDS.get(token, {})
    empty = there.look_up(token, needs)
    assert empty[field] == []
    made = there.create(kind)
    found = there.look_up(token, needs)
    assert misfits(result_type(token), found) == []
    (item,) = found[field]
    assert item["id"] == (made.id if kinds()[kind].identify else int(made.id))
    shared = {name: value for name, value in MINIMAL[kind].items() if name in item and name != "records"}
    assert len(shared) >= 1
    assert item.items() >= shared.items()


@pytest.mark.parametrize("token", [*LISTS, *FUNCTIONS])
def test_the_sdk_has_each_function_by_its_token(token: str, monkeypatch: pytest.MonkeyPatch) -> None:
    package = token.partition(":")[0]
    module = token.split("/")[1].partition(":")[0]
    snake = "".join(f"_{letter.lower()}" if letter.isupper() else letter for letter in module)
    asked: list[str] = []

    def invoke(token: str, *_: Any, **__: Any) -> None:
        asked.append(token)
        raise LookupError

    monkeypatch.setattr("pulumi.runtime.invoke", invoke)
    arguments: dict[str, dict[str, Any]] = {
        RRSETS: {"zone": "a"},
        "linode:index/getDomainRecord:getDomainRecord": {"domain_id": 1},
        "github:index/getRestApi:getRestApi": {"endpoint": "a"},
    }
    with pytest.raises(LookupError):
        getattr(import_module(f"pulumi_{package}"), snake)(**arguments.get(token, {}))
    assert asked == [token]


def test_nothing_secret_is_listed(cloud: MakeCloud) -> None:
    there = cloud(LINODE)
    there.create(LINODE, MINIMAL[LINODE] | {"rootPass": "hunter2", "metadatas": [{"userData": "hunter2"}]})
    assert "hunter2" not in str(there.look_up(INSTANCES, {}))


@pytest.mark.parametrize(
    ("selector", "expected"),
    [
        ("", ["a", "b", "c"]),
        ("fleet=test", ["a", "b"]),
        ("fleet == test, role=web", ["b"]),
        ("role", ["b", "c"]),
        ("fleet=test,role=db", []),
        ("empty=", ["c"]),
        ("absent", []),
    ],
)
def test_labels_select(cloud: MakeCloud, selector: str, expected: list[str]) -> None:
    there = cloud(SERVER)
    labels = {"a": {"fleet": "test"}, "b": {"fleet": "test", "role": "web"}, "c": {"role": "web", "empty": ""}}
    for name, given in labels.items():
        there.create(SERVER, MINIMAL[SERVER] | {"name": name, "labels": given})
    found = there.look_up(SERVERS, {"withSelector": selector})
    assert names(found, "servers") == expected
    assert found["withSelector"] == selector


@pytest.mark.parametrize("selector", ["a!=b", "!a", "a in (b,c)", "a notin (b)"])
def test_a_selector_that_is_not_understood_is_refused(cloud: MakeCloud, selector: str) -> None:
    there = cloud(SERVER)
    there.create(SERVER)
    with pytest.raises(
        RefusedError, match=r"^the sandbox supports label selectors of the forms KEY and KEY=VALUE only$"
    ):
        there.look_up(SERVERS, {"withSelector": selector})


def test_statuses_select(cloud: MakeCloud) -> None:
    there = cloud(SERVER)
    there.create(SERVER)
    assert len(there.look_up(SERVERS, {"withStatuses": ["off", "running"]})["servers"]) == 1
    assert there.look_up(SERVERS, {"withStatuses": ["off"]})["servers"] == []


def test_what_has_no_labels_is_not_selected(cloud: MakeCloud) -> None:
    there = cloud(KEY)
    there.create(KEY)
    assert there.look_up("hcloud:index/getSshKeys:getSshKeys", {"withSelector": "fleet=test"})["sshKeys"] == []


@pytest.mark.parametrize(
    ("filters", "expected"),
    [
        ([], ["aaa", "bbb"]),
        ([{"name": "label", "values": ["bbb", "ccc"]}], ["bbb"]),
        ([{"name": "tags", "values": ["fleet:test"]}], ["aaa"]),
        ([{"name": "label", "values": ["bbb"], "matchBy": "exact"}, {"name": "tags", "values": ["fleet:test"]}], []),
        ([{"name": "host_uuid", "values": ["00000000-0000-4000-8000-000000000001"]}], ["aaa"]),
        ([{"name": "id", "values": ["60000002"]}], ["bbb"]),
        ([{"name": "group", "values": ["x"]}], []),
    ],
)
def test_filters_select(cloud: MakeCloud, filters: list[Properties], expected: list[str]) -> None:
    there = cloud(LINODE)
    for name, tags in (("aaa", ["x", "fleet:test"]), ("bbb", [])):
        there.create(LINODE, MINIMAL[LINODE] | {"label": name, "tags": tags})
    assert names(there.look_up(INSTANCES, {"filters": filters}), "instances", "label") == expected


def test_a_filter_that_is_not_understood_is_refused(cloud: MakeCloud) -> None:
    there = cloud(LINODE)
    there.create(LINODE)
    with pytest.raises(RefusedError, match=r"^the sandbox filters by exact values only$"):
        there.look_up(INSTANCES, {"filters": [{"name": "label", "values": ["w"], "matchBy": "regex"}]})


def test_another_function_is_refused(cloud: MakeCloud) -> None:
    with pytest.raises(RefusedError) as refused:
        cloud(LINODE).look_up("linode:index/getRegions:getRegions", {})
    assert str(refused.value) == (
        "the sandbox does not answer linode:index/getRegions:getRegions; add it to the simulation of its provider"
    )
