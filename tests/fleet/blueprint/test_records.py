"""Which records follow from an inventory."""

from datetime import date
from typing import Any

import pytest
from hypothesis import given

from components.github_pages.row import Pages
from fleet.blueprint.checks import exporter
from fleet.blueprint.records import Record, records, zone_file_value, zones
from fleet.inventory.fleet import Fleet
from fleet.inventory.host import address_types
from fleet.inventory.service import site_host
from tests.fleet.small import fleet, service
from tests.fleet.strategies import QUICK, fleets

ZONES: dict[str, Any] = {"example.org": {"elsewhere": "the registrar"}}
ONE = "one.example.org"
HOSTS: dict[str, Any] = {ONE: {"provider": "bytemark", "exporter": {"via": "direct"}}}
PROXY = Record("example.org", f"prom-client.{ONE}", "CNAME", (ONE,), wanted_by=ONE)


def found(**sections: Any) -> list[Record]:
    return list(records(fleet(**{"zones": ZONES, **sections})))


def sites(*urls: str, **row: Any) -> dict[str, Any]:
    return {url: {"keyword": "Welcome", **row} for url in urls}


def of_sites(*urls: str, host: str = ONE, **sections: Any) -> list[Record]:
    return found(**{"hosts": HOSTS, "services": {"website": service(host, sites=sites(*urls))}, **sections})


def of_pages(url: str, repository: str = "example/website") -> list[Record]:
    return found(services={"website": service(manager="ods", sites=sites(url, pages={"repository": repository}))})


@pytest.mark.parametrize(
    ("row", "types"),
    [
        ({"provider": "hetzner-cloud", "size": "cx23"}, ["A", "AAAA"]),
        ({"provider": "hetzner-cloud", "size": "cx23", "id": 5}, ["A", "AAAA"]),
        ({"provider": "hetzner-cloud"}, []),
        ({"provider": "bytemark"}, []),
        ({"provider": "bytemark", "ipv4": "203.0.113.5"}, ["A"]),
        ({"provider": "bytemark", "ipv6": "2001:db8::5"}, ["AAAA"]),
        ({"provider": "bytemark", "ipv4": "203.0.113.5", "ipv6": "2001:db8::5"}, ["A", "AAAA"]),
    ],
)
def test_a_host_has_a_record_for_each_address_that_is_known_or_will_be(row: dict[str, Any], types: list[str]) -> None:
    own = [record for record in found(hosts={ONE: row}) if record != PROXY]
    assert [(record.name, record.type) for record in own] == [(ONE, type_) for type_ in types]
    assert all((record.host, record.values, record.wanted_by) == (ONE, (), ONE) for record in own)


@pytest.mark.parametrize(
    ("row", "expected"),
    [
        ({"provider": "bytemark"}, True),
        ({"provider": "bytemark", "exporter": {"port": 8080}}, True),
        ({"provider": "bytemark", "exporter": {"via": "direct"}}, False),
        ({"provider": "bytemark", "exporter": {"none": "closed"}}, False),
        ({"provider": "bytemark", "retire": date(2027, 1, 31)}, False),
        ({"provider": "hetzner-cloud", "size": "cx23", "id": 5}, True),
        ({"provider": "hetzner-cloud", "size": "cx23"}, False),
        ({"provider": "hetzner-cloud", "size": "cx23", "exporter": {"via": "proxy"}}, True),
    ],
)
def test_a_proxy_before_an_exporter_has_an_alias_of_its_host(row: dict[str, Any], *, expected: bool) -> None:
    assert (PROXY in found(hosts={ONE: row})) is expected


@pytest.mark.parametrize(
    ("keep", "expected"),
    [([], [ONE, PROXY.name]), ([ONE], []), ([PROXY.name], [ONE]), (["example.org"], [ONE, PROXY.name])],
)
def test_a_host_that_a_zone_keeps_has_its_proxys_alias_already(keep: list[str], expected: list[str]) -> None:
    hosts = {ONE: {"provider": "bytemark", "ipv4": "203.0.113.5"}}
    zones = {"example.org": {"elsewhere": "the registrar", "keep": keep}}
    assert [record.name for record in found(hosts=hosts, zones=zones)] == expected


