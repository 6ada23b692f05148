"""PendingResource-made resources are found again among what the providers list; here the engine is only pretended."""

import json
import re
from importlib import import_module
from pathlib import Path
from tempfile import mkdtemp
from types import SimpleNamespace
from typing import Any, cast

import pulumi.automation as auto
import pytest

from engine import recovery
from engine.recovery import PendingResource, pending, recover
from engine.state import State, kept_states
from fleet.registry import all_recoveries
from sandbox.arguments import argument_names
from sandbox.simulation import kinds, simulations
from tests.engine.harness import LINODE, RECORD, SERVER

FIREWALL = "hcloud:index/firewall:Firewall"
RRSET = "hcloud:index/zoneRrset:ZoneRrset"
REPOSITORY = "github:index/repository:Repository"
PAGES = "github:index/repositoryPages:RepositoryPages"

FINDERS, KNOWN_IDS = all_recoveries().finders, all_recoveries().known_ids
LISTS = {function: listing for one in simulations() for function, listing in one.lists.items()}


AROUND = (
    {"urn": "urn:pulumi:test::fleet::x::parent", "type": "x", "id": "p"},
    {"urn": "urn:pulumi:test::fleet::pulumi:providers:x::provider", "type": "pulumi:providers:x", "id": "p"},
)
"""What each resource lies in, and the provider that it is from."""
IDS = {"parent": "p", "provider": "p"}


class Stack:
    """As much of a stack as recovery uses: its state, and what a refresh then finds gone."""

    name = "test"

    def __init__(
        self, *states: dict[str, Any], creating: tuple[PendingResource, ...] = (), gone: tuple[str, ...] = ()
    ) -> None:
        operations = [{"type": "creating", "resource": resource.state} for resource in creating]
        self.deployment: dict[str, Any] = {"resources": [*AROUND, *states], "pending_operations": operations}
        self.gone, self.refreshed = gone, list[str]()
        self.workspace = SimpleNamespace(work_dir=mkdtemp())
        self.is_killed = False

    def export_stack(self) -> auto.Deployment:
        return auto.Deployment(3, self.deployment)

    def import_stack(self, state: auto.Deployment) -> None:
        self.deployment = dict(state.deployment or {})

    def refresh(self, target: list[str]) -> None:
        if self.is_killed:
            raise auto.CommandError(auto.CommandResult("", "code: -9", -9))
        self.refreshed = target
        self.deployment["resources"] = [one for one in self.deployment["resources"] if one["urn"] not in self.gone]

    def ids(self) -> dict[str, str]:
        return {one["urn"].rpartition("::")[2]: one["id"] for one in self.deployment["resources"]}


def unfinished(type_: str, called: str, /, *, is_pending: bool = False, **inputs: Any) -> PendingResource:
    urn = f"urn:pulumi:test::fleet::{type_}::{called}"
    state = {"urn": urn, "type": type_, "inputs": inputs, "parent": AROUND[0]["urn"]}
    state["provider"] = f"{AROUND[1]['urn']}::{AROUND[1]['id']}"
    return PendingResource(urn, type_, state, pending=is_pending)


def recovered(
    monkeypatch: pytest.MonkeyPatch, stack: Stack, resources: list[PendingResource], **lists: list[dict[str, Any]]
) -> recovery.Recovered:
    """Recover, with providers that list these objects, by what a finder calls the list."""
    items = {finder.function: finder.items for finder in FINDERS.values()}

    def asked(_stack: auto.Stack, questions: set[Any]) -> dict[Any, Any]:
        return {question: lists.get(items[question[0]], []) for question in questions}

    monkeypatch.setattr(recovery, "_asked", asked)
    return recover(cast("auto.Stack", stack), resources)


@pytest.mark.parametrize("type_", FINDERS)
def test_a_finder_asks_a_function_of_the_sdk_and_the_sandbox_answers_it(type_: str) -> None:
    finder = FINDERS[type_]
    listing = LISTS[finder.function]
    assert (listing.items, listing.kind) == (finder.items, type_)
    package, name = finder.function.partition(":")[0], finder.function.rpartition(":")[2]
    result = getattr(import_module(f"pulumi_{package}"), f"{name[0].upper()}{name[1:]}Result")
    assert hasattr(result, re.sub("([A-Z])", r"_\1", finder.items).lower())
    assert finder.field in argument_names(type_)


