"""Inventories for property tests: fleets that are right, and data that is anything at all."""

from collections.abc import Callable
from datetime import date, datetime
from typing import Any
from unicodedata import category
from urllib.parse import urlsplit

import yaml
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st

from components.hetzner_cloud.sizes import CATALOGUE as HETZNER
from components.linode.facts import TTLS
from components.linode.sizes import CATALOGUE as LINODE
from fleet.alerts.alert import Subject
from fleet.alerts.catalogue import alerts_about
from fleet.inventory.firewall import BUILT_IN
from fleet.inventory.fleet import Fleet
from fleet.inventory.host import EXPORTER_PORT, PROXY_NAME
from fleet.inventory.maintenance import DAY_MINUTES, WEEKDAYS
from fleet.inventory.model import fleet_model

QUICK = settings(
    max_examples=100,
    derandomize=True,
    database=None,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)
"""The same examples in every run, few enough for each commit."""

KEY = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIPTxepr/FbCm0Yc1xowZGYe7OBxLDZJ0jWOHRyIj8a2N"
HASH = "$2y$10$" + "N9qo8uLOickgx2ZMRZoMyeIjZAgcfl7p92ldGxad68LJZdL17lhWy"
HOST_PROVIDERS = ("linode", "hetzner-cloud", "hetzner-dedicated", "bytemark")
CLOUDS = ("linode", "hetzner-cloud")
SIZES = {"linode": LINODE.sizes, "hetzner-cloud": HETZNER.sizes}
DOMAINS = ("example.org", "inner.example.org", "example.net", "example.com")
ENVIRONMENTS = ("production", "staging", "development")
ADDRESSED = {"ipv4", "ipv6", "size"}
"""What a row has one of if its host has an address: the address itself, or the size that a cloud gives one to."""

names = st.from_regex(r"[a-z][a-z0-9-]{0,8}", fullmatch=True)
words = st.text(st.characters(exclude_categories=("Cc", "Cs", "Zl", "Zp")), min_size=1, max_size=12).filter(
    # At a text's ends, odd blanks are taken for slips.
    lambda text: not {category(text[0]), category(text[-1])} & {"Cf", "Zs"}
)
labels = st.from_regex(r"[a-z0-9]([a-z0-9-]{0,6}[a-z0-9])?", fullmatch=True).filter(lambda text: text[:4] != "xn--")


def some(values: list[str]) -> st.SearchStrategy[list[str]]:
    """Up to three of the values, none twice."""
    return st.lists(st.sampled_from(values), unique=True, max_size=3) if values else st.just([])


@st.composite
def inventories(draw: st.DrawFn) -> dict[str, Any]:
    """The data of an inventory without mistakes."""
    contacts = draw(st.lists(names, min_size=1, max_size=3, unique=True))
    rule_sets = draw(st.lists(names.filter(lambda name: name not in BUILT_IN), max_size=2, unique=True))
    hosts = _hosts(draw, contacts, rule_sets)
    services = _services(draw, contacts, hosts)
    for name in hosts.keys() - {host for service in services.values() for host in service.get("hosts", [])}:
        if not hosts[name].keys() & {"role", "retire"}:
            hosts[name]["spare"] = draw(words)
    found: dict[str, Any] = {
        "contacts": {key: _contact(draw, number) for number, key in enumerate(contacts)},
        "providers": {
            provider: {"console": f"https://{provider}.example.org/", "manager": draw(st.sampled_from(contacts))}
            for provider in (*HOST_PROVIDERS, "github-pages")
        },
        "firewalls": {name: draw(st.lists(_rules(), max_size=2)) for name in rule_sets},
        "hosts": hosts,
        "services": services,
    }
    if draw(st.booleans()):
        found["organisation"] = draw(st.sampled_from(contacts))
    if draw(st.booleans()):
        found["alerting"] = draw(_alerting())
    organisation = found["contacts"].get(found.get("organisation"), {})
    if services and draw(st.sampled_from([True, False])):
        found["status_pages"] = {"public": {"title": draw(words), "services": sorted(services)}}
    found["zones"] = _zones(draw, found, reachable="email" in organisation)
    return found | draw(
        st.sampled_from(
            [{}, {"exporters": {"password_hash": HASH}}, {"exporters": {"user": "a", "password_hash": HASH}}]
        )
    )


