"""A stack's state at one moment, so that a later run can tell what another one changed meanwhile."""

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pulumi.automation as auto

from engine.names import resource_name
from fleet.urns import type_of

MOST_NAMED = 5
"""Changed resources that a sentence names before it only counts the others."""


@dataclass(frozen=True)
class State:
    """What a stack's state holds: a digest of each resource and pending operation, by URN, and the types held."""

    digests: Mapping[str, str] = field(default_factory=dict)
    types: tuple[str, ...] = ()
    pending: tuple[Mapping[str, Any], ...] = ()
    """The operations that a killed run left, as the state has them."""
    outputs: Mapping[str, Any] = field(default_factory=dict)
    """The stack's outputs, as the last run that went well noted them; empty if none did."""

    urns: frozenset[str] = frozenset()
    """The resources held, without those that only a pending operation names."""
    objects: tuple[tuple[str, str, str], ...] = ()
    """URN, type and id of each object at a provider that is held."""

    @classmethod
    def of(cls, stack: auto.Stack) -> "State":
        """Read a stack's state.

        Raises:
            auto.CommandError: It can't be read.
        """
        deployment = stack.export_stack().deployment or {}
        resources = deployment.get("resources") or []
        pending = deployment.get("pending_operations") or []
        entries = [(resource["urn"], resource) for resource in resources]
        entries += [(operation["resource"]["urn"], operation) for operation in pending]
        # While something is replaced, two resources have one URN.
        by_urn: dict[str, list[Any]] = {}
        for urn, entry in entries:
            by_urn.setdefault(urn, []).append(entry)
        digests = {urn: _digest(entries) for urn, entries in by_urn.items()}
        stacks = [resource.get("outputs") or {} for resource in resources if resource["type"] == "pulumi:pulumi:Stack"]
        types = tuple(resource["type"] for resource in resources)
        held = frozenset(resource["urn"] for resource in resources)
        objects = tuple((one["urn"], one["type"], one["id"]) for one in resources if one.get("id"))
        return cls(digests, types, tuple(pending), stacks[0] if stacks else {}, held, objects)

    def changed_since(self, earlier: "State") -> str:
        """Which resources differ from an earlier state, in one sentence; empty if none does."""
        urns = {urn for urn, _ in self.digests.items() ^ earlier.digests.items()}
        # The engine's own, like a provider by its version, is of no help; unless it is all there is.
        rows = {urn for urn in urns if not type_of(urn).startswith("pulumi:")}
        names = sorted(map(resource_name, rows or urns))
        if not names:
            return ""
        others = f" and {len(names) - MOST_NAMED} more" if len(names) > MOST_NAMED else ""
        return f"another run changed the stack meanwhile: {', '.join(names[:MOST_NAMED])}{others}"


def inconsistency(resources: Sequence[Mapping[str, Any]]) -> str | None:
    """Why the engine could not read a state with these resources, by the checks of its own; None if it could.

    The engine has renamed what has an alias before it checks, so no two may be called the same, aliases included.
    """
    before, names = set[str](), set[str]()
    providers = {""}
    for resource in resources:
        urn = resource["urn"]
        parents = {resource.get("parent") or "", resource.get("deletedWith") or ""}
        properties = (resource.get("propertyDependencies") or {}).values()
        needed = parents.union(resource.get("dependencies") or [], *(urns or [] for urns in properties)) - {""}
        if missing := sorted(needed - before):
            return f"{resource_name(urn)} depends on {resource_name(missing[0])}, which does not come before it"
        if (resource.get("provider") or "") not in providers and not resource.get("pendingReplacement"):
            return f"the provider of {resource_name(urn)} does not come before it"
        if not resource.get("delete"):
            called = {urn, *(resource.get("aliases") or [])}
            if called & names:
                return f"{resource_name(urn)} is there twice"
            names |= called
        before.add(urn)
        if type_of(urn).startswith("pulumi:providers:"):
            providers.add(f"{urn}::{resource.get('id')}")
    return None


def keep(stack: auto.Stack, state: auto.Deployment) -> Path:
    """Keep a state as a file, which only its owner may read, before it is replaced; `restore` brings it back."""
    folder = kept_states(Path(stack.workspace.work_dir))
    folder.mkdir(mode=0o700, exist_ok=True)
    file = folder / f"{stack.name}-{datetime.now(tz=UTC):%Y%m%dT%H%M%S%f}.json"
    file.touch(mode=0o600, exist_ok=False)
    file.write_text(json.dumps({"version": state.version, "deployment": state.deployment}), encoding="utf-8")
    return file


def kept_states(work_dir: Path) -> Path:
    """The folder with the states that were kept, beside the project's file."""
    return work_dir / ".states"


def _digest(entries: Iterable[Any]) -> str:
    return hashlib.sha256(json.dumps(entries, sort_keys=True, default=str).encode()).hexdigest()
