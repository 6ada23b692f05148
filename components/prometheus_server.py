"""The fleet's own Prometheus server: what it watches, and where it is."""

from dataclasses import dataclass

import pulumi
from pulumi import ResourceOptions

from components.face import Component, Face
from fleet.first_boot import monitoring_digest
from fleet.model import Fleet


@dataclass(frozen=True)
class PrometheusServerArgs:
    """The inventory, all of which it watches, and the face of the host that it runs on."""

    fleet: Fleet
    host: Face


class PrometheusServer(Component):
    """Prometheus, Alertmanager and the blackbox exporter on a host; firewalls of the others follow its addresses.

    The programs come with the machine's first boot, so that it has no resource of a provider's; later configurations
    are brought by a push.
    """

    configuration: pulumi.Output[str]
    """A few characters that change when a push is due."""

    def __init__(self, name: str, args: PrometheusServerArgs, opts: ResourceOptions | None = None) -> None:
        super().__init__("fleet:monitoring:PrometheusServer", name, None, opts)
        self.configuration = pulumi.Output.from_input(monitoring_digest(args.fleet))
        self.finish(args.host)
