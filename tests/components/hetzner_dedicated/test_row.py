"""A dedicated machine's row."""

from tests.fleet.small import host


def test_a_dedicated_host_is_adopted_by_its_number() -> None:
    found = host(provider="hetzner-dedicated", server_number=321)
    assert (found.state, found.provider_id) == ("adopted", "321")
    assert (found.rule_sets, found.exporter_is_direct) == ((), False)
