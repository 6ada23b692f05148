"""What a zone's row may say."""

from typing import Any

import pytest

from fleet.inventory.zone import DAY, Zone


def test_records_live_for_a_day_unless_the_zone_says_otherwise() -> None:
    assert Zone(provider="linode").ttl == DAY == 24 * 60 * 60


@pytest.mark.parametrize("ttl", [60, 61, 4000, 2_419_200])
@pytest.mark.parametrize("where", [{"provider": "hetzner-cloud"}, {"elsewhere": "the registrar"}])
def test_others_keep_any(where: dict[str, Any], ttl: int) -> None:
    assert Zone(**where, ttl=ttl).ttl == ttl
