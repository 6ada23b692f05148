"""A GitHub Pages site's row."""

from typing import Any

import pytest

from components.github_pages.row import Pages


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
