"""A hosting provider that the fleet doesn't know by itself."""

from typing import Annotated, Literal

from fleet.hosting import Hosting
from fleet.inventory.field_types import Text
from fleet.inventory.host import HostRow
from fleet.inventory.row import Fact


class AcmeHost(HostRow):
    """A machine at Acme."""

    provider: Literal["acme"]
    rack: Annotated[Text | None, Fact(consequence="someone carries it there")] = None


HOSTING = Hosting(key="acme", title="Acme", host=AcmeHost)
