"""What may be asked of a hosting provider, so that no other code needs to know which one it is.

Each provider fills in one `Hosting` in its own folder, and `fleet.registry` has a line for it. All of it is plain data
and plain functions; modules that need Pulumi are named, and imported only when a row or a run needs them.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from fleet.catalogue import CatalogueSource, Get
    from fleet.inventory.firewall import Inbound
    from fleet.inventory.host import HostRow
    from fleet.inventory.hosted_site import HostedSite

Facts = Mapping[str, Any]
"""What the stack's outputs say of one row: see `fleet.render.facts`."""
Inputs = Mapping[str, Any]
"""A resource's arguments, or an object's properties, by the engine's names."""
Steps = Callable[[str, Facts | None, Facts | None], Iterator[str]]
"""From a row's name and its facts before and after a change to what is left for people to do."""


def _nothing(_name: str, _before: Facts | None, _after: Facts | None) -> Iterator[str]:
    return iter(())


@dataclass(frozen=True)
class Limits:
    """What the provider's API takes, checked before anything is touched.

    `host_name` says what is wrong with a managed host's name, or nothing; `user_data_bytes` is the size of a first
    boot's user data at most, `firewall_rules` the inbound rules of a firewall, `rule_sources` the networks of a rule.
    `stack_name` says what is wrong with the name of a stack as the mark of what it made, or nothing.
    `count_rules` is how many rules what is to be let in becomes there, and `left_out` says what of it becomes none.
    """

    host_name: Callable[[str], str | None] = lambda _name: None
    stack_name: Callable[[str], str | None] = lambda _name: None
    user_data_bytes: int | None = None
    firewall_rules: int | None = None
    count_rules: Callable[[Sequence["Inbound"]], int] = len
    left_out: Callable[[Sequence["Inbound"]], str | None] = lambda _inbounds: None
    rule_sources: int | None = None


@dataclass(frozen=True)
class ZoneHosting:
    """DNS zones at the provider.

    `component` is the class that declares one, as `module:name`. `ttls` are the seconds that the API keeps as they are,
    where it rounds others; `needs_email` whether a zone must name who answers for it. `record_name` is how many
    characters the name of a record has at most, without the zone's. `wrong_name` says what is wrong with the name of a
    zone that is to be made, given the zone of the inventory that it is in, or nothing.
    """

    component: str
    name_servers: tuple[str, ...]
    ttls: tuple[int, ...] = ()
    needs_email: bool = False
    record_name: int | None = None
    wrong_name: Callable[[str, str | None], str | None] = lambda _name, _around: None


@dataclass(frozen=True)
class Machine:
    """The resource whose deletion or replacement is the loss of a machine: its type, and the argument for its name."""

    type: str
    name: str


@dataclass(frozen=True)
class ResourceType:
    """What people call a type of resource, and by argument the word of the row that it comes from.

    An argument that is left out is called as the API calls it, `backupsEnabled` with blanks: `backups enabled`.
    `unsent` are those by which the plugin goes about later changes, and which no API keeps: on adoption they change
    nothing.
    """

    name: str
    arguments: Mapping[str, str] = field(default_factory=dict)
    unsent: frozenset[str] = frozenset()


@dataclass(frozen=True, eq=False)
class Hosting:
    """Everything that is known of one hosting provider.

    `host` is the row of a machine there, `site` that of a site which the provider itself serves, `zones` its DNS.
    `component` is the class that declares its hosts or sites, `recovery` the `Recovery` that finds what a killed run
    made, `simulation` the `Simulation` that stands in for its plugin in the sandbox: each as `module:name`. `native` is
    the fleet's own Pulumi provider for its API, whose login managed hosts need, and which a stack's settings can leave
    out. `catalogue` is where its sizes and regions are from. `resource_types` say what people call what the fleet makes
    with the official plugin, by type token.

    `swap_file` means that a new machine's swap is a file made at its first boot, not a disk;
    `reverse_dns_after_forward` that reverse DNS is accepted only once DNS answers for the name. `consequences` says, by
    field, what a change does to a managed machine; `replaced_by` are the fields whose change would make another machine
    of one that the fleet created. `steps` say what is left for people, `remedies` what to do about what the API
    refuses: patterns of its messages, with the words that are added.
    """

    key: str
    title: str
    host: "type[HostRow] | None" = None
    site: "type[HostedSite] | None" = None
    zones: ZoneHosting | None = None
    component: str | None = None
    recovery: str | None = None
    simulation: str | None = None
    native: str | None = None
    machine: Machine | None = None
    catalogue: "CatalogueSource | None" = None
    resource_types: Mapping[str, ResourceType] = field(default_factory=dict)
    limits: Limits = field(default_factory=Limits)
    swap_file: bool = False
    reverse_dns_after_forward: bool = False
    consequences: Mapping[str, str] = field(default_factory=dict)
    replaced_by: frozenset[str] = frozenset()
    steps: Steps = _nothing
    remedies: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Finder:
    """How objects of a type are found by name: a function of the provider's plugin that lists them.

    `items` is the list in its answer, `named` what each item calls its name, `field` the resource's argument for it.
    `instead` says what to do about somebody else's object of that name, where a row can't adopt it.
    """

    function: str
    items: str
    named: str = "name"
    field: str = "name"
    arguments: Callable[[Inputs], dict[str, Any]] = lambda _: {}
    matches: Callable[[Inputs, Inputs], bool] = lambda _inputs, _item: True
    instead: str = "adopt it by writing id: {id} in its row, or free the name"


@dataclass(frozen=True)
class Lookup:
    """How objects of a type that have no name of their own are found: by their content, among what an API lists.

    `service` is what people call it. `url` is its address and `version` the path below it, which an address may end in;
    `address` and `login` are where the stack's settings and the environment have another one, and the token that it
    wants. `listed` asks for the objects beside which one would be,
    each with its `id`, and gives nothing where that isn't known yet; `same` compares what is wanted with one of them.
    `instead` says what to do about one that can't be noted yet, because what it belongs to is made only now.
    """

    service: str
    url: str
    version: str
    address: "Setting"
    login: "Setting"
    listed: Callable[["Get", Inputs], Sequence[Inputs] | None]
    same: Callable[[Inputs, Inputs], bool]
    instead: str


@dataclass(frozen=True)
class Setting:
    """Where a value is set: a key of the stack's settings, like `linode:token`, and an environment variable."""

    key: str
    variable: str


@dataclass(frozen=True)
class KnownId:
    """An object whose id follows from its arguments; `is_ours` if it only exists on what the stack made."""

    id_of: Callable[[Inputs], str]
    is_ours: bool = False


@dataclass(frozen=True)
class Recovery:
    """How a provider's objects are found again after a killed run or a lost answer, by resource type.

    `lookups` are for what has no name of its own. `nameless` are the types of which a lost object can't be told from
    another at all.
    """

    finders: Mapping[str, Finder] = field(default_factory=dict)
    known_ids: Mapping[str, KnownId] = field(default_factory=dict)
    lookups: Mapping[str, Lookup] = field(default_factory=dict)
    nameless: frozenset[str] = frozenset()
