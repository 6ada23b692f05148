"""The command line. What a command needs is imported when it runs, so that `check` never waits for Pulumi."""

from pathlib import Path
from typing import Annotated

import typer

from fleet.runs import confirm, engine, finish, inventory_of, loaded, open_stack, run, show

app = typer.Typer(
    no_args_is_help=True, add_completion=False, pretty_exceptions_enable=False, help=__doc__.split("\n")[0]
)

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
def schema() -> None:
    """Print the JSON Schema of an inventory, by which editors check one while it is written."""
    from fleet.schema import schema as text

    typer.echo(text(), nl=False)


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
    """Make the stack what the inventory says. On real clouds it previews and asks first."""
    ask = not sandbox and not yes
    if ask:
        planned = run("preview", stack, inventory, sandbox=False)
        show(planned, json=False)
        if planned.errors:
            raise typer.Exit(1)
        confirm("Make these changes?")
    outcome = run("up", stack, inventory, sandbox=sandbox, previewed=ask)
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
    """Remove everything the stack manages; refused while any host is protected."""
    if not sandbox and not yes:
        confirm(f"Destroy everything in the stack {stack}?")
    finish(run("destroy", stack, None, sandbox=sandbox), json=json, expect_no_changes=False)


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
    from fleet.dns_command import show_records

    show_records(stack, sandbox=sandbox, check=check, resolver=resolver, json=json)
