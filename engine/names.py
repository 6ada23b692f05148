"""What people call resources and their arguments, in place of what a provider's API calls them."""

import re
from collections.abc import Iterable, Mapping

from fleet.registry import resource_types
from fleet.urns import name_of, section_of, type_of
from providers.names import names_of


def type_name(type_: str) -> str:
    """What people call a resource type: `DNS record` for `hcloud:index/zoneRrset:ZoneRrset`."""
    return _names(type_)[0]


def argument_names(type_: str, arguments: Iterable[str]) -> list[str]:
    """What people call arguments of a resource, each name once: `size` for `serverType`.

    What follows the argument after a colon, such as `: cx23 → cx33`, stays as it is.
    """
    names = _names(type_)[1]

    def named(argument: str) -> str:
        name, colon, values = argument.partition(":")
        return f"{names.get(name) or _with_blanks(name)}{colon}{values}"

    return list(dict.fromkeys(map(named, arguments)))


def resource_name(urn: str) -> str:
    """A resource with what it is: `server www.example.org`.

    Rows' own components are a `host`, `site`, `service` or `zone`; what is nothing to people has only its name.
    """
    type_, name = type_of(urn), name_of(urn)
    if type_.startswith(("fleet:", "pulumi:")):
        return f"{section_of(urn).removesuffix('s')} {name}".strip()
    return f"{type_name(type_)} {name}"


def _names(type_: str) -> tuple[str, Mapping[str, str]]:
    official = resource_types().get(type_)
    if official is not None:
        return official.name, official.arguments
    return names_of(type_) or (_with_blanks(type_.rpartition(":")[2]), {})


def _with_blanks(name: str) -> str:
    """A name of an API in words: `backups enabled` for `backupsEnabled`."""
    return re.sub(r"(?<=[a-z0-9])(?=[A-Z])", " ", name).lower()
