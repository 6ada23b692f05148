"""Inventories that a test writes for itself."""

from collections.abc import Callable
from pathlib import Path

import pytest

from fleet.inventory.errors.problems import InvalidInventoryError
from fleet.inventory.fleet import Fleet
from fleet.inventory.load import load


@pytest.fixture
def loaded(tmp_path: Path) -> Callable[[str], Fleet]:
    """The fleet of a text."""

    def of(text: str) -> Fleet:
        file = tmp_path / "fleet.yaml"
        file.write_text(text, "utf-8")
        return load(file)

    return of


@pytest.fixture
def mistakes(tmp_path: Path) -> Callable[..., list[str]]:
    """The mistakes in a text, or in several files given by name, each without the folder it is in."""

    def of(text: str | bytes = "", **files: str | bytes) -> list[str]:
        for name, content in (files or {"fleet": text}).items():
            raw = content.encode() if isinstance(content, str) else content
            (tmp_path / f"{name}.yaml").write_bytes(raw)
        try:
            load(tmp_path if files else tmp_path / "fleet.yaml")
        except InvalidInventoryError as error:
            return [str(problem).replace(f"{tmp_path}/", "").removeprefix("fleet.yaml:") for problem in error.problems]
        return []

    return of
