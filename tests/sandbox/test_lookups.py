"""What the official plugins' functions find in the simulated clouds."""

import json
from collections.abc import Mapping, Sequence
from importlib import import_module
from typing import Any, get_args, get_origin

import pytest
from pulumi._types import is_output_type, output_type_types
from sandbox.dns import DOMAIN, RECORD, RRSET, ZONE

from providers.kit.values import Properties
from sandbox.lookups import LISTS, RECORD_FUNCTION, REST_FUNCTION
from sandbox.store import Store
from tests.sandbox.client import KEY, LINODE, MINIMAL, PAGES, SERVER, Cloud, RefusedError
from tests.sandbox.conftest import MakeCloud

SERVERS, INSTANCES, RRSETS = (
    "hcloud:index/getServers:getServers",
    "linode:index/getInstances:getInstances",
    "hcloud:index/getZoneRrsets:getZoneRrsets",
)
ENDPOINT = "repos/example/website/pages"
NEEDS: dict[str, Properties] = {RRSETS: {"zone": "example.org"}}


def result_type(token: str) -> Any:
    """The SDK's class for what a function gives."""
    package, _, name = token.split(":")
    return getattr(import_module(f"pulumi_{package}"), f"{name[0].upper()}{name[1:]}Result")


def misfits(expected: Any, value: Any, path: str = "") -> list[str]:
    """Where a value isn't what the SDK's type says."""
    origin = get_origin(expected)
    if is_output_type(expected):
        types = output_type_types(expected)
        missing = [f"{path}.{name}" for name in types.keys() - value.keys()]
        return missing + [bad for name in types & value.keys() for bad in misfits(types[name], value[name], name)]
    if origin in (Sequence, Mapping):
        items = value.values() if origin is Mapping else value
        return [bad for item in items for bad in misfits(get_args(expected)[-1], item, path)]
    right = isinstance(value, float) and value.is_integer() if expected is int else isinstance(value, expected)
    return [] if right else [path]


def names(found: Properties, field: str, name: str = "name") -> list[str]:
    return [item[name] for item in found[field]]


@pytest.mark.parametrize("token", LISTS)
def test_what_is_there_is_listed_in_the_shape_of_the_sdk(cloud: MakeCloud, token: str) -> None:
    field, kind = LISTS[token]
    there, needs = cloud(kind), NEEDS.get(token, {})
    empty = there.look_up(token, needs)
    assert empty[field] == []
    made = there.create(kind)
    found = there.look_up(token, needs)
    assert misfits(result_type(token), found) == []
    (item,) = found[field]
    assert item["id"] == (made.id if kind == RRSET else int(made.id))
    shared = {name: value for name, value in MINIMAL[kind].items() if name in item and name != "records"}
    assert len(shared) >= 1
    assert item.items() >= shared.items()


@pytest.mark.parametrize("token", [*LISTS, RECORD_FUNCTION, REST_FUNCTION])
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
        RECORD_FUNCTION: {"domain_id": 1},
        REST_FUNCTION: {"endpoint": "a"},
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
    with pytest.raises(RefusedError, match=r"^the sandbox knows selectors of the forms KEY and KEY=VALUE only$"):
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
        ([], ["a", "b"]),
        ([{"name": "label", "values": ["b", "c"]}], ["b"]),
        ([{"name": "tags", "values": ["fleet:test"]}], ["a"]),
        ([{"name": "label", "values": ["b"], "matchBy": "exact"}, {"name": "tags", "values": ["fleet:test"]}], []),
        ([{"name": "host_uuid", "values": ["00000000-0000-4000-8000-000000000001"]}], ["a"]),
        ([{"name": "id", "values": ["60000002"]}], ["b"]),
        ([{"name": "group", "values": ["x"]}], []),
    ],
)
def test_filters_select(cloud: MakeCloud, filters: list[Properties], expected: list[str]) -> None:
    there = cloud(LINODE)
    for name, tags in (("a", ["x", "fleet:test"]), ("b", [])):
        there.create(LINODE, MINIMAL[LINODE] | {"label": name, "tags": tags})
    assert names(there.look_up(INSTANCES, {"filters": filters}), "instances", "label") == expected


