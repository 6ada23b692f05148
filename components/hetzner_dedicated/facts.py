"""Facts about Hetzner's dedicated machines: people order and cancel them."""

from collections.abc import Iterator

from components.contract import contract_steps
from components.hetzner_dedicated.row import HetznerDedicatedHost
from components.hetzner_dedicated.rules import RULES, count, left_out
from fleet.hosting import Facts, Hosting, Limits


def steps(name: str, before: Facts | None, after: Facts | None) -> Iterator[str]:
    """What people have to do after a change of a dedicated machine."""
    facts = after or {}
    product, console = facts.get("product") or "a machine", facts.get("console", "its console")
    order = (
        f"if it is new, order {product} at {console}, with the managers' SSH keys; then write its server_number, ipv4 "
        "and ipv6 in its row, and the next `up` names it there"
    )
    return contract_steps(name, before, after, "" if facts.get("server_number") else order)


HOSTING = Hosting(
    key="hetzner-dedicated",
    title="Hetzner Robot",
    host=HetznerDedicatedHost,
    simulation="components.hetzner_dedicated.simulated:SIMULATION",
    native="hetznerrobot",
    component="components.hetzner_dedicated.component:HetznerDedicatedAccount",
    limits=Limits(firewall_rules=RULES, count_rules=count, left_out=left_out),
    steps=steps,
)
