"""Hetzner's dedicated machines, which people order by hand, and the fleet adopts by their number."""

from collections.abc import Iterator, Mapping
from ipaddress import ip_network
from typing import TYPE_CHECKING, Any

import pulumi

from components.endpoint import Endpoint
from components.firewall import Inbound, inbound
from components.hetzner_dedicated.row import HetznerDedicatedHost
from components.host import Account, Host, HostArgs
from components.settings import is_managed, report_unmanaged
from components.zone import Zones
from fleet.blueprint.hosts import AccountBlueprint, HostBlueprint, key_owners
from fleet.digest import digest
from fleet.inventory.field_types import is_fqdn

if TYPE_CHECKING:
    from providers.hetznerrobot import sdk

PACKAGE = "hetznerrobot"
EPHEMERAL = "32768-65535"
"""The ports from which Linux opens connections, and to which their answers come (net.ipv4.ip_local_port_range)."""
ANY = frozenset(["0.0.0.0/0", "::/0"])
FAMILIES = {"ipv4": "ipv4s", "ipv6": "ipv6s"}
ANSWERS: tuple[dict[str, str], ...] = tuple(
    {"name": f"{protocol} answers {family}", "ip_version": family, "protocol": protocol, "dst_port": EPHEMERAL, **flags}
    for family in FAMILIES
    for protocol, flags in (("tcp", {"tcp_flags": "ack"}), ("udp", {}))
)
"""Rules for answers to connections that the machine itself opens, since the firewall is stateless."""


class HetznerDedicatedServer(Host):
    """A dedicated machine at Hetzner. The fleet sets its name, reverse DNS and firewall; people order and cancel it."""

    TYPE = "fleet:hosting:HetznerDedicatedServer"

    def __init__(
        self, name: str, args: HostArgs[HetznerDedicatedHost], opts: pulumi.ResourceOptions | None = None
    ) -> None:
        super().__init__(name, args, opts)
        row = args.row
        self.finish(Endpoint(name, row.ipv4, row.ipv6, row.provider_id))

    def manage(self, name: str, row: HetznerDedicatedHost, rules: "list[sdk.FirewallRule] | None") -> None:
        """Declare its name, reverse DNS and firewall at Hetzner Robot.

        Args:
            name: Its name.
            row: Its row, with its number.
            rules: The firewall's inbound rules; None leaves the firewall alone.
        """
        from providers.hetznerrobot.sdk import Firewall, ReverseDns, Server

        number = row.server_number or 0
        server = Server(name, self.child(), server_number=number, name=name, ipv4=row.ipv4)
        for family, address in (("ipv4", row.ipv4), ("ipv6", row.ipv6)):
            if address is not None and is_fqdn(name):
                # Unprotected: another address replaces it, which takes a second.
                own = self.child(f"-{family}", protect=False, depends_on=[server])
                ReverseDns(f"{name}-{family}", own, ip=address, ptr=name)
        if rules is not None:
            Firewall(
                f"{name}-firewall",
                # Kept on deletion: otherwise removing the rule sets from the row, or retiring it, would open it
                # to everyone.
                self.child("-firewall", protect=False, retain_on_delete=True, depends_on=[server]),
                server_number=number,
                input=list(rules),
            )


def stateless(rules: list[Inbound]) -> "Iterator[sdk.FirewallRule]":
    """Translate rules of a stateful firewall for Robot's stateless one, which takes at most ten.

    A port that is open to all gets one rule for both IP versions; such a rule can't have a protocol. Pings over IPv6
    get none, since they can't be blocked. The rules for answers come last.
    """
    open_to_all = {rule.port for rule in rules if rule.port is not None and {*rule.ipv4s, *rule.ipv6s} == ANY}
    for rule in rules:
        if rule.port in open_to_all and {*rule.ipv4s, *rule.ipv6s} != ANY:
            continue
        if rule.port is not None and {*rule.ipv4s, *rule.ipv6s} == ANY:
            yield {"name": f"port {rule.port}", "dst_port": rule.port, "action": "accept"}
            continue
        for family, field in FAMILIES.items():
            sources: list[Any] = getattr(rule, field)
            if rule.protocol == "icmp" and family == "ipv6":
                continue
            for source in sources:
                yield _of_family(rule, family, source)
    for answer in ANSWERS:
        yield {**answer, "action": "accept"}  # type: ignore[typeddict-item]


def _of_family(rule: Inbound, family: str, source: Any) -> "sdk.FirewallRule":
    port = f" {rule.port}" if rule.port is not None else ""
    translated: sdk.FirewallRule = {
        "name": f"{rule.protocol}{port} {family}",
        "ip_version": family,
        "protocol": rule.protocol,
        "action": "accept",
    }
    if rule.port is not None:
        translated["dst_port"] = rule.port
    if source not in ANY:
        translated["src_ip"] = source if source == pulumi.UNKNOWN else str(ip_network(source))
    return translated


class HetznerDedicatedAccount(Account):
    """The account at Hetzner Robot. If the stack's settings leave it out, its machines are only registered."""

    def __init__(self, blueprint: AccountBlueprint, stack: str, zones: Zones) -> None:
        super().__init__(blueprint, stack, zones)
        self._prometheus: Mapping[str, Endpoint] = {}
        numbered = [name for name, host in blueprint.hosts.items() if host.row.state == "adopted"]
        self._managed = frozenset(numbered) if is_managed(PACKAGE) else frozenset()
        self._add_keys()
        if numbered and not self._managed:
            report_unmanaged(PACKAGE, f"machines with a number are only registered ({len(numbered)})")

    def _add_keys(self) -> None:
        """Declare the managers' keys, each once, for the machines that are installed from now on."""
        from providers.hetznerrobot.sdk import SshKey

        for public in key_owners(self.blueprint.hosts[name] for name in self._managed):
            # Named after its content, so that adding a key renames no other, and every stack gives it the same name.
            SshKey(f"hetzner-dedicated-key-{digest(public)}", name=f"fleet-{digest(public)}", public_key=public)

    def declare_shared(self, prometheus: Mapping[str, Endpoint]) -> None:
        """Keep the Prometheus servers, which the firewalls let in."""
        self._prometheus = prometheus

    def host(self, host: HostBlueprint) -> HetznerDedicatedServer:
        """Register a machine; if it has a number, also manage it at Robot."""
        args = self.args(host, HetznerDedicatedHost)
        server = HetznerDedicatedServer(host.name, args)
        if host.name in self._managed:
            firewall = self.blueprint.firewalls.get(args.row.rule_sets)
            rules = inbound(firewall, self._prometheus, args.row.exporter_port) if firewall else None
            server.manage(host.name, args.row, None if rules is None else list(stateless(rules)))
        return server
