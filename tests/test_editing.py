"""The daily act: whatever a row says, these hold, and nothing else is asserted of the inventories in `stacks/`.

So editing a row as the guides say never breaks the build. To prove it, the same is asserted of copies with such edits.
"""

import json
import shutil
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import NamedTuple

import pytest
import yaml

from fleet.inventory.load import load
from tests.components.fleets import NOTHING_BESIDES
from tests.conftest import Run
from tests.fleet.inventory.test_json_schema import VALIDATOR, as_an_editor_sees
from tests.fleet.small import export
from tests.shared import FLEETS, parsed
from tests.test_program import expected, handed_over, own

STACKS = Path(__file__).parents[1] / "stacks"
LONGEST = 8
"""Lines of a host's row."""


class Edit(NamedTuple):
    """What a guide says to do: in a file of a stack, a text that is there once, and what takes its place."""

    stack: str
    changes: Iterable[tuple[str, str, str]]


KEY = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIPTxepr/FbCm0Yc1xowZGYe7OBxLDZJ0jWOHRyIj8a2N"
HOST = "hosts.yaml"
SERVICE = "services.yaml"
ARCHIVE = "  archive.kingfisher.open-contracting.org: { provider: hetzner-dedicated, product: EX61 }\n"
TOUCAN = "      https://toucan.open-contracting.org/: { keyword_missing: a sysadmin has yet to choose one }\n"
DEVELOPMENT = """\
  cove-development:
    title: CoVE development
    hosts: [dev.cove.opendataservices.coop]
    errors: { none: not recorded }
"""
EDITS = {
    "add a host": Edit(
        "production",
        [
            (
                HOST,
                "hosts:\n",
                "hosts:\n  new.example.org: { provider: hetzner-cloud, size: cx23, spare: not in use yet }\n",
            ),
            ("people.yaml", "    downtime_protocol", f"    ssh_keys: [{KEY}]\n    downtime_protocol"),
        ],
    ),
    "adopt a host": Edit(
        "production",
        [
            (
                HOST,
                "crm.open-contracting.org: { provider: linode }",
                "crm.open-contracting.org: { provider: linode, id: 41000007, size: g6-nanode-1, region: gb-lon }",
            )
        ],
    ),
    "retire a host": Edit("production", [(HOST, "product: EX61 }", "product: EX61, retire: 2027-01-31 }")]),
    "remove a host": Edit(
        "production",
        [
            (HOST, ARCHIVE, ""),
            (SERVICE, "hosts: [archive.kingfisher.open-contracting.org]", "hosts: [kingfisher]"),
        ],
    ),
    "rename a host": Edit(
        "production",
        [
            (
                HOST,
                "live.toucan.opencontracting.uk0.bigv.io: { provider: bytemark }",
                "toucan.example.org: { provider: bytemark, aliases: [live.toucan.opencontracting.uk0.bigv.io] }",
            ),
            (SERVICE, "hosts: [live.toucan.opencontracting.uk0.bigv.io]", "hosts: [toucan.example.org]"),
        ],
    ),
    "add a site": Edit(
        "production", [(SERVICE, TOUCAN, TOUCAN + "      https://new.open-contracting.org/: { keyword: Welcome }\n")]
    ),
    "remove a site": Edit("production", [(SERVICE, "    sites:\n" + TOUCAN, "")]),
    "remove a service": Edit(
        "production",
        [
            (SERVICE, DEVELOPMENT, ""),
            (HOST, "environment: development, account: ods }", "environment: development, spare: let go of }"),
        ],
    ),
    "rename a service": Edit(
        "production",
        [(SERVICE, "  redash:\n", "  dashboards:\n    aliases: [redash]\n"), (SERVICE, "Redash", "Boards")],
    ),
    "change a manager": Edit("production", [("people.yaml", "manager: dogsbody }", "manager: ods }")]),
    "change a size": Edit("sandbox", [(HOST, "size: g6-standard-2", "size: g6-standard-4")]),
    "retire what is created": Edit(
        "sandbox",
        [
            (HOST, "linode, size: default,", "linode, retire: 2027-01-31, size: default,"),
            (SERVICE, "hosts: [chat.example.net]", "hosts: [docs.example.org]"),
        ],
    ),
    "change a keyword": Edit("sandbox", [(SERVICE, "{ keyword: Sign in }", "{ keyword: Log in }")]),
    "change an alert's threshold": Edit(
        "sandbox",
        [
            (
                HOST,
                "threshold: 97, why: the database takes all that is free",
                "threshold: 95, why: the database takes all that is free",
            )
        ],
    ),
}


@pytest.fixture(params=["production", "sandbox", *EDITS])
def inventory(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    """The inventories of the stacks as they are, and copies that were edited."""
    name: str = request.param
    if name not in EDITS:
        return STACKS / name
    edit = EDITS[name]
    folder = tmp_path / edit.stack
    shutil.copytree(FLEETS / edit.stack, folder)
    for file, old, new in edit.changes:
        text = (folder / file).read_text("utf-8")
        assert text.count(old) == 1, old
        (folder / file).write_text(text.replace(old, new), "utf-8")
    return folder


def test_there_is_no_mistake_and_an_editor_shows_none(inventory: Path) -> None:
    assert load(inventory).hosts
    for file in inventory.glob("*.yaml"):
        VALIDATOR.validate(as_an_editor_sees(parsed(file.read_text("utf-8"))))


@pytest.mark.parametrize("preview", [True, False])
def test_the_program_declares_every_row(
    inventory: Path, run: Run, monkeypatch: pytest.MonkeyPatch, *, preview: bool
) -> None:
    fleet = load(inventory)
    config = NOTHING_BESIDES | {"fleet:inventory": str(inventory)}
    told = run(handed_over(monkeypatch), stack=inventory.name, config=config, preview=preview)
    assert own(told) == expected(fleet)
    assert list(told.returned["hosts"]) == sorted(fleet.hosts)


def test_everything_is_rendered(inventory: Path) -> None:
    fleet = load(inventory)
    files = export(fleet)
    kinds: dict[str, Callable[[str], object]] = {".json": json.loads, ".yml": yaml.safe_load}
    for name, text in files.items():
        kinds.get(Path(name).suffix, yaml.safe_load)(text)
    monitored = [name for name, row in fleet.hosts.items() if row.retire is None]
    assert [name for name in monitored if not any(name in text for text in files.values())] == []


@pytest.mark.parametrize("stack", ["production", "sandbox"])
def test_a_hosts_row_is_short(stack: str) -> None:
    text = (FLEETS / stack / HOST).read_text("utf-8")
    node = yaml.compose(text, yaml.SafeLoader)
    assert isinstance(node, yaml.MappingNode)
    rows = next(value for key, value in node.value if key.value == "hosts")
    starts = [key.start_mark.line for key, _ in rows.value]
    ends = [*starts[1:], rows.end_mark.line]
    lengths = [
        sum(bool(line.strip()) for line in text.splitlines()[start:end])
        for start, end in zip(starts, ends, strict=True)
    ]
    assert max(lengths) <= LONGEST
    assert len(lengths) == len(load(FLEETS / stack).hosts)
