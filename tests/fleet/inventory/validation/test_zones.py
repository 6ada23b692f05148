"""Which names and hosts may be in a zone."""

from collections.abc import Callable

import pytest

Mistakes = Callable[..., list[str]]
INVENTORY = """organisation: ods
contacts:
  ods: { name: Open Data Services, email: code@example.org }
providers:
  linode: { console: https://cloud.linode.com/, manager: ods }
hosts:
  www.example.org: { provider: linode, ipv4: 203.0.113.1 }
  two.example.org: { provider: linode, ipv4: 203.0.113.2 }
services:
  website: { title: Website, hosts: [www.example.org], errors: { none: static }, sites: {
    https://www.example.org/: { keyword: Welcome },
    https://docs.example.org/: { keyword: Welcome },
  } }
  api: { title: API, hosts: [two.example.org], errors: { none: static }, sites: {
    https://api.example.org/: { keyword: Welcome },
  } }
zones:
  example.org: { provider: linode }
"""
NO_ADDRESS = "there is no address for a record of this host"


def changed(before: str, after: str, text: str = INVENTORY) -> str:
    assert text.count(before) == 1
    return text.replace(before, after)


def test_what_is_changed_below_was_right(mistakes: Mistakes) -> None:
    assert mistakes(INVENTORY) == []


def test_a_zone_and_a_host_may_have_the_same_number(mistakes: Mistakes) -> None:
    text = changed("www.example.org: {", "www.example.org: { id: 5, size: s, unlisted: true,").replace(
        "ipv4: 203.0.113.1 }", "note: a }"
    )
    assert mistakes(changed("zones:\n  example.org: {", "zones:\n  example.org: { id: 5,", text)) == []


def test_a_zone_may_have_the_same_number_as_one_at_another_provider(mistakes: Mistakes) -> None:
    text = changed("zones:\n  example.org: {", "zones:\n  example.net: { provider: hetzner-cloud, id: 5 }\n  a.org: {")
    text = changed("a.org: {", "a.org: { id: 5,", text)
    hetzner = "hetzner-cloud: { console: https://console.hetzner.cloud/, manager: ods }"
    assert mistakes(changed("providers:\n", f"providers:\n  {hetzner}\n", text)) == []


@pytest.mark.parametrize(
    "url", ["http://docs.example.org/", "https://docs.example.org:8443/", "https://www.example.org/a"]
)
@pytest.mark.parametrize("where", ["provider: linode", "elsewhere: the registrar"])
def test_a_name_of_two_places_is_one_mistake_whoever_keeps_the_zone(url: str, where: str, mistakes: Mistakes) -> None:
    text = changed("zones:\n  example.org: { provider: linode }", f"zones:\n  example.org: {{ {where} }}")
    found = mistakes(changed("https://api.example.org/", url, text))
    assert len(found) == 1
    assert f"services.api.sites[{url}]" in found[0]


@pytest.mark.parametrize("name", ["docs.example.org", "www.example.org"])
def test_a_name_that_its_zone_keeps_may_lead_anywhere(name: str, mistakes: Mistakes) -> None:
    text = changed("https://api.example.org/", f"https://{name}/api")
    assert mistakes(changed("zones:\n  example.org: {", f"zones:\n  example.org: {{ keep: [{name}],", text)) == []


def test_a_name_in_no_zone_may_lead_anywhere(mistakes: Mistakes) -> None:
    text = changed("https://api.example.org/", "https://docs.example.org/api")
    assert mistakes(changed("zones:\n  example.org", "zones:\n  example.net", text)) == []


def test_a_site_of_a_service_that_runs_nowhere_is_that_mistake_alone(mistakes: Mistakes) -> None:
    found = mistakes(
        changed(
            "hosts: [two.example.org]",
            "manager: ods",
            text=changed("two.example.org: {", "two.example.org: { spare: kept,"),
        )
    )
    assert len(found) == 1
    assert "it runs nowhere" in found[0]


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("name: Open Data Services", "nmae: Open Data Services"),
        ("email: code@example.org", "email: code"),
        ("organisation: ods", "organisation: 5"),
        ("organisation: ods", "organisation: od"),
        ("organisation: ods", "organisaton: ods"),
    ],
)
def test_whether_the_organisation_has_an_address_is_not_asked_beside_its_mistakes(
    before: str, after: str, mistakes: Mistakes
) -> None:
    assert len(mistakes(changed(before, after))) == 1


def test_whether_there_is_an_organisation_is_not_asked_of_a_file_that_was_cut(mistakes: Mistakes) -> None:
    assert len(mistakes(INVENTORY.replace("organisation: ods\n", "") + "organisation: [")) == 1


def test_the_zones_own_address_will_do(mistakes: Mistakes) -> None:
    text = INVENTORY.replace("organisation: ods\n", "")
    assert len(mistakes(text)) == 1
    assert mistakes(changed("zones:\n  example.org: {", "zones:\n  example.org: { email: dns@example.org,", text)) == []


@pytest.mark.parametrize(
    ("row", "zone", "mistake"),
    [
        ("provider: linode", "provider: linode", True),
        ("provider: linode, retire: 2027-01-31", "provider: linode", True),
        ("provider: linode, ipv6: '2001:db8::1'", "provider: linode", False),
        ("provider: linode, size: s, unlisted: true, id: 5", "provider: linode", False),
        ("provider: linode", "provider: linode, keep: [three.example.org]", False),
        ("provider: linode", "provider: linode, keep: [prom-client.three.example.org]", True),
        ("provider: linode", "elsewhere: the registrar", False),
    ],
)
def test_a_host_in_a_zone_that_the_fleet_keeps_has_an_address(
    row: str, zone: str, mistakes: Mistakes, *, mistake: bool
) -> None:
    text = changed("hosts:\n", f"hosts:\n  three.example.org: {{ {row}, spare: kept }}\n")
    found = mistakes(
        changed("zones:\n  example.org: { provider: linode }", f"zones:\n  example.org: {{ {zone} }}", text)
    )
    assert [NO_ADDRESS in problem for problem in found] == [True] * mistake


@pytest.mark.parametrize("name", ["three", "three.example.net"])
def test_a_host_that_is_in_no_zone_needs_no_address_for_a_record(name: str, mistakes: Mistakes) -> None:
    text = changed("hosts:\n", f"hosts:\n  {name}: {{ provider: linode, spare: kept, exporter: {{ none: closed }} }}\n")
    assert not any(NO_ADDRESS in problem for problem in mistakes(text))


def test_an_address_that_is_wrong_is_not_missing_too(mistakes: Mistakes) -> None:
    assert len(mistakes(changed("ipv4: 203.0.113.1 ", "ipv4: 203.0.113.256 "))) == 1


@pytest.mark.parametrize(
    ("first", "count"),
    [("https://www.example.net/", 1), ("https://kept.example.org/", 1), ("https://two.example.org/a", 2)],
)
def test_a_site_that_is_passed_over_or_wrong_hides_no_other_of_its_service(
    first: str, count: int, mistakes: Mistakes
) -> None:
    sites = (
        f"{first}: {{ keyword: Welcome }},\n    https://two.example.org/b: {{ keyword: Welcome }},\n    https://docs"
    )
    text = changed("https://docs", sites)
    found = mistakes(changed("{ provider: linode }\n", "{ provider: linode, keep: [kept.example.org] }\n", text))
    assert len([one for one in found if "two.example.org is the name of a host" in one]) == len(found) == count
