"""A stack's state at one moment, and what another run changed since."""

import json
from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

import pulumi.automation as auto
import pytest

from engine.state import MOST_NAMED, State, inconsistency, keep, kept_states


def resource(name: str, **others: Any) -> dict[str, Any]:
    return {"urn": f"urn:pulumi:s::fleet::x:y:Z::{name}", "type": "x:y:Z", "inputs": {}} | others


def state(*resources: dict[str, Any], pending: tuple[dict[str, Any], ...] = ()) -> State:
    class Stack:
        def export_stack(self) -> auto.Deployment:
            return auto.Deployment(3, {"resources": list(resources), "pending_operations": list(pending)})

    return State.of(cast("auto.Stack", Stack()))


A, B = resource("a"), resource("b")
CREATING = {"type": "creating", "resource": resource("c")}


def test_a_state_that_is_the_same_has_not_changed() -> None:
    assert state(A, B, pending=(CREATING,)).changed_since(state(B, A, pending=(CREATING,))) == ""
    assert state().changed_since(State()) == ""


@pytest.mark.parametrize(
    ("later", "names"),
    [
        (state(A), "z b"),
        (state(A, B, resource("d")), "z d"),
        (state(A, B | {"inputs": {"size": 1}}), "z b"),
        (state(A, B, B | {"delete": True}), "z b"),
        (state(A, B, pending=(CREATING,)), "z c"),
        (state(), "z a, z b"),
    ],
)
def test_every_other_state_says_what_differs(later: State, names: str) -> None:
    assert later.changed_since(state(A, B)) == f"another run changed the stack meanwhile: {names}"


def test_many_changes_are_counted() -> None:
    many = state(*(resource(f"r{number}") for number in range(MOST_NAMED + 2)))
    assert many.changed_since(state()).endswith("z r3, z r4 and 2 more")


def test_the_types_and_pending_operations_are_kept() -> None:
    held = state(A, pending=(CREATING,))
    assert held.types == ("x:y:Z",)
    assert held.pending == (CREATING,)
    assert held.urns == {A["urn"]}


PROVIDER = {"urn": "urn:pulumi:s::fleet::pulumi:providers:hcloud::default", "type": "pulumi:providers:hcloud"}


@pytest.mark.parametrize(("later", "names"), [((A, PROVIDER, B), "z b"), ((A, PROVIDER), "default")])
def test_the_engines_own_resources_are_named_only_where_nothing_else_differs(
    later: tuple[dict[str, Any], ...], names: str
) -> None:
    assert state(*later).changed_since(state(A)) == f"another run changed the stack meanwhile: {names}"


def test_the_stacks_outputs_are_those_that_were_noted() -> None:
    stack = {"urn": "urn:pulumi:s::fleet::pulumi:pulumi:Stack::fleet-s", "type": "pulumi:pulumi:Stack"}
    assert state(A, stack | {"outputs": {"hosts": {"a": {}}}}).outputs == {"hosts": {"a": {}}}
    assert state(A, stack).outputs == state(A).outputs == {}


CLOUD = {"urn": "urn:pulumi:s::fleet::pulumi:providers:x::default", "type": "pulumi:providers:x", "id": "1"}
GONE = "urn:pulumi:s::fleet::x:y:Z::gone"


@pytest.mark.parametrize(
    ("resources", "reason"),
    [
        ([], None),
        ([CLOUD, resource("a", provider=f"{CLOUD['urn']}::1"), resource("b", parent=A["urn"])], None),
        ([A, resource("b", dependencies=[A["urn"]], propertyDependencies={"c": [A["urn"]], "d": None})], None),
        # While something is replaced, the one that is to be deleted has the same URN.
        ([A | {"delete": True}, A], None),
        ([A, A | {"delete": True}], None),
        ([resource("a", aliases=[GONE]), B], None),
        ([A, A], "z a is there twice"),
        ([resource("gone"), resource("a", aliases=[GONE])], "z a is there twice"),
        ([resource("a", aliases=[GONE]), resource("gone")], "z gone is there twice"),
        ([resource("a", aliases=[GONE]), resource("b", aliases=[GONE])], "z b is there twice"),
        ([resource("b", parent=A["urn"]), A], "z b depends on z a, which does not come before it"),
        ([resource("b", dependencies=[GONE])], "z b depends on z gone, which does not come before it"),
        ([resource("b", propertyDependencies={"c": [GONE]})], "z b depends on z gone, which does not come before it"),
        ([resource("b", deletedWith=GONE)], "z b depends on z gone, which does not come before it"),
        ([resource("a", provider=f"{CLOUD['urn']}::1"), CLOUD], "the provider of z a does not come before it"),
        ([CLOUD, resource("a", provider=f"{CLOUD['urn']}::2")], "the provider of z a does not come before it"),
        ([resource("a", provider=f"{CLOUD['urn']}::2", pendingReplacement=True)], None),
    ],
)
def test_a_state_is_one_that_the_engine_can_read_or_says_why_not(
    resources: list[dict[str, Any]], reason: str | None
) -> None:
    assert inconsistency(resources) == reason


def test_a_state_that_is_kept_is_its_owners_alone_and_none_replaces_another(tmp_path: Path) -> None:
    stack = cast("auto.Stack", SimpleNamespace(name="s", workspace=SimpleNamespace(work_dir=str(tmp_path))))
    files = [keep(stack, auto.Deployment(3, {"resources": [each]})) for each in (A, B)]
    assert sorted(files) == files == sorted(kept_states(tmp_path).iterdir())
    assert {file.stat().st_mode & 0o777 for file in files} == {0o600}
    assert json.loads(files[1].read_text()) == {"version": 3, "deployment": {"resources": [B]}}
