"""The fleet's own Prometheus server, and where it is."""

from dataclasses import dataclass

from pulumi import ResourceOptions

from components.endpoint import Component, Endpoint


@dataclass(frozen=True)
class PrometheusServerArgs:
    """The endpoint of the host that it runs on."""

    host: Endpoint


class PrometheusServer(Component):
    """Prometheus, Alertmanager and the blackbox exporter on a host; firewalls of the others follow its addresses.

    The programs come with the machine's first boot, so that it has no resource of a provider's; later configurations
    are brought by a push.
    """

    def __init__(self, name: str, args: PrometheusServerArgs, opts: ResourceOptions | None = None) -> None:
        super().__init__("fleet:monitoring:PrometheusServer", name, None, opts)
        self.finish(args.host)