def test_every_type_with_a_name_of_its_own_can_be_found_or_is_known_beforehand() -> None:
    named = {token for token, kind in kinds().items() if kind.name is not None}
    assert named <= FINDERS.keys() | KNOWN_IDS.keys()
    assert {token for token, known in KNOWN_IDS.items() if known.is_ours} == {PAGES}


def test_pending_creates_are_read_from_the_state() -> None:
    made = unfinished(SERVER, "a", is_pending=True, name="a")
    stack = Stack(creating=(made,))
    stack.deployment["pending_operations"].append({"type": "updating", "resource": {"urn": "other"}})
    assert pending(State.of(cast("auto.Stack", stack))) == [made]
    assert pending(State.of(cast("auto.Stack", Stack()))) == []


def test_a_machine_of_the_stacks_own_is_put_into_the_state_as_the_program_asked_for_it(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    wanted = unfinished(SERVER, "a", name="a", image="ubuntu-24.04", serverType="cx23")
    items = [
        {"id": 6.0, "name": "b", "labels": {"fleet": "test"}},
        {"id": 7.0, "name": "a", "labels": {"fleet": "test"}},
    ]
    stack = Stack({"urn": "urn:pulumi:test::fleet::x::other", "type": "x", "id": "1"})
    found = recovered(monkeypatch, stack, [wanted], servers=items)
    assert found == recovery.Recovered(["server a"], [])
    assert stack.ids() == {"other": "1", "a": "7"} | IDS
    noted = stack.deployment["resources"][-1]
    assert noted == wanted.state | {"custom": True, "id": "7", "outputs": {**wanted.inputs, "id": "7"}}
    assert stack.refreshed == [wanted.urn]


def test_a_linode_is_known_by_its_tag_in_whatever_case(monkeypatch: pytest.MonkeyPatch) -> None:
    stack, wanted = Stack(), unfinished(LINODE, "a", label="a")
    found = recovered(monkeypatch, stack, [wanted], instances=[{"id": 8.0, "label": "a", "tags": ["Fleet:Test"]}])
    assert found.found == ["server a"]
    assert stack.ids() == {"a": "8"} | IDS


@pytest.mark.parametrize("marks", [{"labels": {"fleet": "another"}}, {"labels": {}}, {"tags": ["fleet:testing"]}, {}])
def test_an_object_of_somebody_else_is_refused_with_its_id(
    monkeypatch: pytest.MonkeyPatch, marks: dict[str, Any]
) -> None:
    stack = Stack()
    found = recovered(
        monkeypatch, stack, [unfinished(SERVER, "a", name="a")], servers=[{"id": 7.0, "name": "a", **marks}]
    )
    assert found.found == []
    (said,) = found.refused
    assert said.startswith("a: the server a is there already, as number 7, and this stack did not make it")
    assert "writing id: 7 in its row" in said
    assert stack.ids() == IDS


def test_a_pending_create_of_which_nothing_is_found_is_forgotten(monkeypatch: pytest.MonkeyPatch) -> None:
    lost = unfinished(FIREWALL, "web", is_pending=True, name="test-web")
    stack = Stack(creating=(lost,))
    assert recovered(monkeypatch, stack, [lost]) == recovery.Recovered([], [])
    assert stack.deployment == {"resources": [*AROUND], "pending_operations": []}


@pytest.mark.parametrize("there", [{}, {RECORD: None}, {RECORD: "7"}])
def test_a_pending_create_of_what_has_no_name_is_looked_up(
    monkeypatch: pytest.MonkeyPatch, there: dict[str, str | None]
) -> None:
    lost = unfinished(RECORD, "a-a", is_pending=True, name="a", target="192.0.2.1")
    stack = Stack(creating=(lost,))
    monkeypatch.setattr(recovery, "existing", lambda *_: {lost.urn: there[RECORD]} if there else {})
    is_found = there.get(RECORD) is not None
    found, doubtful = ["DNS record a-a"] if is_found else [], [] if there else ["DNS record a-a"]
    assert recovered(monkeypatch, stack, [lost]) == recovery.Recovered(found, [], doubtful)
    assert stack.ids() == IDS | ({"a-a": "7"} if is_found else {})
    assert stack.deployment["pending_operations"] == []


def test_a_pending_create_of_what_can_not_be_looked_up_is_forgotten_and_told(monkeypatch: pytest.MonkeyPatch) -> None:
    lost = unfinished("hcloud:index/snapshot:Snapshot", "a", is_pending=True, server=7.0)
    stack = Stack(creating=(lost,))
    assert recovered(monkeypatch, stack, [lost]) == recovery.Recovered([], [], ["snapshot a"])
    assert stack.deployment == {"resources": [*AROUND], "pending_operations": []}


def test_other_pending_operations_are_left_to_the_engine(monkeypatch: pytest.MonkeyPatch) -> None:
    lost = unfinished(FIREWALL, "web", is_pending=True, name="test-web")
    stack = Stack(creating=(lost,))
    updating = {"type": "updating", "resource": {"urn": "other"}}
    stack.deployment["pending_operations"].append(updating)
    recovered(monkeypatch, stack, [lost])
    assert stack.deployment["pending_operations"] == [updating]


def test_what_is_noted_already_is_not_noted_twice(monkeypatch: pytest.MonkeyPatch) -> None:
    made = unfinished(SERVER, "a", is_pending=True, name="a")
    stack = Stack(made.state | {"id": "7"}, creating=(made,))
    found = recovered(monkeypatch, stack, [made], servers=[{"id": 7.0, "name": "a", "labels": {"fleet": "test"}}])
    assert found.found == ["server a"]
    assert stack.refreshed == [made.urn]
    assert stack.ids() == {"a": "7"} | IDS
    assert stack.deployment["pending_operations"] == []


def test_a_recovery_that_is_killed_is_noted_until_another_has_read_what_is_there(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    made = unfinished(SERVER, "a", is_pending=True, name="a")
    item = {"id": 7.0, "name": "a", "labels": {"fleet": "test"}}
    stack = Stack(creating=(made,))
    stack.is_killed = True
    with pytest.raises(auto.CommandError):
        recovered(monkeypatch, stack, [made], servers=[item])
    assert stack.ids() == {"a": "7"} | IDS
    left = pending(State.of(cast("auto.Stack", stack)))
    assert left == [made]
    stack.is_killed = False
    assert recovered(monkeypatch, stack, left, servers=[item]).found == ["server a"]
    assert stack.refreshed == [made.urn]
    assert stack.deployment["pending_operations"] == []


def test_what_was_found_after_an_answer_was_lost_is_noted_in_the_same_way(monkeypatch: pytest.MonkeyPatch) -> None:
    made, stack = unfinished(SERVER, "a", name="a"), Stack()
    stack.is_killed = True
    with pytest.raises(auto.CommandError):
        recovered(monkeypatch, stack, [made], servers=[{"id": 7.0, "name": "a", "labels": {"fleet": "test"}}])
    assert [one.urn for one in pending(State.of(cast("auto.Stack", stack)))] == [made.urn]


@pytest.mark.parametrize("before", ["a", "old"])
def test_what_replaces_another_takes_its_place_and_keeps_its_urn(monkeypatch: pytest.MonkeyPatch, before: str) -> None:
    old = unfinished(RRSET, before, zone="example.org", name="old", type="A").state
    made = unfinished(RRSET, "a", is_pending=True, zone="example.org", name="a", type="A")
    made.state["aliases"] = [old["urn"]]
    needs_it = unfinished(RRSET, "b").state | {"dependencies": [old["urn"]]}
    stack = Stack(old | {"id": "old", "pendingReplacement": True}, needs_it | {"id": "b"}, creating=(made,))
    item = {"id": "example.org/a/A", "name": "a", "type": "A", "labels": {"fleet": "test"}}
    assert recovered(monkeypatch, stack, [made], rrsets=[item]).found == ["DNS record a"]
    noted = stack.deployment["resources"][len(AROUND)]
    assert noted == old | {"id": item["id"], "inputs": made.inputs, "outputs": {**made.inputs, "id": item["id"]}}
    assert stack.refreshed == [old["urn"]]
    assert stack.deployment["pending_operations"] == []


def test_a_state_that_the_engine_could_not_read_is_never_written(monkeypatch: pytest.MonkeyPatch) -> None:
    made = unfinished(SERVER, "a", is_pending=True, name="a")
    made.state["parent"] = "urn:pulumi:test::fleet::x:y:Z::nowhere"
    stack = Stack(creating=(made,))
    before = dict(stack.deployment)
    with pytest.raises(
        auto.CommandError, match="can't be noted: server a depends on z nowhere, which does not come before it"
    ):
        recovered(monkeypatch, stack, [made], servers=[{"id": 7.0, "name": "a", "labels": {"fleet": "test"}}])
    assert stack.deployment == before


def test_the_state_from_before_is_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    made = unfinished(SERVER, "a", is_pending=True, name="a")
    stack = Stack(creating=(made,))
    before = dict(stack.deployment)
    recovered(monkeypatch, stack, [made], servers=[{"id": 7.0, "name": "a", "labels": {"fleet": "test"}}])
    (kept,) = kept_states(Path(stack.workspace.work_dir)).iterdir()
    assert json.loads(kept.read_text()) == {"version": 3, "deployment": before}


def test_record_sets_are_told_apart_by_type_and_keep_their_textual_id(monkeypatch: pytest.MonkeyPatch) -> None:
    stack = Stack()
    wanted = unfinished(RRSET, "a-aaaa", zone="example.org", name="a", type="AAAA")
    items = [
        {"id": f"example.org/a/{type_}", "name": "a", "type": type_, "labels": {"fleet": "test"}}
        for type_ in ("A", "AAAA")
    ]
    assert recovered(monkeypatch, stack, [wanted], rrsets=items).found == ["DNS record a-aaaa"]
    assert stack.ids() == {"a-aaaa": "example.org/a/AAAA"} | IDS


def test_a_record_set_is_looked_for_in_its_own_zone() -> None:
    one, other = (unfinished(RRSET, "x", zone=zone, name="a", type="A") for zone in ("example.org", "example.net"))
    assert recovery._question(one) != recovery._question(other)
    assert recovery._question(one) == ("hcloud:index/getZoneRrsets:getZoneRrsets", (("zone", "example.org"),))


def test_pages_are_always_the_stacks_own_and_a_repository_only_where_it_was_pending(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    pages = unfinished(PAGES, "site-pages", repository="site")
    repository = unfinished(REPOSITORY, "site-repository", name="site")
    stack = Stack()
    assert recovered(monkeypatch, stack, [pages, repository]).found == ["Pages site-pages"]
    assert stack.ids() == {"site-pages": "site"} | IDS
    repository = unfinished(REPOSITORY, "site-repository", is_pending=True, name="site")
    stack = Stack(creating=(repository,))
    assert recovered(monkeypatch, stack, [repository]).found == ["repository site-repository"]
    assert stack.ids() == {"site-repository": "site"} | IDS


def test_what_the_provider_knows_nothing_of_is_not_told_as_found(monkeypatch: pytest.MonkeyPatch) -> None:
    repository = unfinished(REPOSITORY, "site-repository", is_pending=True, name="site")
    stack = Stack(creating=(repository,), gone=(repository.urn,))
    assert recovered(monkeypatch, stack, [repository]) == recovery.Recovered([], [])
    assert stack.ids() == IDS


def test_one_of_several_being_somebody_elses_keeps_none_from_being_found(monkeypatch: pytest.MonkeyPatch) -> None:
    stack = Stack()
    resources = [
        unfinished(SERVER, "a", name="a"),
        unfinished(SERVER, "b", name="b"),
        unfinished(SERVER, "c", name="c"),
    ]
    items = [{"id": 1.0, "name": "a"}, {"id": 2.0, "name": "b", "labels": {"fleet": "test"}}]
    found = recovered(monkeypatch, stack, resources, servers=items)
    assert found.found == ["server b"]
    assert [said.partition(":")[0] for said in found.refused] == ["a"]
    assert stack.ids() == {"b": "2"} | IDS
