"""Programs to test with are there and work, or are said to be missing: never something between."""

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from tests import debian
from tests.debian import Program, ToolMissingError

APT = """case "$*" in *" update"*) exit ${UPDATE:-0};; esac
for option in "$@"; do case "$option" in --option=Dir::Cache::archives=*) touch "${option##*=}/thing.deb";; esac; done
"""
UNPACK = """mkdir -p "$3/usr/bin" "$3/usr/share/doc"
printf '#!/bin/sh\\nexit %s\\n' "${THING:-0}" > "$3/usr/bin/thing"
chmod +x "$3/usr/bin/thing"
"""


@pytest.fixture
def ensure(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[], list[str]]:
    """Fetch one program with an apt that needs no network, and return what was reported."""
    bin_ = tmp_path / "bin"
    bin_.mkdir()
    for name, script in (("apt-get", APT), ("dpkg-deb", UNPACK)):
        (bin_ / name).write_text(f"#!/bin/sh\n{script}")
        (bin_ / name).chmod(0o755)
    monkeypatch.setenv("PATH", f"{bin_}:{os.environ['PATH']}")
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    monkeypatch.setattr(debian, "PROGRAMS", {"thing": Program("thing", "usr/bin/thing")})

    def ensure() -> list[str]:
        reported: list[str] = []
        debian.ensure(reported.append)
        return reported

    return ensure


def left(tmp_path: Path) -> set[str]:
    return {path.name for path in (tmp_path / "cache").glob("fleet/debian/*/*")}


def test_a_program_is_fetched_once(ensure: Callable[[], list[str]], tmp_path: Path) -> None:
    with pytest.raises(ToolMissingError, match=r"thing is not in .*: fetch it with"):
        debian.tool("thing")
    assert [line.split()[0] for line in ensure()] == ["reading", "fetching"]
    assert debian.tool("thing")[-1].endswith("/thing/usr/bin/thing")
    assert left(tmp_path) == {"lock", "thing"}
    assert not (debian.folder("thing") / "usr" / "share").exists()
    assert ensure() == []


def test_a_program_that_does_not_answer_is_not_kept(
    ensure: Callable[[], list[str]], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("THING", "3")
    with pytest.raises(ToolMissingError, match=r"can't be fetched \(.*exit code 3\): this needs the apt-get"):
        ensure()
    assert left(tmp_path) == {"lock"}


def test_what_a_killed_run_left_is_no_program(ensure: Callable[[], list[str]], tmp_path: Path) -> None:
    ensure()
    root = debian.folder("thing")
    root.rename(root.with_name("thing.partial"))
    (root.parent / "apt.partial").mkdir()
    with pytest.raises(ToolMissingError):
        debian.tool("thing")
    assert ensure() != []
    assert left(tmp_path) == {"lock", "thing"}


def test_a_mirror_that_is_down_does_not_stop_the_others(
    ensure: Callable[[], list[str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("UPDATE", "100")
    assert "apt-get: exit code 100: going on without" in ensure()


def test_without_apt_it_says_what_is_needed(
    ensure: Callable[[], list[str]], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(ToolMissingError, match="this needs the apt-get of Debian or Ubuntu"):
        ensure()
    assert left(tmp_path) == {"lock"}
