"""Hetzner Cloud's sizes and regions, as its API tells them."""

from typing import Any

from components.hetzner_cloud.sizes import CATALOGUE, fetched
from fleet.catalogue import Catalogue


def test_the_catalogue_is_read_page_by_page() -> None:
    def page(size: str, memory: float, following: int | None) -> dict[str, Any]:
        return {
            "server_types": [{"name": size, "memory": memory}],
            "meta": {"pagination": {"next_page": following}},
        }

    answers = {
        "/v1/server_types?per_page=50&page=1": page("cx23", 4.0, 2),
        "/v1/server_types?per_page=50&page=2": page("cx33", 8.0, None),
        "/v1/locations?per_page=50": {"locations": [{"name": "fsn1", "city": "Falkenstein", "country": "DE"}]},
    }
    assert fetched(answers.__getitem__) == Catalogue({"cx23": 4096, "cx33": 8192}, {"fsn1": "Falkenstein"})


def test_the_kept_list_has_what_rows_get_by_default() -> None:
    assert "cx23" in CATALOGUE.sizes
    assert "fsn1" in CATALOGUE.regions
