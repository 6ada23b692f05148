"""A GitHub Pages site's row."""

from typing import Any

import pytest
from pydantic import TypeAdapter

from components.github_pages.row import Pages, Repository


@pytest.mark.parametrize(
    ("row", "state"),
    [
        ({}, "registered"),
        ({"branch": "main"}, "adopted"),
        ({"workflow": True}, "adopted"),
        ({"create": True, "branch": "main"}, "created"),
        ({"create": True, "workflow": True}, "created"),
    ],
)
def test_the_state_of_a_pages_site(row: dict[str, Any], state: str) -> None:
    assert Pages(repository="a/b", **row).state == state


@pytest.mark.parametrize(
    "name", ["a/b", "open-contracting/extension-explorer", "A/b.c_d-e", "a/.github", "o" * 39 + "/" + "r" * 100]
)
def test_a_repository_is_named_by_its_owner_and_name(name: str) -> None:
    assert TypeAdapter(Repository).validate_python(name, strict=True) == name