def windows() -> st.SearchStrategy[dict[str, Any]]:
    """Times of maintenance, those of a month without a midnight in them."""
    begins = st.integers(0, DAY_MINUTES - 1)
    day = {
        "once": st.builds(lambda day: {"date": day}, st.dates(date(2000, 1, 1), date(2100, 1, 1))),
        "week": st.sampled_from(WEEKDAYS).map(lambda day: {"weekday": day}),
        "month": st.integers(1, 28).map(lambda day: {"day": day}),
    }

    def window(every: str, begins: int) -> st.SearchStrategy[dict[str, Any]]:
        clock = f"{begins // 60:02}:{begins % 60:02}"
        longest = DAY_MINUTES - begins if every == "month" else DAY_MINUTES
        row = {"every": every, "start": clock}
        return st.builds(lambda day, minutes: {**row, **day, "minutes": minutes}, day[every], st.integers(1, longest))

    return st.tuples(st.sampled_from(sorted(day)), begins).flatmap(lambda chosen: window(*chosen))


def fleets() -> st.SearchStrategy[Fleet]:
    """Fleets without mistakes."""
    return inventories().map(fleet_model().model_validate)


def texts(data: st.SearchStrategy[Any]) -> st.SearchStrategy[str]:
    """Data as YAML, in one style or another."""

    def dumped(value: Any, *, flow: bool | None, unicode: bool, width: int) -> str:
        return yaml.safe_dump(value, default_flow_style=flow, allow_unicode=unicode, width=width, sort_keys=False)

    return st.builds(
        dumped, data, flow=st.sampled_from([None, True, False]), unicode=st.booleans(), width=st.sampled_from([20, 120])
    )


def _contact(draw: st.DrawFn, number: int) -> dict[str, Any]:
    row: dict[str, Any] = {"name": f"{draw(words)} {number}", "ssh_keys": [KEY]}
    return row | draw(
        st.sampled_from([{"email": f"contact{number}@example.org"}, {"email_missing": "not published"}])
        | st.just({"email": f"contact{number}@example.net", "notices": ["prometheus", "uptimerobot"]})
    )


def _rules() -> st.SearchStrategy[dict[str, Any]]:
    port = st.integers(23, 65534).flatmap(
        lambda low: st.sampled_from([str(low), f"{low}-65535"]).map(lambda port: {"port": port})
    )
    sources = st.sampled_from([{}, {"sources": ["203.0.113.0/24", "2001:db8::/64"]}])
    protocol = st.sampled_from([{}, {"protocol": "udp"}])
    return st.just({"protocol": "icmp"}) | st.builds(
        lambda *parts: parts[0] | parts[1] | parts[2], port, sources, protocol
    )


