"""How a stack is opened; the engine itself is asked in `test_stacks.py`."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pulumi.automation as auto
import pytest

from engine.stack import StackError, no_program, open_stack


@pytest.mark.parametrize(("create", "function"), [(True, "create_or_select_stack"), (False, "select_stack")])
def test_a_stack_is_made_only_where_that_is_asked_for(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, *, create: bool, function: str
) -> None:
    asked: list[Any] = []

    def note(called: str) -> Callable[..., str]:
        def opened(*args: Any, opts: Any) -> str:
            asked.append((called, args, opts))
            return "stack"

        return opened

    for name in ("create_or_select_stack", "select_stack"):
        monkeypatch.setattr(auto, name, note(name))
    monkeypatch.setattr(auto, "PulumiCommand", lambda *, root: f"the engine in {root}")
    monkeypatch.setattr(auto, "LocalWorkspaceOptions", lambda **options: options)
    assert open_stack("s", tmp_path, {"A": "b"}, Path("/engine"), create=create) == "stack"  # type: ignore[comparison-overlap]
    options = {"work_dir": str(tmp_path), "pulumi_command": "the engine in /engine", "env_vars": {"A": "b"}}
    assert asked == [(function, ("s", "fleet", no_program), options)]


def test_what_the_backend_says_is_told_with_what_to_do(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    def refuse(*_: Any, **__: Any) -> None:
        said = "Selecting stack\nerror: no stack named 's' found\n"
        raise auto.CommandError(auto.CommandResult("", said, 255))

    monkeypatch.setattr(auto, "select_stack", refuse)
    monkeypatch.setattr(auto, "PulumiCommand", lambda *, root: None if root else root)
    with pytest.raises(StackError) as caught:
        open_stack("s", tmp_path, {}, Path("/engine"), create=False)
    words = "no stack named 's' found; make it once with `pulumi stack init`, or try it with --sandbox"
    assert str(caught.value) == words
    assert caught.value.__cause__ is None
