"""What rows say of each other: that references lead somewhere, and that nothing is there twice.

This looks at what is written, rows with mistakes included, so that one mistake neither hides nor makes others.
"""

from collections.abc import Callable, Iterator
from typing import Any, NamedTuple

from fleet.inventory.errors.problems import Mistake, Path, quoted, shown
from fleet.inventory.service import Service
from fleet.inventory.ssh_keys import without_comment
from fleet.inventory.validation.raw_inventory import RawInventory, words_of
from fleet.registry import hostings

_REFERENCES = (
    # Where a reference is written (`*` is every row, `#` every item of a list), and the section that it leads to.
    (("organisation",), "contacts"),
    (("providers", "*", "manager"), "contacts"),
    (("hosts", "*", "manager"), "contacts"),
    (("hosts", "*", "account"), "contacts"),
    (("services", "*", "manager"), "contacts"),
    (("services", "*", "hosts", "#"), "hosts"),
    (("hosts", "*", "firewall", "#"), "firewalls"),
    (("status_pages", "*", "services", "#"), "services"),
    (("hosts", "*", "provider"), "providers"),
    (("zones", "*", "provider"), "providers"),
)


def _bare(url: str) -> str:
    return url.rstrip("/")


class _Once(NamedTuple):
    """What is there once only."""

    what: str
    form: Callable[[str], str]
    """What is equal for two that are the same."""
    patterns: tuple[Path, ...]
    """Where it is written; `=` is every key."""
    in_list: bool = False
    """Whether only those in one list are compared."""


_ONCE = (
    _Once("name", str.casefold, (("contacts", "*", "name"),)),
    _Once("e-mail address", str.casefold, (("contacts", "*", "email"),)),
    _Once("SSH key", without_comment, (("contacts", "*", "ssh_keys", "#"),), in_list=True),
    _Once("console", _bare, (("providers", "*", "console"),)),
    _Once("address", str.casefold, (("hosts", "*", "ipv4"), ("hosts", "*", "ipv6"))),
    _Once("name", str, (("hosts", "="), ("hosts", "*", "aliases", "#"))),
    _Once("title", str.casefold, (("services", "*", "title"),)),
    _Once("name", str, (("services", "="), ("services", "*", "aliases", "#"))),
    _Once("title", str.casefold, (("status_pages", "*", "title"),)),
    _Once("name", str, (("status_pages", "="), ("status_pages", "*", "aliases", "#"))),
    _Once("domain", str, (("status_pages", "*", "domain"),)),
    _Once("service", str, (("status_pages", "*", "services", "#"),), in_list=True),
    _Once("host", str, (("services", "*", "hosts", "#"),), in_list=True),
    _Once("URL", _bare, (("services", "*", "sites", "="), ("services", "*", "sites", "*", "aliases", "#"))),
    _Once(
        "family", str, (("hosts", "*", "families", "#"), ("services", "*", "sites", "*", "families", "#")), in_list=True
    ),
    _Once("authority", str, (("zones", "*", "caa", "#"),), in_list=True),
)
_UPTIME_IDS: tuple[Path, ...] = (("hosts", "*", "uptime_id"), ("services", "*", "sites", "*", "uptime_id"))


def unresolved(raw: RawInventory) -> Iterator[Mistake]:
    """Every reference that leads nowhere."""
    for pattern, section in _REFERENCES:
        if section in raw.unread:
            continue
        names = raw.names(section)
        for path, name in raw.written(pattern):
            if name in names or name in raw.set_aside:
                continue
            meant = names.meant(name)
            if section == "providers":
                write = f"add a row there: {name}: {{console: …, manager: …}}"
            else:
                write = names.instead(name) if names.names else f"add a {section}: section with a row for it"
            leads = () if meant is None else (section, meant)
            yield Mistake(path, f"there is no {quoted(name)} in {section}", write, meant=leads)


def repeated(raw: RawInventory) -> Iterator[Mistake]:
    """Everything that is there twice though it can only be there once."""
    for once in (*_ONCE, *_of_providers()):
        seen: dict[Any, Path] = {}
        for pattern in once.patterns:
            for path, value in raw.written(pattern):
                form = once.form(value.strip())
                yield from _again(seen, once.what, value, path, (path[:-1], form) if once.in_list else form)
    numbered: dict[Any, Path] = {}
    for section, fields in (("hosts", _id_fields()), ("zones", {"id"})):
        for name, row in raw.rows(section).items():
            for field in sorted(fields) if isinstance(row, dict) else ():
                provider, number = row.get("provider"), row.get(field)
                if isinstance(provider, str) and type(number) is int:
                    yield from _again(numbered, field, number, (section, name, field), (section, provider, number))
    for path, number in raw.numbers(_UPTIME_IDS):
        yield from _again(numbered, "uptime_id", number, path, ("uptime_id", number))


def _of_providers() -> Iterator[_Once]:
    """What is there once only at the providers that serve sites by themselves."""
    for site in (provider.site for provider in hostings().values() if provider.site):
        for field in site.UNIQUE:
            yield _Once(field, str.casefold, (("services", "*", "sites", "*", site.FIELD, field),))


def _id_fields() -> set[str]:
    """The fields with a machine's number."""
    return {row.ID_FIELD for provider in hostings().values() if (row := provider.host) and row.ID_FIELD}


def _again(seen: dict[Any, Path], what: str, value: Any, path: Path, form: Any) -> Iterator[Mistake]:
    first = seen.setdefault(form, path)
    if first != path:
        where = shown(first)
        yield Mistake(
            path, f"the {what} {quoted(value)} is at {where} too", "give each its own, or remove one", path[-1] == value
        )


class Usage(NamedTuple):
    """Which hosts services run on, as far as their rows can be read."""

    certain: set[str]
    possible: set[str]
    """Those that a row with mistakes may mean."""
    complete: bool
    """Whether every service's hosts are among these."""


def usage(raw: RawInventory) -> Usage:
    """Which hosts the services use."""
    hosts = raw.names("hosts")
    certain: set[str] = set()
    possible = set(raw.set_aside)
    complete = "services" not in raw.unread
    for row in raw.rows("services").values():
        plain = isinstance(row, dict) and row.keys() <= Service.model_fields.keys()
        listed = row.get("hosts", []) if plain else None
        if isinstance(listed, list) and all(isinstance(host, str) for host in listed):
            certain.update(listed)
            possible.update(meant for host in listed if host not in hosts and (meant := hosts.meant(host)))
        else:
            mentioned = hosts.names & set(words_of(row))
            possible |= mentioned
            complete &= bool(mentioned)
    return Usage(certain, possible, complete)
