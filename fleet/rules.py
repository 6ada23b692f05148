"""What no single row can know: that references resolve, nothing is there twice, and nothing is left unsaid."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any, get_args

from fleet.hosts import Host, LinodeHost
from fleet.model import Fleet
from fleet.problems import Path
from fleet.types import ProviderName, is_fqdn
from fleet.wording import nearest

Mistake = tuple[Path, str, str]
"""Where it is, what is wrong, what to write."""

LINODE_LABEL = 64
"""Characters of a Linode's label at most (Linode's API)."""


@dataclass(frozen=True)
class Known:
    """What the files say, rows with mistakes included, so that one mistake neither hides nor makes others.

    `data` is the merged text, as yet unchecked; `wrong` names the sections with rows that could not be read; `complete`
    says whether all was seen: if not, an absent row may only be unread.
    """

    data: dict[str, Any]
    wrong: frozenset[str] = frozenset()
    complete: bool = True

    def rows(self, section: str) -> dict[str, Any]:
        """The rows of a section, each as it was written."""
        rows = self.data.get(section)
        return rows if isinstance(rows, dict) else {}


def broken_rules(fleet: Fleet, known: Known) -> Iterator[Mistake]:
    """Every rule across rows that a fleet breaks."""
    if known.complete:
        yield from _references(known)
    yield from _twice(fleet)
    yield from _hosts(fleet, known)
    yield from _services(fleet, known)


REFERENCES = (
    # Where a reference is written (`*` is every row, `#` every item of a list), and the section that it leads to.
    (("organisation",), "contacts"),
    (("providers", "*", "manager"), "contacts"),
    (("hosts", "*", "manager"), "contacts"),
    (("hosts", "*", "account"), "contacts"),
    (("services", "*", "manager"), "contacts"),
    (("services", "*", "hosts", "#"), "hosts"),
    (("hosts", "*", "firewall", "#"), "firewalls"),
    (("hosts", "*", "provider"), "providers"),
)


def _written(here: Any, pattern: Path, path: Path = ()) -> Iterator[tuple[Path, str]]:
    """Each text that stands where a pattern leads, with its path."""
    if not pattern:
        if isinstance(here, str):
            yield path, here
    elif isinstance(here, dict):
        for key in here if pattern[0] == "*" else [pattern[0]]:
            if key in here:
                yield from _written(here[key], pattern[1:], (*path, key))
    elif isinstance(here, list) and pattern[0] == "#":
        for index, item in enumerate(here):
            yield from _written(item, pattern[1:], (*path, index))


def _references(known: Known) -> Iterator[Mistake]:
    for pattern, section in REFERENCES:
        names = known.rows(section).keys() | (Fleet.BUILT_IN.keys() if section == "firewalls" else set())
        for path, name in _written(known.data, pattern):
            if name in names or (section == "providers" and name not in get_args(ProviderName)):
                continue
            if section == "providers":
                write = f"add a row there: {name}: {{console: …, manager: …}}"
            else:
                write = nearest(name, sorted(names)) if names else f"add a {section}: section with a row for it"
            yield path, f"there is no {name!r} in {section}", write


def _repeated(what: str, entries: Iterable[tuple[object, Path]]) -> Iterator[Mistake]:
    """Complain of each value that an earlier entry has; entries without a value are passed over."""
    seen: dict[object, Path] = {}
    for value, path in entries:
        if value is None:
            continue
        first = seen.setdefault(value, path)
        if first is not path:
            shown = value[-1] if isinstance(value, tuple) else value
            yield (
                path,
                f"the {what} {shown!r} is {'.'.join(map(str, first[:2]))}'s too",
                "give each its own, or remove one",
            )


def _twice(fleet: Fleet) -> Iterator[Mistake]:
    contacts, hosts, services = fleet.contacts.items(), fleet.hosts.items(), fleet.services.items()
    yield from _repeated("name", [(c.name, ("contacts", key, "name")) for key, c in contacts])
    yield from _repeated(
        "e-mail address", [(c.email and c.email.lower(), ("contacts", key, "email")) for key, c in contacts]
    )
    yield from _repeated("title", [(s.title, ("services", key, "title")) for key, s in services])
    yield from _repeated("console", [(p.console, ("providers", key, "console")) for key, p in fleet.providers.items()])
    yield from _repeated("address", [(getattr(h, f), ("hosts", key, f)) for key, h in hosts for f in ("ipv4", "ipv6")])
    ids = [((h.provider, h.provider_id), ("hosts", key, "id")) for key, h in hosts if h.provider_id]
    yield from _repeated("provider's id", ids)
    names: list[tuple[object, Path]] = [(key, ("hosts", key)) for key, _ in hosts]
    names += [(old, ("hosts", key, "aliases", i)) for key, h in hosts for i, old in enumerate(h.aliases)]
    yield from _repeated("name", names)
    titles: list[tuple[object, Path]] = [(key, ("services", key)) for key, _ in services]
    titles += [(old, ("services", key, "aliases", i)) for key, s in services for i, old in enumerate(s.aliases)]
    yield from _repeated("name", titles)
    sites = [(url, site, ("services", key, "sites", url)) for key, s in services for url, site in s.sites.items()]
    urls: list[tuple[object, Path]] = [(url.rstrip("/"), path) for url, _, path in sites]
    urls += [(old.rstrip("/"), (*path, "aliases", i)) for _, site, path in sites for i, old in enumerate(site.aliases)]
    yield from _repeated("URL", urls)
    repositories = [
        (site.pages and site.pages.repository.lower(), (*path, "pages", "repository")) for _, site, path in sites
    ]
    yield from _repeated("repository", repositories)


def _hosts(fleet: Fleet, known: Known) -> Iterator[Mistake]:
    all_services_read = known.complete and "services" not in known.wrong
    for name, host in fleet.hosts.items():
        path = ("hosts", name)
        used = bool(fleet.services_on.get(name)) or host.role is not None
        if not used and host.spare is None and all_services_read:
            yield path, "no service runs on it", "add it to a service's hosts, or say why it is kept with spare: …"
        if used and host.spare is not None:
            yield (*path, "spare"), "it is marked spare but used", "remove spare, or take it out of the service's hosts"
        yield from _names(name, host)
        if host.state == "created" and not _keys(fleet, name):
            manager = host.manager or (
                fleet.providers[host.provider].manager if host.provider in fleet.providers else None
            )
            if manager in fleet.contacts:
                yield (
                    path,
                    f"it is created but its manager {manager!r} has no SSH keys",
                    f"add ssh_keys to contacts.{manager}",
                )


def _keys(fleet: Fleet, name: str) -> list[str]:
    try:
        return fleet.contacts[fleet.host_manager(name)].ssh_keys
    except KeyError:
        return []


def _names(name: str, host: Host) -> Iterator[Mistake]:
    path = ("hosts", name)
    if not is_fqdn(name):
        if host.state != "registered":
            yield path, "a managed host needs a fully qualified domain name", "write a key like www.example.org"
        elif host.ipv4 is None and host.ipv6 is None:
            yield path, "it has neither a fully qualified domain name nor an address", "write ipv4: … or ipv6: …"
        if host.exporter.none is None and host.exporter.via != "direct":
            write = "write exporter: {via: direct}, or exporter: {none: why}"
            yield (*path, "exporter"), "without a domain name there is no prom-client name to ask", write
    if isinstance(host, LinodeHost) and host.state != "registered" and len(name) > LINODE_LABEL:
        yield (
            path,
            f"its name has {len(name)} characters and a Linode's label {LINODE_LABEL} at most",
            "shorten the name",
        )


def _services(fleet: Fleet, known: Known) -> Iterator[Mistake]:
    for name, service in fleet.services.items():
        path = ("services", name)
        if not service.hosts and not any(site.pages for site in service.sites.values()):
            yield path, "it runs nowhere", "write hosts: [...], or pages: {repository: owner/name} at its sites"
        repeated = [(host, (*path, "hosts", i)) for i, host in enumerate(service.hosts)]
        yield from _repeated("host", repeated)
        if service.manager is not None or any(host not in fleet.hosts for host in service.hosts):
            continue
        rows = {host: fleet.hosts[host] for host in service.hosts}
        if all(row.manager or row.provider in fleet.providers for row in rows.values()) and known.complete:
            managers = sorted({fleet.host_manager(host) for host in rows})
            if len(managers) != 1:
                why = (
                    f"its hosts have several managers: {', '.join(managers)}"
                    if managers
                    else "it has no host to take one from"
                )
                yield path, f"it has no manager: {why}", "write manager: …"
