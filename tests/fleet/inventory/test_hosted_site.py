"""What holds for a site at any provider that serves sites."""

import pytest

from fleet.inventory.hosted_site import HostedSite


def test_a_site_is_only_registered_unless_its_provider_says_more() -> None:
    assert HostedSite().state == "registered"


def test_a_provider_says_where_a_cname_leads() -> None:
    with pytest.raises(NotImplementedError):
        _ = HostedSite().canonical_name
