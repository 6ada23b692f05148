"""The command line on the real engine, with simulated clouds of a test's own."""

import json
import os
import shutil
import subprocess
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from fleet.registry import machine_types
from sandbox.apis import WITHOUT
from sandbox.faults import FAULT
from sandbox.simulation import kinds
from sandbox.store import Store, Stored
from sandbox.workspace import clouds
from tests.shared import FLEETS, printed
from tests.warm import python

ROOT = Path(__file__).parents[2]
THROWAWAY = {"PULUMI_SKIP_CHECKPOINTS": "true", "PULUMI_EXPERIMENTAL": "true"}
"""The engine writes the state once, at the end of a run: most of an `up` is writing it after every step."""
SERVER = "hcloud:index/server:Server"
LINODE = "linode:index/instance:Instance"
SNAPSHOT = "hcloud:index/snapshot:Snapshot"
ZONE, RRSET = "hcloud:index/zone:Zone", "hcloud:index/zoneRrset:ZoneRrset"
DOMAIN, RECORD = "linode:index/domain:Domain", "linode:index/domainRecord:DomainRecord"


@dataclass(frozen=True)
class Run:
    """How a command ended."""

    code: int
    out: str
    err: str

    @property
    def outcome(self) -> dict[str, Any]:
        """What `--json` printed."""
        return printed(self.out)

    def resources(self) -> dict[str, int]:
        """How many resources there were of each operation, after a run that went well."""
        assert self.code == 0, self.out + self.err
        found: dict[str, int] = self.outcome["resources"]
        return found

    def changes(self, name: str) -> list[str]:
        """What changes in the row of that name."""
        return [change for row in self.outcome["rows"] if row["name"] == name for change in row["changes"]]


