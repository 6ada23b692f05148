"""Every kind of mistake, each in an inventory of its own, with exactly the words that are expected of it."""

import ast
import re
import sys
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest

from fleet.inventory.errors.problems import InvalidInventoryError
from fleet.inventory.load import load

BAD = Path(__file__).parents[2] / "fleets" / "bad"
ROOT = Path(__file__).parents[3]
CASES = sorted(BAD.iterdir())
EXPECTED = re.compile(rb"^(?:\xef\xbb\xbf)?# expect: (.*)$", re.MULTILINE)


def problems(inventory: Path) -> list[str]:
    with pytest.raises(InvalidInventoryError) as caught:
        load(inventory)
    assert str(caught.value) == "\n".join(map(str, caught.value.problems))
    return [str(problem).replace(f"{BAD}/", "") for problem in caught.value.problems]


def expected(inventory: Path) -> list[str]:
    files = sorted(inventory.glob("*.yaml")) if inventory.is_dir() else [inventory]
    return [
        f"{file.relative_to(BAD)}:{words.decode()}" for file in files for words in EXPECTED.findall(file.read_bytes())
    ]


@pytest.mark.parametrize("inventory", CASES, ids=[case.stem for case in CASES])
def test_every_mistake_is_located_and_named(inventory: Path) -> None:
    assert expected(inventory)
    assert problems(inventory) == expected(inventory)


def test_twelve_mistakes_of_different_kinds_are_twelve_problems_in_order() -> None:
    with pytest.raises(InvalidInventoryError) as caught:
        load(BAD / "twelve-mistakes.yaml")
    found = caught.value.problems
    places = [(problem.line, problem.column) for problem in found]
    assert len(found) == len({problem.what for problem in found}) == len(set(places)) == 12
    assert places == sorted(places)


COMPLAINTS = {"Mistake", "mistake"}


def complaints(source: Path) -> Iterator[int]:
    """The lines of a module where it complains."""
    for node in ast.walk(ast.parse(source.read_text("utf-8"))):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in COMPLAINTS:
            yield node.lineno


def complaining() -> Iterator[str]:
    """Every module that complains of an inventory; `errors` words what others found."""
    for file in sorted([*ROOT.glob("fleet/**/*.py"), *ROOT.glob("components/**/*.py")]):
        if file.parent.name != "errors" and any(complaints(file)):
            yield ".".join(file.relative_to(ROOT).with_suffix("").parts)


MODULES = list(complaining())


def test_rows_of_providers_are_among_those_that_complain() -> None:
    assert {f"components.{name}.row" for name in ("github_pages", "hetzner_cloud", "hetzner_dedicated")} < {*MODULES}
    assert {f"fleet.inventory.{name}" for name in ("cloud", "firewall", "host", "zone")} < {*MODULES}


@pytest.mark.parametrize("name", MODULES)
def test_every_rule_is_broken_by_some_inventory(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    module = import_module(name)
    complained: set[int] = set()

    def watched(complaint: Any) -> Any:
        def call(*args: Any, **options: Any) -> Any:
            complained.add(sys._getframe(1).f_lineno)
            return complaint(*args, **options)

        return call

    for word in COMPLAINTS & vars(module).keys():
        monkeypatch.setattr(module, word, watched(getattr(module, word)))
    for inventory in CASES:
        with pytest.raises(InvalidInventoryError):
            load(inventory)
    written = set(complaints(Path(str(module.__file__))))
    assert written
    assert written - complained == set()