def _hosts(draw: st.DrawFn, contacts: list[str], rule_sets: list[str]) -> dict[str, dict[str, Any]]:
    rows: dict[str, dict[str, Any]] = {}
    for number, label in enumerate(draw(st.lists(labels, max_size=5, unique=True))):
        provider = draw(st.sampled_from(HOST_PROVIDERS))
        row: dict[str, Any] = {"provider": provider, "environment": draw(st.sampled_from(ENVIRONMENTS))}
        state = draw(st.sampled_from(("created", "adopted", "registered"))) if provider in CLOUDS else "registered"
        if state == "created":
            row |= _created(draw, provider, rule_sets)
        else:
            addresses = {"ipv4": f"203.0.113.{number}"}, {"ipv6": f"2001:db8::{number + 1:x}"}
            row |= draw(st.sampled_from([{}, *(addresses if state == "registered" else ())]))
        if state == "adopted":
            row |= _adopted(draw, provider, number + 1, rule_sets)
        if provider == "hetzner-dedicated":
            known = {"server_number": number + 1, "product": "EX44"}
            row |= draw(st.sampled_from([{}, known, known | {"firewall": ["exporter", "web"]}]))
        row |= draw(
            st.sampled_from(
                [{}, {"manager": contacts[0]}, {"account": contacts[-1]}, {"role": "prometheus"}, {"note": "a note"}]
            )
        )
        row |= draw(st.sampled_from([{}, {"uptime_port": 22}, {"uptime_id": number + 1}]))
        row |= draw(st.sampled_from([{}, {}, {}, {"retire": date(2027, 1, 31)}]))
        port = EXPORTER_PORT if state == "created" else 8080
        exporters: list[dict[str, Any]] = [{}, {"port": port}, {"via": "direct"}, {"via": "proxy"}, {"none": "closed"}]
        row["exporter"] = draw(st.sampled_from(exporters))
        if row.get("role") and state == "registered" and not row.keys() & {"ipv4", "ipv6"}:
            row["ipv4"] = f"203.0.113.{number}"
        row["aliases"] = draw(st.sampled_from([[], [f"old-{number}.example.net"]]))
        row |= _quieter(draw, "host")
        name = f"{label}.{draw(st.sampled_from(DOMAINS))}"
        rows[name] = row
        if state == "registered" and row["exporter"].keys() & {"none"} and row.keys() & {"ipv4", "ipv6"}:
            # A name that DNS doesn't know, for an address that the row gives.
            rows[f"short-{number}"] = rows.pop(name)
    if any("role" in row for row in rows.values()):
        _let_in(rows)
    return rows


def _let_in(rows: dict[str, dict[str, Any]]) -> None:
    """Let Prometheus servers through the firewalls of created machines, each other's among them."""
    for row in rows.values():
        if "size" in row and "id" not in row:
            if row.get("role"):
                row.setdefault("firewall", ["web"])
            if row.get("firewall") and "exporter" not in row["firewall"]:
                row["firewall"].append("exporter")


def _open(rule_sets: list[str]) -> list[str]:
    """Rule sets with those that let people in, lest a firewall keeps a site closed."""
    return sorted({*rule_sets, "web"}) if rule_sets else []


def _created(draw: st.DrawFn, provider: str, rule_sets: list[str]) -> dict[str, Any]:
    row: dict[str, Any] = {"size": draw(st.sampled_from(["default", *SIZES[provider]]))}
    row = draw(st.sampled_from([row, row | {"swap": 0}, {"size": "size-1", "swap": 512, "unlisted": True}]))
    row = row | draw(st.sampled_from([{}, {"backups": True}, {"backups": False}, {"grow_disk": True}]))
    if draw(st.booleans()):
        row["firewall"] = _open(draw(some([*rule_sets, "base", "web", "exporter"])))
    return row


def _adopted(draw: st.DrawFn, provider: str, id_: int, rule_sets: list[str]) -> dict[str, Any]:
    row: dict[str, Any] = {"id": id_, "size": "size-1", "unlisted": True}
    row["firewall"] = _open(draw(some([*rule_sets, "base", "web", "exporter"])))
    # A label is how a firewall at Hetzner finds its machines.
    found_by_label = provider == "hetzner-cloud" and bool(row["firewall"])
    row["keep"] = draw(some(["name", "backups", "size", *([] if found_by_label else ["tags"])]))
    return row | draw(st.sampled_from([{}, {"grow_disk": True}, {"backups": False}]))


def _services(draw: st.DrawFn, contacts: list[str], hosts: dict[str, dict[str, Any]]) -> dict[str, dict[str, Any]]:
    rows: dict[str, dict[str, Any]] = {}
    for number, name in enumerate(draw(st.lists(names, max_size=4, unique=True))):
        row: dict[str, Any] = {"title": f"{draw(words)} {number}", "manager": draw(st.sampled_from(contacts))}
        row["errors"] = draw(st.sampled_from([{"sentry": "project"}, {"none": "static"}]))
        row["hosts"] = draw(some(list(hosts)))
        row |= draw(st.sampled_from([{}, {"environment": "staging"}, {"note": "a note"}, {"interval": 60}]))
        row |= _quieter(draw, "site")
        if not any("retire" in hosts[host] for host in row["hosts"]):
            row["sites"] = _sites(draw, number, row["hosts"])
        rows[name] = row
    return rows