@pytest.mark.parametrize(
    "taken",
    [
        {"hosts": {PROXY.name: {"provider": "bytemark", "exporter": {"none": "closed"}}}},
        {"zones": {PROXY.name: {"elsewhere": "somebody"}}},
        {"services": {"website": service(ONE, sites=sites(f"https://{PROXY.name}/"))}},
    ],
)
def test_a_proxys_name_that_is_anothers_has_no_alias(taken: dict[str, Any]) -> None:
    sections: dict[str, Any] = {"zones": dict(ZONES), "hosts": {ONE: {"provider": "bytemark"}}}
    assert PROXY in found(**sections)
    for section, rows in taken.items():
        sections[section] = sections.get(section, {}) | rows
    assert [record for record in found(**sections) if record.wanted_by == ONE] == []


def test_a_host_in_no_zone_hides_no_other() -> None:
    row = {"provider": "bytemark", "ipv4": "203.0.113.5", "exporter": {"none": "closed"}}
    assert [one.name for one in found(hosts={"a.example.net": row, ONE: row | {"ipv4": "203.0.113.6"}})] == [ONE]


def test_a_short_name_is_in_no_zone() -> None:
    row = {"provider": "bytemark", "ipv4": "203.0.113.5", "exporter": {"none": "closed"}}
    assert found(hosts={"kingfisher": row}) == []


def test_what_is_in_no_zone_has_no_records() -> None:
    assert of_sites("https://www.example.net/") == []
    assert of_sites("https://www.example.org/", zones={}) == []


def test_a_site_has_one_alias_of_its_services_first_host_however_many_urls_have_its_name() -> None:
    urls = ["https://www.example.org/b", "http://www.example.org/", "https://www.example.org:8443/"]
    wanted = [Record("example.org", "www.example.org", "CNAME", (ONE,), wanted_by="http://www.example.org/")]
    assert of_sites(*urls) == of_sites(*reversed(urls)) == wanted


def test_services_in_any_order_make_the_same_records() -> None:
    rows = {
        "website": service(ONE, sites=sites("https://www.example.org/")),
        "api": service(ONE, sites=sites("https://www.example.org/api")),
    }
    turned = dict(reversed(rows.items()))
    assert found(hosts=HOSTS, services=rows) == found(hosts=HOSTS, services=turned) != []


def test_a_site_with_the_name_of_its_host_has_the_records_of_the_host() -> None:
    hosts = {ONE: HOSTS[ONE] | {"ipv4": "203.0.113.5"}}
    assert of_sites(f"https://{ONE}/", hosts=hosts) == [Record("example.org", ONE, "A", host=ONE, wanted_by=ONE)]


def test_a_site_of_several_hosts_leads_to_the_first() -> None:
    hosts = dict.fromkeys((ONE, "two.example.org"), HOSTS[ONE])
    rows = {"website": service("two.example.org", ONE, sites=sites("https://www.example.org/"))}
    assert [record.values for record in found(hosts=hosts, services=rows)] == [("two.example.org",)]


def test_a_zones_own_name_has_the_addresses_of_the_host_and_no_alias() -> None:
    url = "https://example.org/"
    hosts = {ONE: {"provider": "hetzner-cloud", "size": "cx23"}}
    own = [record for record in of_sites(url, hosts=hosts) if record.name == "example.org"]
    assert own == [
        Record("example.org", "example.org", "A", host=ONE, wanted_by=url),
        Record("example.org", "example.org", "AAAA", host=ONE, wanted_by=url),
    ]


def test_a_site_on_a_host_without_a_full_name_has_its_address() -> None:
    hosts = {"kingfisher": {"provider": "bytemark", "ipv6": "2001:db8::5", "exporter": {"none": "closed"}}}
    url = "https://www.example.org/"
    wanted = [Record("example.org", "www.example.org", "AAAA", host="kingfisher", wanted_by=url)]
    assert of_sites(url, host="kingfisher", hosts=hosts) == wanted


def test_a_pages_site_is_an_alias_of_its_owners_name_in_lower_case() -> None:
    url = "https://www.example.org/"
    wanted = Record("example.org", "www.example.org", "CNAME", ("open-contracting.github.io",), wanted_by=url)
    assert of_pages(url, "Open-Contracting/Website") == [wanted]


