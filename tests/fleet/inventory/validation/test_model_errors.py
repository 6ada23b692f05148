"""Pydantic's errors as mistakes, and the keys that a place may have."""

from pydantic_core import ErrorDetails

from fleet.inventory.fleet import Fleet
from fleet.inventory.validation.model_errors import fields_at, mistakes


def test_the_keys_of_a_row() -> None:
    assert fields_at((), None) == tuple(sorted(Fleet.model_fields))
    assert fields_at(("exporters",), None) == ("password_hash", "user")
    assert fields_at(("zones", "example.org"), None) == (
        "caa",
        "delegated",
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


def test_an_error_that_is_new_to_us_is_told_in_pydantics_words() -> None:
    error = ErrorDetails(type="new_type", loc=("contacts", "a", "name"), msg="Input should be new", input="old")
    found = mistakes([error])
    assert [(mistake.what, mistake.write) for mistake in found] == [
        ("'old' does not fit: Input should be new", "write what the schema says")
    ]