def _quieter(draw: st.DrawFn, subject: Subject) -> dict[str, Any]:
    """What a row changes of its alerts, and when it is in maintenance; most have nothing of it."""
    row: dict[str, Any] = {}
    alerts = {alert.name: alert for alert in alerts_about(subject)}
    for name in draw(some(sorted(alerts)) | st.just([])):
        silent: st.SearchStrategy[dict[str, Any]] = st.just({"silent": True})
        threshold = alerts[name].threshold
        most = 99 if threshold and threshold.unit.startswith("%") else 10**6
        number = st.floats(0.001, most) | st.integers(1, most)
        raised = silent if alerts[name].threshold is None else number.map(lambda number: {"threshold": number})
        row.setdefault("alerts", {})[name] = {"why": draw(words), **draw(silent | raised)}
    if draw(st.booleans()):
        row["maintenance"] = draw(st.lists(windows(), max_size=2))
    return row


def _alerting() -> st.SearchStrategy[dict[str, Any]]:
    return st.fixed_dictionaries(
        {},
        optional={
            "smarthost": st.just("mail.example.org:587"),
            "sender": st.just("prometheus@example.org"),
            "user": words,
            "pages": st.just("https://docs.example.org/runbooks/"),
        },
    )


def _sites(draw: st.DrawFn, number: int, hosts: list[str]) -> dict[str, dict[str, Any]]:
    """Sites of a service, those with one name all on the same host, or all at GitHub Pages."""
    rows = {}
    for index in range(draw(st.integers(0 if hosts else 1, 3))):
        domain = draw(st.sampled_from(DOMAINS))
        pages = not hosts or draw(st.booleans())
        # Longer than a host's first label, so that no host has the name by chance.
        choices = [f"pages-for-{number}.{domain}"] if pages else [f"website-{number}.{domain}"]
        if not pages and "." in hosts[0]:
            choices.append(hosts[0])
        if number == 0:
            choices.append("example.com" if pages else "example.net")
        name = draw(st.sampled_from(choices))
        scheme, port = draw(st.sampled_from(["http", "https"])), draw(st.sampled_from(["", ":8443"] if pages else [""]))
        url = f"{scheme}://{name}{port}/{number}/{index}"
        rows[url] = _site(draw, f"{draw(st.sampled_from(['Example', 'example']))}/site-{number}-{index}", pages=pages)
    return rows


def _zones(draw: st.DrawFn, found: dict[str, Any], *, reachable: bool) -> dict[str, dict[str, Any]]:
    """Zones, one of them within another, with some names of hosts and sites to be left as they are."""
    zones = draw(st.lists(st.sampled_from(DOMAINS), unique=True))
    urls = [url for service in found["services"].values() for url in service.get("sites", {})]
    proxies = [f"{PROXY_NAME}.{host}" for host in found["hosts"]]
    names: dict[str, list[str]] = {zone: [] for zone in zones}
    for name in sorted({*found["hosts"], *proxies, *(urlsplit(url).hostname or "" for url in urls), *zones}):
        inside = [zone for zone in zones if name == zone or name.endswith(f".{zone}")]
        if inside:
            names[max(inside, key=len)].append(name)
    rows = {zone: _zone(draw, names[zone], number, reachable=reachable) for number, zone in enumerate(zones, start=1)}
    for zone, row in rows.items():
        if any(zone.endswith(f".{other}") for other in zones):
            row.update(draw(st.sampled_from([{}, {"delegated": False}, {"delegated": True}])))
            # Hetzner has a zone of a subdomain only if it was there before.
            row.update({"id": len(zones) + 1} if row.get("provider") == "hetzner-cloud" and "id" not in row else {})
        if "provider" in row:
            # A host with no address has no record that the fleet could keep.
            nowhere = [name for name in names[zone] if ADDRESSED.isdisjoint(found["hosts"].get(name, ADDRESSED))]
            row["keep"] = sorted({*row["keep"], *nowhere})
    return rows


