"""The types of Acme's plugin, as an SDK has them."""

from collections.abc import Sequence

import pulumi
from pulumi import Input, Output, ResourceOptions


@pulumi.input_type
class MachineArgs:
    """A machine's arguments."""

    name: Input[str]
    size: Input[str]
    region: Input[str]
    image: Input[str] | None = None
    keys: Input[Sequence[Input[str]]] | None = None
    boot: Input[str] | None = None
    labels: Input[dict[str, Input[str]]] | None = None
    guarded: Input[bool] | None = None


@pulumi.output_type
class MachineResult(dict[str, object]):
    """A machine in a list."""

    id: int
    name: str
    labels: dict[str, str]


@pulumi.output_type
class GetMachinesResult:
    """All machines."""

    machines: Sequence[MachineResult]


class Machine(pulumi.CustomResource):
    """A machine."""

    ipv4: Output[str]
    ipv6: Output[str]

    def __init__(self, resource_name: str, opts: ResourceOptions, **arguments: object) -> None:
        props = {**arguments, "ipv4": None, "ipv6": None}
        super().__init__("acme:index/machine:Machine", resource_name, props, opts)
