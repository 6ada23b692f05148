import ast
import sys
from importlib import import_module
from typing import Any

import pytest

from providers.kit.schema import schema
from providers.kit.sdk import main, sdk
from tests.providers.kit.test_schema import NAMES, PROVIDERS
from tests.providers.kit.toy import TOY


@pytest.mark.parametrize("name", NAMES)
def test_the_committed_sdk_is_what_the_models_make(name: str) -> None:
    package = import_module(f"providers.{name}.package").PACKAGE
    assert (PROVIDERS / name / "sdk.py").read_text() == sdk(package), f"run python -m providers.kit.sdk {name}"


@pytest.mark.parametrize("name", NAMES)
def test_the_sdk_has_all_that_the_schema_has(name: str) -> None:
    package = import_module(f"providers.{name}.package").PACKAGE
    tree = ast.parse((PROVIDERS / name / "sdk.py").read_text())
    named = {node.name: node for node in tree.body if isinstance(node, ast.ClassDef | ast.FunctionDef)}
    for kind in package.resources:
        attributes = [node.target.id for node in named[kind.__name__].body if _is_attribute(node)]  # type: ignore[attr-defined]
        assert len(attributes) == len(schema(package)["resources"][package.token(kind.__name__)]["properties"])
        assert ast.get_docstring(named[kind.__name__])
    assert len([node for node in named.values() if isinstance(node, ast.FunctionDef)]) == len(package.functions)


def _is_attribute(node: ast.stmt) -> bool:
    return isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name)


def test_what_is_required_comes_without_a_default_and_secrets_are_marked() -> None:
    text = sdk(TOY)
    assert "        name: Input[str],\n        place: Input[str] | None = None," in text
    assert 'props["pass_word"] = Output.secret(pass_word)' in text
    assert 'additional_secret_outputs=["passWord", "token"]' in text
    assert "def count_things(name: str | None = None, opts" in text


def test_the_sdk_is_python_whose_arguments_reach_the_engine_by_its_names() -> None:
    names: dict[str, Any] = {}
    exec(compile(sdk(TOY), "sdk.py", "exec"), names)  # noqa: S102 # it is what the test is about
    thing = object.__new__(names["Thing"])
    assert thing.translate_input_property("pass_word") == "passWord"
    assert thing.translate_output_property("passWord") == "pass_word"
    assert thing.translate_output_property("name") == "name"


def test_the_command_prints_a_providers_sdk(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(sys, "argv", ["sdk", "uptimerobot"])
    main()
    assert capsys.readouterr().out == (PROVIDERS / "uptimerobot/sdk.py").read_text()
