"""`dns`: the stack's DNS records, and whether DNS has them."""

from typing import Annotated

import typer

from cli.options import JsonOption, SandboxOption, StackOption

CheckOption = Annotated[bool, typer.Option("--check", help="Ask DNS for each record; exit 1 if any differs.")]
ResolverOption = Annotated[
    str | None,
    typer.Option("--resolver", metavar="ADDRESS[:PORT]", help="Whom --check asks, instead of the system's resolver."),
]


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
