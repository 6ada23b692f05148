"""Zones that the fleet keeps, and the records in them."""

from typing import Any

import pytest

from components.github_pages.row import Pages
from tests.components.fleets import declared, fleet_of
from tests.conftest import UNKNOWN, Before, Declared, Recording, Run

COMPONENTS = {"hetzner-cloud": "fleet:dns:HetznerZone", "linode": "fleet:dns:LinodeZone"}
ZONE, RRSET = "hcloud:index/zone:Zone", "hcloud:index/zoneRrset:ZoneRrset"
DOMAIN, RECORD = "linode:index/domain:Domain", "linode:index/domainRecord:DomainRecord"
RECORDS = (RRSET, RECORD)
PROXIED = {"provider": "bytemark", "ipv4": "192.0.2.7", "ipv6": "2001:db8::7"}
MACHINE = PROXIED | {"exporter": {"via": "direct"}}
NAME = "one.example.org"
ORGANISATION: dict[str, Any] = {"organisation": "ops"}
each_provider = pytest.mark.parametrize("provider", list(COMPONENTS))


def kept(run: Run, zone: dict[str, Any], hosts: dict[str, Any], *urls: str, **options: Any) -> Recording:
    sites = {url: {"keyword": "Hello"} for url in urls}
    return declared(run, fleet_of(hosts, sites, zones={"example.org": zone}, **ORGANISATION), **options)


def records(told: Recording) -> dict[str, Declared]:
    return {row.name: row for row in told.resources if row.type in RECORDS}


def test_a_zones_own_address_comes_before_the_organisations(run: Run) -> None:
    told = kept(run, {"provider": "linode", "email": "dns@example.net"}, {})
    assert told.one(DOMAIN).inputs["soaEmail"] == "dns@example.net"


@pytest.mark.parametrize(
    ("provider", "type_", "ignored"),
    [("hetzner-cloud", ZONE, ("mode", "ttl")), ("linode", DOMAIN, ("type", "soaEmail", "ttlSec"))],
)
def test_an_adopted_zone_keeps_what_holds_for_records_that_are_not_the_fleets(
    run: Run, provider: str, type_: str, ignored: tuple[str, ...]
) -> None:
    told = kept(run, {"provider": provider, "id": 71}, {NAME: MACHINE})
    zone = told.one(type_)
    assert (zone.import_id, zone.protect, zone.ignore_changes) == ("71", True, ignored)
    assert {(row.import_id, row.ignore_changes) for row in records(told).values()} == {("", ())}


@each_provider
def test_a_record_waits_for_its_zone(run: Run, provider: str) -> None:
    told = kept(run, {"provider": provider}, {NAME: MACHINE}, "https://www.example.org/")
    zone = next(row for row in told.resources if row.type in (ZONE, DOMAIN))
    assert {name: row.depends_on for name, row in records(told).items()} == {name: {zone.urn} for name in records(told)}


@each_provider
def test_a_host_holds_the_records_of_its_name_and_the_zone_all_others(run: Run, provider: str) -> None:
    told = kept(run, {"provider": provider, "caa": ["letsencrypt.org"]}, {NAME: MACHINE}, "https://www.example.org/")
    host, zone = told.one("fleet:hosting:BytemarkServer"), told.one(COMPONENTS[provider])
    assert {name: row.parent == host.urn for name, row in records(told).items()} == {
        name: name.startswith(NAME) for name in records(told)
    }
    assert {row.parent for row in records(told).values()} == {host.urn, zone.urn}
    assert not any(row.protect for row in records(told).values())


@each_provider
def test_a_zone_holds_the_alias_for_the_proxy_before_a_hosts_exporter(run: Run, provider: str) -> None:
    told = kept(run, {"provider": provider}, {NAME: PROXIED})
    alias = records(told)["example.org-prom-client.one-cname"]
    assert (alias.parent, alias.inputs["name"]) == (told.one(COMPONENTS[provider]).urn, "prom-client.one")
    assert {row["wanted_by"] for row in told.returned["dns"]} == {NAME}


@each_provider
def test_a_created_hosts_records_have_the_addresses_its_cloud_chose(run: Run, provider: str) -> None:
    hosts = {NAME: {"provider": "linode", "size": "g6-nanode-1"}}
    told = kept(run, {"provider": provider}, hosts, "https://example.org/")
    endpoint = told.returned["hosts"][NAME]
    for owner in (NAME, "example.org-@"):
        for kind, address in (("a", endpoint["ipv4"]), ("aaaa", endpoint["ipv6"])):
            inputs = records(told)[f"{owner}-{kind}"].inputs
            assert address == (inputs["target"] if provider == "linode" else inputs["records"][0]["value"])


