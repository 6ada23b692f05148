"""What a command prints for programs: with `--json`, one JSON document on standard output, however the command ends."""

import json
import sys
from collections.abc import Iterable, Mapping, Sequence
from contextlib import redirect_stdout
from typing import Any

import typer
from typer.core import TyperGroup

from fleet.inventory.errors.problems import Problem, shown

VERSION = 1
"""The documents' version. It rises when something in them is renamed, removed or means something else."""
CRASHED = "Fleet itself failed; the traceback is on standard error"
INTERRUPTED = 130
"""The exit code of what was stopped at the keyboard, as shells have it."""


class Failed(typer.Exit):  # it ends a command, as `typer.Exit` does
    """Ends a command with exit code 1; `mistakes` are those of the inventory, if it has any."""

    def __init__(self, message: str, mistakes: Iterable[Problem] = ()) -> None:
        super().__init__(1)
        self.message, self.mistakes = message, mistakes


class Answered(typer.Exit):  # the same
    """Ends a command with what it found, for programs."""

    def __init__(self, answer: Mapping[str, Any], code: int = 0) -> None:
        super().__init__(code)
        self.answer = answer


class Commands(TyperGroup):
    """The commands. With `--json`, whatever else they print goes to standard error."""

    def invoke(self, ctx: Any) -> Any:
        """Run a command; what was stopped from the keyboard before or after the engine's own runs says so."""
        try:
            return super().invoke(ctx)
        except KeyboardInterrupt:
            typer.echo("interrupted; the same command goes on", err=True)
            raise

    def main(self, args: Sequence[str] | None = None, *others: Any, **options: Any) -> Any:
        """Run the command that the arguments name, which default to the process's own."""
        given = list(sys.argv[1:] if args is None else args)
        if any(arg.partition("=")[0] == "--json" for arg in given):
            sys.exit(self._with_document(given))
        return super().main(given, *others, **options)

    def _with_document(self, args: list[str]) -> int:
        """Run a command, print its document, and return the exit code."""
        verb = args[0] if args[0] in self.commands else None
        document, code = _ended(verb, [CRASHED]), 1
        try:
            with redirect_stdout(sys.stderr), self.make_context("fleet", list(args)) as context:
                self.invoke(context)
            document, code = _ended(verb), 0
        except Answered as end:
            document, code = {"version": VERSION, "verb": verb, **end.answer}, end.exit_code
        except Failed as end:
            document, code = _ended(verb, [end.message], end.mistakes), end.exit_code
        except typer.Exit as end:
            document, code = _ended(verb), end.exit_code
        except typer.Abort:
            document = _ended(verb, ["the question was not answered with yes"])
        except KeyboardInterrupt:
            document, code = _ended(verb, ["interrupted"]), INTERRUPTED
        except typer.TyperException as error:
            document, code = _ended(verb, [error.format_message()]), error.exit_code
        finally:
            # In any case: what else happens ends this process with a traceback.
            typer.echo(json.dumps(document, indent=2, sort_keys=True))
        return code


def _ended(verb: str | None, errors: Sequence[str] = (), mistakes: Iterable[Problem] = ()) -> dict[str, Any]:
    """The document of a command that came to no answer."""
    return {
        "version": VERSION,
        "verb": verb,
        "ok": not errors,
        "errors": [line for error in errors for line in error.splitlines()],
        "mistakes": [
            {
                "file": mistake.file,
                "line": mistake.line,
                "column": mistake.column,
                "path": shown(mistake.path),
                "what": mistake.what,
                "write": mistake.write,
            }
            for mistake in mistakes
        ],
    }
