"""Run any program on the real engine and simulated clouds: arguments are PROGRAM HOME VERB [KEY=SECRET …]."""

import json
import os
import runpy
import sys
from pathlib import Path

from pulumi.automation import ConfigValue

from engine.install import ensure
from engine.operation import run
from engine.outcome import Outcome
from engine.stack import open_stack
from sandbox.apis import start
from sandbox.store import Store
from sandbox.workspace import clouds, prepare
from tests.engine.harness import ROOT


def main(program: str, home: Path, verb: str, *secrets: str) -> None:
    """Run the verb, and print the outcome as the command line's `--json` does."""
    work_dir, env = prepare(home, ROOT, "sandbox")
    # Its login is the official plugin's, so that it can't be left out.
    os.environ |= start(Store(clouds(home, "sandbox")), ["githubpages"])
    engine = ensure(lambda line: print(line, file=sys.stderr))

    def run_program() -> None:
        runpy.run_path(program, run_name="__main__")

    stack = open_stack("sandbox", work_dir, env, engine, create=True, program=run_program)
    pairs = (secret.split("=", 1) for secret in secrets)
    stack.set_all_config({key: ConfigValue(value, secret=True) for key, value in pairs})
    outcome = run(stack, Outcome(verb, "sandbox", sandbox=True), lambda _name, _count: None)
    print(json.dumps(outcome.as_json()))


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]), *sys.argv[3:])