@each_provider
def test_a_preview_does_not_know_a_created_hosts_addresses(run: Run, provider: str) -> None:
    hosts = {NAME: {"provider": "linode", "size": "g6-nanode-1"}}
    told = kept(run, {"provider": provider}, hosts, "https://example.org/", preview=True)
    found = [row.inputs.get("target") or row.inputs["records"][0]["value"] for row in records(told).values()]
    assert found == [UNKNOWN] * 4
    assert [row["values"] for row in told.returned["dns"]] == [[UNKNOWN]] * 4


@each_provider
def test_a_pages_site_at_a_zones_own_name_has_githubs_addresses(run: Run, provider: str) -> None:
    sites = {"https://example.org/": {"keyword": "Hello", "pages": {"repository": "Example/website"}}}
    told = declared(run, fleet_of(sites=sites, zones={"example.org": {"provider": provider}}, **ORGANISATION))
    if provider == "linode":
        assert sorted(row.inputs["target"] for row in records(told).values()) == sorted(
            Pages.APEX_IPV4 + Pages.APEX_IPV6
        )
    else:
        values = {row.inputs["type"]: row.inputs["records"] for row in records(told).values()}
        written = {"A": Pages.APEX_IPV4, "AAAA": Pages.APEX_IPV6}
        assert values == {type_: [{"value": value} for value in found] for type_, found in written.items()}


@each_provider
def test_each_record_is_in_its_own_zone_whoever_keeps_the_others(run: Run, provider: str) -> None:
    zones = {"example.org": {"provider": provider}, "example.net": {"provider": "linode"}}
    told = declared(run, fleet_of({NAME: MACHINE, "two.example.net": MACHINE}, zones=zones, **ORGANISATION))
    assert sorted(row.name for row in told.resources if row.type in COMPONENTS.values()) == sorted(zones)
    types = {row.name.partition("-")[0]: row.type for row in records(told).values()}
    assert types == {NAME: RECORD if provider == "linode" else RRSET, "two.example.net": RECORD}


@each_provider
def test_names_that_a_zone_keeps_are_left_alone(run: Run, provider: str) -> None:
    zone = {"provider": provider, "keep": [NAME, "www.example.org"]}
    told = kept(run, zone, {NAME: MACHINE}, "https://www.example.org/", "https://docs.example.org/")
    assert list(records(told)) == ["example.org-docs-cname"]
    assert [row["name"] for row in told.returned["dns"]] == ["docs.example.org"]


def test_a_zone_that_is_kept_elsewhere_declares_nothing_and_is_told(run: Run) -> None:
    zone = {"elsewhere": "at the registrar", "ttl": 300, "caa": ["letsencrypt.org"]}
    told = kept(run, zone, {NAME: MACHINE}, "https://www.example.org/")
    assert {row.type.partition(":")[0] for row in told.resources} == {"fleet"}
    assert not any(row.type.startswith("fleet:dns:") for row in told.resources)
    common = {"zone": "example.org", "ttl": 300, "kept": "by hand: at the registrar"}
    assert told.returned["dns"] == [
        common | {"name": "example.org", "type": "CAA", "values": ["letsencrypt.org"], "wanted_by": "example.org"},
        common | {"name": NAME, "type": "A", "values": ["192.0.2.7"], "wanted_by": NAME},
        common | {"name": NAME, "type": "AAAA", "values": ["2001:db8::7"], "wanted_by": NAME},
        common
        | {"name": "www.example.org", "type": "CNAME", "values": [NAME], "wanted_by": "https://www.example.org/"},
    ]


def test_it_is_told_that_a_cdn_is_to_answer(run: Run) -> None:
    zone, url = {"elsewhere": "at the registrar"}, "https://www.example.org/"
    site = {"keyword": "Hello", "proxied": True}
    services = {"website": {"title": "W", "hosts": [NAME], "errors": {"none": "a test"}, "sites": {url: site}}}
    told = declared(run, fleet_of({NAME: MACHINE}, zones={"example.org": zone}, services=services)).returned["dns"]
    assert {row["name"] for row in told if row.get("proxied")} == {"www.example.org"}


