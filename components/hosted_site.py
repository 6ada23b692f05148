"""Sites that a provider serves by itself."""

from abc import ABC, abstractmethod
from typing import Any

from pulumi import ResourceOptions

from components.endpoint import Component
from fleet.inventory.service import Site


class SiteAccount(ABC):
    """The accounts at a provider that serves sites; it declares nothing until a site is asked for."""

    @abstractmethod
    def site(self, url: str, row: Site, hosted: Any, opts: ResourceOptions | None = None) -> Component:
        """Declare a site.

        Args:
            url: Its URL.
            row: Its row.
            hosted: What the row says of this provider.
            opts: How it is managed.
        """
