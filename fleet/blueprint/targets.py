"""What Prometheus scrapes and probes: one list, from which targets, probe modules and rules follow."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any, Literal

from fleet.alerts.alert import Job
from fleet.blueprint.checks import Check
from fleet.inventory.fleet import Fleet
from fleet.inventory.host import address_types

Family = Literal["", "4", "6"]

TIMEOUT = "10s"
"""How long a probe waits; a page that takes longer is down for those who use it."""


@dataclass(frozen=True, order=True, slots=True)
class Module:
    """How the blackbox exporter probes: a module of its configuration, named by what tells it from others.

    `family` is empty where either kind of address will do; `status` empty for any of 200 to 299.
    """

    prober: Literal["http", "https", "icmp"]
    family: Family = ""
    status: tuple[int, ...] = ()
    redirects: bool = True

    @property
    def name(self) -> str:
        """Its name: `https_2xx`, `http_301_noredirect_v6`, `icmp_v4`."""
        parts: list[str] = [self.prober]
        if self.prober != "icmp":
            parts += [*map(str, self.status)] or ["2xx"]
            parts += [] if self.redirects else ["noredirect"]
        return "_".join([*parts, *([f"v{self.family}"] if self.family else [])])

    def as_dict(self) -> dict[str, Any]:
        """The module as the exporter's configuration has it."""
        # The exporter's own default is IPv6, without the fallback that a browser has.
        reached = {
            "preferred_ip_protocol": "ip6" if self.family == "6" else "ip4",
            "ip_protocol_fallback": not self.family,
        }
        if self.prober == "icmp":
            return {"prober": "icmp", "timeout": TIMEOUT, "icmp": reached}
        answer = {
            "valid_status_codes": list(self.status),
            "follow_redirects": self.redirects,
            "fail_if_not_ssl": self.prober == "https",
            "fail_if_ssl": False,
        }
        return {"prober": "http", "timeout": TIMEOUT, "http": answer | reached}


@dataclass(frozen=True, slots=True)
class Target:
    """One thing that Prometheus asks: `address` is `host:port`, a URL or a name; probes have a module."""

    job: Job
    address: str
    check: Check
    module: Module | None = None

    def labels(self) -> dict[str, str]:
        """Whose it is and whom its failure concerns, sorted; several of a kind are joined with commas."""
        labels = {
            "contact": ",".join(self.check.contacts),
            "environment": self.check.environment,
            "host": ",".join(self.check.hosts),
            "manager": self.check.manager,
            "provider": self.check.provider,
            "service": ",".join(self.check.services),
        }
        if self.module is not None:
            labels["family"] = f"ipv{self.module.family}" if self.module.family else ""
        return {name: value for name, value in sorted(labels.items()) if value}


def targets(fleet: Fleet, checks: Iterable[Check]) -> tuple[Target, ...]:
    """Every target, by job and address; a host with both kinds of address is probed by each."""
    all_targets = [target for check in checks for target in _targets(fleet, check)]
    return tuple(sorted(all_targets, key=lambda target: (target.job, target.address, target.module or Module("icmp"))))


def _targets(fleet: Fleet, check: Check) -> Iterator[Target]:
    if check.kind == "node":
        direct = fleet.hosts[check.hosts[0]].exporter_is_direct
        yield Target("node" if direct else "node-proxy", check.target, check)
    elif check.kind == "icmp":
        for family in _families(fleet, check):
            yield Target("blackbox-icmp", check.target, check, Module("icmp", family))
    elif check.kind in {"http", "keyword"}:
        site = fleet.services[check.services[0]].sites[check.target]
        scheme: Literal["http", "https"] = "https" if check.target.startswith("https:") else "http"
        for family in _families(fleet, check):
            module = Module(scheme, family, tuple(sorted(set(site.status))), site.redirects)
            yield Target("blackbox-http", check.target, check, module)


def _families(fleet: Fleet, check: Check) -> list[Family]:
    """The kinds of address to probe, each by itself; where none is known, either."""
    if check.hosts:
        # A site is where its service's first host is; a host's own checks have that one only.
        first = check.hosts[0] if check.kind == "icmp" else fleet.services[check.services[0]].hosts[0]
        row = fleet.hosts[first]
        if check.kind == "icmp" and check.target != check.hosts[0]:
            return ["6" if ":" in check.target else "4"]
        families: dict[str, Family] = {"A": "4", "AAAA": "6"}
        if types := address_types(row):
            return [families[type_] for type_ in types]
    return [""]
