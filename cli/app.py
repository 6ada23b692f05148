"""The command line. What a command needs is imported when it runs, so that `check` never waits for Pulumi."""

from pathlib import Path
from typing import Annotated

import typer

from cli.operations import change, run
from cli.session import drawn_up, engine, fail, finish, inventory_of, loaded, open_stack, united

app = typer.Typer(
    no_args_is_help=True, add_completion=False, pretty_exceptions_enable=False, help=__doc__.split("\n")[0]
)

adopt_app = typer.Typer(no_args_is_help=True, help="Find what is there already, and say what to write to adopt it.")
app.add_typer(adopt_app, name="adopt")

StacksOption = Annotated[list[str], typer.Option("--stack", "-s", help="A stack; several are read as one fleet.")]
StackOption = Annotated[str, typer.Option("--stack", "-s", help="The stack; its inventory is stacks/STACK.")]
InventoryOption = Annotated[
    Path | None, typer.Option("--inventory", "-i", help="Another inventory: a YAML file or directory.")
]
SandboxOption = Annotated[
    bool, typer.Option("--sandbox", help="Run on simulated clouds, with no account and no network.")
]
JsonOption = Annotated[bool, typer.Option("--json", help="Print the outcome for machines.")]
ExpectOption = Annotated[bool, typer.Option("--expect-no-changes", help="Exit 7 if there are changes.")]
CheckOption = Annotated[bool, typer.Option("--check", help="Ask DNS for each record; exit 1 if any differs.")]
ResolverOption = Annotated[
    str | None,
    typer.Option("--resolver", metavar="ADDRESS[:PORT]", help="Whom --check asks, instead of the system's resolver."),
]
YesOption = Annotated[bool, typer.Option("--yes", "-y", help="Don't ask before changing anything real.")]


@app.command()
def check(stack: StackOption = "production", inventory: InventoryOption = None) -> None:
    """Check an inventory and report every mistake at once."""
    path = inventory or inventory_of(stack)
    fleet = loaded(path)
    sites = sum(len(service.sites) for service in fleet.services.values())
    counts = f"{len(fleet.hosts)} hosts, {len(fleet.services)} services, {sites} sites, {len(fleet.contacts)} contacts"
    typer.echo(f"{path}: {counts}; no mistakes")


@app.command()
def schema(
    *, markdown: Annotated[bool, typer.Option("--markdown", help="Print a page about every field instead.")] = False
) -> None:
    """Print the JSON Schema of an inventory, by which editors check one while it is written."""
    from fleet.inventory.json_schema import schema as json_schema
    from fleet.render.fields import fields_page

    typer.echo(fields_page() if markdown else json_schema(), nl=False)


@app.command()
def setup() -> None:
    """Find the Pulumi engine, or make it: from its installer, else from its published source."""
    typer.echo(f"engine: {engine()}")


@app.command()
def preview(  # each is an option of the command line
    stack: StackOption = "production",
    inventory: InventoryOption = None,
    *,
    sandbox: SandboxOption = False,
    json: JsonOption = False,
    expect_no_changes: ExpectOption = False,
) -> None:
    """Show what would change, and change nothing."""
    finish(run("preview", stack, inventory, sandbox=sandbox), json=json, expect_no_changes=expect_no_changes)


@app.command()
def up(
    stack: StackOption = "production",
    inventory: InventoryOption = None,
    *,
    sandbox: SandboxOption = False,
    json: JsonOption = False,
    expect_no_changes: ExpectOption = False,
    yes: YesOption = False,
) -> None:
    """Make the stack what the inventory says. On real clouds it shows the plan and asks first."""
    question = None if sandbox or yes else "Make these changes?"
    outcome = change("up", stack, inventory, question, sandbox=sandbox)
    finish(outcome, json=json, expect_no_changes=expect_no_changes)


@app.command()
def refresh(
    stack: StackOption = "production",
    *,
    sandbox: SandboxOption = False,
    json: JsonOption = False,
    expect_no_changes: ExpectOption = False,
) -> None:
    """Find what was changed behind the stack's back, and note it in the state; `up` then puts it right."""
    finish(run("refresh", stack, None, sandbox=sandbox), json=json, expect_no_changes=expect_no_changes)


@app.command()
def destroy(
    stack: StackOption = "production",
    *,
    sandbox: SandboxOption = False,
    json: JsonOption = False,
    yes: YesOption = False,
) -> None:
    """Remove everything the stack manages; refused while any host is protected. It shows the plan and asks first."""
    question = None if sandbox or yes else f"Destroy everything in the stack {stack}?"
    finish(change("destroy", stack, None, question, sandbox=sandbox), json=json, expect_no_changes=False)


@app.command()
def cancel(stack: StackOption = "production", *, sandbox: SandboxOption = False) -> None:
    """Release the lock that a killed run left on the stack."""
    open_stack(stack, None, sandbox=sandbox).cancel()
    typer.echo(f"{stack} is unlocked; the next up finishes what the killed run began")


@app.command()
def dns(
    stack: StackOption = "production",
    *,
    sandbox: SandboxOption = False,
    check: CheckOption = False,
    resolver: ResolverOption = None,
    json: JsonOption = False,
) -> None:
    """Print the stack's DNS records, those to be set by hand first, or check that DNS has them."""
    from cli.dns import show_records

    show_records(stack, sandbox=sandbox, check=check, resolver=resolver, json=json)


@adopt_app.command()
def uptimerobot(
    stack: StackOption = "production", inventory: InventoryOption = None, *, sandbox: SandboxOption = False
) -> None:
    """Print the numbers of monitors that watch what the inventory does, to write in its rows."""
    from cli.adopt import show_matches

    show_matches(stack, inventory, sandbox=sandbox)


@app.command()
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
        typer.echo(f"{out}: {len(files)} files, {len(changed)} changed")
        return
    lines = list(differences(out, files))
    if lines:
        typer.echo("\n".join(lines))
        raise typer.Exit(1)
    typer.echo(f"{out}: {len(files)} files, all as they should be")


@app.command()
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
            typer.echo(f"{name}: {len(files)} files, loaded")
        except PushError as error:
            failed.append(f"{name}: {error}")
    if failed:
        fail("\n".join(failed))
