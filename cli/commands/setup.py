"""`setup`: get the Pulumi engine."""

import typer

from cli.session import engine


def setup() -> None:
    """Find the Pulumi engine, or make it: from its installer, else from its published source."""
    typer.echo(f"engine: {engine()}")
