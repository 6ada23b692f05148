"""What a host's firewall lets in, in the terms that both clouds share."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import pulumi

from components.endpoint import Endpoint
from fleet.blueprint.firewalls import Firewall
from fleet.inventory.host import EXPORTER_PORT


@dataclass(frozen=True)
class Inbound:
    """One kind of traffic that is let in; an address that only an `up` can know is `pulumi.UNKNOWN`."""

    protocol: str
    port: str | None
    ipv4s: list[Any]
    ipv6s: list[Any]


def inbound(
    firewall: Firewall, prometheus: Mapping[str, Endpoint], exporter_port: int = EXPORTER_PORT
) -> list[Inbound]:
    """What a firewall lets in.

    Args:
        firewall: Which.
        prometheus: The Prometheus servers, which alone may reach the exporters.
        exporter_port: Where they ask.
    """
    found = [
        Inbound(
            rule.protocol,
            rule.port,
            [source for source in rule.sources if ":" not in source],
            [source for source in rule.sources if ":" in source],
        )
        for rule in firewall.rules
    ]
    if firewall.lets_prometheus_in:
        ipv4s = [_one(endpoint.ipv4, 32) for _, endpoint in sorted(prometheus.items()) if endpoint.ipv4 is not None]
        ipv6s = [_one(endpoint.ipv6, 128) for _, endpoint in sorted(prometheus.items()) if endpoint.ipv6 is not None]
        if ipv4s or ipv6s:
            found.append(Inbound("tcp", str(exporter_port), ipv4s, ipv6s))
    return found


def _one(address: Any, length: int) -> Any:
    """The network of one address."""
    return f"{address}/{length}" if isinstance(address, str) else pulumi.UNKNOWN
