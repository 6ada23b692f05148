"""Linode's sizes and regions."""

from pathlib import Path

from fleet.catalogue import Catalogue, CatalogueSource, Get


def fetched(get: Get) -> Catalogue:
    """The catalogue as Linode's API has it, which tells it to anybody."""
    sizes, regions = (get(f"/v4/{path}?page_size=500")["data"] for path in ("linode/types", "regions"))
    return Catalogue({each["id"]: each["memory"] for each in sizes}, {each["id"]: each["label"] for each in regions})


SOURCE = CatalogueSource(Path(__file__).with_name("catalogue.json"), "https://api.linode.com", fetched)
CATALOGUE = SOURCE.kept()
