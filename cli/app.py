"""The command line."""

import typer

from cli.commands.adopt import adopt
from cli.commands.cancel import cancel
from cli.commands.catalogue import catalogue
from cli.commands.check import check
from cli.commands.destroy import destroy
from cli.commands.dns import dns
from cli.commands.export import export
from cli.commands.preview import preview
from cli.commands.push import push
from cli.commands.refresh import refresh
from cli.commands.restore import restore
from cli.commands.schema import schema
from cli.commands.setup import setup
from cli.commands.up import up
from cli.documents import Commands

app = typer.Typer(
    cls=Commands, no_args_is_help=True, add_completion=False, pretty_exceptions_enable=False, help=__doc__
)
for command in (check, schema, setup, preview, up, refresh, destroy, cancel, restore, dns, export, push, catalogue):
    app.command()(command)
app.add_typer(adopt, name="adopt")
