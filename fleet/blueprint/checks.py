"""What monitoring tests: one list, from which every monitoring system's configuration follows."""

from dataclasses import asdict, dataclass
from typing import Any, Literal

from fleet.inventory.field_types import Environment
from fleet.inventory.fleet import Fleet
from fleet.inventory.host import PROXY_NAME, HostRow, address

Kind = Literal["http", "keyword", "icmp", "node"]


@dataclass(frozen=True, order=True, slots=True)
class Check:
    """One thing that is tested, and whom its failure concerns.

    `target` is a URL for `http` and `keyword`, an address for `icmp`, and `host:port` for `node`. `contacts` are
    the manager, and the organisation for what is in production; `notices` of each say how it is notified.
    """

    kind: Kind
    target: str
    environment: Environment
    manager: str
    contacts: tuple[str, ...]
    services: tuple[str, ...]
    hosts: tuple[str, ...]
    provider: str
    keyword: str | None = None

    def as_dict(self) -> dict[str, Any]:
        """The check as plain lists and text, without what it doesn't have."""
        fields = {key: list(value) if isinstance(value, tuple) else value for key, value in asdict(self).items()}
        return {key: value for key, value in fields.items() if value is not None}


def checks(fleet: Fleet) -> tuple[Check, ...]:
    """Everything to be tested, sorted: each site's page with its certificate, each host's answer and node exporter.

    A host that is being retired isn't tested: nobody should be woken by it.
    """
    return tuple(sorted([*_sites(fleet), *_hosts(fleet)], key=lambda check: (check.kind, check.target)))


def _contacts(fleet: Fleet, manager: str, environment: Environment) -> tuple[str, ...]:
    organisation = [fleet.organisation] if fleet.organisation and environment == "production" else []
    return tuple(sorted({manager, *organisation}))


def _sites(fleet: Fleet) -> list[Check]:
    site_checks = []
    for name, service in fleet.services.items():
        environment, manager = fleet.service_environment(name), fleet.service_manager(name)
        contacts = _contacts(fleet, manager, environment)
        for url, site in service.sites.items():
            hosted = site.hosted
            provider = hosted.PROVIDER if hosted else fleet.hosts[service.hosts[0]].provider
            hosts = () if hosted else tuple(sorted(service.hosts))
            kind: Kind = "keyword" if site.keyword else "http"
            site_checks.append(Check(kind, url, environment, manager, contacts, (name,), hosts, provider, site.keyword))
    return site_checks


def _hosts(fleet: Fleet) -> list[Check]:
    host_checks = []
    for name, host in fleet.hosts.items():
        if host.retire is not None:
            continue
        manager = fleet.host_manager(name)
        contacts = _contacts(fleet, manager, host.environment)
        kinds: list[tuple[Kind, str]] = [("icmp", address(name, host))]
        if is_scraped(fleet, host):
            kinds.append(("node", exporter(name, host)))
        services = fleet.services_on.get(name, ())
        host_checks += [
            Check(kind, target, host.environment, manager, contacts, services, (name,), host.provider)
            for kind, target in kinds
        ]
    return host_checks


def is_scraped(fleet: Fleet, host: HostRow) -> bool:
    """Whether Prometheus scrapes a node exporter on a host.

    On machines that the fleet creates only if `exporters` sets a password: without one they get no node exporter.
    """
    set_up = host.state == "created" and host.exporter_is_direct
    return host.exporter.none is None and (fleet.exporters is not None or not set_up)


def exporter(name: str, host: HostRow) -> str:
    """Where a host's node exporter answers, as `host:port`.

    Machines the fleet creates are asked directly; those it found stand behind a reverse proxy with a name of its own.
    """
    direct = host.exporter_is_direct
    where = address(name, host) if direct else f"{PROXY_NAME}.{name}"
    bracketed = f"[{where}]" if ":" in where else where
    return f"{bracketed}:{host.exporter_port}"
