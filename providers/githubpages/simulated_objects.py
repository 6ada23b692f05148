"""The objects of a simulated GitHub, and how the sandbox adds those that exist before the fleet does."""

from typing import Any

from sandbox.store import Store

PAGES = "githubpages:index:Pages"
"""The kind of a repository's Pages in the store; their id is owner/repository."""


def seed_pages(store: Store, owner: str, repository: str, properties: dict[str, Any]) -> None:
    """Add a repository's Pages, once."""
    id_ = f"{owner}/{repository}"
    if not store.is_seeded(PAGES, id_):
        store.seed(PAGES, id_, None, new_pages(owner, repository) | properties)


def new_pages(owner: str, repository: str) -> dict[str, Any]:
    """Pages as they are when they are switched on."""
    own = f"https://{owner.lower()}.github.io/{repository}/"
    return {"repository": repository, "public": True, "htmlUrl": own, "buildStatus": "built"}
