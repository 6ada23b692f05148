"""A hosting provider that the fleet doesn't know by itself."""

from typing import Annotated, Literal

from fleet.hosting import Hosting
from fleet.inventory.field_types import Text
from fleet.inventory.host import HostRow
from fleet.inventory.row import Fact


class AjaxHost(HostRow):
    """A machine at Ajax."""

    provider: Literal["ajax"]
    rack: Annotated[Text | None, Fact(consequence="someone carries it there")] = None


HOSTING = Hosting(key="ajax", title="Ajax", host=AjaxHost)
