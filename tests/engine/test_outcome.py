"""How a run's outcome is told."""

from itertools import combinations
from typing import Any

import pytest

from engine.outcome import SECTIONS, FactChange, Line, Outcome, Step

SERVER = "hcloud:index/server:Server"
RDNS = "hcloud:index/rdns:Rdns"


def host(**others: Any) -> dict[str, Any]:
    return {"provider": "linode", "state": "created", "manager": "ods", "services": [], "aliases": []} | others


def test_rows_are_new_gone_renamed_and_changed() -> None:
    before = {"a": host(), "b": host(), "c": host(), "same": host()}
    after = {"new": host(), "b2": host(aliases=["b"]), "c": host(manager="ocp", services=["x", "y"]), "same": host()}
    outcome = Outcome("preview", "s", sandbox=True, before={"hosts": before}, after={"hosts": after})
    assert {line.name: line.changes for line in outcome.lines()} == {
        "a": ("gone",),
        "b2": ("renamed from b",),
        "c": ("manager: ods → ocp (the keys on the running machine are Salt's to change)", "services: none → x, y"),
        "new": ("new",),
    }
    assert outcome.rows() == {"new": 1, "changed": 2, "gone": 1}
    assert outcome.changed


def test_a_name_that_is_reused_is_no_renaming() -> None:
    before, after = {"a": host(), "b": host()}, {"a": host(), "b": host(aliases=["a"])}
    outcome = Outcome("preview", "s", sandbox=True, before={"hosts": before}, after={"hosts": after})
    assert list(outcome.lines()) == []


def test_a_row_that_is_still_there_is_not_the_one_that_names_it_as_its_former_name() -> None:
    before = {"a": host(), "b": host()}
    after = {"a": host(manager="ocp"), "b": host(aliases=["a"]), "c": host(aliases=["a"])}
    outcome = Outcome("preview", "s", sandbox=True, before={"hosts": before}, after={"hosts": after})
    assert {line.name: [change.partition(" (")[0] for change in line.changes] for line in outcome.lines()} == {
        "a": ["manager: ods → ocp"],
        "c": ["new"],
    }


def test_a_fact_is_told_with_what_follows_from_it() -> None:
    before = {"a": host(size="g6-nanode-1", image="one"), "b": host(provider="bytemark", manager="ods", retire=None)}
    after = {"a": host(size="g6-standard-2", image="two"), "b": host(provider="bytemark", retire="2027-01-31")}
    outcome = Outcome("preview", "s", sandbox=True, before={"hosts": before}, after={"hosts": after})
    changes = {line.name: line.changes for line in outcome.lines()}
    assert changes["a"][0] == "image: one → two (applies to new machines only)"
    assert changes["a"][1].startswith("size: g6-nanode-1 → g6-standard-2 (the machine runs while it is copied")
    (retire,) = changes["b"]
    assert retire.startswith("retire: none → 2027-01-31 (nobody is notified of it any more")


def test_a_fact_that_was_not_told_before_is_no_change_unless_it_comes_and_goes() -> None:
    before, after = {"a": host()}, {"a": host(size="cx23", retire="2027-01-31", pointed_at_by=["A a", "service x"])}
    outcome = Outcome("preview", "s", sandbox=True, before={"hosts": before}, after={"hosts": after})
    (line,) = outcome.lines()
    assert [change.partition(":")[0] for change in line.changes] == ["pointed at by", "retire"]
    assert line.changes[0] == "pointed at by: none → A a, service x"


def test_what_people_have_to_do_follows_from_the_rows() -> None:
    machine = host(provider="bytemark", state="registered", console="https://panel.example/")
    outcome = Outcome("preview", "s", sandbox=True, before={"hosts": {"b": machine}}, after={"hosts": {"a": machine}})
    ordered, cancelled = outcome.by_hand()
    assert ordered.startswith("a: if it is new, order it at https://panel.example/")
    assert cancelled.startswith("b: cancel it at https://panel.example/")
    assert outcome.as_json()["by_hand"] == [ordered, cancelled]


def test_resources_are_told_with_their_row_and_shared_ones_last() -> None:
    steps = [
        Step("a", "create", RDNS, "a-ipv4", section="hosts"),
        Step("a", "create", RDNS, "a-ipv6", section="hosts"),
        Step("a", "update", SERVER, "a", ("labels", "name"), "hosts"),
        Step("", "create", "hcloud:index/firewall:Firewall", "web"),
    ]
    facts = {"hosts": {"a": host()}}
    outcome = Outcome("up", "s", sandbox=False, steps=steps, before=facts, after=facts)
    assert list(outcome.lines()) == [
        Line("hosts", "a", "linode, created", ("create reverse DNS x2", "update server (labels, name)")),
        Line("other", "", "", ("create firewall",)),
    ]
    assert outcome.counts == {"create": 3, "update": 1}


