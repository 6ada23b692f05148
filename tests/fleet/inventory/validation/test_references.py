"""References across rows, and what may be there only once."""

from typing import Any

import pytest

from fleet.inventory.validation.raw_inventory import RawInventory
from fleet.inventory.validation.references import repeated, unresolved


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
