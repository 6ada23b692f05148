import os
import sys
from pathlib import Path

import pytest
import yaml

from sandbox.simulation import SIMULATIONS, plugins, references
from sandbox.workspace import PASSPHRASE, STORE, clouds, prepare

ROOT = Path(__file__).parents[2]
SETTINGS = """
encryptionsalt: v1:of-another-backend
secretsprovider: awskms://somewhere
config:
  fleet:inventory: stacks/other
  fleet:debug: true
  hcloud:token: {secure: AAAA}
  uptimerobot:apiUrl: https://api.example.net/
  hetznerrobot:user: someone
  other:deep: {list: [{token: {secure: BBBB}}]}
  other:plain: {list: [{words: insecure}]}
"""


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A project in a folder with a space in its name."""
    root = tmp_path / "a project"
    (root / "stacks").mkdir(parents=True)
    (root / "Pulumi.yaml").write_text((ROOT / "Pulumi.yaml").read_text(encoding="utf-8"), encoding="utf-8")
    (root / "stacks" / "Pulumi.one.yaml").write_text(SETTINGS, encoding="utf-8")
    return root


def test_the_engine_gets_the_project_with_the_simulated_plugins(tmp_path: Path, root: Path) -> None:
    work, _ = prepare(tmp_path / "home", root, "one")
    project = yaml.safe_load((work / "Pulumi.yaml").read_text(encoding="utf-8"))
    own = yaml.safe_load((root / "Pulumi.yaml").read_text(encoding="utf-8"))
    simulated = [{"name": name, "path": str(tmp_path / "home" / "one" / "bin")} for name in plugins()]
    real = [
        {"name": name, "path": str(root / "providers" / name)}
        for name in ("uptimerobot", "hetznerrobot", "githubpages")
    ]
    assert project == own | {"plugins": {"providers": [*simulated, *real]}}


def test_each_native_provider_is_where_the_project_says() -> None:
    project = yaml.safe_load((ROOT / "Pulumi.yaml").read_text(encoding="utf-8"))
    for plugin in project["plugins"]["providers"]:
        assert os.access(ROOT / plugin["path"] / f"pulumi-resource-{plugin['name']}", os.X_OK)


def test_there_is_a_launcher_for_each_plugin(tmp_path: Path, root: Path) -> None:
    prepare(tmp_path / "home", root, "one")
    launchers = [*(tmp_path / "home" / "one" / "bin").iterdir()]
    assert {launcher.name for launcher in launchers} == {f"pulumi-resource-{name}" for name in plugins()}
    assert all(os.access(launcher, os.X_OK) for launcher in launchers)


def test_settings_are_copied_without_what_is_encrypted(tmp_path: Path, root: Path) -> None:
    work, _ = prepare(tmp_path / "home", root, "one")
    assert yaml.safe_load((work / "stacks" / "Pulumi.one.yaml").read_text(encoding="utf-8")) == {
        "config": {
            "fleet:inventory": "stacks/other",
            "fleet:debug": True,
            "other:plain": {"list": [{"words": "insecure"}]},
        }
    }
    assert (root / "stacks" / "Pulumi.one.yaml").read_text(encoding="utf-8") == SETTINGS


def test_what_the_engine_noted_stays_and_settings_are_taken_anew(tmp_path: Path, root: Path) -> None:
    work, _ = prepare(tmp_path / "home", root, "one")
    file = work / "stacks" / "Pulumi.one.yaml"
    file.write_text("encryptionsalt: v1:own\nconfig: {fleet:old: x}\n", encoding="utf-8")
    (root / "stacks" / "Pulumi.one.yaml").write_text("config: {fleet:debug: false}\n", encoding="utf-8")
    assert prepare(tmp_path / "home", root, "one")[0] == work
    assert yaml.safe_load(file.read_text(encoding="utf-8")) == {
        "encryptionsalt": "v1:own",
        "config": {"fleet:debug": False},
    }


@pytest.mark.parametrize("text", [None, "", "config:\n"])
def test_a_stack_may_have_no_settings(tmp_path: Path, root: Path, text: str | None) -> None:
    if text is not None:
        (root / "stacks" / "Pulumi.two.yaml").write_text(text, encoding="utf-8")
    work, _ = prepare(tmp_path / "home", root, "two")
    assert yaml.safe_load((work / "stacks" / "Pulumi.two.yaml").read_text(encoding="utf-8")) == {"config": {}}


def test_the_environment_keeps_everything_in_the_sandbox(tmp_path: Path, root: Path) -> None:
    home = tmp_path / "home"
    _, env = prepare(home, root, "one")
    assert env == {
        STORE: str(home / "one" / "clouds.sqlite"),
        SIMULATIONS: " ".join(references()),
        "FLEET_PYTHON": sys.executable,
        "PULUMI_BACKEND_URL": f"file://{home}/state?metadata=skip",
        "PULUMI_CONFIG_PASSPHRASE": PASSPHRASE,
        "PULUMI_HOME": str(home / "home"),
        "PULUMI_SKIP_UPDATE_CHECK": "1",
        "PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION": "true",
    }
    assert (home / "state").is_dir()


def test_stacks_share_nothing_but_the_backend(tmp_path: Path, root: Path) -> None:
    (one, first), (two, second) = (prepare(tmp_path / "home", root, stack) for stack in ("one", "two"))
    assert one != two
    assert {name for name in first if first[name] != second[name]} == {STORE}
    assert clouds(tmp_path / "home", "one") != clouds(tmp_path / "home", "two")
