"""Writes an export: rendered texts as files in a folder."""

import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from difflib import unified_diff
from pathlib import Path

from cli.session import fail

OPTIONAL = ("web.yml",)
"""Files that only some fleets have. One that is left over from an earlier export is removed."""


def write(folder: Path, files: Mapping[str, str]) -> list[str]:
    """Write the files that differ, each whole or not at all, and remove those that the export no longer has.

    If the folder can't be written, print why and end with exit code 1.

    Returns:
        The paths of those written or removed.
    """
    with _reported():
        changed = [path for path, text in files.items() if _read(folder / path) != text.encode()]
        for path in changed:
            _replace(folder / path, files[path])
        for path in _left_over(folder, files):
            (folder / path).unlink()
            changed.append(path)
    return changed


def differences(folder: Path, files: Mapping[str, str]) -> Iterator[str]:
    """The lines of a diff from the folder's files to those of the export; none if nothing differs."""
    with _reported():
        for path in sorted({*files, *_left_over(folder, files)}):
            old, new = _read(folder / path), files[path].encode() if path in files else None
            if old != new:
                yield from _diff(path, old, new)


def _diff(path: str, old: bytes | None, new: bytes | None) -> Iterator[str]:
    before, after = ("/dev/null" if content is None else path for content in (old, new))
    was, wanted = ((content or b"").decode(errors="replace").splitlines() for content in (old, new))
    lines = list(unified_diff(was, wanted, before, after, lineterm=""))
    yield from lines or [f"{path} differs in its line breaks or in bytes that are no text"]


def _replace(file: Path, text: str) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    partial = file.with_name(f".{file.name}.{os.getpid()}.partial")
    try:
        partial.write_bytes(text.encode())
        # A rename is atomic: Prometheus notices it, and never reads an incomplete file.
        partial.replace(file)
    finally:
        partial.unlink(missing_ok=True)


def _left_over(folder: Path, files: Mapping[str, str]) -> list[str]:
    return [path for path in OPTIONAL if path not in files and (folder / path).exists()]


def _read(file: Path) -> bytes | None:
    try:
        return file.read_bytes()
    except FileNotFoundError:
        return None


@contextmanager
def _reported() -> Iterator[None]:
    """Turn an error of the file system into a message and exit code 1."""
    try:
        yield
    except OSError as error:
        fail(f"{error.filename}: {error.strerror}; give --out a folder that can be written")
