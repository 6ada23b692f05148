"""What a run created but could not note is found again, so that no second one is made and none is lost.

A run that is killed between a provider's answer and the state's file leaves a pending operation without an id; a
provider's answer that is lost leaves not even that, and the next run hears that the name is taken. Either way the
object bears the stack's own label, so it is looked for by its name among those that do, and put into the state with
what the program asked for. The engine's own import would instead take the inputs that it reads, which for a Linode
lack the image, and no later run could be planned.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from importlib.metadata import version
from typing import Any

import pulumi
import pulumi.automation as auto

from engine.events import NAMELESS, name_of
from engine.state import State

Inputs = Mapping[str, Any]


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


@dataclass(frozen=True)
class Finder:
    """How objects of a type are found: a function of the official plugin that lists them.

    `items` is the list in its answer, `named` what each calls its name, and `field` the resource's argument for it.
    """

    function: str
    items: str
    named: str = "name"
    field: str = "name"
    arguments: Callable[[Inputs], dict[str, Any]] = lambda _: {}
    matches: Callable[[Inputs, Inputs], bool] = lambda _inputs, _item: True


FINDERS = {
    "hcloud:index/server:Server": Finder("hcloud:index/getServers:getServers", "servers"),
    "hcloud:index/firewall:Firewall": Finder("hcloud:index/getFirewalls:getFirewalls", "firewalls"),
    "hcloud:index/sshKey:SshKey": Finder("hcloud:index/getSshKeys:getSshKeys", "sshKeys"),
    "hcloud:index/zone:Zone": Finder("hcloud:index/getZones:getZones", "zones"),
    "hcloud:index/zoneRrset:ZoneRrset": Finder(
        "hcloud:index/getZoneRrsets:getZoneRrsets",
        "rrsets",
        arguments=lambda inputs: {"zone": inputs["zone"]},
        matches=lambda inputs, item: item["type"] == inputs["type"],
    ),
    "linode:index/instance:Instance": Finder("linode:index/getInstances:getInstances", "instances", "label", "label"),
    "linode:index/firewall:Firewall": Finder("linode:index/getFirewalls:getFirewalls", "firewalls", "label", "label"),
    "linode:index/domain:Domain": Finder("linode:index/getDomains:getDomains", "domains", "domain", "domain"),
}
"""Types whose objects have a name that no other has, and bear the stack's label."""
INSTEAD = {
    "hcloud:index/zoneRrset:ZoneRrset": "write the name in its zone's keep, or delete the records there",
    "hcloud:index/sshKey:SshKey": "delete it in the console; machines keep the keys they have",
    "hcloud:index/firewall:Firewall": "rename or delete it in the console",
    "linode:index/firewall:Firewall": "rename or delete it in the console",
}
"""What to do about an object of somebody else's, where a row can't adopt it."""
KNOWN_IDS: dict[str, Callable[[Inputs], str]] = {
    "github:index/repository:Repository": lambda inputs: str(inputs["name"]),
    "github:index/repositoryPages:RepositoryPages": lambda inputs: str(inputs["repository"]),
}
"""Types whose id is known beforehand, and which bear no label."""
SURELY_OURS = {"github:index/repositoryPages:RepositoryPages"}
"""Those that are only created on what the stack made; others are found only where the state has them pending."""


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
    findable = [resource for resource in resources if resource.type in FINDERS]
    answers = _asked(stack, {_question(resource) for resource in findable}) if findable else {}
    doubtful = sorted(name_of(resource.urn) for resource in resources if resource.pending and resource.type in NAMELESS)
    recovered, claimed = Recovered([], [], doubtful), dict[str, str]()
    for resource in findable:
        item = _named(resource, answers[_question(resource)])
        if item is None:
            continue
        # The protocol's numbers are all floats.
        id_ = str(int(item["id"])) if isinstance(item["id"], float) else str(item["id"])
        if _is_ours(item, stack.name):
            claimed[resource.urn] = id_
        else:
            name = resource.inputs[FINDERS[resource.type].field]
            instead = INSTEAD.get(resource.type, "adopt it by writing id: {id} in its row, or free the name").format(
                id=id_
            )
            recovered.refused.append(
                f"{name_of(resource.urn)}: {name} is there already, as number {id_}, and this stack did not make it: "
                f"{instead} (docs/runbooks/name-taken.md)"
            )
    known = [
        resource
        for resource in resources
        if resource.type in SURELY_OURS or (resource.pending and resource.type in KNOWN_IDS)
    ]
    claimed |= {resource.urn: KNOWN_IDS[resource.type](resource.inputs) for resource in known}
    if claimed or any(resource.pending for resource in resources):
        kept = _noted(stack, [(resource, claimed[resource.urn]) for resource in resources if resource.urn in claimed])
        recovered.found = sorted(name_of(urn) for urn in kept)
    return recovered


def _question(resource: PendingResource) -> tuple[str, tuple[tuple[str, Any], ...]]:
    finder = FINDERS[resource.type]
    return finder.function, tuple(sorted(finder.arguments(resource.inputs).items()))


def _asked(stack: auto.Stack, questions: set[tuple[str, tuple[tuple[str, Any], ...]]]) -> dict[Any, list[Inputs]]:
    """The lists that the providers give, each asked for once, by a preview of a program that only asks."""
    answers: dict[Any, list[Inputs]] = {}
    items = {finder.function: finder.items for finder in FINDERS.values()}

    async def ask() -> None:
        for function, arguments in sorted(questions):
            options = pulumi.InvokeOptions(version=version(f"pulumi-{function.partition(':')[0]}"))
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


def _named(resource: PendingResource, items: list[Inputs]) -> Inputs | None:
    finder, wanted = FINDERS[resource.type], resource.inputs
    named = (item for item in items if item[finder.named] == wanted[finder.field] and finder.matches(wanted, item))
    return next(named, None)


def _is_ours(item: Inputs, stack: str) -> bool:
    labels, tags = item.get("labels") or {}, item.get("tags") or []
    return labels.get("fleet") == stack or f"fleet:{stack}".casefold() in {tag.casefold() for tag in tags}


def _noted(stack: auto.Stack, claimed: list[tuple[PendingResource, str]]) -> set[str]:
    """Put what was found into the state, forget what was pending, and read what the providers say of it.

    Returns:
        The URNs of what is really there.
    """
    exported = stack.export_stack()
    deployment: dict[str, Any] = dict(exported.deployment or {})
    creates = [one for one in deployment.get("pending_operations") or [] if one["type"] != "creating"]
    known = {resource["urn"] for resource in deployment.get("resources") or []}
    new = [
        resource.state | {"custom": True, "id": id_, "outputs": {**resource.inputs, "id": id_}}
        for resource, id_ in claimed
        if resource.urn not in known
    ]
    resources = [*(deployment.get("resources") or []), *new]
    stack.import_stack(auto.Deployment(exported.version, deployment | _with(resources, creates)))
    urns = {state["urn"] for state in new}
    if urns:
        stack.refresh(target=sorted(urns))
        after = stack.export_stack().deployment or {}
        return urns & {resource["urn"] for resource in after.get("resources") or []}
    return urns


def _with(resources: list[dict[str, Any]], operations: list[dict[str, Any]]) -> dict[str, Any]:
    return {"resources": resources, "pending_operations": operations}