def test_targets_added_and_removed() -> None:
    before = {"checks": [{"kind": "icmp", "target": "a"}, {"kind": "icmp", "target": "b"}]}
    after = {"checks": [{"kind": "icmp", "target": "b"}, {"kind": "http", "target": "https://c/"}]}
    outcome = Outcome("up", "s", sandbox=True, before=before, after=after)
    assert outcome.targets() == (["http https://c/"], ["icmp a"])
    assert outcome.changed


def test_nothing_changed() -> None:
    facts = {"hosts": {"a": host()}, "checks": []}
    outcome = Outcome("preview", "s", sandbox=False, before=facts, after=facts, unchanged=4)
    assert not outcome.changed


def test_json_is_complete_and_plain() -> None:
    facts = {"hosts": {"a": host()}}
    step = Step("a", "update", SERVER, "a", ("labels",), "hosts")
    outcome = Outcome("up", "s", sandbox=True, steps=[step], before=facts, after=facts, errors=["x"])
    assert outcome.as_json() == {
        "verb": "up",
        "stack": "s",
        "sandbox": True,
        "ok": False,
        "refused": False,
        "changed": True,
        "resources": {"update": 1},
        "unchanged": 0,
        "rows": [
            {
                "section": "hosts",
                "name": "a",
                "action": "changed",
                "former": None,
                "fields": [],
                "changes": ["update server (labels)"],
            }
        ],
        "steps": [
            {
                "section": "hosts",
                "owner": "a",
                "operation": "update",
                "type": SERVER,
                "kind": "server",
                "name": "a",
                "fields": ["labels"],
            }
        ],
        "targets": {"added": [], "removed": []},
        "by_hand": [],
        "errors": ["x"],
        "warnings": [],
        "notes": [],
    }


def test_a_machine_that_was_renamed_is_neither_ordered_nor_cancelled() -> None:
    row = {"provider": "bytemark", "state": "registered", "console": "https://panel.example.org/", "aliases": []}
    before, after = {"hosts": {"old": row}}, {"hosts": {"new": row | {"aliases": ["old"]}}}
    assert Outcome("up", "s", sandbox=True, before=before, after=after).by_hand() == []
    assert len(Outcome("up", "s", sandbox=True, before=before, after={"hosts": {"new": row}}).by_hand()) == 2


def test_each_section_has_its_own_detail_and_only_hosts_have_consequences() -> None:
    service = {"title": "The site", "manager": "ods", "errors": {"none": "static"}, "aliases": []}
    site = {"service": "web", "provider": "bytemark", "state": "registered", "aliases": []}
    zone = {"provider": "linode", "state": "created", "release": False, "aliases": []}
    before = {"services": {"web": service}, "sites": {"https://a/": site}, "zones": {"example.org": zone}}
    after = {
        "services": {"web": service | {"manager": "ocp", "errors": {"sentry": "web", "rate": 1}}},
        "sites": {"https://a/": site | {"state": "adopted"}},
        "zones": {"example.org": zone | {"release": True}},
    }
    outcome = Outcome("preview", "s", sandbox=True, before=before, after=after)
    assert list(outcome.lines()) == [
        Line(
            "services",
            "web",
            "The site",
            ("errors: none static → sentry web, rate 1", "manager: ods → ocp"),
            fields=(
                FactChange("errors", {"none": "static"}, {"sentry": "web", "rate": 1}),
                FactChange("manager", "ods", "ocp"),
            ),
        ),
        Line(
            "sites",
            "https://a/",
            "web, bytemark",
            ("state: registered → adopted",),
            fields=(FactChange("state", "registered", "adopted"),),
        ),
        Line(
            "zones",
            "example.org",
            "linode, created",
            ("release: False → True",),
            fields=(FactChange("release", before=False, after=True),),
        ),
    ]


def test_programs_are_told_what_becomes_of_each_row_and_fact() -> None:
    before = {"a": host(), "b": host(), "c": host(size="x", services=["w"]), "same": host()}
    after = {"new": host(), "b2": host(aliases=["b"], manager="ocp"), "c": host(size="y"), "same": host()}
    outcome = Outcome("preview", "s", sandbox=True, before={"hosts": before}, after={"hosts": after})
    rows = {row["name"]: row for row in outcome.as_json()["rows"]}
    assert {name: (row["action"], row["former"]) for name, row in rows.items()} == {
        "a": ("gone", None),
        "b2": ("renamed", "b"),
        "c": ("changed", None),
        "new": ("new", None),
    }
    assert {name: [[*field.values()][:3] for field in row["fields"]] for name, row in rows.items()} == {
        "a": [],
        "b2": [["manager", "ods", "ocp"]],
        "c": [["services", ["w"], []], ["size", "x", "y"]],
        "new": [],
    }
    services, size = rows["c"]["fields"]
    assert services["consequence"] == ""
    assert size["consequence"] in rows["c"]["changes"][1]


