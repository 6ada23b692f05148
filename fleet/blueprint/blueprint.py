"""Everything that follows from an inventory, made once."""

from collections.abc import Mapping
from dataclasses import dataclass

from fleet.blueprint.cautions import Caution
from fleet.blueprint.checks import Check
from fleet.blueprint.hosts import AccountBlueprint, HostBlueprint
from fleet.blueprint.monitors import Uptime
from fleet.blueprint.notices import Unnotified
from fleet.blueprint.records import Record, ZoneBlueprint
from fleet.blueprint.services import ServiceBlueprint
from fleet.blueprint.targets import Target
from fleet.hosting import Facts


@dataclass(frozen=True)
class Blueprint:
    """What follows from the rows, as plain lists: components, renderers and reports are each given their part.

    `hosts`, `services` and `zones` are sorted by name; `accounts` are the hosts and firewalls by provider; `prometheus`
    names the hosts that are Prometheus servers, `unreached` is what they can't ask, and `unnotified` what they find out
    without notifying anybody. `cautions` are warnings.
    `facts` is what the stack's outputs and a plan say of each row. `export` has the files for Prometheus, Salt and
    UptimeRobot by path, where somebody needs them: see `draw_up`.
    """

    hosts: Mapping[str, HostBlueprint]
    accounts: Mapping[str, AccountBlueprint]
    services: Mapping[str, ServiceBlueprint]
    zones: Mapping[str, ZoneBlueprint]
    records: tuple[Record, ...]
    checks: tuple[Check, ...]
    targets: tuple[Target, ...]
    uptime: Uptime
    prometheus: tuple[str, ...]
    unreached: tuple[str, ...]
    unnotified: tuple[Unnotified, ...]
    cautions: tuple[Caution, ...]
    facts: Mapping[str, Mapping[str, Facts]]
    export: Mapping[str, str] | None
