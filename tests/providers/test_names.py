"""What people call the resources of the native providers is beside their models."""

import pytest

from providers.names import names_of


def test_a_type_has_its_noun_and_the_names_of_its_arguments() -> None:
    found = names_of("uptimerobot:index:StatusPage")
    assert found is not None
    noun, names = found
    assert noun == "status page"
    assert names["customDomain"] == "domain"
    assert "password" not in names


@pytest.mark.parametrize(
    "type_",
    [
        "uptimerobot:index:NoSuchThing",
        "uptimerobot:index:Outputs",
        "hcloud:index/server:Server",
        "kit:index:Resource",
        "names:index:X",
        "fleet:hosting:LinodeServer",
        "",
    ],
)
def test_there_is_none_for_anything_else(type_: str) -> None:
    assert names_of(type_) is None
