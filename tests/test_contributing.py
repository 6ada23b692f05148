"""The file lists of docs/contributing.md are true."""

import ast
import re
import tomllib
from pathlib import Path

import pytest

from fleet.alerts.catalogue import ALERTS
from fleet.registry import PROVIDERS
from sandbox.apis import native_providers

ROOT = Path(__file__).parents[1]
PAGE = (ROOT / "docs" / "contributing.md").read_text("utf-8")
FOLDERS = [folder.rpartition(".")[2] for folder in PROVIDERS]
WITH_AN_API = {"finders.py", "simulated.py"}
"""Modules that only providers with an API have."""
FURTHER = {"labels.py", "names.py", "rules.py", "sizes.py", "zone.py", "simulated_dns.py", "simulated_web.py"}
"""Modules of larger providers."""


def section(title: str) -> list[str]:
    """The files that a section lists."""
    text = PAGE.split(f"\n## {title}\n")[1].partition("\n## ")[0]
    cells = [row.split("|")[1] for row in text.splitlines() if row.startswith("| `")]
    return [path for cell in cells for path in re.findall(r"`([^`]+)`", cell)]


def texts(file: Path) -> set[str]:
    """Every text in a module's code, names of what it imports among them; what is written for readers is none."""
    tree = ast.parse(file.read_text("utf-8"))
    prose = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    found = {node.value for node in ast.walk(tree) if isinstance(node, ast.Constant) and id(node) not in prose}
    modules = {node.module for node in ast.walk(tree) if isinstance(node, ast.ImportFrom) and node.module}
    return modules | {text for text in found if isinstance(text, str)}


def code(*folders: str) -> list[Path]:
    return [file for folder in folders for file in (ROOT / folder).rglob("*.py")]


TITLES = re.findall(r"^## (Add .*)$", PAGE, re.MULTILINE)


def test_the_page_walks_through_each_kind_of_addition() -> None:
    kinds = ["a hosting provider", "a field of a host", "an alert", "a check", "a native provider"]
    assert [f"Add {kind}" for kind in kinds] == TITLES


@pytest.mark.parametrize("title", TITLES)
def test_every_file_that_is_listed_is_there(title: str) -> None:
    listed = section(title)
    assert listed
    for path in listed:
        known = re.sub(r"<(provider|name|Alert|mistake)>", "*", path)
        assert list(ROOT.glob(known)), path


def test_a_hosting_provider_is_the_listed_files_and_a_line() -> None:
    own = {path.rpartition("/")[2] for path in section("Add a hosting provider") if "<provider>" in path}
    for folder in FOLDERS:
        there = {file.name for file in (ROOT / "components" / folder).glob("*.py")}
        assert own - WITH_AN_API <= there <= own | FURTHER, folder
    lines = (ROOT / "fleet" / "registry.py").read_text("utf-8").splitlines()
    assert all(sum(f'"components.{folder}"' in line for line in lines) == 1 for folder in FOLDERS)


@pytest.mark.parametrize("folder", FOLDERS)
def test_only_a_providers_own_folder_knows_it(folder: str) -> None:
    """Code elsewhere names it in the registry alone."""
    everywhere = code("fleet", "components", "engine", "sandbox", "cli")
    others = [file for file in everywhere if folder not in file.parts and file.name != "registry.py"]
    assert others
    package, key = f"components.{folder}", folder.replace("_", "-")
    naming = [file for file in others if any(text == key or text.startswith(package) for text in texts(file))]
    assert [str(file.relative_to(ROOT)) for file in naming] == []


def test_import_contracts_name_each_provider() -> None:
    contracts = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["tool"]["importlinter"]["contracts"]
    lists = [contract.get("modules") or contract.get("protected_modules") for contract in contracts]
    assert lists.count(list(PROVIDERS)) == 2
    layers = [contract["layers"][0] for contract in contracts if "providers.kit" in contract.get("layers", ())]
    named = {f"providers.{name}" for name in native_providers(ROOT)}
    assert [set(layer.split(" | ")) for layer in layers] == [named]
    assert [named & set(contract.get("forbidden_modules", ())) for contract in contracts].count(named) == 1


def test_a_field_of_a_host_is_named_by_its_model_and_the_components_that_use_it() -> None:
    code = [
        file for place in ("fleet", "components", "engine", "sandbox", "cli") for file in (ROOT / place).rglob("*.py")
    ]
    naming = {str(file.relative_to(ROOT)) for file in code if re.search(r"\bgrow_disk\b", file.read_text("utf-8"))}
    listed = section("Add a field of a host")
    assert "fleet/inventory/cloud.py" in listed
    components = {f"components/{folder}/component.py" for folder in FOLDERS}
    assert naming - {"fleet/inventory/cloud.py"} <= components


@pytest.mark.parametrize("alert", ALERTS, ids=lambda alert: alert.name)
def test_an_alert_is_named_by_its_entry_and_its_page(alert: object) -> None:
    name = str(getattr(alert, "name", ""))
    naming = {
        str(file.relative_to(ROOT)) for file in code("fleet", "components", "engine", "cli") if name in texts(file)
    }
    assert naming <= {path for path in section("Add an alert") if path.endswith(".py")}
    assert (ROOT / "docs" / "runbooks" / f"{name}.md").exists()


@pytest.mark.parametrize("name", native_providers(ROOT))
def test_a_native_provider_has_the_listed_files(name: str) -> None:
    for path in section("Add a native provider"):
        assert (ROOT / path.replace("<name>", name)).exists(), path