def test_a_filter_that_is_not_understood_is_refused(cloud: MakeCloud) -> None:
    there = cloud(LINODE)
    there.create(LINODE)
    with pytest.raises(RefusedError, match=r"^the sandbox filters by exact values only$"):
        there.look_up(INSTANCES, {"filters": [{"name": "label", "values": ["w"], "matchBy": "regex"}]})


def test_the_records_of_one_zone_are_listed(cloud: MakeCloud) -> None:
    there = cloud(ZONE)
    first = there.create(ZONE)
    there.create(ZONE, MINIMAL[ZONE] | {"name": "example.net"})
    for zone, name in (("example.org", "a"), (first.id, "b"), ("example.net", "c")):
        records = [{"value": "192.0.2.1", "comment": "words"}, {"value": "192.0.2.2"}]
        there.create(RRSET, {"zone": zone, "name": name, "type": "A", "records": records})
    for zone in ("example.org", first.id):
        found = there.look_up(RRSETS, {"zone": zone})
        assert sorted(names(found, "rrsets")) == ["a", "b"]
        assert [record["comment"] for record in found["rrsets"][0]["records"]] == ["words", ""]
    with pytest.raises(RefusedError, match=r"^the zone does not exist \(not_found\)$"):
        there.look_up(RRSETS, {"zone": "example.com"})


@pytest.fixture
def records(cloud: MakeCloud) -> tuple[Cloud, list[str]]:
    """Records in two domains, and their ids."""
    there = cloud(RECORD)
    other = int(there.create(DOMAIN, MINIMAL[DOMAIN] | {"domain": "example.net"}).id)
    made = [
        there.create(RECORD),
        there.create(RECORD, MINIMAL[RECORD] | {"domainId": other, "target": "192.0.2.2", "ttlSec": 300}),
        there.create(RECORD, {"domainId": other, "recordType": "CAA", "tag": "issue", "target": "ca.example"}),
    ]
    return there, [str(other), *(one.id for one in made)]


def test_a_domains_record_is_found_by_name_or_id(records: tuple[Cloud, list[str]]) -> None:
    there, (other, first, second, third) = records
    found = there.look_up(RECORD_FUNCTION, {"domainId": int(other), "name": "www"})
    assert misfits(result_type(RECORD_FUNCTION), found) == []
    assert (found["id"], found["type"], found["target"], found["ttlSec"]) == (int(second), "A", "192.0.2.2", 300)
    assert there.look_up(RECORD_FUNCTION, {"domainId": 3300000, "name": "www"})["id"] == int(first)
    for by in ({"id": int(third)}, {"name": ""}):
        caa = there.look_up(RECORD_FUNCTION, {"domainId": int(other)} | by)
        assert (caa["id"], caa["type"], caa["tag"]) == (int(third), "CAA", "issue")


@pytest.mark.parametrize("by", [{"name": "mail"}, {"id": 9999}, {}])
def test_a_record_that_is_not_there_is_refused(records: tuple[Cloud, list[str]], by: Properties) -> None:
    there, (_, first, *_) = records
    for wrong in ({"domainId": 3300000} | by, {"domainId": 1, "name": "www"}, {"domainId": 1, "id": int(first)}):
        with pytest.raises(RefusedError, match=r"^the domain has no such record \(404\)$"):
            there.look_up(RECORD_FUNCTION, wrong)


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


def test_another_function_is_refused(cloud: MakeCloud) -> None:
    with pytest.raises(RefusedError) as refused:
        cloud(LINODE).look_up("linode:index/getRegions:getRegions", {})
    words = "the sandbox does not answer linode:index/getRegions:getRegions; add it to sandbox/lookups.py"
    assert str(refused.value) == words
