from typing import Annotated, Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from providers.kit.arguments import checked, differences, in_recorded_order, load
from providers.kit.model import LEFT, SECRET, UNORDERED, Arguments, engine_name, marked
from providers.kit.values import UNKNOWN, has_unknown, plain_map, struct
from tests.providers.kit.toy import EarlyThing, Thing, ThingArguments

THING = Thing(None)


class SecretiveArguments(ThingArguments):
    secrets: Annotated[dict[str, str], SECRET]


class SecretiveThing(Thing):
    arguments = SecretiveArguments  # type: ignore[assignment]


PARTS = [{"name": "leg", "weight": 5}, {"name": "top", "weight": 51}]


def reasons(given: dict[str, Any]) -> dict[str, str]:
    return dict(checked(THING, given)[1])


def test_defaults_and_what_follows_from_other_arguments_are_filled_in() -> None:
    inputs, wrong = checked(THING, {"name": "desk"})
    assert inputs == {"name": "desk", "place": "here", "tags": [], "steps": [], "parts": [], "size": 4.0}
    assert wrong == []


def test_every_mistake_is_told_at_once_by_the_engines_names() -> None:
    wrong = reasons({"size": "big", "tags": [1], "parts": [{"name": "leg", "wieght": 1}], "passwrod": "x"})
    assert wrong == {
        "name": "this is missing",
        "size": "input should be a valid number, unable to parse string as a number",
        "tags[0]": "input should be a valid string",
        "parts[0].wieght": "there is no such field",
        "passwrod": "there is no such argument, but name, parts, passWord, place, size, steps, tags",
    }


def test_rules_about_several_fields_are_told_together_once_all_are_known() -> None:
    given = {"name": "desk", "passWord": "desk", "place": "nowhere"}
    assert list(reasons(given)) == ["passWord", "place"]
    assert reasons(given | {"place": UNKNOWN}) == {}


@pytest.mark.parametrize("field", ["name", "size", "tags", "parts", "passWord"])
def test_what_is_unknown_yet_is_no_mistake_and_stays_unknown(field: str) -> None:
    inputs, wrong = checked(THING, {"name": "desk", "size": 1.0} | {field: UNKNOWN})
    assert inputs[field] == UNKNOWN
    assert wrong == []


def test_what_is_left_out_is_taken_for_its_default_though_something_is_unknown() -> None:
    inputs, wrong = checked(THING, {"name": UNKNOWN, "passWord": "p"})
    assert inputs == {"name": UNKNOWN, "passWord": "p", "place": "here", "tags": [], "steps": [], "parts": []}
    assert wrong == []
    old = checked(THING, {"name": "desk", "tags": ["a"], "size": 1.0})[0]
    for unknown in ({"size": UNKNOWN}, {"tags": [UNKNOWN]}):
        inputs, wrong = checked(THING, {"name": "desk", "tags": ["a"], "size": 1.0} | unknown)
        assert list(differences(ThingArguments, old, inputs)) == list(unknown)
        assert wrong == []


def test_names_within_a_secret_are_not_told() -> None:
    wrong = checked(SecretiveThing(None), {"name": "desk", "secrets": {"hush": 1, "shush": "x"}})[1]
    assert [one.field for one in wrong] == ["secrets"]


def test_what_is_known_is_checked_though_the_rest_is_unknown() -> None:
    wrong = checked(THING, {"size": UNKNOWN, "name": "far too long a name", "colour": "red"})[1]
    assert [one.field for one in wrong] == ["name", "colour"]


def test_an_unknown_part_of_a_list_leaves_the_whole_argument_unchecked() -> None:
    inputs, wrong = checked(THING, {"name": "desk", "parts": [{"name": UNKNOWN, "weight": -1.0}]})
    assert inputs["parts"] == [{"name": UNKNOWN, "weight": -1.0}]
    assert wrong == []


