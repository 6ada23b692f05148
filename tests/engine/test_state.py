"""A stack's state at one moment, and what another run changed since."""

from typing import Any, cast

import pulumi.automation as auto
import pytest

from engine.state import MOST_NAMED, State


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
        (state(A), "b"),
        (state(A, B, resource("d")), "d"),
        (state(A, B | {"inputs": {"size": 1}}), "b"),
        (state(A, B, B | {"delete": True}), "b"),
        (state(A, B, pending=(CREATING,)), "c"),
        (state(), "a, b"),
    ],
)
def test_every_other_state_says_what_differs(later: State, names: str) -> None:
    assert later.changed_since(state(A, B)) == f"another run changed the stack meanwhile: {names}"


def test_many_changes_are_counted() -> None:
    many = state(*(resource(f"r{number}") for number in range(MOST_NAMED + 2)))
    assert many.changed_since(state()).endswith("r3, r4 and 2 more")


def test_the_types_and_pending_operations_are_kept() -> None:
    held = state(A, pending=(CREATING,))
    assert held.types == ("x:y:Z",)
    assert held.pending == (CREATING,)


PROVIDER = {"urn": "urn:pulumi:s::fleet::pulumi:providers:hcloud::default", "type": "pulumi:providers:hcloud"}


@pytest.mark.parametrize(("later", "names"), [((A, PROVIDER, B), "b"), ((A, PROVIDER), "default")])
def test_the_engines_own_resources_are_named_only_where_nothing_else_differs(
    later: tuple[dict[str, Any], ...], names: str
) -> None:
    assert state(*later).changed_since(state(A)) == f"another run changed the stack meanwhile: {names}"


def test_the_stacks_outputs_are_those_that_were_noted() -> None:
    stack = {"urn": "urn:pulumi:s::fleet::pulumi:pulumi:Stack::fleet-s", "type": "pulumi:pulumi:Stack"}
    assert state(A, stack | {"outputs": {"hosts": {"a": {}}}}).outputs == {"hosts": {"a": {}}}
    assert state(A, stack).outputs == state(A).outputs == {}
