"""`python -m bench`: print every figure that the project claims, measured now, the two sides in turn."""

import json
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path
from statistics import median
from typing import Any

from rich.console import Console
from rich.table import Table

from bench.inventory import mixed

ROUNDS = {1: 5, 100: 3, 500: 2}
"""Pairs of previews for each number of servers; the large ones vary less."""
LARGE = 2000
HOSTS = 10_000


def main() -> None:
    """Measure and print."""
    table = Table("Measured", "Fleet", "Beside it", "Ratio or difference", "To reach", box=None)
    with tempfile.TemporaryDirectory() as home:
        for row in (*previews(Path(home)), large(Path(home)), start_up(Path(home)), loading(Path(home)), exporting()):
            table.add_row(*row)
            print("·", *row, file=sys.stderr)
    Console(width=150).print(table)


def drive(program: str, count: int, home: Path) -> dict[str, Any]:
    """One preview in a process of its own, with a state of its own."""
    with tempfile.TemporaryDirectory(dir=home) as own:
        command = [sys.executable, "-m", "bench.drive", program, str(count), own]
        done = subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True)
    result: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return result


def previews(home: Path) -> list[tuple[str, ...]]:
    """The preview of that many new cloud servers, against a plain synchronous program with the same resources."""
    rows: list[tuple[str, ...]] = []
    for count, rounds in ROUNDS.items():
        pairs = [(drive("fleet", count, home), drive("bare", count, home)) for _ in range(rounds)]
        fleet, bare = (median(pair[side]["seconds"] for pair in pairs) for side in (0, 1))
        ratio = median(pair[0]["seconds"] / pair[1]["seconds"] for pair in pairs)
        resources = {pair[side]["resources"] for pair in pairs for side in (0, 1)}
        what = f"preview of {count} servers ({'/'.join(map(str, sorted(resources)))} resources, {rounds} pairs)"
        rows.append((what, f"{fleet:.2f} s", f"{bare:.2f} s", f"{ratio:.2f}", "0.60 at 500"))
    return rows


def large(home: Path) -> tuple[str, ...]:
    """The program's peak memory for many servers, against that for few."""
    many, few = (drive("fleet", count, home)["megabytes"] for count in (LARGE, 100))
    return f"memory at {LARGE} servers, beside 100", f"{many:.0f} MB", f"{few:.0f} MB", f"{many / few:.2f}", "200 MB"


def start_up(home: Path) -> tuple[str, ...]:
    """`python -m fleet check` of one host, against importing what it can't do without."""
    inventory = home / "small.yaml"
    inventory.write_text(mixed(2), encoding="utf-8")
    check = [sys.executable, "-m", "fleet", "check", "--inventory", str(inventory)]
    bare = [sys.executable, "-c", "import pydantic, yaml"]
    pulumi = [sys.executable, "-c", "import pulumi"]
    pairs = [[_seconds(partial(_quietly, command)) for command in (check, bare, pulumi)] for _ in range(7)]
    fleet, imports, sdk = (median(pair[side] for pair in pairs) for side in range(3))
    over = median(pair[0] - pair[1] for pair in pairs)
    beside = f"{imports:.2f} s (import pulumi: {sdk:.2f} s)"
    return "start of `fleet check`, beside import pydantic, yaml", f"{fleet:.2f} s", beside, f"+{over:.2f} s", "+0.40 s"


def loading(home: Path) -> tuple[str, ...]:
    """Loading and checking many hosts, against PyYAML's C loader alone on the same text."""
    import yaml

    from fleet.inventory.load import load

    inventory = home / "large.yaml"
    text = mixed(HOSTS)
    inventory.write_text(text, encoding="utf-8")
    pairs = [(_seconds(lambda: load(inventory)), _seconds(lambda: yaml.load(text, yaml.CSafeLoader))) for _ in range(3)]
    fleet, bare = (median(pair[side] for pair in pairs) for side in (0, 1))
    what = f"load and check {HOSTS:,} hosts, beside parsing alone"
    return what, f"{fleet:.2f} s", f"{bare:.2f} s", f"{median(a / b for a, b in pairs):.2f}", "2.00 and 1 s"


def exporting() -> tuple[str, ...]:
    """Rendering an export, against writing the same data with `json.dumps` and PyYAML's C dumper."""
    import yaml

    from fleet.draw_up import draw_up
    from fleet.inventory.model import fleet_model

    fleet = fleet_model().model_validate(yaml.load(mixed(HOSTS, sites=20), yaml.CSafeLoader))
    data = {path: _parsed(path, text) for path, text in (draw_up(fleet, export=True).export or {}).items()}
    pairs = [
        (_seconds(lambda: draw_up(fleet, export=True)), _seconds(lambda: [_dumped(*item) for item in data.items()]))
        for _ in range(2)
    ]
    ours, bare = (median(pair[side] for pair in pairs) for side in (0, 1))
    what = f"export of {HOSTS:,} hosts and {2 * HOSTS:,} sites, beside writing alone"
    return what, f"{ours:.2f} s", f"{bare:.2f} s", f"{median(a / b for a, b in pairs):.2f}", "3.00"


def _parsed(path: str, text: str) -> Any:
    import yaml

    return json.loads(text) if path.endswith(".json") else yaml.load(text, yaml.CSafeLoader)


def _dumped(path: str, data: Any) -> str:
    import yaml

    return json.dumps(data, indent=1) if path.endswith(".json") else yaml.dump(data, Dumper=yaml.CSafeDumper)


def _quietly(command: list[str]) -> None:
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)


def _seconds(run: Callable[[], object]) -> float:
    begun = time.perf_counter()
    run()
    return time.perf_counter() - begun


if __name__ == "__main__":
    main()