def test_records_are_told_by_zone_name_and_type_with_who_keeps_them(run: Run) -> None:
    zones = {
        "example.org": {"provider": "linode", "caa": ["letsencrypt.org"]},
        "example.net": {"elsewhere": "at the registrar"},
        "example.com": {"provider": "hetzner-cloud"},
    }
    hosts = {NAME: MACHINE, "two.example.net": MACHINE, "two.example.com": MACHINE}
    told = declared(run, fleet_of(hosts, zones=zones, **ORGANISATION)).returned["dns"]
    assert [(row["zone"], row["name"], row["type"], row["kept"]) for row in told] == [
        ("example.com", "two.example.com", "A", "hetzner-cloud"),
        ("example.com", "two.example.com", "AAAA", "hetzner-cloud"),
        ("example.net", "two.example.net", "A", "by hand: at the registrar"),
        ("example.net", "two.example.net", "AAAA", "by hand: at the registrar"),
        ("example.org", "example.org", "CAA", "linode"),
        ("example.org", NAME, "A", "linode"),
        ("example.org", NAME, "AAAA", "linode"),
    ]


@each_provider
def test_a_site_takes_a_renamed_hosts_name_after_the_host_left_it(run: Run, provider: str) -> None:
    hosts = {NAME: MACHINE | {"aliases": ["www.example.org"]}}
    told = kept(run, {"provider": provider}, hosts, "https://www.example.org/", "https://docs.example.org/", slow=0.02)
    found = records(told)
    before = {found[f"{NAME}-a"].urn, found[f"{NAME}-aaaa"].urn}
    assert before <= found["example.org-www-cname"].depends_on
    assert not before & found["example.org-docs-cname"].depends_on
    for kind in ("a", "aaaa"):
        record = found[f"{NAME}-{kind}"]
        assert record.aliases == {record.urn.replace(NAME, "www.example.org")}
        assert record.former == {f"www.example.org-{kind}"}


@each_provider
@pytest.mark.parametrize("id_", [{}, {"id": 71}])
def test_a_zone_that_is_let_go_of_stays_with_its_records(run: Run, provider: str, id_: dict[str, Any]) -> None:
    def told(**more: Any) -> list[Declared]:
        zone = {"provider": provider, "caa": ["letsencrypt.org"]} | id_ | more
        hosts = {NAME: MACHINE, "two.example.net": {"provider": "hetzner-cloud", "size": "cx23"}}
        sites = {"https://www.example.org/": {"keyword": "Hello"}}
        zones = {"example.org": zone, "example.net": {"provider": provider}}
        services = {
            name: {"title": name, "hosts": [host], "errors": {"none": "a test"}, "sites": found}
            for name, host, found in (("one", NAME, sites), ("two", "two.example.net", {}))
        }
        return declared(run, fleet_of(hosts, services=services, zones=zones, **ORGANISATION)).resources

    def is_of_the_zone(row: Declared) -> bool:
        return row.type in (ZONE, DOMAIN, *RECORDS) and "example.org" in row.name

    kept, released = told(), told(release=True)
    staying = {row.name for row in released if is_of_the_zone(row)}
    assert {row.name for row in released if row.retain_on_delete} == staying
    assert len(staying) == 5
    assert not any(row.protect for row in released if "example.org" in row.name)
    assert not any(row.retain_on_delete for row in kept)
    assert {row.name for row in kept if row.protect} - {row.name for row in released if row.protect} == {"example.org"}
    before, after = ({row.urn: row.inputs for row in told if row.type in (ZONE, DOMAIN)} for told in (kept, released))
    assert before == after


HOST = "fleet:hosting:BytemarkServer"
LINODE_HOST = "fleet:hosting:LinodeServer"
SITES = ("https://www.example.org/", "https://example.org/")


def held(provider: str, name: str, below: str = "") -> str:
    """The URN of a record that an earlier run made, below its zone or a host."""
    type_ = RECORD if provider == "linode" else RRSET
    return f"urn:pulumi:test::fleet::{below or COMPONENTS[provider]}${type_}::{name}"