def test_a_resource_that_can_do_without_what_is_unknown_tells_its_rules_early() -> None:
    resource = EarlyThing(None)
    inputs, wrong = checked(resource, {"name": "desk", "place": "nowhere", "tags": [UNKNOWN]})
    assert [one.field for one in wrong] == ["place"]
    assert inputs["tags"] == [UNKNOWN]
    assert checked(resource, {"name": "desk", "passWord": UNKNOWN, "place": UNKNOWN})[1] == []


def test_a_field_that_came_went_or_changed_is_told_so() -> None:
    old, new = {"name": "a", "size": 1.0}, {"name": "b", "passWord": "x"}
    assert differences(ThingArguments, old, new) == {"name": "UPDATE", "size": "DELETE", "passWord": "ADD"}


def test_the_order_counts_only_where_it_means_something() -> None:
    old: dict[str, Any] = {"name": "a", "tags": ["x", "y"], "steps": ["x", "y"]}
    new: dict[str, Any] = {"name": "a", "tags": ["y", "x"], "steps": ["y", "x"]}
    assert differences(ThingArguments, old, new) == {"steps": "UPDATE"}


def test_the_order_of_fields_and_the_form_of_numbers_mean_nothing() -> None:
    here = {"parts": PARTS}
    there = {"parts": [{"weight": float(one["weight"]), "name": one["name"]} for one in reversed(PARTS)]}  # type: ignore[arg-type]
    assert differences(ThingArguments, here, there) == {}
    assert in_recorded_order(ThingArguments, here, there) == there


@settings(deadline=None)
@given(st.lists(st.builds(dict, name=st.sampled_from("ab"), weight=st.integers(0, 100))), st.randoms())
def test_a_list_in_any_order_over_the_protocol_is_the_same(parts: list[dict[str, Any]], random: Any) -> None:
    mixed = random.sample(parts, len(parts))
    assert differences(ThingArguments, plain_map(struct({"parts": parts})), {"parts": mixed}) == {}
    assert bool(differences(ThingArguments, {"parts": parts}, {"parts": [*mixed, {"name": "c"}]}))


def test_what_is_found_keeps_the_order_that_is_known_only_where_it_is_the_same_list() -> None:
    found: dict[str, Any] = {"tags": ["a", "b"], "steps": ["a", "b"], "parts": PARTS[:1]}
    known: dict[str, Any] = {"tags": ["b", "a"], "steps": ["b", "a"], "parts": PARTS}
    assert in_recorded_order(ThingArguments, found, known) == found | {"tags": ["b", "a"]}


def test_what_a_newer_version_knew_of_a_state_is_left_out() -> None:
    loaded = load(ThingArguments, {"name": "a", "passWord": "p", "address": "at/1", "newer": True})
    assert loaded == ThingArguments(name="a", pass_word="p")


def test_marks_are_by_the_engines_names() -> None:
    assert marked(ThingArguments, SECRET) == {"passWord"}
    assert marked(ThingArguments, UNORDERED) == {"tags", "parts"}
    assert engine_name("pass_word", ThingArguments.model_fields["pass_word"]) == "passWord"


def test_an_unknown_value_is_seen_at_any_depth() -> None:
    assert has_unknown({"a": [{"b": UNKNOWN}]})
    assert not has_unknown({"a": [{"b": "known"}], UNKNOWN: 1})


def test_what_is_wrong_with_a_model_never_shows_the_value() -> None:
    with pytest.raises(ValueError, match="passWord") as caught:
        ThingArguments.model_validate({"name": "a", "passWord": ["hush"]})
    assert "hush" not in str(caught.value)


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        (True, None, {}),
        (False, None, {}),
        (None, None, {}),
        (None, True, {"kept": "ADD"}),
        (True, False, {"kept": "UPDATE"}),
        (False, True, {"kept": "UPDATE"}),
    ],
)
def test_what_is_left_as_it_is_differs_only_where_it_is_given(
    before: object, after: object, expected: dict[str, str]
) -> None:
    class Kept(Arguments):
        kept: Annotated[bool | None, LEFT] = None

    assert differences(Kept, {"kept": before}, {"kept": after}) == expected
