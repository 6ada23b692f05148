"""What is found in an inventory as it is written, rows with mistakes included."""

from typing import Any

import pytest

from fleet.inventory.errors.problems import Path
from fleet.inventory.validation.raw_inventory import RawInventory, words_of

DATA: dict[str, Any] = {
    "hosts": {"a.example.org": {"provider": "linode", "id": 5}, "b.example.org": {"provider": 7, "id": True}, "c": []},
    "services": {"web": {"hosts": ["a.example.org", 5, "b.example.org"]}, "api": {"hosts": "a.example.org"}},
    "organisation": "ods",
}


def raw(*dropped: Any) -> RawInventory:
    return RawInventory(DATA, frozenset(), list(dropped))


@pytest.mark.parametrize(
    ("pattern", "expected"),
    [
        (("organisation",), [(("organisation",), "ods")]),
        (("hosts", "*", "provider"), [(("hosts", "a.example.org", "provider"), "linode")]),
        (("hosts", "="), [(("hosts", name), name) for name in ("a.example.org", "b.example.org", "c")]),
        (
            ("services", "*", "hosts", "#"),
            [(("services", "web", "hosts", 0), "a.example.org"), (("services", "web", "hosts", 2), "b.example.org")],
        ),
        (("services", "*", "hosts"), [(("services", "api", "hosts"), "a.example.org")]),
        (("contacts", "*"), []),
    ],
)
def test_a_pattern_leads_to_each_text_that_stands_there(pattern: Path, expected: list[tuple[Path, str]]) -> None:
    assert list(raw().written(pattern)) == expected


def test_a_flag_is_no_number() -> None:
    assert list(raw().numbers([("hosts", "*", "id"), ("hosts", "*", "provider")])) == [
        (("hosts", "a.example.org", "id"), 5),
        (("hosts", "b.example.org", "provider"), 7),
    ]


def test_the_names_of_a_section_are_its_keys_and_the_built_in_rule_sets() -> None:
    assert raw().names("hosts").names == {"a.example.org", "b.example.org", "c"}
    assert raw().names("firewalls").names == {"base", "web", "exporter"}
    assert raw().names("contacts").names == frozenset()
    assert raw().rows("contacts") == {}


def test_what_is_set_aside_is_every_word_at_any_depth() -> None:
    assert raw({"one": ["two, three", {"four": 5}]}, "six").set_aside == {"one", "two", "three", "four", "six"}
    assert sorted(words_of([["a b"], {"c": None}])) == ["a", "b", "c"]


def test_every_word_at_any_depth_may_be_a_name() -> None:
    value = {"hosts": ["a.example.org, b.example.org", {"deep": ["c d"]}], "more": 5, "last": None, "e": "f"}
    assert sorted(words_of(value)) == [
        "a.example.org",
        "b.example.org",
        "c",
        "d",
        "deep",
        "e",
        "f",
        "hosts",
        "last",
        "more",
    ]


def test_the_words_of_what_was_dropped_are_set_aside() -> None:
    assert RawInventory({}, frozenset(), ["one, two", {"three": ["four"]}]).set_aside == {"one", "two", "three", "four"}


def test_what_is_written_is_found_with_its_path() -> None:
    data = {"services": {"web": {"hosts": ["a", 5, "b"]}, "broken": {"hosts": "a"}, "worse": []}}
    read = RawInventory(data, frozenset(), [])
    assert list(read.written(("services", "*", "hosts", "#"))) == [
        (("services", "web", "hosts", 0), "a"),
        (("services", "web", "hosts", 2), "b"),
    ]
    assert [name for _, name in read.written(("services", "="))] == ["web", "broken", "worse"]
    assert list(read.numbers([("services", "*", "hosts", "#")])) == [(("services", "web", "hosts", 1), 5)]