def test_a_pages_site_of_a_zones_own_name_has_githubs_addresses() -> None:
    url = "https://example.org/"
    assert of_pages(url) == [
        Record("example.org", "example.org", "A", Pages.APEX_IPV4, wanted_by=url),
        Record("example.org", "example.org", "AAAA", Pages.APEX_IPV6, wanted_by=url),
    ]
    assert len(set(Pages.APEX_IPV4)) == len(set(Pages.APEX_IPV6)) == 4


def test_a_pages_site_of_a_service_with_hosts_is_at_pages() -> None:
    rows = {"website": service(ONE, sites=sites("https://www.example.org/", pages={"repository": "a/b"}))}
    assert [record.values for record in found(hosts=HOSTS, services=rows)] == [("a.github.io",)]


@pytest.mark.parametrize(
    ("name", "zone"),
    [
        ("www.example.org", "example.org"),
        ("example.org", "example.org"),
        ("www.dev.example.org", "dev.example.org"),
        ("dev.example.org", "dev.example.org"),
        ("www.undev.example.org", "example.org"),
        ("www.myexample.org", None),
        ("org", None),
        ("", None),
    ],
)
def test_a_name_is_in_the_innermost_zone(name: str, zone: str | None) -> None:
    assert fleet(zones=ZONES | {"dev.example.org": {"elsewhere": "the registrar"}}).zone_of(name) == zone


def test_a_name_of_an_inner_zone_is_no_alias_in_the_outer_one() -> None:
    zones = ZONES | {"dev.example.org": {"elsewhere": "the registrar"}}
    urls = ["https://dev.example.org/", "https://www.dev.example.org/", "https://www.example.org/"]
    hosts = {ONE: HOSTS[ONE] | {"ipv4": "203.0.113.5"}}
    assert [(record.zone, record.relative, record.type) for record in of_sites(*urls, hosts=hosts, zones=zones)] == [
        ("dev.example.org", "@", "A"),
        ("dev.example.org", "www", "CNAME"),
        ("example.org", "one", "A"),
        ("example.org", "www", "CNAME"),
    ]


def test_the_name_of_a_record_within_its_zone() -> None:
    names = ["example.org", "www.example.org", "a.b.example.org"]
    assert [Record("example.org", name, "A").relative for name in names] == ["@", "www", "a.b"]


@pytest.mark.parametrize(
    ("type_", "value", "expected"),
    [
        ("CNAME", "www.example.org", "www.example.org."),
        ("CAA", "letsencrypt.org", '0 issue "letsencrypt.org"'),
        ("A", "203.0.113.5", "203.0.113.5"),
        ("AAAA", "2001:db8::5", "2001:db8::5"),
    ],
)
def test_a_value_as_a_zone_file_has_it(type_: str, value: str, expected: str) -> None:
    assert zone_file_value(type_, value) == expected


def test_a_value_that_nobody_knows_yet_stays_as_it_is() -> None:
    unknown = object()
    assert zone_file_value("A", unknown) is unknown


def test_zones_are_sorted_and_answered_for_by_the_organisation_unless_they_say_by_whom() -> None:
    own = {"elsewhere": "the registrar", "email": "dns@example.org"}
    rows = {"example.org": {"elsewhere": "the registrar"}, "example.net": own}
    for organisation, email in (("ods", "code@example.org"), ("ocp", None), (None, None)):
        one = fleet(organisation=organisation, zones=rows)
        assert list(zones(one, ())) == ["example.net", "example.org"]
        assert [zone.email for zone in zones(one, ()).values()] == ["dns@example.org", email]
        assert all((zone.name, zone.row) == (name, one.zones[name]) for name, zone in zones(one, ()).items())


def test_names_that_a_zone_keeps_have_no_records() -> None:
    zones = {
        "example.org": {"elsewhere": "a", "caa": ["letsencrypt.org"], "keep": ["example.org", ONE, "mail.example.org"]}
    }
    hosts = {ONE: {"provider": "bytemark", "ipv4": "203.0.113.5"}}
    names = [
        record.name for record in of_sites("https://example.org/", "https://www.example.org/", hosts=hosts, zones=zones)
    ]
    assert names == ["www.example.org"]


