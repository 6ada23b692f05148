"""How a mistake is worded, and in which order mistakes come."""

from datetime import UTC, date, datetime
from typing import Any

import pytest
from pydantic_core import ErrorDetails

from fleet.inventory.errors.mistyped import kind
from fleet.inventory.errors.problems import InvalidInventoryError, Problem, bare, quoted, shown
from fleet.inventory.errors.suggestions import Names, instead, nearest
from fleet.inventory.fleet import Fleet
from fleet.inventory.model import host_providers
from fleet.inventory.validation.model_errors import fields_at, mistakes


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ((), ""),
        (("hosts",), "hosts"),
        (("hosts", "www.example.org", "aliases", 0), "hosts[www.example.org].aliases[0]"),
        (("contacts", "open_data-2"), "contacts.open_data-2"),
        (("services", "a", "sites", "https://a.org/?b=[c]"), "services.a.sites[https://a.org/?b=[c]]"),
        (("contacts", ""), "contacts[]"),
        (("a\nb",), "['a\\nb']"),
        ((0, "a"), "[0].a"),
        (("a",) * 13, ".".join("a" * 12) + "…"),
        (("a" * 301,), "a" * 299 + "…"),
    ],
)
def test_a_path_for_people(path: tuple[Any, ...], expected: str) -> None:
    assert shown(path) == expected


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("a", "'a'"),
        ("a\nb\x1b\u202e", "'a\\nb\\x1b\\u202e'"),
        ("a" * 80, repr("a" * 80)),
        ("a" * 81, repr("a" * 79 + "…")),
        (True, "true"),
        (False, "false"),
        (None, "null"),
        (5, "5"),
        (0, "0"),
        (1.5, "1.5"),
        (date(2020, 1, 31), "2020-01-31"),
        (datetime(2020, 1, 31, 12, tzinfo=UTC), "2020-01-31T12:00:00+00:00"),
    ],
)
def test_a_value_for_people(value: Any, expected: str) -> None:
    assert quoted(value) == expected


def test_bare_text_has_quotes_only_where_it_needs_them() -> None:
    assert (bare("a b"), bare("a\nb")) == ("a b", "'a\\nb'")


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("a", "text"),
        ([], "a list"),
        ({}, "a mapping"),
        (None, "empty"),
        (True, "true or false"),
        (1, "a number"),
        (0.5, "a number"),
        (date(2020, 1, 1), "a date"),
    ],
)
def test_kinds_of_value(value: Any, expected: str) -> None:
    assert kind(value) == expected


def problem(**fields: Any) -> Problem:
    return Problem(
        **{
            "file": "a.yaml",
            "line": 1,
            "column": 1,
            "path": ("hosts",),
            "what": "it is wrong",
            "write": "write it",
            **fields,
        }
    )


def test_a_problem_in_one_line() -> None:
    assert str(problem()) == "a.yaml:1:1: hosts: it is wrong; write it"
    assert str(problem(path=())) == "a.yaml:1:1: it is wrong; write it"


def test_problems_are_in_the_order_of_their_places_and_there_once() -> None:
    ordered = [
        problem(),
        problem(what="it is wrong, too"),
        problem(path=("services",)),
        problem(column=2),
        problem(column=10),
        problem(line=2),
        problem(line=10),
        problem(file="b.yaml"),
    ]
    error = InvalidInventoryError([*reversed(ordered), problem()])
    assert error.problems == ordered
    assert str(error).splitlines() == [str(found) for found in ordered]


def test_the_nearest_word_or_all() -> None:
    words = ["size", "region", "image"]
    assert nearest("sise", words) == "size"
    assert nearest("zzz", words) is None
    assert instead("size", words) == "did you mean 'size'?"
    assert instead(None, words) == "write one of image, region, size"
    assert instead(None, ["size"]) == "write size"
    many = [f"w{number:02}" for number in range(13)]
    assert instead(None, many[:12]) == "write one of " + ", ".join(many[:12])
    assert instead(None, many) == "write one of " + ", ".join(many[:12]) + ", …"


@pytest.mark.parametrize(
    ("word", "meant"),
    [
        ("www.example.org", "www.example.org"),
        ("ww.example.org", "www.example.org"),
        ("wwww.example.org", "www.example.org"),
        ("wwx.example.org", "www.example.org"),
        ("www.exmaple.org", "www.example.org"),
        ("WWW.Example.org", "www.example.org"),
        ("docs.example.org", None),
        ("web.example.org", None),
        ("w" * 300, None),
        ("", None),
        ("o", "po"),
        ("host-99.example.org", "host-9.example.org"),
    ],
)
def test_a_name_is_meant_if_one_slip_lies_between(word: str, meant: str | None) -> None:
    names = Names(["www.example.org", "host-9.example.org", "host-12.example.org", "po", "p", "x" * 300])
    assert names.meant(word) == meant


def test_one_letter_is_not_taken_for_another() -> None:
    assert Names(["a"]).meant("b") is None


def test_of_several_names_the_first_is_meant() -> None:
    assert Names(["host-2", "host-1", "host-3"]).meant("host-x") == "host-1"
    assert Names(["host-2", "host-1"]).instead("zzz") == "write one of host-1, host-2"
    assert "host-1" in Names(["host-1"])
    assert "host-2" not in Names(["host-1"])


def test_the_keys_of_a_row() -> None:
    assert fields_at((), None) == tuple(sorted(Fleet.model_fields))
    assert fields_at(("exporters",), None) == ("password_hash", "user")
    assert fields_at(("zones", "example.org"), None) == (
        "caa",
        "elsewhere",
        "email",
        "id",
        "keep",
        "provider",
        "release",
        "ttl",
    )
    assert fields_at(("services", "a", "sites"), None) == ()
    assert fields_at(("services", "a", "sites", "https://a.org/", "pages"), None) == (
        "branch",
        "create",
        "https",
        "path",
        "release",
        "repository",
        "workflow",
    )
    assert fields_at(("firewalls", "mosh", 0), None) == ("port", "protocol", "sources")
    assert "size" in fields_at(("hosts", "a"), "linode")
    assert "size" in fields_at(("hosts", "a"), None)
    assert "size" not in fields_at(("hosts", "a"), "bytemark")
    assert fields_at(("hosts", "a", "exporter"), "bytemark") == ("none", "port", "via")
    assert fields_at(("hosts", "a", "nothing", "deep"), "bytemark") == ()


def test_the_providers_of_hosts() -> None:
    assert host_providers() == ["bytemark", "hetzner-cloud", "hetzner-dedicated", "linode"]


def test_an_error_that_is_new_to_us_is_told_in_pydantics_words() -> None:
    error = ErrorDetails(type="new_type", loc=("contacts", "a", "name"), msg="Input should be new", input="old")
    found = mistakes([error])
    assert [(mistake.what, mistake.write) for mistake in found] == [
        ("'old' does not fit: Input should be new", "write what the schema says")
    ]
