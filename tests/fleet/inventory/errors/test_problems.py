"""How a mistake is worded, and in which order mistakes come."""

from datetime import UTC, date, datetime
from typing import Any

import pytest

from fleet.inventory.errors.problems import InvalidInventoryError, Problem, bare, quoted, shown, without_secrets


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


TOKEN = "4f9a" * 16
SECRETS = [
    ("https://user:word@www.example.org/", "https://…@www.example.org/"),
    ("https://word@sentry.example.org/1", "https://…@sentry.example.org/1"),
    ("postgres://user:word@db.example.org", "postgres://…@db.example.org"),
    ("//user:word@www.example.org", "//…@www.example.org"),
    ("https://www.example.org/?a=b&api_key=word#c", "https://www.example.org/?a=b&…#c"),
    ("https://www.example.org/?apiKey=word", "https://www.example.org/?…"),
    ("https://www.example.org/?X-Signature=word&a=b", "https://www.example.org/?…&a=b"),
    ("$2y$10$abcdefghijklmnopqrstuv", "…"),
    ("ghp_abcdefgh12345678", "…"),
    ("github_pat_abcdefgh12345678 of ods", "… of ods"),
    (f"u12345-{TOKEN[:24]}{TOKEN[:8]}", "u12345-…"),
    (TOKEN, "…"),
    (f"token {TOKEN.upper()[:40]}", "token …"),
]


@pytest.mark.parametrize(("text", "expected"), SECRETS)
def test_what_looks_like_a_secret_is_never_shown(text: str, expected: str) -> None:
    assert (without_secrets(text), quoted(text), bare(text)) == (expected, repr(expected), expected)


def test_a_path_shows_no_secret() -> None:
    path = ("services", "a", "sites", SECRETS[0][0], "keyword")
    assert shown(path) == f"services.a.sites[{SECRETS[0][1]}].keyword"


@pytest.mark.parametrize(
    "text",
    [
        "ods@example.org",
        "https://www.example.org/@ods",
        "https://www.example.org/?lang=en&region=eu",
        "https://www.example.org/?keyword=a&monkey=b&keys=c",
        "a-very-long-name-of-a-machine-in-the-first-region.eu-central.example.org",
        "2001:db8:1234:5678:9abc:def0:1234:5678",
        "ssh-ed25519",
        "sk-ssh-ed25519@openssh.com",
    ],
)
def test_what_is_no_secret_is_shown(text: str) -> None:
    assert without_secrets(text) == text


def test_bare_text_has_quotes_only_where_it_needs_them() -> None:
    assert (bare("a b"), bare("a\nb")) == ("a b", "'a\\nb'")


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
