"""A Hetzner Cloud server's row."""

import pytest
from pydantic import ValidationError

from components.hetzner_cloud.row import HetznerCloudHost
from tests.fleet.small import host


def test_a_firewall_that_finds_a_machine_by_its_label_needs_the_label() -> None:
    row = {"provider": "hetzner-cloud", "size": "cx23", "id": 5}
    with pytest.raises(ValidationError) as caught:
        host(**row, keep=["tags"], firewall=["web"])
    assert [error["msg"] for error in caught.value.errors()] == [
        "its firewall would find it by a label, and it keeps the labels it has; leave firewall out, or tags out of keep"
    ]
    assert host(**row, keep=["tags"]).keep == ["tags"]
    assert host(**row, firewall=["web"]).firewall == ["web"]


def test_every_usual_size_is_in_the_catalogue() -> None:
    assert set(HetznerCloudHost.USUAL_SIZE.values()) <= HetznerCloudHost.MEMORY.keys()
