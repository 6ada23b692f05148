"""Asks a provider for its sizes and regions, and keeps them where rows are checked by them."""

import os
from datetime import UTC, datetime
from typing import Any

import typer

from cli.session import fail
from fleet.catalogue import written
from fleet.counts import counted
from fleet.inventory.errors.suggestions import instead, nearest
from fleet.registry import hostings

TIME_LIMIT = 30.0
"""Seconds for one answer."""


def refresh(provider: str, api: str | None) -> None:
    """Ask, and write the provider's file. If it doesn't answer as expected, print why and end with exit code 1."""
    import httpx

    sources = {key: each.catalogue for key, each in hostings().items() if each.catalogue}
    source = sources.get(provider)
    if source is None:
        fail(f"{provider} has no catalogue; {instead(nearest(provider, sources), sources)}")
    token = os.environ.get(source.login) if source.login else None
    if source.login and not token:
        fail(f"its API wants a login: set {source.login}")
    headers = {"Authorization": f"Bearer {token}"} if token else {}
    with httpx.Client(base_url=api or source.url, headers=headers, timeout=TIME_LIMIT) as client:

        def get(path: str) -> Any:
            return client.get(path).raise_for_status().json()

        try:
            found = source.fetched(get)
        except (httpx.HTTPError, ValueError, KeyError, TypeError) as error:
            fail(f"{client.base_url.host} did not answer as expected, and nothing was changed: {error}")
    kept = source.kept()
    origin = f"{source.url}, by `python -m fleet catalogue {provider}`"
    text = written(found.with_former(kept), origin, datetime.now(tz=UTC).date())
    source.file.write_text(text, encoding="utf-8")
    new = sorted((found.sizes.keys() - kept.sizes.keys()) | (found.regions.keys() - kept.regions.keys()))
    added = f"new: {', '.join(new)}" if new else "nothing new"
    typer.echo(f"{counted(len(found.sizes), 'size')} and {counted(len(found.regions), 'region')}; {added}")
