"""A stack's state at one moment, so that a later run can tell what another one changed meanwhile."""

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

import pulumi.automation as auto

from engine.events import name_of, type_of

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
        return cls(digests, types, tuple(pending), stacks[0] if stacks else {})

    def changed_since(self, earlier: "State") -> str:
        """Which resources differ from an earlier state, in one sentence; empty if none does."""
        urns = {urn for urn, _ in self.digests.items() ^ earlier.digests.items()}
        # The engine's own, like a provider by its version, is of no help; unless it is all there is.
        rows = {urn for urn in urns if not type_of(urn).startswith("pulumi:")}
        names = sorted(map(name_of, rows or urns))
        if not names:
            return ""
        others = f" and {len(names) - MOST_NAMED} more" if len(names) > MOST_NAMED else ""
        return f"another run changed the stack meanwhile: {', '.join(names[:MOST_NAMED])}{others}"


def _digest(entries: Iterable[Any]) -> str:
    return hashlib.sha256(json.dumps(entries, sort_keys=True, default=str).encode()).hexdigest()
