"""Rules that refuse a dangerous plan."""

from datetime import date
from typing import Any

import pytest

from fleet.blueprint.guards import (
    before_their_day,
    leaving,
    no_login,
    or_manage_nothing,
    turned_off,
    undelegated,
    unfit_stack_name,
)
from fleet.draw_up import draw_up
from tests.fleet.small import fleet

TODAY = date(2027, 1, 31)


def row(state: str = "created", **others: Any) -> dict[str, Any]:
    return {"provider": "hetzner-cloud", "state": state, "aliases": []} | others


def test_a_host_leaves_when_its_row_does_or_is_managed_no_longer() -> None:
    before = {"gone": row(), "stays": row(), "old": row(), "unmanaged": row("adopted")}
    after = {"stays": row(), "new": row(aliases=["old"]), "unmanaged": row("registered"), "more": row()}
    assert list(leaving(before, after)) == ["gone", "unmanaged"]


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (row(), row(provider="linode")),
        (row(region="nbg1"), row(region="fsn1")),
        (row("adopted", id=1, providerId="1"), row("adopted", id=2)),
        (row(providerId="1"), row("adopted", id=2)),
        (row(region="nbg1"), row(region="fsn1", aliases=["www"])),
    ],
)
def test_a_machine_leaves_when_its_row_is_anothers(before: dict[str, Any], after: dict[str, Any]) -> None:
    now = {"new" if after["aliases"] else "www": after}
    assert list(leaving({"www": before}, now)) == ["www"]


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (row(provider="linode", region="gb-lon"), row(provider="linode", region="us-east")),
        (row("adopted", region="nbg1", id=1, providerId="1"), row("adopted", region="fsn1", id=1)),
        (row(providerId="1"), row("adopted", id=1)),
        (row(size="cx23"), row(size="cx33", region="nbg1")),
    ],
)
def test_a_machine_that_is_changed_in_place_stays(before: dict[str, Any], after: dict[str, Any]) -> None:
    assert list(leaving({"www": before}, {"www": after})) == []


@pytest.mark.parametrize("day", ["2027-01-31", "2026-12-01", None])
def test_a_host_may_leave_from_its_day_on(day: str | None) -> None:
    assert list(before_their_day({"a": row(retire=day)}, TODAY)) == []


def test_hosts_may_not_leave_before_their_day() -> None:
    hosts = {name: row(retire="2027-02-01") for name in ("b", "a")}
    assert list(before_their_day(hosts, TODAY)) == [
        f"{name}: its row says retire: 2027-02-01, which is yet to come; put the row back as it was until then"
        for name in ("a", "b")
    ]


def test_a_missing_login_says_what_to_set() -> None:
    said = no_login("Toy World", "toy", {"user": "TOY_USER", "pass": "TOY_PASS"}) + or_manage_nothing("toy", "s")
    assert said == (
        "Toy World: there is no login. Set TOY_USER and TOY_PASS, or run `pulumi config set --secret toy:user` and "
        "`pulumi config set --secret toy:pass`; or write `fleet:toy: false` in stacks/Pulumi.s.yaml, and nothing is "
        "managed there"
    )


def test_a_service_that_is_turned_off_says_how_to_keep_and_how_to_delete_what_is_there() -> None:
    said = turned_off("Toy World", "toy", "s", 3)
    assert said.startswith("Toy World: `fleet:toy` is false, and what this stack has there (3) would be deleted")
    assert "Write true in stacks/Pulumi.s.yaml to keep them" in said
    assert "`pulumi destroy --stack s --target '**toy:index:**'`" in said


MADE, FOUND, ELSEWHERE = {"provider": "linode"}, {"provider": "linode", "id": 5}, {"elsewhere": "the registrar"}
MOVES = "its names are in the zone example.org so far, and nobody may be led to another"
TOO_EARLY = "it is made only now, so example.org can't lead to it yet"
OUTER = ["example.org"]


@pytest.mark.parametrize(
    ("before", "inner", "reason"),
    [
        (OUTER, MADE, MOVES),
        (OUTER, FOUND, MOVES),
        (OUTER, ELSEWHERE, MOVES),
        ([], MADE, MOVES),
        ([], FOUND, None),
        ([], ELSEWHERE, None),
        (OUTER, MADE | {"delegated": True}, TOO_EARLY),
        ([], MADE | {"delegated": True}, TOO_EARLY),
        (OUTER, FOUND | {"delegated": True}, None),
        (OUTER, ELSEWHERE | {"delegated": True}, None),
        (OUTER, MADE | {"delegated": False}, None),
        ([*OUTER, "in.example.org"], MADE, None),
        ([*OUTER, "in.example.org"], MADE | {"delegated": True}, None),
    ],
)
def test_a_new_zone_in_another_says_how_far_its_delegation_is(
    before: list[str], inner: dict[str, Any], reason: str | None
) -> None:
    rows = {"example.org": {"provider": "hetzner-cloud"}, "in.example.org": {"email": "dns@example.org"} | inner}
    said = list(undelegated(before, draw_up(fleet(zones=rows)).zones))
    then = "write delegated: false in its row, and true once `python -m fleet dns --check` finds its NS record"
    assert said == ([f"in.example.org: {reason}; {then}"] if reason else [])


def test_a_zone_in_no_other_needs_no_word() -> None:
    rows = {"example.org": {"provider": "hetzner-cloud"}, "example.net": {"provider": "hetzner-cloud"}}
    assert list(undelegated([], draw_up(fleet(zones=rows)).zones)) == []


def test_each_provider_says_whether_it_takes_the_name_of_a_stack() -> None:
    providers = ["linode", "hetzner-cloud", "bytemark", "linode"]
    assert list(unfit_stack_name("production", providers)) == []
    assert len(list(unfit_stack_name("s" * 50, providers))) == 1
    said = list(unfit_stack_name("s" * 64, providers))
    assert len(said) == 2
    assert all(reason.endswith("; give the stack a shorter one with `pulumi stack rename`") for reason in said)
