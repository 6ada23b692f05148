"""A stack that an earlier version of the program made is still the same stack."""

import gzip
import json
import sqlite3
from pathlib import Path

from components.github_pages.component import OFFICIAL_PAGES
from providers.githubpages.simulated_objects import PAGES
from sandbox.workspace import clouds
from tests.engine.harness import ROOT, Sandbox

BEFORE = ROOT / "tests" / "fleets" / "before"
SALT = "v1:dqdUG19SQic=:v1:2ecOQ8l1fW4+hsHG:Uz8ApwPPw1S42wxqglGFPmqsLJtu3g=="
"""What the stack's secrets were encrypted with, besides the sandbox's passphrase."""
GONE = "tls https://"
"""Certificates were checks of their own once; now they are watched with their site."""


def restored(home: Path) -> Sandbox:
    """The sandbox fleet as an earlier version of the program left it: state, clouds and inventory."""
    sandbox = Sandbox(home, "sandbox", inventory=BEFORE / "inventory")
    state = sandbox.home / "state/.pulumi/stacks/fleet/sandbox.json"
    state.parent.mkdir(parents=True)
    state.write_bytes(gzip.decompress((BEFORE / "state.json.gz").read_bytes()))
    (sandbox.home / "state/.pulumi/meta.yaml").write_text("version: 1\n")
    settings = sandbox.home / "sandbox/project/stacks/Pulumi.sandbox.yaml"
    settings.parent.mkdir(parents=True)
    settings.write_text(f"encryptionsalt: {SALT}\n")
    with sqlite3.connect(clouds(sandbox.home, "sandbox")) as store:
        script = gzip.decompress((BEFORE / "clouds.sql.gz").read_bytes()).decode()
        # The same Pages at GitHub, whichever plugin asks for them.
        store.executescript(script.replace(OFFICIAL_PAGES, PAGES))
    return sandbox


def urns(sandbox: Sandbox) -> list[str]:
    """Everything in the state; what answers the program's questions about the stack itself is the engine's own."""
    found = (resource["urn"] for resource in sandbox.resources())
    return sorted(urn for urn in found if not urn.endswith("::pulumi:providers:pulumi::default"))


def moved(urn: str) -> str:
    """A URN with the type that took the place of an official one."""
    return urn.replace(OFFICIAL_PAGES, PAGES)


def test_a_stack_of_an_earlier_version_comes_up_without_a_change(tmp_path: Path) -> None:
    sandbox = restored(tmp_path)
    before = urns(sandbox)
    up = sandbox.run("up")
    # The one exception has rules with IPv6 sources, which Robot itself never took.
    assert [(step["operation"], step["type"], step["fields"]) for step in up.outcome["steps"]] == [
        ("update", "hetznerrobot:index:Firewall", ["input"])
    ]
    assert [row["fields"] for row in up.outcome["rows"]] == [[]]
    assert [target for target in up.outcome["targets"]["removed"] if not target.startswith(GONE)] == []
    assert up.outcome["targets"]["added"] == []
    assert urns(sandbox) == sorted(
        [*map(moved, before), "urn:pulumi:sandbox::fleet::pulumi:providers:githubpages::githubpages-example-org"]
    )
    assert json.dumps(sandbox.store().writes()).count("update") == 5
    sandbox.agrees()
    assert sandbox.run("preview", "--expect-no-changes").code == 0
