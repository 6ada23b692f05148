"""The launchers, as the engine starts them."""

import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from importlib.metadata import version
from pathlib import Path

import grpc
import pytest
from google.protobuf import empty_pb2
from pulumi.runtime.proto.provider_pb2_grpc import ResourceProviderStub

from sandbox.faults import FAULT
from sandbox.simulation import SIMULATIONS, plugins, references
from sandbox.workspace import STORE, prepare
from tests.shared import PATIENCE_SECONDS

ROOT = Path(__file__).parents[2]


@contextmanager
def running(command: list[str], cwd: Path, env: dict[str, str]) -> Iterator[tuple[int, subprocess.Popen[str]]]:
    """A plugin that was started so, and its port."""
    process = subprocess.Popen(command, cwd=cwd, env=env, stdout=subprocess.PIPE, text=True, start_new_session=True)
    assert process.stdout is not None
    try:
        yield int(process.stdout.readline()), process
    finally:
        # All that it started, whether or not it is there any more itself.
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.communicate(timeout=PATIENCE_SECONDS)


def said_version(port: int) -> str:
    with grpc.insecure_channel(f"127.0.0.1:{port}") as channel:
        stub = ResourceProviderStub(channel)
        told: str = stub.GetPluginInfo(empty_pb2.Empty(), timeout=PATIENCE_SECONDS).version
        return told


def ends(port: int) -> bool:
    """Whether nobody answers there within a while."""
    deadline = time.monotonic() + PATIENCE_SECONDS
    while time.monotonic() < deadline:
        try:
            said_version(port)
        except grpc.RpcError as error:
            # A machine under load may let it wait; nobody there is another thing.
            if error.code() is grpc.StatusCode.UNAVAILABLE:
                return True
        time.sleep(0.1)
    return False


@pytest.fixture
def env(file: Path) -> dict[str, str]:
    return os.environ | {STORE: str(file), "FLEET_PYTHON": sys.executable}


@pytest.fixture
def launchers(tmp_path: Path) -> Path:
    """The folder of a stack's launchers."""
    return launchers_of(tmp_path / "home", ROOT)


def launchers_of(home: Path, root: Path) -> Path:
    prepare(home, root, "one")
    return home / "one" / "bin"


@pytest.mark.parametrize("plugin", plugins())
def test_a_launcher_serves_its_plugin_from_any_folder(
    plugin: str, tmp_path: Path, launchers: Path, env: dict[str, str]
) -> None:
    with running([str(launchers / f"pulumi-resource-{plugin}"), "127.0.0.1:9"], tmp_path, env) as (port, _):
        assert said_version(port) == version(f"pulumi-{plugin}")
        assert Path(env[STORE]).exists()


def test_a_launcher_works_from_a_path_with_spaces_and_dashes(tmp_path: Path, env: dict[str, str]) -> None:
    copy = tmp_path / "a check-out"
    # Whoever is told of the simulations asks no registry for them.
    told = env | {SIMULATIONS: " ".join(references())}
    for name in ("components", "fleet", "providers", "sandbox"):
        shutil.copytree(ROOT / name, copy / name, symlinks=True)
    shutil.copy(ROOT / "Pulumi.yaml", copy)
    launchers = launchers_of(tmp_path / "a sand-box", copy)
    with running([str(launchers / "pulumi-resource-hcloud")], Path("/"), told) as (port, _):
        assert said_version(port) == version("pulumi-hcloud")


def test_a_launcher_works_by_a_relative_path_whatever_the_shell_is_told(launchers: Path, env: dict[str, str]) -> None:
    told = env | {"CDPATH": str(ROOT)}
    with running(["bin/pulumi-resource-linode"], launchers.parent, told) as (port, _):
        assert said_version(port) == version("pulumi-linode")


def test_the_projects_own_interpreter_is_the_usual_one(tmp_path: Path, env: dict[str, str]) -> None:
    copy = tmp_path / "project"
    (copy / ".venv" / "bin").mkdir(parents=True)
    (copy / ".venv" / "bin" / "python").write_text('#!/bin/sh\necho 4711 "$@"\n', encoding="utf-8")
    (copy / ".venv" / "bin" / "python").chmod(0o755)
    shutil.copy(ROOT / "Pulumi.yaml", copy)
    command = [str(launchers_of(tmp_path / "home", copy) / "pulumi-resource-github"), "127.0.0.1:9"]
    del env["FLEET_PYTHON"]
    done = subprocess.run(command, env=env, capture_output=True, text=True, check=True)
    assert done.stdout == "4711 -m sandbox github 127.0.0.1:9\n"


def test_only_the_port_is_written(tmp_path: Path, launchers: Path, env: dict[str, str]) -> None:
    with running([str(launchers / "pulumi-resource-linode")], tmp_path, env) as (port, process):
        said_version(port)
        process.terminate()
        assert process.communicate(timeout=PATIENCE_SECONDS)[0] == ""


def test_a_plugin_ends_when_its_engine_is_gone(tmp_path: Path, launchers: Path, env: dict[str, str]) -> None:
    launcher = launchers / "pulumi-resource-linode"
    # A shell in the engine's place, which outlives the start and is then killed without a chance to tidy up.
    with running(["/bin/sh", "-c", f'"{launcher}" & wait'], tmp_path, env) as (port, engine):
        assert said_version(port)
        engine.send_signal(signal.SIGKILL)
        engine.wait()
        assert ends(port)


@pytest.mark.parametrize(
    ("arguments", "store"), [(["linode"], False), ([], True), (["aws"], True), (["../linode"], True)]
)
def test_a_wrong_start_is_explained(arguments: list[str], env: dict[str, str], *, store: bool) -> None:
    if not store:
        del env[STORE]
    command = [sys.executable, "-m", "sandbox", *arguments]
    done = subprocess.run(command, cwd=ROOT, env=env, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr.startswith(f"usage: {STORE}=FILE python -m sandbox {'|'.join(plugins())};")


def test_a_fault_that_there_is_not_ends_the_start(env: dict[str, str]) -> None:
    command = [sys.executable, "-m", "sandbox", "linode"]
    told = env | {FAULT: "timeout:*:write:1 typo:*:write:1"}
    done = subprocess.run(command, cwd=ROOT, env=told, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr.startswith(f"{FAULT}: 'typo:*:write:1': there is no fault 'typo', but rate-limit, ")
