"""The base of sites that a provider serves without a host of the fleet, like GitHub Pages."""

from abc import ABC, abstractmethod
from typing import Any

from pulumi import ResourceOptions

from components.endpoint import Component
from fleet.inventory.service import Site


class SiteAccount(ABC):
    """The accounts at a provider that serves sites. Nothing is declared before the first site."""

    @abstractmethod
    def site(self, url: str, row: Site, hosted: Any, opts: ResourceOptions | None = None) -> Component:
        """Declare a site.

        Args:
            url: Its URL.
            row: Its row.
            hosted: The part of the row about this provider.
            opts: The resource options.
        """
