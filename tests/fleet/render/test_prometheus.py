"""How targets are written for Prometheus."""

import json
from typing import Any

import pytest

from fleet.blueprint.checks import checks
from fleet.blueprint.targets import targets
from fleet.render.prometheus import groups, target_file
from tests.fleet.small import FLEET, HASH, fleet

NAME = "www.example.org"


def node(**row: Any) -> dict[str, str]:
    """The labels of a host's node exporter, and its address."""
    found = fleet(hosts={NAME: {"spare": "kept", **row}}, exporters={"password_hash": HASH})
    (target,) = (one for one in targets(found, checks(found)) if one.job.startswith("node"))
    (group,) = groups([target])
    (address,) = group["targets"]
    return {"address": address, **group["labels"]}


@pytest.mark.parametrize(("port", "scheme"), [(443, "https"), (80, None), (8443, None), (4430, None), (9100, None)])
def test_a_proxy_on_the_port_of_https_is_asked_over_https(port: int, scheme: str | None) -> None:
    found = node(provider="bytemark", exporter={"port": port})
    assert found["address"].endswith(f"{NAME}:{port}")
    assert found.get("__scheme__") == scheme


def test_an_exporter_that_is_asked_directly_has_its_jobs_scheme() -> None:
    assert "__scheme__" not in node(provider="bytemark", exporter={"via": "direct", "port": 443})


def test_a_probe_names_its_module_and_a_scrape_has_none() -> None:
    for target in targets(FLEET, checks(FLEET)):
        (group,) = groups([target])
        expected = {} if target.module is None else {"__param_module": target.module.name}
        assert {name: value for name, value in group["labels"].items() if name.startswith("__param")} == expected


def test_a_file_of_targets_is_json_that_ends_with_a_line() -> None:
    found = target_file(targets(FLEET, checks(FLEET)))
    assert found.endswith("]\n")
    assert json.loads(found) == groups(targets(FLEET, checks(FLEET)))