def test_authorities_are_those_of_the_zone_sorted() -> None:
    zones = {
        "example.org": {"elsewhere": "a", "caa": ["letsencrypt.org", "example.net"]},
        "example.net": {"elsewhere": "a"},
    }
    assert found(zones=zones) == [
        Record("example.org", "example.org", "CAA", ("example.net", "letsencrypt.org"), wanted_by="example.org")
    ]


@pytest.mark.parametrize(
    ("zone", "expected"),
    [
        ({"provider": "linode"}, True),
        ({"provider": "linode", "keep": ["www.example.org"]}, True),
        ({"provider": "linode", "keep": [ONE]}, False),
        ({"elsewhere": "the registrar"}, False),
    ],
)
def test_the_fleet_keeps_the_records_of_a_name_in_a_zone_at_a_provider(zone: dict[str, Any], *, expected: bool) -> None:
    one = fleet(hosts=HOSTS, zones={"example.org": zone})
    assert one.keeps_records_of(ONE) is expected
    assert one.keeps_records_of("www.example.net") is False


@QUICK
@given(one=fleets())
def test_no_name_has_two_records_of_a_kind_nor_an_alias_beside_another(one: Fleet) -> None:
    kinds: dict[tuple[str, str], list[str]] = {}
    for record in records(one):
        kinds.setdefault((record.zone, record.name), []).append(record.type)
    for types in kinds.values():
        assert types == sorted(set(types))
        assert "CNAME" not in types or types == ["CNAME"]


@QUICK
@given(one=fleets())
def test_every_record_is_in_its_zone_has_a_reason_and_leads_somewhere(one: Fleet) -> None:
    found = records(one)
    urls = {url for row in one.services.values() for url in row.sites}
    assert list(found) == sorted(found)
    for record in found:
        own = one.zone_around(record.wanted_by) if record.type == "NS" else one.zone_of(record.name)
        # The zones around one that nobody is led to yet have its records too.
        while own is not None and own != record.zone:
            assert one.zones[own].delegated is False
            own = one.zone_around(own)
        assert record.zone == own
        assert record.name not in one.zones[record.zone].keep
        assert record.name == (record.zone if record.relative == "@" else f"{record.relative}.{record.zone}")
        assert record.wanted_by in urls | one.hosts.keys() | one.zones.keys()
        assert (record.host is None) is bool(record.values)
        assert record.host is None or record.type in address_types(one.hosts[record.host])
        assert record.values == tuple(sorted(set(record.values)))


@QUICK
@given(one=fleets())
def test_every_name_of_a_site_in_a_zone_has_records_unless_its_address_is_not_known(one: Fleet) -> None:
    names = {record.name for record in records(one)}
    for row in one.services.values():
        for url, site in row.sites.items():
            name = site_host(url)
            zone = one.zone_of(name)
            if zone is None or name in one.zones[zone].keep:
                assert name not in names
            elif site.hosted or address_types(one.hosts[row.hosts[0]]):
                assert name in names


@QUICK
@given(one=fleets())
def test_every_proxy_that_prometheus_asks_has_an_alias_unless_its_zone_keeps_it(one: Fleet) -> None:
    aliases = {record.name: record.values for record in records(one) if record.type == "CNAME"}
    for name, row in one.hosts.items():
        proxy = exporter(name, row).rpartition(":")[0]
        zone = one.zones.get(one.zone_of(name) or "")
        if row.exporter.none is None and row.retire is None and proxy.startswith("prom-client.") and zone:
            assert aliases.get(proxy) == (None if {name, proxy} & {*zone.keep} else (name,))
        else:
            assert f"prom-client.{name}" not in aliases


BOTH = {"provider": "bytemark", "ipv4": "203.0.113.5", "ipv6": "2001:db8::5", "exporter": {"via": "direct"}}


