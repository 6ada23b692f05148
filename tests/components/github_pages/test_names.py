"""Names of repositories as GitHub takes them."""

import pytest

from components.github_pages.names import is_name


@pytest.mark.parametrize("name", ["a", "website", ".github", "...", "a.b_c-d", "git", "website.github.io", "r" * 100])
def test_a_repository_may_be_called(name: str) -> None:
    assert is_name(name)


@pytest.mark.parametrize(
    "name", ["", ".", "..", ".git", "website.git", "website.GIT", "a.wiki", "web site", "r" * 101, "bücher", "a/b"]
)
def test_no_repository_is_called(name: str) -> None:
    assert not is_name(name)
