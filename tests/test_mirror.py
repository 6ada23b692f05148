"""Tests mirror modules by name: whoever changes a module finds its tests, or sees that it has none."""

import ast
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).parents[1]
FOLDERS = ("cli", "components", "engine", "fleet", "providers", "sandbox")
PREFIXES = {"providers/hetznerrobot": "robot_", "providers/githubpages": "pages_"}
"""A word with which the names of all tests of a folder begin, as reports tell a file's name without its folder."""

ELSEWHERE = {
    "cli/commands/*.py": "a command each, tested as they are typed: tests/cli/test_app.py",
    "fleet/alerts/hosts.py": "rows of the catalogue: tests/fleet/alerts/test_catalogue.py",
    "providers/*/sdk.py": "written by providers/kit/sdk.py",
    "providers/*/simulated*.py": "what the provider's own tests run against",
    "providers/uptimerobot/listed.py": "the life of every kind: test_kinds.py and, for creates, test_create.py",
}
"""Modules that have no test module of their own, with the reason."""

OF_SEVERAL = {
    "components/test_cloud_hosts.py": "what holds for machines at every cloud",
    "components/test_mocks.py": "the mocks of tests/conftest.py",
    "components/test_names.py": "names at all providers",
    "components/test_sizes.py": "the catalogues of all clouds",
    "engine/test_backend.py": "the command line on the real engine",
    "engine/test_compatibility.py": "versions of the engine",
    "engine/test_faults.py": "the command line on the real engine",
    "engine/test_lifecycle.py": "the command line on the real engine",
    "engine/test_lists.py": "the command line on the real engine",
    "engine/test_stacks.py": "the command line on the real engine",
    "engine/test_traps.py": "the command line on the real engine",
    "engine/test_uptime.py": "the command line on the real engine",
    "fleet/inventory/test_bad.py": "the inventories of tests/fleets/bad",
    "fleet/inventory/test_independence.py": "pairs of mistakes",
    "fleet/inventory/test_properties.py": "what holds for every inventory",
    "fleet/render/test_debian.py": "Debian's own programs read what is rendered",
    "fleet/render/test_golden.py": "the files of tests/fleet/render/golden",
    "fleet/render/test_real_tools.py": "Prometheus's own programs read what is rendered",
    "fleet/test_stacks.py": "the inventories of stacks/",
    "providers/hetznerrobot/test_robot_engine.py": "the provider on the real engine",
    "providers/kit/test_answers.py": "a part of http.py: what answers say",
    "providers/kit/test_settings.py": "settings, through provider.py",
    "providers/uptimerobot/test_check.py": "what every kind refuses",
    "providers/uptimerobot/test_convergence.py": "whole runs on an account that misbehaves",
    "providers/uptimerobot/test_create.py": "creates of every kind",
    "providers/uptimerobot/test_engine.py": "the provider on the real engine",
    "providers/uptimerobot/test_engine_runs.py": "the provider on the real engine",
    "providers/uptimerobot/test_kinds.py": "the life of every kind",
    "providers/uptimerobot/test_limits.py": "an account that is busy or full",
    "providers/uptimerobot/test_outage.py": "an account that is out of order",
    "providers/uptimerobot/test_read.py": "reads of monitors in every form",
    "providers/uptimerobot/test_readme.py": "the provider's README.md",
    "sandbox/test_recorded.py": "what the official plugins answered, against all that the simulations know",
    "sandbox/test_values.py": "values as the simulated plugins are sent them: providers/kit/values.py",
}
"""Test modules of no single module, with what they test."""


def modules() -> Iterator[Path]:
    """Every module of the project, relative to its root."""
    for folder in FOLDERS:
        for file in sorted((ROOT / folder).rglob("*.py")):
            if file.name != "__init__.py":
                yield file.relative_to(ROOT)


def has_code(module: Path) -> bool:
    """Whether a module does something: what is only data, types and words has no function with a body."""
    for node in ast.walk(ast.parse((ROOT / module).read_text("utf-8"))):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            body = node.body[1:] if ast.get_docstring(node) is not None else node.body
            if body:
                return True
    return False


def mirror(module: Path) -> str:
    """The name of a module's tests, below `tests`."""
    folder = module.parent.as_posix()
    return f"{folder}/test_{PREFIXES.get(folder, '')}{module.stem.strip('_')}.py"


def excepted(module: Path) -> set[str]:
    return {pattern for pattern in ELSEWHERE if module.match(pattern)}


TESTS = {
    file.relative_to(ROOT / "tests").as_posix()
    for folder in FOLDERS
    for file in (ROOT / "tests" / folder).rglob("test_*.py")
}


def test_every_module_has_its_tests() -> None:
    obliged = {module for module in modules() if module.stem != "__main__" and has_code(module)}
    assert [f"tests/{mirror(one)}" for one in sorted(obliged) if not excepted(one) and mirror(one) not in TESTS] == []


def test_every_test_module_has_its_module() -> None:
    assert sorted(TESTS - {mirror(module) for module in modules()} - OF_SEVERAL.keys()) == []


def test_no_exception_is_out_of_date() -> None:
    lacking = {module for module in modules() if has_code(module) and mirror(module) not in TESTS}
    assert ELSEWHERE.keys() - {pattern for module in lacking for pattern in excepted(module)} == set()
    assert OF_SEVERAL.keys() - (TESTS - {mirror(module) for module in modules()}) == set()
