"""Hetzner Cloud's sizes and regions."""

from pathlib import Path

from fleet.catalogue import Catalogue, CatalogueSource, Get
from fleet.inventory.swap import GB


def fetched(get: Get) -> Catalogue:
    """The catalogue as Hetzner Cloud's API has it, which tells it to who has a token. It has 50 on a page at most."""
    sizes, page = dict[str, int](), 1
    while page:
        answer = get(f"/v1/server_types?per_page=50&page={page}")
        sizes |= {each["name"]: int(each["memory"] * GB) for each in answer["server_types"]}
        page = answer["meta"]["pagination"]["next_page"]
    regions = {each["name"]: each["city"] for each in get("/v1/locations?per_page=50")["locations"]}
    return Catalogue(sizes, regions)


SOURCE = CatalogueSource(
    Path(__file__).with_name("catalogue.json"), "https://api.hetzner.cloud", fetched, login="HCLOUD_TOKEN"
)
CATALOGUE = SOURCE.kept()
