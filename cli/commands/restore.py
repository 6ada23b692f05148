"""`restore`: bring a state back that was kept before something was written into it."""

import json
from pathlib import Path
from typing import Annotated

import typer

from cli.options import SandboxOption, StackOption, YesOption
from cli.session import fail, open_stack, require_terminal


def restore(
    file: Annotated[Path | None, typer.Argument(help="A state that was kept; without it, they are listed.")] = None,
    stack: StackOption = "production",
    *,
    sandbox: SandboxOption = False,
    yes: YesOption = False,
) -> None:
    """Bring back a state from before a recovery. The state that is replaced is kept in turn; no cloud is touched."""
    opened = open_stack(stack, None, sandbox=sandbox)
    from pulumi.automation import CommandError, Deployment

    from engine.messages import exact, explained, last_error
    from engine.state import keep, kept_states

    if file is None:
        kept = sorted(kept_states(Path(opened.workspace.work_dir)).glob(f"{stack}-*.json"), reverse=True)
        typer.echo("\n".join(map(str, kept)) or f"no state of {stack} was kept")
        return
    try:
        content = json.loads(file.read_bytes())
        urns = [resource["urn"] for resource in content["deployment"]["resources"]]
        state = Deployment(content["version"], content["deployment"])
    except (OSError, ValueError, KeyError, TypeError) as error:
        fail(f"{file} is no state that was kept: {error}")
    if not all(urn.startswith(f"urn:pulumi:{stack}::") for urn in urns):
        fail(f"{file} is the state of another stack than {stack}")
    if not (sandbox or yes):
        require_terminal()
        typer.confirm(f"Replace the state of {stack} by {file}?", abort=True)
    try:
        replaced = keep(opened, opened.export_stack())
        opened.import_stack(state)
    except CommandError as error:
        fail(exact(explained(last_error(str(error))), stack, sandbox=sandbox))
    typer.echo(f"{stack} has the state of {file}; the one before is {replaced}")
