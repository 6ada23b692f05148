"""Names of zones as Hetzner takes them."""

import pytest

from components.hetzner_cloud.names import UNREGISTERED, wrong_zone


@pytest.mark.parametrize("name", ["example.org", "example.co.uk", "xn--bcher-kva.de", "test.org", "my.internal.com"])
def test_a_name_that_somebody_may_have_registered_is_a_zone(name: str) -> None:
    assert wrong_zone(name, None) is None


@pytest.mark.parametrize("suffix", sorted(UNREGISTERED))
def test_a_name_that_nobody_can_register_is_none(suffix: str) -> None:
    assert wrong_zone(f"fleet.{suffix}", None) == (
        f"nobody can register a name below .{suffix}, and Hetzner takes no such zone"
    )


@pytest.mark.parametrize("name", ["in.example.org", "a.in.example.org", "in.example.test"])
def test_a_subdomain_is_none(name: str) -> None:
    assert wrong_zone(name, "example.org") == (
        "it is inside the zone example.org, and Hetzner takes no zone of a subdomain"
    )
