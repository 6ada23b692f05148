"""`catalogue`: read a provider's sizes and regions again."""

from typing import Annotated

import typer


def catalogue(
    provider: Annotated[str, typer.Argument(help="Whose: hetzner-cloud or linode.")],
    *,
    api: Annotated[str | None, typer.Option("--api", metavar="URL", help="Another address of its API.")] = None,
) -> None:
    """Ask a provider's API for its sizes and regions, by which rows are checked, and keep them in its folder."""
    from cli.catalogue import refresh

    refresh(provider, api)
