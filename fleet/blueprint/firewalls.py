"""Which firewalls there are: one for each distinct combination of rule sets in an account."""

from dataclasses import dataclass

from fleet.inventory.firewall import FirewallRule
from fleet.inventory.fleet import Fleet

EXPORTER = "exporter"
"""The built-in rule set that lets the fleet's Prometheus servers in."""


@dataclass(frozen=True)
class Firewall:
    """What a combination of rule sets lets in, and the hosts behind it, sorted.

    `rules` are those whose sources are known; with `lets_prometheus_in` it also opens the port of node exporter to the
    addresses of the Prometheus servers, which a cloud may choose.
    """

    rule_sets: tuple[str, ...]
    rules: tuple[FirewallRule, ...]
    members: tuple[str, ...]

    @property
    def lets_prometheus_in(self) -> bool:
        """Whether it opens the port of node exporter to the Prometheus servers."""
        return EXPORTER in self.rule_sets


def firewalls(fleet: Fleet) -> dict[str, dict[tuple[str, ...], Firewall]]:
    """The firewalls of each provider by their rule sets, sorted; hosts without rule sets have none."""
    members: dict[str, dict[tuple[str, ...], list[str]]] = {}
    for name, row in sorted(fleet.hosts.items()):
        if row.rule_sets:
            members.setdefault(row.provider, {}).setdefault(row.rule_sets, []).append(name)
    return {
        provider: {
            rule_sets: Firewall(rule_sets, tuple(fleet.rules(rule_sets)), tuple(names))
            for rule_sets, names in sorted(by_rule_sets.items())
        }
        for provider, by_rule_sets in members.items()
    }
