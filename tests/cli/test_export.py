"""Writing an export to a folder, and telling how a folder differs from it."""

import os
import subprocess
import sys
import threading
from pathlib import Path

import pytest
import typer

from cli.export import differences, write
from fleet.inventory.load import load
from tests.cli.test_app import ROOT
from tests.cli.test_app import fleet as run
from tests.fleet.small import export

FILES = {"blackbox.yml": "modules: {}\n", "prometheus/rules/fleet.yml": "groups: []\n", "web.yml": "a: 1\n"}
WITHOUT = {path: text for path, text in FILES.items() if path != "web.yml"}


def found(folder: Path) -> dict[str, str]:
    files = [path for path in folder.rglob("*") if path.is_file()]
    return {str(path.relative_to(folder)): path.read_text() for path in files}


def test_only_what_differs_is_written(tmp_path: Path) -> None:
    assert sorted(write(tmp_path, FILES)) == sorted(FILES)
    assert found(tmp_path) == FILES
    kept = (tmp_path / "web.yml").stat()
    assert write(tmp_path, FILES) == []
    assert write(tmp_path, FILES | {"blackbox.yml": "modules: {a: {}}\n"}) == ["blackbox.yml"]
    assert (tmp_path / "web.yml").stat() == kept


def test_a_web_configuration_that_is_left_over_is_removed_and_nothing_else(tmp_path: Path) -> None:
    write(tmp_path, FILES)
    (tmp_path / "prometheus/rules/own.yml").write_text("groups: []\n")
    assert write(tmp_path, WITHOUT) == ["web.yml"]
    assert found(tmp_path) == WITHOUT | {"prometheus/rules/own.yml": "groups: []\n"}


def test_a_reader_never_sees_half_a_file(tmp_path: Path) -> None:
    texts = [letter * 4_000_000 for letter in "ab"]
    write(tmp_path, {"big": texts[0]})
    seen, done = set(), threading.Event()

    def read() -> None:
        while not done.is_set():
            seen.add((tmp_path / "big").read_text())

    reader = threading.Thread(target=read)
    reader.start()
    for turn in range(20):
        write(tmp_path, {"big": texts[turn % 2]})
    done.set()
    reader.join()
    assert seen <= set(texts)


def test_a_write_that_fails_leaves_the_old_file_and_no_part_of_the_new(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    write(tmp_path, FILES)
    real = Path.write_bytes

    def full(path: Path, data: bytes) -> int:
        real(path, data[:3])
        raise OSError(28, "No space left on device", str(path))

    monkeypatch.setattr(Path, "write_bytes", full)
    with pytest.raises(typer.Exit):
        write(tmp_path, FILES | {"blackbox.yml": "modules: {a: {}}\n"})
    assert "No space left on device" in capsys.readouterr().err
    assert found(tmp_path) == FILES


def test_a_folder_that_is_as_it_should_be_differs_in_nothing(tmp_path: Path) -> None:
    write(tmp_path, FILES)
    assert list(differences(tmp_path, FILES)) == []


@pytest.mark.parametrize(
    ("path", "content", "said"),
    [
        ("blackbox.yml", b"modules: {a: {}}\n", "--- blackbox.yml|+++ blackbox.yml|-modules: {a: {}}|+modules: {}"),
        ("blackbox.yml", None, "--- /dev/null|+++ blackbox.yml|+modules: {}"),
        ("blackbox.yml", b"modules: {}", "blackbox.yml differs in its line breaks"),
        ("blackbox.yml", b"modules: {}\r\n", "blackbox.yml differs in its line breaks"),
        ("blackbox.yml", b"\xff\n", "-\ufffd|+modules: {}"),
        ("web.yml", b"a: 1\n", "--- web.yml|+++ /dev/null|-a: 1"),
    ],
)
def test_a_folder_that_differs_is_told_and_then_put_right(
    path: str, content: bytes | None, said: str, tmp_path: Path
) -> None:
    write(tmp_path, WITHOUT)
    if content is None:
        (tmp_path / path).unlink()
    else:
        (tmp_path / path).write_bytes(content)
    lines = "\n".join(differences(tmp_path, WITHOUT))
    for part in said.split("|"):
        assert part in lines
    assert write(tmp_path, WITHOUT) == [path]
    assert found(tmp_path) == WITHOUT


# The command line.


def test_an_export_is_what_is_rendered_and_a_second_changes_nothing(tmp_path: Path) -> None:
    out = tmp_path / "made" / "here"
    files = export(load(ROOT / "stacks/sandbox"))
    for changed in (len(files), 0):
        done = run("export", "--stack", "sandbox", "--out", str(out))
        assert (done.returncode, done.stderr) == (0, "")
        assert done.stdout == f"{out}: {len(files)} files, {changed} changed\n"
    assert found(out) == files


def test_check_writes_nothing_and_exits_1_where_something_differs(tmp_path: Path) -> None:
    check = ["export", "--stack", "production", "--out", str(tmp_path), "--check"]
    done = run(*check)
    assert (done.returncode, found(tmp_path)) == (1, {})
    assert "--- /dev/null\n+++ alertmanager.yml\n" in done.stdout
    run(*check[:-1])
    done = run(*check)
    assert done.returncode == 0
    assert "all as they should be" in done.stdout


@pytest.mark.parametrize("option", [[], ["--check"]])
def test_a_file_is_no_folder(option: list[str], tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    done = run("export", "--stack", "production", "--out", str(tmp_path / "file"), *option)
    assert (done.returncode, done.stdout) == (1, "")
    assert "Not a directory; give --out a folder that can be written" in done.stderr
    assert len(done.stderr.splitlines()) == 1


def test_a_folder_that_cannot_be_written_is_named() -> None:
    # Nobody can make a folder here, not even root.
    done = run("export", "--stack", "production", "--out", "/proc/none")
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr.startswith("/proc/none")
    assert len(done.stderr.splitlines()) == 1


def test_an_export_imports_no_pulumi_and_needs_no_network(tmp_path: Path) -> None:
    command = [sys.executable, "-X", "importtime", "-m", "fleet", "export", "-s", "production", "-o", str(tmp_path)]
    done = subprocess.run(command, cwd=ROOT, env=os.environ, capture_output=True, text=True, check=True)
    imported = {line.rpartition("|")[2].strip() for line in done.stderr.splitlines()}
    assert "fleet.render.export" in imported
    assert not {name.partition(".")[0] for name in imported} & {"pulumi", "grpc", "engine", "sandbox", "requests"}
