"""Facts about Bytemark: people order and cancel machines there, and set their reverse DNS."""

from collections.abc import Iterator

from components.bytemark.row import BytemarkHost
from components.contract import contract_steps
from fleet.hosting import Facts, Hosting


def steps(name: str, before: Facts | None, after: Facts | None) -> Iterator[str]:
    """What people have to do after a change of a machine."""
    console = (after or {}).get("console", "its console")
    order = f"if it is new, order it at {console}, and set its reverse DNS there"
    return contract_steps(name, before, after, order)


HOSTING = Hosting(
    key="bytemark",
    title="Bytemark",
    host=BytemarkHost,
    component="components.bytemark.component:BytemarkAccount",
    steps=steps,
)
