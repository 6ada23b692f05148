"""What Prometheus scrapes and probes: one list, from which targets, probe modules and rules follow."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any, Literal

from fleet.addresses import FAMILIES, Family
from fleet.alerts.alert import Job
from fleet.blueprint.checks import Check
from fleet.inventory.fleet import Fleet
from fleet.inventory.host import families
from fleet.inventory.service import site_families

ProbedFamily = Literal["", "4", "6"]
"""The kind of address that a probe uses; empty for either."""
_PROBED: dict[Family, ProbedFamily] = {"ipv4": "4", "ipv6": "6"}

TIMEOUT = "10s"
"""How long a probe waits; a page that takes longer is down for those who use it."""


@dataclass(frozen=True, order=True, slots=True)
class Module:
    """How the blackbox exporter probes: a module of its configuration, named by what tells it from others.

    `family` is empty where either kind of address will do; `status` empty for any of 200 to 299.
    """

    prober: Literal["http", "https", "icmp"]
    family: ProbedFamily = ""
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
    """Every target, by job and address; what both ends have both kinds of address for is probed by each."""
    here = prometheus_families(fleet)
    all_targets = [target for check in checks for target in _targets(fleet, check, here)]
    return tuple(sorted(all_targets, key=lambda target: (target.job, target.address, target.module or Module("icmp"))))


def unreached(fleet: Fleet, checks: Iterable[Check]) -> tuple[str, ...]:
    """What Prometheus can't ask, as it is reached at one kind of address and the servers have the other; sorted."""
    here = prometheus_families(fleet)
    return tuple(sorted({check.target for check in checks if _families(fleet, check, here) == []}))


def prometheus_families(fleet: Fleet) -> tuple[Family, ...]:
    """The kinds of address that every Prometheus server has; both where nobody knows."""
    servers = [families(fleet.hosts[name]) or FAMILIES for name in fleet.prometheus]
    return tuple(family for family in FAMILIES if all(family in server for server in servers))


def _targets(fleet: Fleet, check: Check, here: tuple[Family, ...]) -> Iterator[Target]:
    probed = _families(fleet, check, here)
    if check.kind == "node":
        direct = fleet.hosts[check.hosts[0]].exporter_is_direct
        if probed:
            yield Target("node" if direct else "node-proxy", check.target, check)
    elif check.kind == "icmp":
        for family in probed:
            yield Target("blackbox-icmp", check.target, check, Module("icmp", family))
    elif check.kind in {"http", "keyword"}:
        site = fleet.services[check.services[0]].sites[check.target]
        scheme: Literal["http", "https"] = "https" if check.target.startswith("https:") else "http"
        for family in probed:
            module = Module(scheme, family, tuple(sorted(set(site.status))), site.redirects)
            yield Target("blackbox-http", check.target, check, module)


def _families(fleet: Fleet, check: Check, here: tuple[Family, ...]) -> list[ProbedFamily]:
    """The kinds of address to probe, each by itself, where both ends have it; where none is known, either.

    A probe of a kind that one end lacks would fail for good.
    """
    if there := _reached_at(fleet, check):
        return [_PROBED[family] for family in there if family in here]
    # The exporter's "either" is IPv4 wherever a name has it.
    return ["6"] if here == ("ipv6",) else [""]


def _reached_at(fleet: Fleet, check: Check) -> tuple[Family, ...]:
    """The kinds of address of what a check asks, as far as they are known."""
    if check.kind in {"icmp", "node"}:
        (name,) = check.hosts
        if check.kind == "icmp" and check.target != name:
            return ("ipv6",) if ":" in check.target else ("ipv4",)
        return families(fleet.hosts[name])
    service = fleet.services[check.services[0]]
    # A site is where its service's first host is.
    host = families(fleet.hosts[service.hosts[0]]) if check.hosts else ()
    return site_families(service.sites[check.target], host)
