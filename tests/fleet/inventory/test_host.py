"""What every host's row may say."""

import pytest
from pydantic import ValidationError

from fleet.inventory.host import EXPORTER_PORT, PROXY_PORT, address
from tests.fleet.small import host


def test_a_row_can_not_be_changed() -> None:
    with pytest.raises(ValidationError, match="frozen"):
        host(provider="bytemark").note = "changed"


@pytest.mark.parametrize(
    ("name", "row", "expected"),
    [
        ("www.example.org", {"ipv4": "203.0.113.5"}, "www.example.org"),
        ("www", {"ipv4": "203.0.113.5", "ipv6": "2001:db8::5"}, "203.0.113.5"),
        ("www", {"ipv6": "2001:db8::5"}, "2001:db8::5"),
        ("www", {}, "www"),
    ],
)
def test_what_is_probed_is_the_name_that_dns_knows_else_the_address(
    name: str, row: dict[str, str], expected: str
) -> None:
    assert address(name, host(provider="bytemark", **row)) == expected


def test_the_exporters_ports_are_those_of_the_sysadmins() -> None:
    assert (PROXY_PORT, EXPORTER_PORT) == (80, 7231)
