"""A build of the engine alone; what becomes of it is tested in `test_install.py`."""

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from engine.go_build import build
from engine.version import AttemptFailedError


@pytest.fixture
def go(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[str, str], Path]:
    """Put a go on PATH, of a version, that builds with a shell's words; its own folder is returned."""

    def make(version: str, body: str) -> Path:
        folder = tmp_path / "bin"
        folder.mkdir()
        (folder / "go").write_text(f'#!/bin/sh\n[ "$1" = version ] && echo go version {version} x/y && exit\n{body}\n')
        (folder / "go").chmod(0o755)
        monkeypatch.setenv("PATH", f"{folder}{os.pathsep}/usr/bin{os.pathsep}/bin")
        return folder

    return make


def test_the_progress_is_told_in_counts(go: Callable[[str, str], Path], tmp_path: Path) -> None:
    go("go1.26.8", "echo go: downloading a v1; echo go: downloading b v1; echo a/one; exit 0")
    lines: list[str] = []
    build(tmp_path / "engine", lines.append)
    assert lines[0].endswith("from its published Go module, once on this machine: about 3 to 5 minutes")
    assert lines[-1] == "go is done: 0:00 min, 2 modules fetched, 1 packages compiled"
    assert (tmp_path / "build.log").read_text().splitlines()[-1] == "a/one"


def test_a_build_that_fails_is_told_by_its_last_line_that_is_an_error(
    go: Callable[[str, str], Path], tmp_path: Path
) -> None:
    go("go1.26.8", "echo link: no space left >&2; echo go: downloading late v1; echo late/package; exit 1")
    with pytest.raises(AttemptFailedError) as caught:
        build(tmp_path / "engine", lambda _: None)
    assert str(caught.value) == f"build failed (link: no space left; all of it is in {tmp_path}/build.log)"


def test_a_go_that_is_too_old_builds_nothing(go: Callable[[str, str], Path], tmp_path: Path) -> None:
    folder = go("go1.20.14", "exit 0")
    with pytest.raises(AttemptFailedError) as caught:
        build(tmp_path / "engine", lambda _: None)
    assert str(caught.value) == f"{folder}/go is version 1.20, too old to fetch the toolchain that is needed"
    assert not (tmp_path / "build.log").exists()


def test_without_go_nothing_is_built(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(AttemptFailedError, match=r"^no go on PATH$"):
        build(tmp_path / "engine", lambda _: None)
