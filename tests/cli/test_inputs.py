"""What a plan was made from, and what has changed since."""

from collections.abc import Callable
from pathlib import Path

import pytest

from cli.inputs import Inputs

PROJECT = Path(__file__).parents[2] / "Pulumi.yaml"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "a.yaml").write_text("hosts: {}\n")
    (tmp_path / "b.yaml").write_text("sites: {}\n")
    (tmp_path / "Pulumi.s.yml").mkdir()
    return tmp_path


@pytest.fixture
def settings(tmp_path_factory: pytest.TempPathFactory) -> Path:
    file = tmp_path_factory.mktemp("stacks") / "Pulumi.s.yaml"
    file.write_text("config:\n  fleet:debug: false\n  linode:token:\n    secure: abc\n")
    return file


def test_what_has_not_changed_is_the_same(folder: Path, settings: Path) -> None:
    inputs = Inputs.read(folder, settings, PROJECT)
    (folder / "notes.txt").write_text("nothing of the inventory's")
    (folder / "a.yaml").write_text("hosts: {}\n")
    # The engine writes this by itself.
    settings.write_text("encryptionsalt: x\n" + settings.read_text().replace("false", '"false"'))
    assert list(inputs.changes()) == []


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        (lambda folder: (folder / "a.yaml").write_text("hosts: { }\n"), "a.yaml was changed after it was read"),
        (lambda folder: (folder / "b.yaml").unlink(), "b.yaml was removed after it was read"),
        (lambda folder: (folder / "c.yaml").touch(), "c.yaml was added after the inventory was read"),
    ],
)
def test_a_file_that_changes_comes_or_goes_is_named(
    folder: Path, settings: Path, change: Callable[[Path], object], reason: str
) -> None:
    inputs = Inputs.read(folder, settings, PROJECT)
    change(folder)
    assert list(inputs.changes()) == [f"{folder}/{reason}"]


@pytest.mark.parametrize(
    ("text", "keys"),
    [
        ("config:\n  fleet:debug: true\n  linode:token:\n    secure: abc\n", ["fleet:debug"]),
        ("config:\n  fleet:debug: false\n  linode:token:\n    secure: xyz\n", ["linode:token"]),
        ("config: {}\n", ["fleet:debug", "linode:token"]),
        ("", ["fleet:debug", "linode:token"]),
    ],
)
def test_a_setting_that_changes_is_named(folder: Path, settings: Path, text: str, keys: list[str]) -> None:
    inputs = Inputs.read(folder, settings, PROJECT)
    settings.write_text(text)
    assert list(inputs.changes()) == [f"{settings}: the setting {key} was changed after it was read" for key in keys]


def test_settings_that_are_gone_are_no_settings(folder: Path, settings: Path) -> None:
    inputs = Inputs.read(folder, settings, PROJECT)
    settings.unlink()
    assert len(list(inputs.changes())) == 2


def test_an_inventory_of_one_file_has_no_other(folder: Path, settings: Path) -> None:
    inputs = Inputs.read(folder / "a.yaml", settings, PROJECT)
    (folder / "c.yaml").touch()
    assert list(inputs.changes()) == []
    (folder / "a.yaml").unlink()
    assert list(inputs.changes()) == [f"{folder}/a.yaml was removed after it was read"]


def test_a_setting_whose_default_changes_is_noticed(folder: Path, settings: Path) -> None:
    project = settings.parent / "Pulumi.yaml"
    project.write_text("config:\n  fleet:uptimerobot: { type: boolean, default: true }\n")
    inputs = Inputs.read(folder, settings, project)
    project.write_text(project.read_text().replace("true", "false"))
    assert list(inputs.changes()) == [f"{project} was changed after it was read"]
