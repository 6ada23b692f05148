"""No garbage is collected while source is parsed, for the sake of interpreters that can't bear it.

Until 3.11.8 and 3.12.2 CPython counts the depth of every tree that it makes in one place. Making one allocates, so the
collector may run, and with it whatever finalizers it finds: an asyncio task that logs an exception which nobody
retrieved, a warning of a file that was left open. To log a traceback Python parses the lines in it, a second tree is
made inside the first, and the first fails with `SystemError: AST constructor recursion depth mismatch`. pytest parses
each module of tests to rewrite its assertions, and again to show one that failed; how much garbage lies about then is
a matter of timing, so it befell a loaded machine.
"""

import ast
import functools
import gc
import sys
import threading
from typing import Any

MENDED = sys.version_info >= (3, 12, 2) or (3, 11, 8) <= sys.version_info < (3, 12)
_lock = threading.RLock()


def keep_the_collector_out() -> None:
    """Replace `ast.parse`, by which pytest, hypothesis and tracebacks all parse, on interpreters that need it."""
    if MENDED or hasattr(ast.parse, "__wrapped__"):
        return
    parse = ast.parse

    @functools.wraps(parse)
    def parsed(*args: Any, **kwargs: Any) -> Any:
        # One at a time: another thread would let the collector in when it is done.
        with _lock:
            collects = gc.isenabled()
            gc.disable()
            try:
                return parse(*args, **kwargs)
            finally:
                if collects:
                    gc.enable()

    ast.parse = parsed
