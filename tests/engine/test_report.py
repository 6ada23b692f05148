"""A run's outcome for people."""

from io import StringIO
from typing import Any

import pytest
from rich.console import Console

from engine.outcome import Outcome, Step
from engine.report import MOST_TARGETS, console, rendered, summed_up

SERVER = "hcloud:index/server:Server"


def host(**others: Any) -> dict[str, Any]:
    return {"provider": "linode", "state": "created", "manager": "ods", "services": [], "aliases": []} | others


def told(outcome: Outcome) -> str:
    out = StringIO()
    Console(file=out, width=160).print(rendered(outcome))
    return out.getvalue()


def test_many_targets_are_counted_not_listed() -> None:
    after = {"checks": [{"kind": "icmp", "target": f"h{number:03}"} for number in range(MOST_TARGETS + 5)]}
    text = told(Outcome("preview", "s", sandbox=True, after=after))
    assert f"h{MOST_TARGETS - 1:03}" in text
    assert f"h{MOST_TARGETS:03}" not in text
    assert "… and 5 more" in text


def test_errors_and_refusals_are_told() -> None:
    outcome = Outcome("up", "s", sandbox=True, errors=["a: broken"], warnings=["old"], refused=True)
    text = told(outcome)
    assert "error: a: broken" in text
    assert "warning: old" in text
    assert "refused, and nothing was touched" in text
    outcome.refused = False
    assert "failed after no changes" in told(outcome)


@pytest.mark.parametrize(
    ("facts", "summary"),
    [
        ({"refused": True}, "refused, and nothing was touched (0"),
        (
            {"refused": True, "noted": True},
            "refused, and nothing was touched but the state, in which what was found is noted (0",
        ),
        ({"refused": True, "interrupted": True}, "interrupted, and nothing was touched (0"),
        ({"interrupted": True}, "interrupted after no changes; 0 unchanged"),
        (
            {"interrupted": True, "steps": [Step("a", "create", SERVER, "a")]},
            "interrupted after 1 created; 0 unchanged",
        ),
        ({"steps": [Step("a", "create", SERVER, "a")]}, "failed after 1 created; 0 unchanged"),
        ({}, "failed after no changes; 0 unchanged"),
    ],
)
def test_a_run_that_did_not_end_well_says_whether_anything_was_touched(facts: dict[str, Any], summary: str) -> None:
    outcome = Outcome("up", "s", sandbox=False, errors=["a: broken"], **facts)
    assert summed_up(outcome).plain.startswith(f"up of s: {summary}")


def test_what_people_have_to_do_is_told_last() -> None:
    machine = host(provider="bytemark", state="registered", console="https://panel.example/")
    outcome = Outcome("preview", "s", sandbox=True, before={"hosts": {"b": machine}}, after={"hosts": {"a": machine}})
    ordered, cancelled = outcome.by_hand()
    assert f"Left to do by hand\n- {ordered}\n- {cancelled}\n\npreview of s" in told(outcome)


def test_targets_are_listed_and_counted() -> None:
    before = {"checks": [{"kind": "icmp", "target": "a"}, {"kind": "icmp", "target": "b"}]}
    after = {"checks": [{"kind": "icmp", "target": "b"}, {"kind": "http", "target": "https://c/"}]}
    outcome = Outcome("up", "s", sandbox=True, before=before, after=after)
    assert "+ http https://c/" in told(outcome)
    assert "- icmp a" in told(outcome)
    assert "up of s, in the sandbox: 1 target added, 1 target removed; 0 unchanged" in told(outcome)


def test_nothing_changed() -> None:
    facts = {"hosts": {"a": host()}, "checks": []}
    outcome = Outcome("preview", "s", sandbox=False, before=facts, after=facts, unchanged=4)
    assert told(outcome).strip() == "preview of s: no changes; 4 unchanged (0.0 s)"


@pytest.mark.parametrize(
    ("verb", "done"),
    [
        ("preview", "2 to create, 1 to update"),
        ("up", "2 created, 1 updated"),
        ("refresh", "2 found new, 1 found changed"),
    ],
)
def test_each_verb_has_its_own_words_for_what_changed(verb: str, done: str) -> None:
    steps = [Step("a", operation, SERVER, "a") for operation in ("create", "create", "update")]
    outcome = Outcome(verb, "s", sandbox=False, steps=steps, seconds=1.26)
    assert summed_up(outcome).plain == f"{verb} of s: {done}; 0 unchanged (1.3 s)"


def test_a_row_is_a_line_of_its_sections_table_and_names_are_not_folded() -> None:
    facts = {"hosts": {"a" * 60: host()}}
    steps = [Step("a" * 60, "update", SERVER, "a", ("labels",), "hosts"), Step("", "create", SERVER, "b")]
    lines = told(Outcome("up", "s", sandbox=False, steps=steps, before=facts, after=facts)).splitlines()
    assert [line.split() for line in lines[:2]] == [
        ["Host", "Change"],
        ["a" * 60, "linode,", "created", "update", "server", "(labels)"],
    ]
    assert [line.split() for line in lines[3:5]] == [["Other", "Change"], ["shared", "create", "server"]]


def test_a_log_has_lines_of_160_columns() -> None:
    assert (console().width, console(stderr=True).stderr) == (160, True)


def test_a_host_and_a_zone_of_one_name_have_lines_of_their_own() -> None:
    facts = {"hosts": {"a": host()}, "zones": {"a": {"provider": "linode", "state": "created", "aliases": []}}}
    steps = [
        Step("a", "update", SERVER, "a", ("serverType",), "hosts"),
        Step("a", "adopt", "hcloud:index/zone:Zone", "a", (), "zones"),
    ]
    lines = told(Outcome("preview", "s", sandbox=False, steps=steps, before=facts, after=facts)).splitlines()
    assert [line.split() for line in lines if line.strip()][:4] == [
        ["Host", "Change"],
        ["a", "linode,", "created", "update", "server", "(size)"],
        ["Zone", "Change"],
        ["a", "linode,", "created", "adopt", "zone"],
    ]
