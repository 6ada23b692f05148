"""One measured preview in a process of its own: `python -m bench.drive PROGRAM COUNT HOME`."""

import json
import resource
import runpy
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from pulumi.automation import ConfigValue

from engine.install import ensure
from engine.stack import open_stack
from sandbox.workspace import prepare

ROOT = Path(__file__).parent.parent
APIS = ("uptimerobot", "hetznerrobot")
"""Left out: the program beside it has none of that."""


def main(program: str, count: int, home: Path) -> None:
    """Preview a stack that holds nothing yet, and print wall-clock seconds and the program's peak memory in MB."""
    from bench.bare import program as bare
    from bench.inventory import cloud

    home.mkdir(parents=True, exist_ok=True)
    inventory = home / "inventory.yaml"
    inventory.write_text(cloud(count), encoding="utf-8")
    work_dir, env = prepare(home, ROOT, "bench", APIS)
    engine = ensure(lambda line: print(line, file=sys.stderr))
    programs: dict[str, Callable[[], Any]] = {
        "bare": lambda: bare(count),
        "fleet": lambda: runpy.run_path(str(ROOT / "__main__.py"), run_name="__main__"),
    }
    stack = open_stack("bench", work_dir, env, engine, create=True, program=programs[program])
    stack.set_config("fleet:inventory", ConfigValue(str(inventory)))
    begun = time.perf_counter()
    summary = stack.preview().change_summary
    seconds = time.perf_counter() - begun
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(json.dumps({"seconds": seconds, "megabytes": peak, "resources": sum(summary.values())}))


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]), Path(sys.argv[3]))
