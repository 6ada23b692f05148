"""What was deleted by hand is no obstacle, on the real engine and on plugins that fail or end when they meet it."""

from types import SimpleNamespace
from typing import Any, cast

import pulumi.automation as auto
import pytest

from engine.gone import MOST_TARGETS, find_gone, forget
from sandbox.store import Stored
from tests.engine.fleets import BOTH_FLEET
from tests.engine.harness import LINODE, RRSET, SERVER, MakeSandbox, Sandbox

FIREWALL, LINODE_FIREWALL = "hcloud:index/firewall:Firewall", "linode:index/firewall:Firewall"


def lose(stack: Sandbox, *kinds: str) -> list[Stored]:
    """Delete all objects of these kinds by hand."""
    lost = [one for kind in kinds for one in stack.store().all(kind)]
    for one in lost:
        stack.store().remove(one.kind, one.id, by_hand=True)
    assert {one.kind for one in lost} == set(kinds)
    return lost


@pytest.fixture
def up(sandbox: MakeSandbox) -> Sandbox:
    """A machine and a zone at either cloud."""
    stack = sandbox("sandbox")
    stack.write(BOTH_FLEET)
    stack.run("up").resources()
    return stack


def test_what_is_gone_is_forgotten_before_it_would_be_changed_or_deleted(up: Sandbox) -> None:
    lost = lose(up, FIREWALL, SERVER, LINODE, LINODE_FIREWALL)
    machines = ["server one.example.org", "server two.example.org"]
    # What holds for the machines changes in all of them.
    for line in ("one.example.org: { provider: hetzner-cloud,", "two.example.org: { provider: linode,"):
        up.edit("fleet.yaml", line, f"{line} environment: staging, backups: false, firewall: [web],")
    state = up.resources()
    shown = up.run("preview")
    assert shown.code == 0, shown.out + shown.err
    said = set(shown.outcome["warnings"])
    assert {f"{called} was deleted by hand, and `up` will forget it" for called in machines} < said
    assert shown.outcome["resources"].get("create", 0) >= len(lost)
    assert up.resources() == state
    run = up.run("up")
    assert run.code == 0, run.out + run.err
    assert {f"{called} was deleted by hand, and is forgotten" for called in machines} < set(run.outcome["warnings"])
    assert len(up.machines()) == 2
    assert not {one.id for one in lost} & up.machines().keys()
    up.settled()


def test_what_is_gone_leaves_with_its_rows_and_with_the_stack(up: Sandbox) -> None:
    for line in ("one.example.org: { provider: hetzner-cloud,", "two.example.org: { provider: linode,"):
        up.edit("fleet.yaml", line, f"{line} retire: 2026-01-31,")
    rows, services = (up.inventory / "fleet.yaml").read_text().split("services:\n")
    assert services
    up.write(rows.replace("size: default }", "size: default, spare: for tests }"))
    up.run("up").resources()
    lost = lose(up, SERVER, LINODE, FIREWALL)
    kept = [line for line in rows.splitlines() if "size:" not in line]
    up.write("\n".join(kept).replace("hosts:", "hosts: {}"))
    run = up.run("up")
    assert run.code == 0, run.out + run.err
    assert len([said for said in run.outcome["warnings"] if "was deleted by hand" in said]) >= len(lost)
    assert {one.properties["type"] for one in up.store().all(RRSET)} == {"CAA"}
    up.settled()


class Asked:
    """As much of a stack as that takes: what a refresh finds, by URN and operation, and the targets it was given."""

    def __init__(self, found: dict[str, str]) -> None:
        self.found, self.targets = found, list[list[str] | None]()

    def refresh(self, *, target: list[str] | None, preview_only: bool = False, on_event: Any = None) -> None:
        self.targets.append(target)
        for urn, operation in self.found.items() if preview_only else ():
            metadata = SimpleNamespace(urn=urn, op=operation)
            on_event(SimpleNamespace(res_outputs_event=None))
            on_event(SimpleNamespace(res_outputs_event=SimpleNamespace(metadata=metadata)))


def urn(kind: str, name: str) -> str:
    return f"urn:pulumi:test::fleet::fleet:hosting:Host${kind}::{name}"


def test_only_what_is_gone_is_found() -> None:
    gone, there, other = urn(SERVER, "one"), urn(SERVER, "two"), urn(SERVER, "not asked for")
    stack = Asked({gone: "delete", there: "update", other: "delete"})
    found = find_gone(cast("auto.Stack", stack), {there, gone})
    assert found == {gone}
    forget(cast("auto.Stack", stack), found)
    assert stack.targets == [sorted([gone, there]), [gone]]


def test_where_nothing_is_gone_nothing_is_written() -> None:
    there = urn(SERVER, "one")
    stack = Asked({there: "refresh"})
    found = find_gone(cast("auto.Stack", stack), {there})
    forget(cast("auto.Stack", stack), found)
    assert not found
    assert stack.targets == [[there]]


def test_where_nothing_is_touched_nothing_is_asked() -> None:
    stack = Asked({urn(SERVER, "one"): "delete"})
    assert find_gone(cast("auto.Stack", stack), ()) == frozenset()
    assert stack.targets == []


@pytest.mark.parametrize(("more", "named"), [(0, True), (1, False)])
def test_what_no_command_line_could_hold_is_not_named(more: int, *, named: bool) -> None:
    urns = {urn(SERVER, str(number)) for number in range(MOST_TARGETS + more)}
    stack = Asked({})
    assert find_gone(cast("auto.Stack", stack), urns) == frozenset()
    assert stack.targets == [sorted(urns) if named else None]
