"""What a run created but could not note is found again, so that no second one is made and none is lost.

A run that is killed between a provider's answer and the state's file leaves a pending operation without an id; a
provider's answer that is lost leaves not even that, and the next run hears that the name is taken. Either way the
object bears the stack's own label, so it is looked for by its name among those that do, and put into the state with
what the program asked for. The engine's own import would instead take the inputs that it reads, which for a Linode
lack the image, and no later run could be planned.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from importlib.metadata import PackageNotFoundError, version
from typing import Any

import pulumi
import pulumi.automation as auto

from engine.events import Watcher
from engine.lookup import existing
from engine.names import resource_name, type_name
from engine.state import State, inconsistency, keep
from fleet.hosting import Inputs
from fleet.registry import all_recoveries
from fleet.urns import name_of


@dataclass(frozen=True)
class PendingResource:
    """A resource whose creation was requested but whose id never reached the state.

    `state` is the resource as the state would have it. `pending` says that the state knows of the request.
    """

    urn: str
    type: str
    state: dict[str, Any]
    pending: bool = False

    @property
    def inputs(self) -> Inputs:
        """What the program asked for."""
        inputs: Inputs = self.state.get("inputs") or {}
        return inputs

    @property
    def urns(self) -> frozenset[str]:
        """Its URN and those that it had before: until a renaming is done, the state has one of these."""
        return frozenset([self.urn, *(self.state.get("aliases") or [])])


@dataclass
class Recovered:
    """What became of unfinished resources: the names of those found, why others aren't ours, and which may be there."""

    found: list[str]
    refused: list[str]
    doubtful: list[str] = field(default_factory=list)


def pending(state: State) -> list[PendingResource]:
    """The creates that a killed run left in the state."""
    creates = [operation["resource"] for operation in state.pending if operation["type"] == "creating"]
    return [PendingResource(resource["urn"], resource["type"], resource, pending=True) for resource in creates]


def recover(stack: auto.Stack, resources: Sequence[PendingResource]) -> Recovered:
    """Look for unfinished resources, and put those that this stack made into its state.

    Pending creates of which nothing is found were never made, and are forgotten.

    Raises:
        auto.CommandError: A provider can't be asked, or the state can't be written.
    """
    known = all_recoveries()
    findable = [resource for resource in resources if resource.type in known.finders]
    answers = _asked(stack, {_question(resource) for resource in findable}) if findable else {}
    alike = existing(stack, [resource for resource in resources if resource.type in known.lookups])
    unasked = [one for one in resources if one.type in known.nameless | known.lookups.keys() and one.urn not in alike]
    doubtful = sorted(resource_name(one.urn) for one in unasked if one.pending)
    recovered, claimed = Recovered([], [], doubtful), {urn: id_ for urn, id_ in alike.items() if id_}
    for resource in findable:
        item = _named(resource, answers[_question(resource)])
        if item is None:
            continue
        # The protocol's numbers are all floats.
        id_ = str(int(item["id"])) if isinstance(item["id"], float) else str(item["id"])
        if _is_ours(item, stack.name):
            claimed[resource.urn] = id_
        else:
            finder = known.finders[resource.type]
            called = f"{type_name(resource.type)} {resource.inputs[finder.field]}"
            recovered.refused.append(
                f"{name_of(resource.urn)}: the {called} is there already, as number {id_}, and this stack did not make "
                f"it: {finder.instead.format(id=id_)} (docs/runbooks/name-taken.md)"
            )
    claimed |= {
        resource.urn: known.known_ids[resource.type].id_of(resource.inputs)
        for resource in resources
        if resource.type in known.known_ids and (resource.pending or known.known_ids[resource.type].is_ours)
    }
    if claimed or any(resource.pending for resource in resources):
        kept = _noted(stack, [(resource, claimed[resource.urn]) for resource in resources if resource.urn in claimed])
        recovered.found = sorted(map(resource_name, kept))
    return recovered


def wanted(watcher: Watcher, urn: str) -> PendingResource:
    """A resource that is to be created, as the state would have it."""
    step = watcher.creates[urn]
    asked = step.new
    assert asked is not None, "a resource that is created has a new state"  # noqa: S101 # see `Watcher`
    state = {
        "urn": urn,
        "type": asked.type,
        "inputs": dict(asked.inputs or {}),
        "parent": asked.parent,
        "provider": asked.provider,
        "protect": bool(asked.protect),
        "aliases": [step.old.urn] if step.old else [],
    }
    return PendingResource(urn, asked.type, state)


def already_there(stack: auto.Stack, watcher: Watcher, state: State) -> tuple[list[PendingResource], list[str]]:
    """What a plan would create though it is there already, of the types that have no name of their own.

    Returns:
        What can be put into the state; and what can't yet, as what it belongs to is not in it, in a sentence each.

    Raises:
        auto.CommandError: A provider can't be asked, or the state can't be read.
    """
    lookups = all_recoveries().lookups
    created = [wanted(watcher, urn) for urn, step in sorted(watcher.creates.items()) if step.type in lookups]
    # What replaces another has another content than what is there.
    found = {urn: id_ for urn, id_ in existing(stack, [one for one in created if one.urns == {one.urn}]).items() if id_}
    ours = [one for one in created if one.urn in found]
    early = [one for one in ours if one.state["parent"] not in state.urns]
    refused = [
        f"{watcher.called(one.urn)}: {resource_name(one.urn)} is there already, as number {found[one.urn]}: "
        f"{lookups[one.type].instead} (docs/guide/adopt.md)"
        for one in early
    ]
    return [one for one in ours if one not in early], refused