@pytest.mark.parametrize(
    ("host", "said", "types"),
    [
        (BOTH, None, ["CNAME"]),
        (BOTH, ["ipv6", "ipv4"], ["CNAME"]),
        (BOTH, ["ipv4"], ["A"]),
        (BOTH, ["ipv6"], ["AAAA"]),
        ({"provider": "hetzner-cloud", "size": "cx23"}, ["ipv4"], ["A"]),
        ({"provider": "hetzner-cloud", "size": "cx23", "families": ["ipv6"]}, None, ["CNAME"]),
        ({"provider": "hetzner-cloud", "size": "cx23", "families": ["ipv6"]}, ["ipv6"], ["CNAME"]),
        (HOSTS[ONE], ["ipv4"], ["CNAME"]),
    ],
)
def test_a_site_with_fewer_addresses_than_its_host_has_records_of_its_own(
    host: dict[str, Any], said: list[str] | None, types: list[str]
) -> None:
    rows = sites("https://www.example.org/", **({"families": said} if said else {}))
    records_ = found(hosts={ONE: host}, services={"website": service(ONE, sites=rows)})
    assert [record.type for record in records_ if record.name == "www.example.org"] == types


@pytest.mark.parametrize(
    ("row", "types"),
    [
        ({"provider": "hetzner-cloud", "size": "cx23", "families": ["ipv4"]}, ["A"]),
        ({"provider": "hetzner-cloud", "size": "cx23", "id": 5, "families": ["ipv6"]}, ["AAAA"]),
        ({"provider": "hetzner-cloud", "size": "cx23", "families": ["ipv6", "ipv4"]}, ["A", "AAAA"]),
        ({"provider": "bytemark", "families": ["ipv6"]}, []),
        ({"provider": "hetzner-cloud", "families": ["ipv4"]}, []),
    ],
)
def test_a_host_has_no_record_of_a_kind_that_its_row_leaves_out(row: dict[str, Any], types: list[str]) -> None:
    assert [record.type for record in found(hosts={ONE: row | {"exporter": {"none": "closed"}}})] == types


@pytest.mark.parametrize(
    ("zones", "domain", "zone"),
    [
        (ZONES, "status.example.org", "example.org"),
        ({"example.org": {"provider": "hetzner-cloud"}}, "status.example.org", "example.org"),
        (ZONES | {"up.example.org": {"elsewhere": "a person"}}, "a.up.example.org", "up.example.org"),
        (ZONES, "status.example.net", None),
        ({"example.org": {"elsewhere": "the registrar", "keep": ["status.example.org"]}}, "status.example.org", None),
        (ZONES, None, None),
    ],
)
def test_a_status_pages_name_leads_to_uptimerobot(zones: dict[str, Any], domain: str | None, zone: str | None) -> None:
    page = {"title": "Public", "services": ["website"]} | ({"domain": domain} if domain else {})
    made = found(zones=zones, hosts=HOSTS, services={"website": service(ONE)}, status_pages={"public": page})
    expected = [Record(zone, domain, "CNAME", ("stats.uptimerobot.com",), wanted_by=domain)] if zone and domain else []
    assert [record for record in made if record.wanted_by != ONE] == expected


@pytest.mark.parametrize(
    ("sites", "kept"),
    [
        ({}, {ONE, f"prom-client.{ONE}"}),
        ({f"https://prom-client.{ONE}/": {"keyword": "Hello"}}, {ONE}),
    ],
)
def test_a_kept_name_takes_its_proxys_along_unless_that_is_another_rows(sites: dict[str, Any], kept: set[str]) -> None:
    zone = {"example.org": {"provider": "linode", "keep": [ONE]}}
    hosts = {
        ONE: {"provider": "bytemark", "ipv4": "192.0.2.7"},
        "two.example.net": {"provider": "bytemark", "ipv4": "192.0.2.8"},
    }
    services = {"web": service("two.example.net", sites=sites)} if sites else {}
    one = fleet(hosts=hosts, services=services, zones=zone, organisation="ods")
    assert zones(one, records(one))["example.org"].kept == kept


INNER = "in.example.org"
AT = {"linode": [f"ns{number}.linode.com" for number in range(1, 6)]}
AT["hetzner-cloud"] = ["helium.ns.hetzner.de", "hydrogen.ns.hetzner.com", "oxygen.ns.hetzner.com"]


def nested(inner: dict[str, Any], outer: dict[str, Any] | None = None, **others: dict[str, Any]) -> Fleet:
    hosts = {f"a.{INNER}": {"provider": "bytemark", "ipv4": "192.0.2.7", "exporter": {"via": "direct"}}}
    zones = {"example.org": outer or {"provider": "hetzner-cloud"}, INNER: inner} | others
    sites = {f"https://www.{INNER}/": {"keyword": "Hello"}}
    return fleet(hosts=hosts, services={"web": service(f"a.{INNER}", sites=sites)}, zones=zones, organisation="ods")


