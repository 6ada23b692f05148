"""The component of a Prometheus server that the fleet runs."""

from dataclasses import dataclass

from pulumi import ResourceOptions

from components.endpoint import Component, Endpoint


@dataclass(frozen=True)
class PrometheusServerArgs:
    """The arguments of a Prometheus server: the endpoint of its host."""

    host: Endpoint


class PrometheusServer(Component):
    """Prometheus, Alertmanager and the blackbox exporter on a host. Other hosts' firewalls let its addresses in.

    It has no resource of its own at a provider: the machine installs the programs at its first boot, and
    `python -m fleet push` brings later configurations.
    """

    def __init__(self, name: str, args: PrometheusServerArgs, opts: ResourceOptions | None = None) -> None:
        super().__init__("fleet:monitoring:PrometheusServer", name, None, opts)
        self.finish(args.host)
