"""A site that a provider serves by itself, without a machine."""

from typing import ClassVar

from fleet.inventory.row import Row, State


class HostedSite(Row):
    """What a site's row says of the provider that serves it, under the key `FIELD`.

    `DESCRIPTION` is what that key means, `EXAMPLE` is how it is written, for messages, and `UNIQUE` are the fields
    whose values no two sites share. `APEX_IPV4` and `APEX_IPV6` are where the provider answers for a zone's
    own name, which can't have a CNAME.
    """

    PROVIDER: ClassVar[str]
    FIELD: ClassVar[str]
    DESCRIPTION: ClassVar[str]
    EXAMPLE: ClassVar[str]
    UNIQUE: ClassVar[tuple[str, ...]] = ()
    APEX_IPV4: ClassVar[tuple[str, ...]] = ()
    APEX_IPV6: ClassVar[tuple[str, ...]] = ()

    @property
    def state(self) -> State:
        """Created or adopted by the fleet, or only registered."""
        return "registered"

    @property
    def canonical_name(self) -> str:
        """The provider's own name for it, to which a CNAME of the site's name leads."""
        raise NotImplementedError
