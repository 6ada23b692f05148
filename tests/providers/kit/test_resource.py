"""What a resource, a package and settings are unless they say otherwise."""

import pytest

from providers.kit.model import ADDRESS, LOGIN
from providers.kit.resource import Resource, Settings
from providers.kit.runtime import EngineRuntime
from tests.providers.kit.toy import TOY, Thing, ThingArguments, ToySettings


def test_arguments_are_complete_and_right_unless_a_resource_says_otherwise() -> None:
    arguments = ThingArguments(name="desk")
    assert Resource.complete(Thing(None), arguments) is arguments
    assert list(Resource.validate(Thing(None), arguments)) == []


def test_a_token_has_the_packages_name() -> None:
    assert TOY.token("Thing") == "toy:index:Thing"


def test_settings_have_a_variable_each_by_their_marks() -> None:
    assert (ToySettings.variables_of(LOGIN), ToySettings.variables_of(ADDRESS)) == (("TOY_API_KEY",), ())


def test_settings_say_how_to_connect() -> None:
    with pytest.raises(NotImplementedError):
        Settings().connect(EngineRuntime())