def test_a_new_zone_is_delegated_by_hand() -> None:
    zone = {"provider": "linode", "state": "created", "release": False, "aliases": []}
    outcome = Outcome("preview", "s", sandbox=True, after={"zones": {"example.org": zone}})
    (step,) = outcome.by_hand()
    assert step.startswith("example.org: have it delegated to ")
    assert Outcome("preview", "s", sandbox=True, before=outcome.after, after=outcome.after).by_hand() == []


@pytest.mark.parametrize(
    ("before", "after", "said"),
    [
        ({"region": "nbg1"}, {"region": "fsn1"}, "Write region: nbg1 again"),
        ({"region": "nbg1", "size": "cx23"}, {"region": "fsn1", "size": "cx33"}, "Write region: nbg1 again"),
        ({"size": "cx23"}, {"size": "cx33"}, "Write size: cx23 again"),
        ({"image": None}, {"image": "two"}, "Leave image out again"),
        (
            {"image": "one", "swap": None},
            {"image": "two", "swap": 2},
            "Write image: one again and leave swap out again",
        ),
        ({}, {}, "Put its row back as it was"),
    ],
)
def test_what_to_put_back_names_the_field_and_its_value(
    before: dict[str, Any], after: dict[str, Any], said: str
) -> None:
    row = {"provider": "hetzner-cloud", "state": "created", "aliases": []}
    outcome = Outcome(
        "up", "s", sandbox=True, before={"hosts": {"a": row | before}}, after={"hosts": {"a": row | after}}
    )
    assert outcome.put_back("a") == said
    assert outcome.put_back("b") == "Put its row back as it was"


PAIRS = list(combinations(SECTIONS, 2))
"""Sections of which two rows may have one name."""


@pytest.mark.parametrize(("one", "other"), PAIRS)
@pytest.mark.parametrize("known", [True, False])
def test_rows_of_two_sections_with_one_name_have_their_own_steps(one: str, other: str, *, known: bool) -> None:
    row = host(service="s", title="t") if known else None
    facts = {section: {"example.org": row} for section in (one, other)} if known else {}
    steps = [
        Step("example.org", "adopt", SERVER, "example.org", section=other),
        Step("example.org", "update", SERVER, "example.org", ("serverType",), section=one),
        Step("example.org", "create", RDNS, "example.org-a", section=other),
        Step("", "create", "hcloud:index/firewall:Firewall", "web"),
    ]
    outcome = Outcome("up", "s", sandbox=True, steps=steps, before=facts, after=facts)
    assert [(line.section, line.name, line.changes) for line in outcome.lines()] == [
        (one, "example.org", ("update server (size)",)),
        (other, "example.org", ("adopt server", "create reverse DNS")),
        ("other", "", ("create firewall",)),
    ]
    assert {step["section"] for step in outcome.as_json()["steps"]} == {one, other, "other"}
    both = outcome.called(one, "example.org"), outcome.called(other, "example.org")
    assert both == ((f"{one[:-1]} example.org", f"{other[:-1]} example.org") if known else ("example.org",) * 2)


def test_only_a_name_that_rows_of_two_sections_have_needs_its_section() -> None:
    outcome = Outcome("up", "s", sandbox=True, before={"hosts": {"a": host(), "b": host()}}, after={"zones": {"b": {}}})
    assert [outcome.called("hosts", "a"), outcome.called("hosts", "b"), outcome.called("", "")] == ["a", "host b", ""]
    assert outcome.called("zones", "c") == "c"


def test_what_is_deleted_in_a_renamed_row_is_said_there() -> None:
    steps = [Step("a", "delete", RDNS, "a-ipv4", section="hosts"), Step("a2", "update", SERVER, "a2", (), "hosts")]
    before, after = {"hosts": {"a": host()}}, {"hosts": {"a2": host(aliases=["a"])}}
    (line,) = Outcome("up", "s", sandbox=True, steps=steps, before=before, after=after).lines()
    assert line.changes == ("renamed from a", "update server", "delete reverse DNS")


def test_several_arguments_of_one_word_are_said_once() -> None:
    fields = ("deleteProtection: False → True", "rebuildProtection: False → True", "serverType: a → b")
    step = Step("a", "update", SERVER, "a", fields, "hosts")
    assert str(step) == "update server (protection: False → True, size: a → b)"
    assert step.as_json()["fields"] == list(fields)
    assert (step.as_json()["type"], step.as_json()["kind"]) == (SERVER, "server")
