"""The plan that was shown, and whether it is still the one that would be carried out."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field

from engine.names import type_name
from engine.outcome import VERBS, Outcome
from engine.state import State
from fleet.urns import name_of, type_of

ALLOWS: Mapping[str, frozenset[str]] = {
    "create": frozenset(["create"]),
    "update": frozenset(["update"]),
    "delete": frozenset(["delete"]),
    # A provider may find out that a change in place is enough.
    "replace": frozenset(["replace", "update", "create", "delete"]),
    # What is adopted is read first, and only then compared with its row.
    "import": frozenset(["import", "update"]),
}
"""What may be done to a resource, by the operation of the engine that was planned for it."""

Operations = Mapping[str, frozenset[str]]
"""By URN, the engine's operations on a resource that change something."""


@dataclass
class Plan:
    """What an `up` or `destroy` would do, as it was shown.

    `recovered` are the names of what an earlier run made and this one noted in the state; `doubtful` are those of what
    it may have made; `taken_over` is what was there already, whoever made it; `forgotten` is what was deleted by hand.
    """

    outcome: Outcome
    operations: Operations = field(default_factory=dict)
    state: State = field(default_factory=State)
    recovered: list[str] = field(default_factory=list)
    doubtful: list[str] = field(default_factory=list)
    taken_over: list[str] = field(default_factory=list)
    forgotten: list[str] = field(default_factory=list)


def unplanned(plan: Operations, done: Operations, recovered: Collection[str] = ()) -> Iterator[str]:
    """What a run did that the plan before it did not show, a sentence each.

    Args:
        plan: What was planned.
        done: What was done.
        recovered: URNs that were planned to be created and were found to be there: those may be updated instead.
    """
    for urn, operations in sorted(done.items()):
        allowed = {also for planned in plan.get(urn, ()) for also in ALLOWS[planned]}
        allowed |= {"update"} if urn in recovered else set()
        for operation in sorted(operations - allowed):
            yield (
                f"{name_of(urn)}: {VERBS[operation]} {type_name(type_of(urn))} was done, and the plan that was shown "
                "did not have it; check in the provider's console what became of it"
            )
