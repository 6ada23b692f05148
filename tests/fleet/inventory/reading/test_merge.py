"""Several files as one mapping, and what contradicts."""

from pathlib import Path

import pytest

from fleet.inventory.errors.problems import Mistake
from fleet.inventory.reading.merge import SECTIONS_OF_ROWS, Merged
from fleet.inventory.reading.read import read
from fleet.inventory.reading.source import Source


@pytest.fixture
def files(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> list[Source]:
    monkeypatch.chdir(tmp_path)
    Path("a.yaml").write_text("hosts:\n  one: { note: first }\norganisation: ods\n")
    Path("b.yaml").write_text("hosts:\n  two: {}\n  one: { note: second }\norganisation: ocp\nhost: { three: {} }\n")
    return [read(Path("a.yaml")), read(Path("b.yaml"))]


def told(*sources: Source) -> list[str]:
    return [str(problem) for source in sources for problem in source.problems]


def test_sections_are_joined_and_of_two_equal_keys_the_first_is_kept(files: list[Source]) -> None:
    merged = Merged(files)
    assert merged.data == {"hosts": {"one": {"note": "first"}, "two": {}}, "organisation": "ods"}
    assert merged.dropped == [{"note": "second"}, "ocp", {"host": {"three": {}}}]
    assert merged.unread == set()
    assert told(*files) == [
        "b.yaml:3:3: hosts.one: the key 'one' is in a.yaml:2 too; keep one of them",
        "b.yaml:4:1: organisation: the key 'organisation' is in a.yaml:3 too; keep one of them",
        "b.yaml:5:1: host: unknown key 'host'; did you mean 'hosts'?",
    ]


def test_a_mistake_is_located_in_the_file_of_its_row_and_once(files: list[Source]) -> None:
    merged = Merged(files)
    found = merged.located(Mistake(("hosts", "two", "provider"), "this is missing", "write provider: …"))
    assert str(found) == "b.yaml:2:3: hosts.two.provider: this is missing; write provider: …"
    assert merged.located(Mistake(("organisation",), "it is wrong", "write it")) is not None
    files[1].complain((2, 3), "it is wrong", "write it")
    assert merged.located(Mistake(("hosts", "two"), "it is wrong", "write it", at_key=True)) is None


@pytest.mark.parametrize(
    ("text", "unread", "problem"),
    [
        ("hosts: 5\n", {"hosts"}, "hosts: this reads as the number 5; write a mapping of names to rows"),
        ("- hosts\n", None, "the file is a list; write sections such as hosts: and services:, or remove the file"),
        ("", None, "the file is empty; write sections such as hosts: and services:, or remove the file"),
    ],
)
def test_of_a_section_or_file_that_is_no_mapping_no_row_is_called_missing(
    text: str, unread: set[str] | None, problem: str, tmp_path: Path
) -> None:
    file = tmp_path / "a.yaml"
    file.write_text(text)
    source = read(file)
    merged = Merged([source])
    assert merged.data == {}
    assert merged.unread >= SECTIONS_OF_ROWS if unread is None else merged.unread == unread
    assert [one.partition(": ")[2] for one in told(source)] == [problem]
