"""What was measured of the official plugins, on the real engine: the simulated clouds must have the same traps."""

import json
import os
import subprocess
import textwrap
from pathlib import Path
from typing import Any

import pytest

from engine.messages import NEVER_REPLACED
from sandbox.store import Store
from sandbox.workspace import clouds
from tests.engine.harness import LINODE, SERVER, THROWAWAY
from tests.warm import python

HERE = Path(__file__).parent
REPOSITORY = "github:index/repository:Repository"


class Program:
    """A small program with a sandbox of its own."""

    def __init__(self, home: Path) -> None:
        self.home = home
        self.store = Store(clouds(home, "sandbox"))

    def run(self, verb: str, source: str) -> dict[str, Any]:
        """Run a verb on the program with this source."""
        file = self.home / "program.py"
        imports = "import pulumi, pulumi_hcloud as hcloud, pulumi_linode as linode, pulumi_github as github\n"
        file.write_text(imports + "from pulumi import ResourceOptions as Opts\n" + textwrap.dedent(source))
        command = [str(python()), "-m", "tests.engine.drive", str(file), str(self.home), verb]
        env = os.environ | THROWAWAY
        done = subprocess.run(command, cwd=HERE.parents[1], env=env, capture_output=True, text=True, check=True)
        found: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
        return found

    def steps(self, verb: str, source: str) -> list[str]:
        """What a run that goes well does, in the words of the outcome."""
        outcome = self.run(verb, source)
        assert outcome["errors"] == []
        return [
            " ".join([step["operation"], step["type"].rpartition(":")[2], ",".join(step["fields"])]).strip()
            for step in outcome["steps"]
        ]

    def existing(self, kind: str, id_: str, **properties: Any) -> None:
        """Put an object into the clouds, as if someone had made it by hand."""
        self.store.seed(kind, id_, properties.get("name") or properties.get("label"), properties)


@pytest.fixture
def program(tmp_path: Path) -> Program:
    """A small program with a sandbox of its own."""
    return Program(tmp_path)


def existing_server(program: Program, **others: Any) -> None:
    plain = {"name": "a", "serverType": "cx23", "location": "fsn1", "image": "debian-12", "labels": {}}
    program.existing(
        SERVER, "7", **plain | {"backups": False, "deleteProtection": False, "rebuildProtection": False} | others
    )


def test_adopting_a_server_that_matches_only_imports(program: Program) -> None:
    existing_server(program)
    source = """
        hcloud.Server("a", name="a", server_type="cx23", location="fsn1", image="debian-12", opts=Opts(import_="7"))
    """
    assert program.steps("up", source) == ["adopt Server"]
    assert program.steps("up", source) == []


def test_adopting_a_server_that_differs_imports_and_updates_in_the_same_run(program: Program) -> None:
    existing_server(program)
    source = """
        hcloud.Server("a", name="a", server_type="cx33", location="fsn1", image="debian-12", opts=Opts(import_="7"))
    """
    assert program.steps("up", source) == ["adopt Server", "update Server serverType: cx23 → cx33"]
    found = program.store.get(SERVER, "7")
    assert found is not None
    assert found.properties["serverType"] == "cx33"
    assert program.steps("up", source) == []


def test_adopting_ignores_a_difference_in_an_ignored_field(program: Program) -> None:
    existing_server(program)
    source = """
        hcloud.Server("a", name="a", server_type="cx23", location="fsn1", image="ubuntu-24.04",
            opts=Opts(import_="7", ignore_changes=["image"]))
    """
    assert program.steps("up", source) == ["adopt Server"]
    found = program.store.get(SERVER, "7")
    assert found is not None
    assert found.properties["image"] == "debian-12"


def existing_linode(program: Program) -> None:
    found = {"label": "one", "type": "g6-nanode-1", "region": "gb-lon", "tags": [], "image": "linode/debian12"}
    program.existing(LINODE, "8", **found, backupsEnabled=False, ipv4s=["203.0.113.9"], ipv6="2001:db8::9/128")


def test_adopting_a_linode_resets_an_ignored_image_to_nothing_so_that_swap_fails(program: Program) -> None:
    existing_linode(program)
    outcome = program.run(
        "preview",
        """
        linode.Instance("a", label="one", type="g6-nanode-1", region="gb-lon", image="linode/debian12", swap_size=512,
            opts=Opts(import_="8", protect=True, ignore_changes=["image"]))
        """,
    )
    assert any("all of `image,swap_size` must be specified" in error for error in outcome["errors"])


def test_adopting_a_linode_without_ignoring_its_image_would_replace_it(program: Program) -> None:
    existing_linode(program)
    outcome = program.run(
        "preview",
        """
        linode.Instance("a", label="one", type="g6-nanode-1", region="gb-lon", image="linode/debian12",
            opts=Opts(import_="8", protect=True))
        """,
    )
    assert [error for error in outcome["errors"] if NEVER_REPLACED in error]


def test_a_clean_adoption_of_a_linode_shows_nothing_to_update(program: Program) -> None:
    existing_linode(program)
    source = """
        linode.Instance("a", label="one", type="g6-nanode-1", region="gb-lon", opts=Opts(import_="8", protect=True))
    """
    assert program.steps("up", source) == ["adopt Instance"]
    assert program.steps("up", source) == []


def test_a_created_linode_is_not_replaced_for_what_is_ignored(program: Program) -> None:
    source = """
        linode.Instance("a", label="one", type="g6-nanode-1", region="gb-lon", {},
            opts=Opts(ignore_changes=["image", "authorizedKeys"]))
    """
    program.steps("up", source.format('image="linode/ubuntu24.04", authorized_keys=["ssh-ed25519 A"]'))
    changed = 'image="linode/debian12", authorized_keys=["ssh-ed25519 B"]'
    assert program.steps("preview", source.format(changed)) == []
    assert program.steps("preview", source.format(f'{changed}, tags=["x"]')) == ["update Instance tags"]


def test_a_created_server_is_updated_in_size_and_not_replaced_for_what_is_ignored(program: Program) -> None:
    source = """
        hcloud.Server("a", name="a", server_type="{}", image="{}", user_data="{}", ssh_keys=["{}"],
            opts=Opts(ignore_changes=["image", "userData", "sshKeys"]))
    """
    program.steps("up", source.format("cx23", "debian-12", "one", "k1"))
    assert program.steps("preview", source.format("cx23", "debian-13", "two", "k2")) == []
    assert program.steps("preview", source.format("cx33", "debian-13", "two", "k2")) == ["update Server serverType"]


def test_an_image_that_is_not_ignored_would_replace_a_server(program: Program) -> None:
    source = 'hcloud.Server("a", name="a", server_type="cx23", image="{}")'
    program.steps("up", source.format("debian-12"))
    (error,) = program.run("preview", source.format("debian-13"))["errors"]
    assert "changing image would replace the machine" in error


def test_adopting_a_repository_switches_off_what_the_program_leaves_out_and_does_not_say_so(program: Program) -> None:
    found = {
        "name": "site",
        "description": "A site",
        "hasIssues": True,
        "hasWiki": True,
        "homepageUrl": "https://e.org/",
    }
    program.existing(REPOSITORY, "site", **found, visibility="public")
    source = 'github.Repository("site", name="site", description="A site", opts=Opts(import_="site"))'
    steps = program.steps("preview", source)
    assert not any("hasIssues" in step or "homepageUrl" in step for step in steps)
    program.steps("up", source)
    adopted = program.store.get(REPOSITORY, "site")
    assert adopted is not None
    assert adopted.properties | {"hasIssues": False, "hasWiki": False, "homepageUrl": ""} == adopted.properties
