"""Where a file's keys and values stand, and which mistake a place keeps."""

from pathlib import Path

import pytest

from fleet.inventory.errors import problems
from fleet.inventory.reading.read import read
from fleet.inventory.reading.source import Source, size_of

TEXT = """hosts:
  www.example.org: { provider: linode }
  docs.example.org:
    provider: bytemark
    aliases:
      - one
"""


@pytest.fixture
def source(tmp_path: Path) -> Source:
    file = tmp_path / "fleet.yaml"
    file.write_text(TEXT)
    return read(file)


@pytest.mark.parametrize(
    ("path", "key", "value"),
    [
        ((), (1, 1), (1, 1)),
        (("hosts",), (1, 1), (1, 1)),
        (("hosts", "www.example.org"), (2, 3), (2, 20)),
        (("hosts", "www.example.org", "provider"), (2, 22), (2, 32)),
        (("hosts", "docs.example.org"), (3, 3), (3, 3)),
        (("hosts", "docs.example.org", "aliases", 0), (6, 9), (6, 9)),
        (("hosts", "docs.example.org", "nothing", "deep"), (3, 3), (3, 3)),
        (("contacts", "ods"), (1, 1), (1, 1)),
    ],
)
def test_a_mistake_points_at_its_value_or_at_the_key_before_several_lines(
    source: Source, path: problems.Path, key: tuple[int, int], value: tuple[int, int]
) -> None:
    assert (source.place(path, at_key=True), source.place(path)) == (key, value)


def test_a_value_of_several_lines_may_have_its_mistake_at_its_beginning_too(source: Source) -> None:
    assert source.marks_of(("hosts", "docs.example.org"), at_key=False) == ((3, 3), (4, 5))
    assert source.marks_of(("hosts", "docs.example.org"), at_key=True) == ((3, 3),)


def test_a_place_keeps_its_first_problem() -> None:
    source = Source("a.yaml")
    source.complain((2, 3), "it is wrong", "write it", ("hosts",))
    source.complain((2, 3), "it is wrong in another way", "write it")
    source.complain((2, 4), "it is wrong too", "write it")
    assert [str(problem) for problem in source.problems] == [
        "a.yaml:2:3: hosts: it is wrong; write it",
        "a.yaml:2:4: it is wrong too; write it",
    ]


def test_a_size_counts_keys_values_and_what_holds_them() -> None:
    assert [size_of(value) for value in ("text", [], [1, 2], {"a": 1}, {"a": [1, {"b": None}]})] == [1, 1, 3, 3, 7]
