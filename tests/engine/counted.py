"""Run `python -m fleet` with the same arguments, and print how often each list of the blueprint was made."""

import inspect
import json
import sys
import threading
from collections import Counter
from types import CodeType, FrameType
from typing import Any

import fleet.draw_up
from cli.app import app
from tests.fleet.test_draw_up import LISTS


def main() -> None:
    """Print the counts, by name, as the last line of standard output."""
    names: dict[CodeType, str] = {inspect.unwrap(getattr(fleet.draw_up, name)).__code__: name for name in LISTS}
    made = Counter(dict.fromkeys(LISTS, 0))

    def called(frame: FrameType, event: str, _: Any) -> None:
        name = names.get(frame.f_code) if event == "call" else None
        if name:
            made[name] += 1

    # The program runs in a thread of the engine's server.
    threading.setprofile(called)
    sys.setprofile(called)
    try:
        app(prog_name="fleet")
    finally:
        sys.setprofile(None)
        print(json.dumps(made))


if __name__ == "__main__":
    main()
