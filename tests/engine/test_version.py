"""Which engine is needed, and what a program says of its own version."""

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from semver import VersionInfo

from engine import install
from engine.version import GO_OUTPUT, MINIMUM, PULUMI_OUTPUT, VERSION, AttemptFailedError, dotted, version_of

REPOSITORY = Path(install.__file__).parents[1]


def test_what_is_built_is_what_go_mod_pins() -> None:
    pins = re.findall(r"github\.com/pulumi/pulumi/(pkg|sdk)/v3 v(\S+)", (REPOSITORY / "engine" / "go.mod").read_text())
    assert sorted(pins) == [("pkg", VERSION), ("sdk", VERSION)]


def test_what_is_built_would_be_accepted() -> None:
    version = VersionInfo.parse(VERSION)
    assert version >= VersionInfo(*MINIMUM)
    assert version.major == MINIMUM[0]


@pytest.fixture
def program(tmp_path: Path) -> Callable[[str], Path]:
    """Make a program of a shell's words."""

    def make(body: str) -> Path:
        path = tmp_path / "program"
        path.write_text(f"#!/bin/sh\n{body}\n")
        path.chmod(0o755)
        return path

    return make


@pytest.mark.parametrize(
    ("said", "pattern", "version"),
    [
        ("v3.253.0", PULUMI_OUTPUT, (3, 253, 0)),
        ("3.254.0-alpha.1+dirty", PULUMI_OUTPUT, (3, 254, 0)),
        ("go version go1.26.8 linux/amd64", GO_OUTPUT, (1, 26)),
        ("go version devel go1.27-0123abc linux/amd64", GO_OUTPUT, (1, 27)),
    ],
)
def test_a_version_is_read_from_what_a_program_says(
    program: Callable[[str], Path], said: str, pattern: str, version: tuple[int, ...]
) -> None:
    assert version_of(program(f"echo {said}"), pattern) == version


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        ("echo words", "does not say its version but 'words'"),
        ("echo one >&2; echo two >&2; exit 2", "does not work (two)"),
        ("exit 2", "returned non-zero exit status 2.)"),
    ],
)
def test_a_program_that_does_not_say_it_is_named(program: Callable[[str], Path], body: str, reason: str) -> None:
    path = program(body)
    with pytest.raises(AttemptFailedError) as caught:
        version_of(path, PULUMI_OUTPUT)
    assert str(caught.value).startswith(f"{path} ")
    assert str(caught.value).endswith(reason)


def test_a_version_is_told_with_dots() -> None:
    assert dotted((3, 253, 0)) == "3.253.0"