def _question(resource: PendingResource) -> tuple[str, tuple[tuple[str, Any], ...]]:
    finder = all_recoveries().finders[resource.type]
    return finder.function, tuple(sorted(finder.arguments(resource.inputs).items()))


def _asked(stack: auto.Stack, questions: set[tuple[str, tuple[tuple[str, Any], ...]]]) -> dict[Any, list[Inputs]]:
    """The lists that the providers give, each asked for once, by a preview of a program that only asks."""
    answers: dict[Any, list[Inputs]] = {}
    items = {finder.function: finder.items for finder in all_recoveries().finders.values()}

    async def ask() -> None:
        for function, arguments in sorted(questions):
            options = pulumi.InvokeOptions(version=_sdk_version(function.partition(":")[0]))
            answer = await pulumi.runtime.invoke_async(function, dict(arguments), options)
            answers[function, arguments] = list(answer[items[function]])

    try:
        stack.preview(program=lambda: pulumi.run(ask))
    except auto.CommandError:
        # Such a program's plan is to delete everything, which is refused where something is protected; it only matters
        # that the questions were answered.
        if answers.keys() != questions:
            raise
    return answers


def _sdk_version(plugin: str) -> str | None:
    """The version that the SDK's resources ask their plugin for, so that both are answered by one process."""
    try:
        return version(f"pulumi-{plugin}")
    except PackageNotFoundError:
        return None


def _named(resource: PendingResource, items: list[Inputs]) -> Inputs | None:
    finder, wanted = all_recoveries().finders[resource.type], resource.inputs
    named = (item for item in items if item[finder.named] == wanted[finder.field] and finder.matches(wanted, item))
    return next(named, None)


def _is_ours(item: Inputs, stack: str) -> bool:
    labels, tags = item.get("labels") or {}, item.get("tags") or []
    return labels.get("fleet") == stack or f"fleet:{stack}".casefold() in {tag.casefold() for tag in tags}


def _noted(stack: auto.Stack, claimed: list[tuple[PendingResource, str]]) -> set[str]:
    """Put what was found into the state, forget what was pending, and read what the providers say of it.

    Until that is read, what was found stays noted as being created: the state has only what the program asks for, and
    a run that is killed in between must not take that for what is there.

    Returns:
        The URNs, as the program has them, of what is really there.

    Raises:
        auto.CommandError: The state can't be written; or with what was found it would be one that the engine can't
            read, and is left as it is.
    """
    exported = stack.export_stack()
    deployment: dict[str, Any] = dict(exported.deployment or {})
    others = [one for one in deployment.get("pending_operations") or [] if one["type"] != "creating"]
    resources, noted = _with_found(deployment.get("resources") or [], claimed)
    marks = [{"type": "creating", "resource": resource.state} for resource, _ in claimed if resource.urn in noted]
    written = deployment | {"resources": resources, "pending_operations": [*others, *marks]}
    if broken := inconsistency(resources):
        raise auto.CommandError(auto.CommandResult("", f"error: what was found can't be noted: {broken}", 1))
    keep(stack, exported)
    stack.import_stack(auto.Deployment(exported.version, written))
    if not noted:
        return set()
    stack.refresh(target=sorted(noted.values()))
    read = stack.export_stack()
    after: dict[str, Any] = dict(read.deployment or {})
    left = {resource["urn"] for resource in after.get("resources") or []}
    stack.import_stack(auto.Deployment(read.version, after | {"pending_operations": others}))
    return {urn for urn, place in noted.items() if place in left}


def _with_found(
    resources: Sequence[dict[str, Any]], claimed: Sequence[tuple[PendingResource, str]]
) -> tuple[list[dict[str, Any]], dict[str, str]]:
    """A state's resources with what was found, and the URN in the state by that of the program.

    What was to be replaced keeps its place and its URN, since others depend on it by that; the next run renames it.
    """
    entries, noted = list(resources), dict[str, str]()
    for resource, id_ in claimed:
        made = {"inputs": dict(resource.inputs), "outputs": {**resource.inputs, "id": id_}, "id": id_}
        at = next((at for at, entry in enumerate(entries) if entry["urn"] in resource.urns), None)
        if at is None:
            entries.append(resource.state | {"custom": True} | made)
            noted[resource.urn] = resource.urn
        elif entries[at].get("pendingReplacement"):
            entries[at] = {key: value for key, value in entries[at].items() if key != "pendingReplacement"} | made
            noted[resource.urn] = entries[at]["urn"]
        elif entries[at].get("id") == id_:
            # An earlier run found it, and was killed before it had read what is there.
            noted[resource.urn] = entries[at]["urn"]
    return entries, noted
