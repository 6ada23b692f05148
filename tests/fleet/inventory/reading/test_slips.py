"""What was probably mistyped where libyaml stops."""

import pytest
import yaml

from fleet.inventory.reading.slips import slip

BLANK, COLON, EQUALS = "write a blank after the colon", "put the value in quotes", "write name: and the value"


def found(text: str) -> tuple[tuple[int, int], str] | None:
    with pytest.raises(yaml.MarkedYAMLError) as caught:
        yaml.load(text, Loader=yaml.CSafeLoader)  # it is a safe one
    told = slip(text, caught.value)
    return told and (told[0], told[2])


@pytest.mark.parametrize(
    ("text", "place", "write"),
    [
        ("title: Data: open", (1, 12), COLON),
        ("  note: see: there: too", (1, 12), COLON),
        ("ipv6: 2001:db8:: ", (1, 16), COLON),
        ("name:Ann\nemail: a", (1, 5), BLANK),
        ("  name:Ann\n\n  email: a", (1, 7), BLANK),
        ("name=Ann\nemail: a", (1, 5), EQUALS),
        ("  name = Ann\n  email: a", (1, 8), EQUALS),
        ("a:{ b: c, d: e }", (1, 2), BLANK),
        ("a:\n  - b\n  -c\nd: e", (3, 3), "write a blank after the dash"),
        ("a: { b: c", (1, 4), "write } after what belongs to it"),
        ("a: [b, c\nd: e\nf: g", (1, 4), "write ] after what belongs to it"),
        ("a: [b}", (1, 6), "write ]"),
        ("a: b\nc: ]", (2, 4), "remove it, or put the text in quotes"),
        ("a: [b] c", (1, 8), "remove it, or put all in quotes"),
        ("a: [b,, c]", (1, 7), "remove it"),
        ('"a": "b",\n"c": "d"', (1, 9), "remove it"),
        ('{ "a": "b"\n  "c": "d" }', (2, 3), "write a comma between two values"),
        ("{ a: b c: d }", (1, 8), "write the comma, or put the value in quotes"),
        ("{ a: 1::, b: c }", (1, 8), COLON),
        ("a: 'b\nc: d", (1, 4), "write ' after the text"),
        ('a: "b\nc: "d"', (1, 4), "close it after its text"),
        ("a: 'b's c'", (1, 7), "put all in quotes, and write '' for a quote within them"),
        ('a: "\\d"', (1, 5), "write it twice, or use single quotes"),
        ("a:\n\tb: c", (2, 1), "indent with spaces"),
        *((f"a: {char} b", (1, 4), "put it in quotes") for char in "@`%&*?|>"),
        ("a: - b", (1, 4), "write the list below its key, one item a line, or put text in quotes"),
        ("```yaml\na: b", (1, 1), "remove it"),
        ("a: |\nb\nc: d", (2, 1), "indent this line as the text, or deeper than its key"),
        ("a:\n  b: |\n      c\n    d\n  e: f", (4, 5), "indent this line as the text, or deeper than its key"),
        ("a: b\nc\nd: e", (2, 1), "write c: and what belongs to it"),
        ("a: b\nc d e\nf: g", (2, 1), "write a key, a colon and a value, or # before a comment"),
        ("a: b\n  c: d", (2, 3), "indent it by 0 spaces, or write nothing after the colon there"),
        ("a:\n  b: c\n d: e", (3, 2), "indent it by 0 or 2 spaces, or mend the line above"),
        ("a:\n  - b\n  c: d", (3, 3), "write - before it, or indent it as the key of the list"),
        ("a:\n  b: c\n  - d", (3, 3), "indent it deeper than the key it belongs to"),
        ("a: \u201cb: c\u201d", (1, 4), "write straight quotes, or none"),
        ("a:\n  : b", (2, 3), "write one"),
        ("[a]\nb = 1", (2, 3), "write b: and the value"),
    ],
)
def test_a_slip_is_told_where_it_is(text: str, place: tuple[int, int], write: str) -> None:
    assert found(text) == (place, write)


@pytest.mark.parametrize("text", ["%YAML 3.0\n---\n", "a: !x!y z", "a: !<tag"])
def test_what_is_rare_is_left_to_libyaml(text: str) -> None:
    assert found(text) is None
