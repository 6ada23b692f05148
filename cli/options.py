"""The options that several commands have."""

from pathlib import Path
from typing import Annotated

import typer

StacksOption = Annotated[list[str], typer.Option("--stack", "-s", help="A stack; several are read as one fleet.")]
StackOption = Annotated[str, typer.Option("--stack", "-s", help="The stack; its inventory is stacks/STACK.")]
InventoryOption = Annotated[
    Path | None, typer.Option("--inventory", "-i", help="Another inventory: a YAML file or directory.")
]
SandboxOption = Annotated[
    bool, typer.Option("--sandbox", help="Run on simulated clouds, with no account and no network.")
]
JsonOption = Annotated[bool, typer.Option("--json", help="Print one JSON document: docs/json.md.")]
ExpectOption = Annotated[bool, typer.Option("--expect-no-changes", help="Exit 7 if there are changes.")]
YesOption = Annotated[bool, typer.Option("--yes", "-y", help="Don't ask before changing anything real.")]
