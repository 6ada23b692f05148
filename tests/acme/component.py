"""Machines at Acme."""

from pulumi import Output, ResourceOptions

from components.endpoint import Endpoint
from components.host import Account, Host, HostArgs
from fleet.blueprint.hosts import HostBlueprint
from tests.acme.row import AcmeHost

FIRST_BOOT_ONLY = ["image", "keys", "boot"]


class AcmeServer(Host):
    """A machine at Acme."""

    TYPE = "fleet:hosting:AcmeServer"

    def __init__(self, name: str, args: HostArgs[AcmeHost], opts: ResourceOptions | None = None) -> None:
        super().__init__(name, args, opts)
        row = args.row
        if row.state == "registered":
            self.finish(Endpoint(name, row.ipv4, row.ipv6))
            return
        from tests.acme.sdk import Machine

        first = {"image": row.image, "keys": list(args.ssh_keys), "boot": args.host.user_data}
        machine = Machine(
            name,
            self.child(import_=row.provider_id, ignore_changes=FIRST_BOOT_ONLY),
            name=name,
            size=row.size,
            region=row.region,
            labels={"fleet": args.stack},
            guarded=row.retire is None,
            **(first if row.state == "created" else {}),
        )
        ipv4, ipv6 = Output.all(machine.ipv4), Output.all(machine.ipv6)
        self.finish(Endpoint(name, self.address("ipv4", ipv4), self.address("ipv6", ipv6), machine.id))


class AcmeAccount(Account):
    """The account at Acme."""

    def host(self, host: HostBlueprint) -> AcmeServer:
        """Declare a machine."""
        return AcmeServer(host.name, self.args(host, AcmeHost, host.ssh_keys))
