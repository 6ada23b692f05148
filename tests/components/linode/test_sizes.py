"""Linode's sizes and regions, as its API tells them."""

from components.linode.sizes import CATALOGUE, fetched
from fleet.catalogue import Catalogue


def test_the_catalogue_is_read_in_two_requests() -> None:
    answers = {
        "/v4/linode/types?page_size=500": {"data": [{"id": "g6-nanode-1", "memory": 1024, "label": "Nanode 1GB"}]},
        "/v4/regions?page_size=500": {"data": [{"id": "gb-lon", "label": "London 2, UK", "country": "gb"}]},
    }
    assert fetched(answers.__getitem__) == Catalogue({"g6-nanode-1": 1024}, {"gb-lon": "London 2, UK"})


def test_the_kept_list_has_what_rows_get_by_default() -> None:
    assert {"g6-nanode-1", "g6-standard-1"} <= CATALOGUE.sizes.keys()
    assert "gb-lon" in CATALOGUE.regions
