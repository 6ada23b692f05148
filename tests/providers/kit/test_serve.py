"""How a package is served."""

import os
from typing import Any

import pytest

from providers.kit import serve as module
from providers.kit.serve import WORKERS, serve
from tests.providers.kit.toy import TOY


def test_a_package_is_served_to_the_process_that_started_this_one(monkeypatch: pytest.MonkeyPatch) -> None:
    told: list[Any] = []
    monkeypatch.setattr("sys.argv", ["provider"])
    monkeypatch.setattr(module, "start", lambda provider, workers: (provider, workers))
    monkeypatch.setattr(module, "serve_until_engine_ends", lambda *args: told.extend(args))
    serve(TOY)
    provider, workers, engine, cancel = told
    assert (provider.version, workers, engine) == ("1.2.3", WORKERS, os.getppid())
    assert cancel.__name__ == "cancel"