def _zone(draw: st.DrawFn, names: list[str], number: int, *, reachable: bool) -> dict[str, Any]:
    row: dict[str, Any] = {"keep": draw(some(names)), "caa": draw(some(["letsencrypt.org", "example.net"]))}
    match draw(st.sampled_from(["linode", "hetzner-cloud", "elsewhere"])):
        case "elsewhere":
            return row | {"elsewhere": "the registrar"}
        case "linode":
            row |= {"provider": "linode", "ttl": draw(st.sampled_from(TTLS))}
            row |= {} if reachable and draw(st.booleans()) else {"email": "dns@example.org"}
        case _:
            row |= {"provider": "hetzner-cloud", "ttl": draw(st.integers(60, 2_419_200))}
    return row | draw(st.sampled_from([{}, {"id": number}, {"release": True}]))


def _site(draw: st.DrawFn, repository: str, *, pages: bool) -> dict[str, Any]:
    row: dict[str, Any] = draw(st.sampled_from([{"keyword": "Welcome"}, {"keyword_missing": "for programs"}]))
    if pages:
        sources: list[dict[str, Any]] = [
            {},
            {"branch": "gh-pages"},
            {"workflow": True},
            {"create": True, "branch": "main"},
            {"workflow": True, "release": True},
        ]
        row = row | {"pages": {"repository": repository, **draw(st.sampled_from(sources))}}
    return row | draw(st.sampled_from([{}, {}, {"status": [401, 200, 401]}, {"status": [301], "redirects": False}]))


_scalars: st.SearchStrategy[Any] = (
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text(max_size=8)
    | st.dates(date(1, 1, 1))
    | st.datetimes(datetime(1, 1, 1))  # noqa: DTZ001 # YAML has some without a zone
    | st.binary(max_size=4)
    | st.sampled_from(["linode", "bytemark", "production", "www.example.org", "https://www.example.org/", "ods", "<<"])
)
_keys = (
    st.sampled_from(sorted(Fleet.model_fields))
    | st.sampled_from(
        [
            "provider",
            "ods",
            "www.example.org",
            "bytemark",
            "sites",
            "exporter",
            "errors",
            "pages",
            "retire",
            "keep",
            "alerts",
            "maintenance",
            "<<",
        ]
    )
    | st.text(max_size=4)
    | st.none()
    | st.booleans()
    | st.integers()
    | st.dates()
)


def anything() -> st.SearchStrategy[Any]:
    """Whatever YAML can hold, as often as not with keys that an inventory has."""
    return st.recursive(_scalars, _containers, max_leaves=20)


# Not a lambda: hypothesis parses a lambda's source to describe it, which Python 3.11 fails at now and then.
def _containers(inner: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    return st.lists(inner, max_size=3) | st.dictionaries(_keys, inner, max_size=4)


@st.composite
def mutations(draw: st.DrawFn, data: Callable[[], Any]) -> Any:
    """Data in which something was removed, replaced or put in, at any depth."""
    changed = data()
    for _ in range(draw(st.integers(1, 3))):
        places = list(_places(changed))
        if not places:
            break
        container, key = draw(st.sampled_from(places))
        match draw(st.sampled_from(["delete", "replace", "insert", "move"])):
            case "delete":
                del container[key]
            case "replace":
                container[key] = draw(anything())
            case "insert" if isinstance(container, list):
                container.insert(key, draw(anything()))
            case "insert":
                container[draw(_keys)] = draw(anything())
            case _:
                container[key] = draw(st.sampled_from(places))[0]
    return changed


def _places(value: Any) -> list[tuple[Any, Any]]:
    """Every place of a tree as its container and key; a tree that holds itself has none beyond the first."""
    found: list[tuple[Any, Any]] = []
    left, seen = [value], set()
    while left:
        here = left.pop()
        if isinstance(here, dict | list) and id(here) not in seen:
            seen.add(id(here))
            keys = list(here) if isinstance(here, dict) else list(range(len(here)))
            found += [(here, key) for key in keys]
            left += [here[key] for key in keys]
    return found
