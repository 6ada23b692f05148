"""Large inventories: reading and checking one takes little longer than PyYAML takes to parse it, mistakes or not."""

import re
import time
from collections.abc import Callable
from pathlib import Path

import pytest
import yaml

from fleet.checks import checks
from fleet.load import load
from fleet.problems import InvalidInventoryError
from tests.fleet.strategies import KEY

HOSTS = 3000
HEAD = f"""contacts:
  ods: {{ name: ODS, email: code@example.org, ssh_keys: [{KEY}] }}
providers:
  linode: {{ console: https://cloud.linode.com/, manager: ods }}
  bytemark: {{ console: https://panel.example.org/, manager: ods }}
"""
HOST = "  host-{0}.example.org: {{ provider: bytemark }}\n"
SERVICE = """  service-{0}:
    title: Service {0}
    hosts: [host-{0}.example.org]
    errors: {{ none: static }}
    sites:
      https://www{0}.example.org/: {{ keyword: Welcome }}
"""
GOOD = "".join(
    [HEAD, "hosts:\n", *map(HOST.format, range(HOSTS)), "services:\n", *map(SERVICE.format, range(HOSTS))],
)


def seconds(work: Callable[[], object]) -> float:
    """The processor's time, which other programs of the machine don't change."""
    start = time.process_time()
    work()
    return time.process_time() - start


@pytest.fixture(scope="module")
def parsing() -> float:
    return min(seconds(lambda: yaml.load(GOOD, yaml.CSafeLoader)) for _ in range(2))


def test_a_large_fleet(tmp_path: Path, parsing: float) -> None:
    file = tmp_path / "fleet.yaml"
    file.write_text(GOOD)
    found = []
    assert seconds(lambda: found.extend(checks(load(file)))) < 2 * parsing + 1
    assert len(found) == 4 * HOSTS


@pytest.mark.parametrize(
    ("pattern", "instead"),
    [
        (r"hosts: \[host", "hosts: [hst"),
        (r"hosts: \[host", "hosts: [elsewhere"),
        (r"title: .*", "title: Service"),
        (r"title: .*", "titel: Service"),
        (r"host-\d+(?=.*provider)", "host-1"),
        (r"keyword", "keywrod"),
        (r"Welcome", "!welcome Welcome"),
        (r"provider: bytemark", "provider: bitemark"),
    ],
)
def test_a_mistake_in_every_row(pattern: str, instead: str, tmp_path: Path, parsing: float) -> None:
    file = tmp_path / "fleet.yaml"
    file.write_text(re.sub(pattern, instead, GOOD))
    problems = []

    def work() -> None:
        with pytest.raises(InvalidInventoryError) as caught:
            load(file)
        problems.extend(caught.value.problems)

    assert seconds(work) < 3 * parsing + 1
    assert len(problems) >= HOSTS - 1


def test_a_file_for_every_host(tmp_path: Path, parsing: float) -> None:
    (tmp_path / "fleet.yaml").write_text(HEAD + "services:\n" + "".join(map(SERVICE.format, range(HOSTS))))
    for number in range(HOSTS):
        (tmp_path / f"host-{number}.yaml").write_text("hosts:\n" + HOST.format(number))
    fleets = []
    assert seconds(lambda: fleets.append(load(tmp_path))) < 2 * parsing + 2
    assert len(fleets[0].hosts) == HOSTS
