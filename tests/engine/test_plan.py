"""What a run may do of what was planned."""

import pytest

from engine.outcome import VERBS
from engine.plan import ALLOWS, unplanned

URN = "urn:pulumi:s::fleet::hcloud:index/server:Server::a"


def operations(*names: str) -> dict[str, frozenset[str]]:
    return {URN: frozenset(names)} if names else {}


@pytest.mark.parametrize("planned", VERBS)
@pytest.mark.parametrize("done", VERBS)
def test_only_what_was_planned_is_done_or_less(planned: str, done: str) -> None:
    assert bool(list(unplanned(operations(planned), operations(done)))) == (done not in ALLOWS[planned])


@pytest.mark.parametrize("verb", VERBS)
def test_what_was_planned_is_allowed_and_nothing_else_where_nothing_was(verb: str) -> None:
    assert list(unplanned(operations(verb), operations(verb))) == []
    (said,) = unplanned({}, operations(verb))
    assert said == (
        f"a: {VERBS[verb]} server was done, and the plan that was shown did not have it; "
        "check in the provider's console what became of it"
    )


def test_a_machine_is_not_replaced_or_deleted_where_less_was_shown() -> None:
    assert not {"replace", "delete"} & ALLOWS["update"]
    assert not {"replace", "delete"} & ALLOWS["create"]


def test_what_is_not_done_after_all_is_no_mistake() -> None:
    assert list(unplanned(operations("create"), {})) == []


def test_what_was_to_be_created_and_is_found_to_be_there_may_be_updated() -> None:
    assert list(unplanned(operations("create"), operations("update"), [URN])) == []
    assert list(unplanned(operations("create"), operations("delete"), [URN]))