class Sandbox:
    """One stack in a sandbox of its own; its inventory may be edited.

    Args:
        home: A folder; made if it isn't there.
        stack: Which of the tests' fleets.
        without: The services at which it has no account.
        like: The folder of another, with all that was done to it so far.
        inventory: The folder of another inventory than that fleet's.
    """

    def __init__(
        self, home: Path, stack: str, without: str = "", like: Path | None = None, inventory: Path | None = None
    ) -> None:
        self.home, self.stack = home / "sandbox", stack
        self.inventory = home / "inventory"
        shutil.copytree(like / "inventory" if like else inventory or FLEETS / stack, self.inventory)
        if like:
            shutil.copytree(like / "sandbox", self.home)
        self.env = {**os.environ, **THROWAWAY, "FLEET_SANDBOX": str(self.home), WITHOUT: without, "TERM": "dumb"}

    def fleet(self, *args: str) -> Run:
        """Run `python -m fleet` with these arguments."""
        command = [str(python()), "-m", "fleet", *args]
        done = subprocess.run(command, cwd=ROOT, env=self.env, capture_output=True, text=True, check=False)
        return Run(done.returncode, done.stdout, done.stderr)

    def run(self, verb: str, *args: str) -> Run:
        """Run a verb on the stack in the sandbox, and take its outcome as JSON."""
        inventory = ["--inventory", str(self.inventory)] if verb in {"preview", "up"} else []
        return self.fleet(verb, "--sandbox", "--stack", self.stack, "--json", *inventory, *args)

    def faulty(self, fault: str) -> Run:
        """Bring the stack up on a bad day."""
        self.env[FAULT] = fault
        try:
            return self.run("up")
        finally:
            del self.env[FAULT]

    def killed(self, write: int) -> Run:
        """Bring the stack up, and kill the engine at a write."""
        env = self.env
        self.env = {**self.kept, FAULT: f"kill:*:write:{write}"}
        try:
            return self.run("up")
        finally:
            self.env = env

    @property
    def kept(self) -> dict[str, str]:
        """The environment of a run that is to be killed, which must note what it does while it does it."""
        return {name: value for name, value in self.env.items() if name not in THROWAWAY}

    def settled(self) -> None:
        """Assert that the clouds and the state agree, and that another run finds nothing to do and nothing to say."""
        self.agrees()
        writes = self.store().writes()
        again = self.run("preview", "--expect-no-changes")
        assert again.code == 0, again.out + again.err
        assert again.outcome["warnings"] == []
        assert self.store().writes() == writes

    def edit(self, file: str, old: str, new: str) -> None:
        """Replace a text of the inventory that is there once."""
        path = self.inventory / file
        text = path.read_text()
        assert text.count(old) == 1, f"{old!r} is in {file} {text.count(old)} times"
        path.write_text(text.replace(old, new))

    def write(self, text: str) -> None:
        """Put one file in place of the whole inventory."""
        shutil.rmtree(self.inventory)
        self.inventory.mkdir()
        (self.inventory / "fleet.yaml").write_text(text)

    def store(self) -> Store:
        """The clouds' memory."""
        return Store(clouds(self.home, self.stack))

    def machines(self) -> dict[str, str]:
        """The name of each machine in the clouds, by its id; no two have the same."""
        store = self.store()
        names = {one.id: one.properties[name] for kind, name in machine_types().items() for one in store.all(kind)}
        return {id_: str(name) for id_, name in names.items()}

    def machine(self, name: str) -> Stored:
        """The only machine of a name in the clouds."""
        store = self.store()
        (found,) = (
            one for kind, field in machine_types().items() for one in store.all(kind) if one.properties[field] == name
        )
        return found

    def records(self) -> dict[str, list[str]]:
        """What the clouds answer, by `name type`; a name is as its zone's API has it."""
        found: dict[str, list[str]] = {}
        for rrset in self.store().all(RRSET):
            values = sorted(record["value"] for record in rrset.properties["records"])
            found[f"{rrset.properties['name']} {rrset.properties['type']}"] = values
        for record in self.store().all(RECORD):
            key = f"{record.properties['name'] or '@'} {record.properties['recordType']}"
            found[key] = sorted([*found.get(key, []), record.properties["target"]])
        return found

    def agrees(self) -> None:
        """Assert that each object in the clouds is of one resource in the state, and each resource has its object.

        What was there before and was never adopted is nobody's.
        """
        store = self.store()
        managed = sorted(
            (resource["type"], str(resource["id"]))
            for resource in self.resources()
            if resource["custom"] and not resource["type"].startswith("pulumi:")
        )
        there = sorted((one.kind, one.id.rpartition("/")[2] if _is_github(one) else one.id) for one in store.all())
        # A retired host's last snapshot leaves the state and stays.
        foreign = [one for one in there if one not in managed and (store.is_seeded(*one) or one[0] == SNAPSHOT)]
        assert managed == [one for one in there if one not in foreign]
        names = Counter((one.kind, _called(one)) for one in store.all())
        assert [name for name, times in names.items() if times > 1] == []

    def resources(self) -> list[dict[str, Any]]:
        """The resources in the stack's state, as they lie in the file."""
        state = json.loads((self.home / "state/.pulumi/stacks/fleet" / f"{self.stack}.json").read_text())
        found: list[dict[str, Any]] = state["checkpoint"]["latest"]["resources"]
        return found

    def rewrite(self, change: Callable[[list[dict[str, Any]]], list[dict[str, Any]]]) -> None:
        """Put other resources into the stack's state, as if an earlier version had made it."""
        file = self.home / "state/.pulumi/stacks/fleet" / f"{self.stack}.json"
        state = json.loads(file.read_text())
        latest = state["checkpoint"]["latest"]
        latest["resources"] = change(latest["resources"])
        file.write_text(json.dumps(state))

    def outputs(self) -> dict[str, Any]:
        """What the stack's program exported, as it lies in the state."""
        (stack,) = (one for one in self.resources() if one["type"] == "pulumi:pulumi:Stack")
        found: dict[str, Any] = stack["outputs"]
        return found

    def resource(self, name: str) -> dict[str, Any]:
        """The only resource of a name in the state that is an object in a cloud."""
        (found,) = (one for one in self.resources() if one["urn"].endswith(f"::{name}") and one["custom"])
        return found


def _is_github(one: Stored) -> bool:
    return one.kind.startswith(("github:", "githubpages:"))


def _called(one: Stored) -> tuple[Any, ...]:
    """What tells an object from others of its kind: its name, or for a record of Linode's all that it says."""
    if one.kind == RECORD:
        return tuple(one.properties[part] for part in ("domainId", "name", "recordType", "target"))
    # What is at the simulated APIs may be called the same.
    kind = kinds().get(one.kind)
    return ((one.properties.get(kind.name or "") if kind else None) or one.id,)


MakeSandbox = Callable[[str], Sandbox]
