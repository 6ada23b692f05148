"""References across rows, and what may be there only once."""

from typing import Any

import pytest

from fleet.inventory.service import Service
from fleet.inventory.validation.raw_inventory import RawInventory
from fleet.inventory.validation.references import Usage, repeated, unresolved, usage


def raw(**data: Any) -> RawInventory:
    return RawInventory(data, frozenset(), [])


@pytest.mark.parametrize("other", ["ODS", " ODS", "ODS ", "\todS\n"])
def test_space_around_a_name_makes_no_other_name(other: str) -> None:
    (mistake,) = repeated(raw(contacts={"a": {"name": "ODS"}, "b": {"name": other}}))
    assert mistake.path == ("contacts", "b", "name")
    assert mistake.what.endswith("is at contacts.a.name too")


def test_space_within_a_name_does() -> None:
    assert list(repeated(raw(contacts={"a": {"name": "O DS"}, "b": {"name": "ODS"}}))) == []


def test_a_reference_is_to_the_row_of_exactly_that_name() -> None:
    hosts: dict[str, Any] = {"www.example.org": {}}
    assert list(unresolved(raw(hosts=hosts, services={"web": {"hosts": ["www.example.org"]}}))) == []
    (mistake,) = unresolved(raw(hosts=hosts, services={"web": {"hosts": ["www.example.org "]}}))
    assert mistake.path == ("services", "web", "hosts", 0)


def test_a_console_is_one_with_and_without_its_last_slash() -> None:
    def consoles(*urls: str) -> list[Any]:
        rows = {f"p{number}": {"console": url} for number, url in enumerate(urls)}
        return [mistake.path for mistake in repeated(raw(providers=rows))]

    assert consoles("https://a.example/", "https://a.example") == [("providers", "p1", "console")]
    assert consoles("https://a.example/X", "https://a.example/") == []


HOSTS: dict[str, Any] = {"a.example.org": {}, "b.example.org": {}, "c.example.org": {}}


def used(*services: Any, unread: tuple[str, ...] = (), dropped: tuple[Any, ...] = ()) -> Usage:
    rows = {f"s{number}": row for number, row in enumerate(services)}
    return usage(RawInventory({"hosts": HOSTS, "services": rows}, frozenset(unread), list(dropped)))


def test_hosts_that_services_name_are_used() -> None:
    found = used({"hosts": ["a.example.org"]}, {"title": "no hosts"}, {"hosts": ["b.example.org", "a.example.org"]})
    assert found == Usage({"a.example.org", "b.example.org"}, set(), complete=True)


def test_a_host_whose_name_is_misspelt_may_be_used() -> None:
    found = used({"hosts": ["a.example.org", "b.exampel.org"]})
    assert found == Usage({"a.example.org", "b.exampel.org"}, {"b.example.org"}, complete=True)


@pytest.mark.parametrize(
    "row", [{"host": "b.example.org"}, {"hosts": "b.example.org, x"}, {"hosts": [5, "b.example.org"]}]
)
def test_a_row_with_mistakes_may_mean_the_hosts_that_it_mentions(row: dict[str, Any]) -> None:
    found = used(row, {"hosts": "c.example.org"}, {"hosts": ["a.example.org"]})
    assert found == Usage({"a.example.org"}, {"b.example.org", "c.example.org"}, complete=True)


def test_a_row_with_mistakes_that_mentions_none_may_mean_any() -> None:
    assert used({"hosts": "nobody"}, {"hosts": "a.example.org"}) == Usage(set(), {"a.example.org"}, complete=False)
    assert not used([5]).complete


def test_what_was_not_read_may_mean_any() -> None:
    assert used(unread=("services",)) == Usage(set(), set(), complete=False)
    assert used(unread=("hosts",)) == Usage(set(), set(), complete=True)
    assert used(dropped=({"hosts": ["c.example.org"]},)).possible == {"hosts", "c.example.org"}


def test_a_row_with_every_field_is_plain() -> None:
    whole = dict.fromkeys(Service.model_fields, "a") | {"hosts": ["a.example.org"]}
    assert used(whole) == Usage({"a.example.org"}, set(), complete=True)
