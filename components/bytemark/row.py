"""A Bytemark machine's row."""

from typing import Literal

from pydantic import Field

from fleet.inventory.host import HostRow


class BytemarkHost(HostRow):
    """A machine at Bytemark, whose API the fleet does not use."""

    provider: Literal["bytemark"] = Field(description="Who hosts it")
