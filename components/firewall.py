"""The inbound rules of a host's firewall, in a form that all providers' components translate into their own."""

from collections.abc import Mapping
from typing import Any

import pulumi

from components.endpoint import Endpoint
from fleet.blueprint.firewalls import Firewall
from fleet.inventory.firewall import Inbound, inbound_of
from fleet.inventory.host import EXPORTER_PORT


def inbound(
    firewall: Firewall, prometheus: Mapping[str, Endpoint], exporter_port: int = EXPORTER_PORT
) -> list[Inbound]:
    """The inbound rules of a firewall. An address that isn't known in a preview is `pulumi.UNKNOWN`.

    Args:
        firewall: The firewall's blueprint.
        prometheus: The Prometheus servers, which alone may reach the exporters.
        exporter_port: The port of the node exporter.
    """
    inbounds = [inbound_of(rule) for rule in firewall.rules]
    if firewall.lets_prometheus_in:
        ipv4s = [
            _as_network(endpoint.ipv4, 32) for _, endpoint in sorted(prometheus.items()) if endpoint.ipv4 is not None
        ]
        ipv6s = [
            _as_network(endpoint.ipv6, 128) for _, endpoint in sorted(prometheus.items()) if endpoint.ipv6 is not None
        ]
        if ipv4s or ipv6s:
            inbounds.append(Inbound("tcp", str(exporter_port), ipv4s, ipv6s))
    return inbounds


def _as_network(address: Any, length: int) -> Any:
    """An address as a network of one."""
    return f"{address}/{length}" if isinstance(address, str) else pulumi.UNKNOWN
