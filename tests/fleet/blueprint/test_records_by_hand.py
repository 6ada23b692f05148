"""What a plan leaves to people in zones that are kept elsewhere."""

from typing import Any

import pytest

from fleet.blueprint.records_by_hand import planned_records, records_by_hand
from fleet.draw_up import draw_up
from tests.fleet.small import fleet, service

ONE, TWO = "one.example.org", "two.example.org"
FIRST = {"provider": "bytemark", "ipv4": "192.0.2.1", "ipv6": "2001:db8::1", "exporter": {"via": "direct"}}
SECOND = FIRST | {"ipv4": "192.0.2.2", "ipv6": "2001:db8::2"}
CLOUD = {"provider": "hetzner-cloud", "size": "cx23"}
ELSEWHERE = {"example.org": {"elsewhere": "at the registrar", "email": "dns@example.org"}}
MOVED = "change its A from 192.0.2.1 to 192.0.2.2, change its AAAA from 2001:db8::1 to 2001:db8::2"
WHERE = "in the zone example.org (at the registrar)"


def planned(hosts: dict[str, Any], on: str = "", *, url: str = "https://www.example.org/", **zones: Any) -> Any:
    """What a plan knows of a fleet with a service on one of the hosts."""
    services = {"website": service(on, sites={url: {"keyword": "Welcome"}})} if on else {}
    found = draw_up(fleet(hosts=hosts, services=services, zones=zones or ELSEWHERE))
    return {**found.facts, **planned_records(found.records, found.zones, found.hosts)}


def exported(plan: Any, addresses: dict[str, dict[str, str]] | None = None) -> Any:
    """The outputs of a stack that was brought up from a plan, in which clouds chose some addresses."""
    hosts = {name: facts | (addresses or {}).get(name, {}) for name, facts in plan["hosts"].items()}
    families = {"A": "ipv4", "AAAA": "ipv6"}
    records = []
    for record in plan["dns"]:
        chosen = [hosts[record["host"]].get(families[record["type"]])] if record["host"] else []
        kept = f"by hand: {plan['zones'][record['zone']]['provider']}"
        records.append(record | {"values": record["values"] or chosen, "kept": kept})
    return {**plan, "hosts": hosts, "dns": records}


BOTH = {ONE: FIRST, TWO: SECOND}
BOUGHT = {"ipv4": "203.0.113.7", "ipv6": "2001:db8::7"}


@pytest.mark.parametrize(
    ("before", "after", "said"),
    [
        (planned(BOTH, ONE), planned(BOTH, TWO), [f"www.example.org: change its CNAME from {ONE} to {TWO} {WHERE}"]),
        (
            planned(BOTH, ONE, url="https://example.org/"),
            planned(BOTH, TWO, url="https://example.org/"),
            [f"example.org: {MOVED} {WHERE}"],
        ),
        (planned(BOTH), planned({TWO: SECOND}), [f"{ONE}: remove its A 192.0.2.1 and AAAA 2001:db8::1 {WHERE}"]),
        (planned(BOTH, ONE), planned(BOTH), [f"www.example.org: remove its CNAME {ONE} {WHERE}"]),
        (
            planned({ONE: FIRST}),
            planned({ONE: FIRST | {"ipv4": "192.0.2.9"}}),
            [f"{ONE}: change its A from 192.0.2.1 to 192.0.2.9 {WHERE}"],
        ),
        (
            planned({ONE: {key: FIRST[key] for key in ("provider", "ipv4", "exporter")}}),
            planned({ONE: FIRST}),
            [f"{ONE}: add AAAA 2001:db8::1 {WHERE}"],
        ),
        (planned({}), planned(BOTH, ONE), []),
        (planned(BOTH, ONE), planned(BOTH, ONE), []),
    ],
)
def test_each_record_to_change_is_named_from_what_to_what(before: Any, after: Any, said: list[str]) -> None:
    assert list(records_by_hand(exported(before), after)) == said


def test_a_retired_machine_of_a_cloud_is_named_with_the_addresses_that_it_had() -> None:
    before = exported(planned({ONE: CLOUD, TWO: SECOND}), {ONE: BOUGHT})
    said = f"{ONE}: remove its A 203.0.113.7 and AAAA 2001:db8::7 {WHERE}"
    assert said in list(records_by_hand(before, planned({TWO: SECOND})))


def test_an_address_that_no_cloud_has_chosen_yet_is_the_hosts() -> None:
    apex = "https://example.org/"
    before, after = planned({ONE: FIRST}, ONE, url=apex), planned({ONE: FIRST, TWO: CLOUD}, TWO, url=apex)
    (said,) = records_by_hand(exported(before), after)
    assert said == (
        f"example.org: change its A from 192.0.2.1 to the address of {TWO}, "
        f"change its AAAA from 2001:db8::1 to the address of {TWO} {WHERE}"
    )


def test_an_address_that_a_cloud_chose_is_no_change() -> None:
    plan = planned({ONE: CLOUD}, ONE, url="https://example.org/")
    assert list(records_by_hand(exported(plan, {ONE: BOUGHT}), plan)) == []


def test_values_that_were_never_known_are_left_out() -> None:
    before = exported(planned({ONE: CLOUD, TWO: SECOND}))
    assert f"{ONE}: remove its A and AAAA {WHERE}" in list(records_by_hand(before, planned({TWO: SECOND})))


@pytest.mark.parametrize(
    "zones",
    [
        {"example.org": {"provider": "linode", "email": "dns@example.org"}},
        {"example.net": {"elsewhere": "at the registrar"}},
        {"example.org": ELSEWHERE["example.org"] | {"keep": [ONE]}},
    ],
)
def test_a_record_that_is_no_longer_a_persons_or_the_fleets_is_left_alone(zones: dict[str, Any]) -> None:
    before = exported(planned({ONE: FIRST}))
    assert list(records_by_hand(before, planned({ONE: FIRST}, **zones))) == []


@pytest.mark.parametrize(("before", "after"), [({}, {}), ({"hosts": {}}, planned(BOTH)), (exported(planned(BOTH)), {})])
def test_a_stack_that_is_new_or_destroyed_leaves_no_record_to_change(before: Any, after: Any) -> None:
    assert list(records_by_hand(before, after)) == []
