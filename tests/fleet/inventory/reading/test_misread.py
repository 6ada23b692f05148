"""What YAML reads otherwise than its writer meant."""

from pathlib import Path
from typing import Any

import pytest

from fleet.inventory.reading.read import read


@pytest.mark.parametrize(
    ("text", "data", "place"),
    [
        ("a:\n  -b\n", {"a": ["b"]}, (2, 3)),
        ("a:\n  -b\n  -c\nd: e\n", {"a": ["b", "c"], "d": "e"}, (2, 3)),
        ("a:\n  -b\n  - c\n", {"a": ["b", "c"]}, (2, 3)),
        ("{ a:b, c: d }\n", {"a": "b", "c": "d"}, (1, 4)),
        ("{ a:1 }\n", {"a": 1}, (1, 4)),
        ("{ a=b }\n", {"a": "b"}, (1, 4)),
        ("a: \u201cb\u201d\n", {"a": "b"}, (1, 4)),
        ("\u201ca\u201d: b\n", {"a": "b"}, (1, 1)),
        ("a:\n  - b\n   - c\n", {"a": ["b - c"]}, (3, 4)),
        ("a { b: c }\n", {"a": "c }"}, (1, 1)),
        ("a:{ b: c }\n", {"a": "c }"}, (1, 2)),
        ("a = { b: c }\n", {"a": "c }"}, (1, 3)),
        ("a: {{ b }}\nc: d\n", {"a": {}, "c": "d"}, (1, 4)),
    ],
)
def test_it_is_one_mistake_and_read_as_it_was_meant(
    text: str, data: Any, place: tuple[int, int], tmp_path: Path
) -> None:
    file = tmp_path / "a.yaml"
    file.write_text(text)
    source = read(file)
    assert source.data == data
    assert [(problem.line, problem.column) for problem in source.problems] == [place]


@pytest.mark.parametrize(
    "text",
    [
        "a: -b\n",
        "a:\n  -1\n",
        "a:\n  b - c\n  d\n",
        "a: '{{ b }}'\n",
        "{ https://www.example.org/: { a: b } }\n",
        "[a:b]\n",
        "{ a:b: c }\n",
        "a:b:\n",
        "a: b=c\n",
        "a: b#c\n",
        "a: '\u201cb\u201d'\n",
        "a:\n  - b\n  -  c\n",
    ],
)
def test_what_is_meant_stays(text: str, tmp_path: Path) -> None:
    file = tmp_path / "a.yaml"
    file.write_text(text)
    assert read(file).problems == []


def test_names_in_an_item_that_was_swallowed_are_set_aside(tmp_path: Path) -> None:
    file = tmp_path / "a.yaml"
    file.write_text("a:\n  - b\n   - c\n")
    assert read(file).dropped == ["b", "c", "b - c"]
