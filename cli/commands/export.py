"""`export`: write the configuration of the monitoring and of Salt."""

from pathlib import Path
from typing import Annotated

import typer

from cli.options import StacksOption
from cli.session import drawn_up, united
from fleet.counts import counted


def export(
    stack: StacksOption,
    out: Annotated[Path, typer.Option("--out", "-o", help="The folder; made if it isn't there.")],
    *,
    check_only: Annotated[
        bool, typer.Option("--check", help="Write nothing; print how the folder differs, and exit 1 if it does.")
    ] = False,
) -> None:
    """Write what Prometheus, Alertmanager, the blackbox exporter, Salt and UptimeRobot need, without a network."""
    from cli.export import differences, write

    files = dict(drawn_up(united(stack), export=True).export or {})
    if not check_only:
        changed = write(out, files)
        typer.echo(f"{out}: {counted(len(files), 'file')}, {len(changed)} changed")
        return
    lines = list(differences(out, files))
    if lines:
        typer.echo("\n".join(lines))
        raise typer.Exit(1)
    typer.echo(f"{out}: {counted(len(files), 'file')}, all as they should be")
