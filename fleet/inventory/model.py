"""The whole model of an inventory: with the rows of every hosting provider in the registry."""

from collections.abc import Iterable
from copy import copy
from functools import cache, reduce
from operator import or_
from typing import Annotated, Any, Literal, get_origin

from pydantic import Field, create_model
from pydantic.fields import FieldInfo

from fleet.hosting import Hosting
from fleet.inventory.contacts import Provider
from fleet.inventory.field_types import HostName, Name, Url
from fleet.inventory.fleet import Fleet
from fleet.inventory.host import HostRow
from fleet.inventory.row import Row
from fleet.inventory.service import Service, Site
from fleet.inventory.zone import Zone
from fleet.registry import hostings


def fleet_model() -> type[Fleet]:
    """What an inventory may say, with all providers that are registered."""
    return _model(tuple(hostings().values()))


def host_providers() -> list[str]:
    """The providers that a host's row may name, sorted."""
    return [key for key, provider in hostings().items() if provider.host]


@cache
def _model(providers: tuple[Hosting, ...]) -> type[Fleet]:
    rows = [provider.host for provider in providers if provider.host]
    host: Any = reduce(or_, rows, rows.pop()) if rows else HostRow
    if get_origin(host):
        host = Annotated[host, Field(discriminator="provider")]
    sites = [provider.site for provider in providers if provider.site]
    site = _with(Site, {row.FIELD: (row | None, Field(None, description=row.DESCRIPTION)) for row in sites})
    service = _with(Service, {"sites": (dict[Url, site], _same(Service, "sites"))})  # type: ignore[valid-type]
    # Pydantic knows no choice of nothing: where no provider has zones, all are kept elsewhere.
    zoned = [provider.key for provider in providers if provider.zones]
    zone = _with(Zone, {"provider": (_one_of(zoned) | None if zoned else None, _same(Zone, "provider"))})
    sections = {
        "providers": (dict[_one_of(provider.key for provider in providers), Provider], _same(Fleet, "providers")),  # type: ignore[misc]
        "hosts": (dict[HostName, host], _same(Fleet, "hosts")),
        "services": (dict[Name, service], _same(Fleet, "services")),  # type: ignore[valid-type]
        "zones": (dict[HostName, zone], _same(Fleet, "zones")),  # type: ignore[valid-type]
    }
    return _with(Fleet, sections)


def _with(base: type[Any], fields: dict[str, Any]) -> type[Any]:
    """A model with some fields added, or given another type; it is called and described as before."""
    return create_model(base.__name__, __base__=base, __module__=base.__module__, __doc__=base.__doc__, **fields)


def _same(base: type[Row], field: str) -> FieldInfo:
    return copy(base.model_fields[field])


def _one_of(words: Iterable[str]) -> Any:
    return Literal[*words]