def by_zone(one: Fleet) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for record in records(one):
        found.setdefault(record.zone, []).append(f"{record.relative} {record.type}")
    return found


def test_until_a_zone_is_delegated_the_one_around_it_has_its_records_too() -> None:
    one = nested({"provider": "linode", "delegated": False})
    assert by_zone(one) == {"example.org": ["a.in A", "in NS", "www.in CNAME"], INNER: ["a A", "www CNAME"]}


def test_once_a_zone_is_delegated_the_one_around_it_only_leads_there() -> None:
    assert by_zone(nested({"provider": "linode", "delegated": True})) == {
        "example.org": ["in NS"],
        INNER: ["a A", "www CNAME"],
    }


def test_a_zone_that_says_nothing_of_its_delegation_has_its_records_alone() -> None:
    assert by_zone(nested({"provider": "linode"})) == {INNER: ["a A", "www CNAME"]}


@pytest.mark.parametrize("provider", list(AT))
@pytest.mark.parametrize("outer", [{"provider": "linode"}, {"elsewhere": "at the registrar"}])
def test_a_zone_is_at_the_name_servers_of_its_provider(provider: str, outer: dict[str, Any]) -> None:
    one = nested({"provider": provider, "delegated": False}, outer)
    found = [record for record in records(one) if record.type == "NS"]
    assert [(one.zone, one.name, list(one.values), one.wanted_by) for one in found] == [
        ("example.org", INNER, AT[provider], INNER)
    ]


@pytest.mark.parametrize(
    ("inner", "outer"),
    [
        ({"elsewhere": "at the registrar", "delegated": False}, None),
        ({"provider": "linode", "delegated": True, "keep": [INNER]}, {"provider": "linode"}),
    ],
)
def test_where_its_name_servers_are_not_known_nobody_is_led_there(
    inner: dict[str, Any], outer: dict[str, Any] | None
) -> None:
    types = [record.type for record in records(nested(inner, outer)) if record.zone == "example.org"]
    assert ("NS" in types) == ("provider" in inner)


def test_zones_in_zones_in_zones_lead_from_one_to_the_next() -> None:
    rows = {f"b.{INNER}": {"provider": "linode", "delegated": False}}
    one = nested({"provider": "linode", "delegated": False}, **rows)
    assert by_zone(one)["example.org"] == ["a.in A", "b.in NS", "in NS", "www.in CNAME"]
    assert by_zone(one)[INNER] == ["a A", "b NS", "www CNAME"]
    assert {name: zone.around for name, zone in zones(one, records(one)).items()} == {
        f"b.{INNER}": INNER,
        "example.org": None,
        INNER: "example.org",
    }


def test_only_what_leads_to_a_site_behind_a_cdn_is_marked() -> None:
    zones = {"example.org": {"elsewhere": "the registrar", "caa": ["letsencrypt.org"]}}
    urls = ("https://www.example.org/", "https://example.org/", "https://shop.example.org/")
    rows = sites(*urls[:2], proxied=True) | sites(*urls[2:])
    made = found(zones=zones, hosts=HOSTS, services={"website": service(ONE, sites=rows)})
    marked = {(record.name, record.type) for record in made if record.proxied}
    names = {name for name, _ in marked}
    assert names <= {"www.example.org", "example.org"}
    assert ("www.example.org", "CNAME") in marked
    assert ("example.org", "CAA") not in marked
    assert ("example.org", "CAA") in {(record.name, record.type) for record in made}


def test_a_host_whose_own_name_is_behind_a_cdn_is_marked_too() -> None:
    zones, hosts = {"example.org": {"elsewhere": "the registrar"}}, {ONE: HOSTS[ONE] | {"ipv4": "203.0.113.5"}}
    row = service(ONE, sites=sites(f"https://{ONE}/", proxied=True))
    (own,) = (record for record in found(zones=zones, hosts=hosts, services={"website": row}) if record.name == ONE)
    assert (own.type, own.proxied) == ("A", True)
