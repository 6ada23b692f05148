"""`schema`: what an inventory may contain, for editors and for people."""

from typing import Annotated

import typer


def schema(
    *, markdown: Annotated[bool, typer.Option("--markdown", help="Print a page about every field instead.")] = False
) -> None:
    """Print the JSON Schema of an inventory, by which editors check one while it is written."""
    from fleet.inventory.json_schema import schema as json_schema
    from fleet.render.fields import fields_page

    typer.echo(fields_page() if markdown else json_schema(), nl=False)
