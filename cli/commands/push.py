"""`push`: bring the configuration to the Prometheus servers."""

from typing import Annotated

import typer

from cli.options import StacksOption
from cli.session import drawn_up, fail, united
from fleet.counts import counted


def push(
    stack: StacksOption,
    *,
    host: Annotated[str | None, typer.Option("--host", help="Only this Prometheus server; else all of them.")] = None,
    ssh: Annotated[str, typer.Option("--ssh", help="The command that logs in, with its options.")] = "ssh",
) -> None:
    """Bring the monitoring's configuration to the Prometheus servers: checked there, reloaded, or taken back."""
    from cli.push import PushError
    from cli.push import push as push_to
    from fleet.render.prometheus_server import server_files

    fleet = united(stack)
    hosts = [name for name in fleet.prometheus if host in (None, name)]
    if not hosts:
        fail("there is no such host with role: prometheus in the inventory")
    files = server_files(drawn_up(fleet, export=True).export or {})
    failed = []
    for name in hosts:
        try:
            push_to(name, files, ssh=ssh)
            typer.echo(f"{name}: {counted(len(files), 'file')}, loaded")
        except PushError as error:
            failed.append(f"{name}: {error}")
    if failed:
        fail("\n".join(failed))
