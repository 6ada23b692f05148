"""The names and marks of fields."""

from typing import Annotated, Any

import pytest
from pydantic import Field, ValidationError

from providers.kit.model import LOGIN, REPLACES, SECRET, UNORDERED, Answer, Arguments, engine_name, is_marked, marked


class Thing(Arguments):
    display_name: Annotated[str, REPLACES]
    pass_word: Annotated[str | None, SECRET, LOGIN] = None
    tags: Annotated[list[str], UNORDERED] = Field([])


@pytest.mark.parametrize("name", ["display_name", "displayName"])
def test_a_field_has_two_names_and_the_engines_is_told(name: str) -> None:
    assert Thing.model_validate({name: "a"}).plain() == {"displayName": "a", "tags": []}


@pytest.mark.parametrize(("given", "hidden"), [({"display_name": ["hush"]}, "hush"), ({"a": "hush"}, "hush")])
def test_a_mistake_names_no_value(given: dict[str, Any], hidden: str) -> None:
    with pytest.raises(ValidationError) as caught:
        Thing.model_validate(given)
    assert hidden not in str(caught.value)


def test_an_answer_may_have_fields_that_nobody_knows() -> None:
    assert Answer.model_validate({"new": 1}) == Answer()


def test_marks_are_told_by_the_engines_names() -> None:
    assert [marked(Thing, mark) for mark in (REPLACES, SECRET, UNORDERED)] == [
        {"displayName"},
        {"passWord"},
        {"tags"},
    ]
    field = Thing.model_fields["pass_word"]
    assert (is_marked(field, LOGIN), is_marked(field, REPLACES)) == (True, False)
    assert engine_name("pass_word", field) == "passWord"