@each_provider
@pytest.mark.parametrize(
    ("kept_name", "below", "name"),
    [
        (NAME, HOST, f"{NAME}-a"),
        (NAME, HOST, f"{NAME}-aaaa"),
        (NAME, "", "example.org-prom-client.one-cname"),
        ("www.example.org", "", "example.org-www-cname"),
        ("example.org", "", "example.org-@-a"),
        ("example.org", "", "example.org-@-caa-letsencrypt.org"),
        ("example.org", "", "example.org-@-aaaa-2001:db8::7"),
        ("example.org", "", "example.org-@-a-192.0.2.7"),
        ("old.example.org", "", "example.org-old-a"),
        ("a.b.example.org", "", "example.org-a.b-cname"),
    ],
)
def test_a_record_whose_name_comes_to_be_kept_stays_as_it_is(
    run: Run, provider: str, kept_name: str, below: str, name: str
) -> None:
    zone = {"provider": provider, "caa": ["letsencrypt.org"], "keep": [kept_name]}
    urn = held(provider, name, below)
    told = kept(run, zone, {NAME: PROXIED}, *SITES, before=Before(held=(urn,)))
    (record,) = (row for row in told.resources if row.urn == urn)
    assert (record.ignore_changes, record.retain_on_delete, record.protect) == (("*",), True, False)
    assert name not in {row["name"] for row in told.returned["dns"]}


@each_provider
def test_the_records_of_a_host_that_left_stay_below_their_zone(run: Run, provider: str) -> None:
    urn = held(provider, f"{NAME}-a", LINODE_HOST)
    told = kept(run, {"provider": provider, "keep": [NAME]}, {"two.example.org": MACHINE}, before=Before(held=(urn,)))
    record = records(told)[f"{NAME}-a"]
    assert record.aliases == {urn}
    assert (record.ignore_changes, record.retain_on_delete) == (("*",), True)


@each_provider
@pytest.mark.parametrize(
    "name",
    [
        "example.org-www-a-a",
        "example.org-www.one-cname",
        "example.net-www-a",
        "example.org-www-txt",
        "example.org-www-a-203.0.113.1.example",
        "www.example.org-ipv4",
    ],
)
def test_what_has_another_name_is_not_kept_with_it(run: Run, provider: str, name: str) -> None:
    zone = {"provider": provider, "keep": ["www.example.org"]}
    told = kept(run, zone, {}, before=Before(held=(held(provider, name), held(provider, name, HOST))))
    assert records(told) == {}


@each_provider
def test_what_is_in_no_state_is_left_to_others(run: Run, provider: str) -> None:
    told = kept(run, {"provider": provider, "keep": [NAME, "www.example.org"]}, {NAME: PROXIED}, SITES[0])
    assert records(told) == {}


@each_provider
def test_a_host_is_not_renamed_while_its_former_names_records_are_to_stay(run: Run, provider: str) -> None:
    hosts = {NAME: PROXIED | {"aliases": ["old.example.org"]}}
    before = Before(held=(held(provider, "old.example.org-a", HOST),))
    with pytest.raises(Exception, match="rename the host in one run, and write keep in the next"):
        kept(run, {"provider": provider, "keep": ["old.example.org"]}, hosts, before=before)


def test_the_reverse_dns_of_a_created_linode_stays_with_its_records(run: Run) -> None:
    rdns = "linode:index/rdns:Rdns"
    hosts = {NAME: {"provider": "linode", "size": "g6-nanode-1"}}
    urn = f"urn:pulumi:test::fleet::{LINODE_HOST}${rdns}::{NAME}-ipv4"
    zone = {"provider": "linode", "keep": [NAME]}
    assert kept(run, zone, hosts, before=Before(held=(urn,))).names(rdns) == [f"{NAME}-ipv4", f"{NAME}-ipv6"]
    assert kept(run, zone, hosts).names(rdns) == []


INNER = "in.example.org"


@each_provider
@pytest.mark.parametrize("delegated", [True, False])
def test_the_outer_zone_leads_to_the_inner_one_once_that_has_its_records(
    run: Run, provider: str, *, delegated: bool
) -> None:
    zones = {"example.org": {"provider": "hetzner-cloud"}, INNER: {"provider": provider, "delegated": delegated}}
    hosts = {f"a.{INNER}": MACHINE}
    sites = {f"https://www.{INNER}/": {"keyword": "Hello"}}
    found = records(declared(run, fleet_of(hosts, sites, zones=zones, **ORGANISATION)))
    inner = {f"{INNER}-a-a", f"{INNER}-a-aaaa", f"{INNER}-www-cname"}
    outer = set() if delegated else {f"a.{INNER}-a", f"a.{INNER}-aaaa", "example.org-www.in-cname"}
    assert found.keys() == inner | outer | {"example.org-in-ns"}
    assert {found[name].urn for name in inner} <= found["example.org-in-ns"].depends_on
    assert {found[name].type for name in inner} == {RECORD if provider == "linode" else RRSET}
    assert len(found["example.org-in-ns"].inputs["records"]) >= 3
