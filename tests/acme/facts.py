"""What is known of Acme."""

from collections.abc import Iterator

from fleet.hosting import Facts, Hosting, Limits, Machine, ResourceType
from tests.acme.row import AcmeHost

NAME = 30
"""Characters of a name at most (Acme's API)."""


def wrong_name(name: str) -> str | None:
    """What is wrong with a name as a machine's at Acme."""
    return f"its name has {len(name)} characters, and Acme takes {NAME} at most" if len(name) > NAME else None


def steps(name: str, before: Facts | None, after: Facts | None) -> Iterator[str]:
    """What is left for people."""
    if before is None and after:
        yield f"{name}: tell the coyote that it is there"


HOSTING = Hosting(
    key="acme",
    title="Acme",
    host=AcmeHost,
    component="tests.acme.component:AcmeAccount",
    recovery="tests.acme.finders:RECOVERY",
    simulation="tests.acme.simulated:SIMULATION",
    machine=Machine("acme:index/machine:Machine", "name"),
    resource_types={"acme:index/machine:Machine": ResourceType("machine", {"guarded": "protection"})},
    limits=Limits(host_name=wrong_name, user_data_bytes=65_536),
    swap_file=True,
    consequences={"size": "the machine explodes, and is back after some minutes"},
    steps=steps,
    remedies={"out of rockets": "wait for the next delivery"},
)
