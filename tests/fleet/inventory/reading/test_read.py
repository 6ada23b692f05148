"""What is read of a file that is YAML."""

from collections.abc import Callable
from pathlib import Path

import pytest

from fleet.inventory.errors.problems import InvalidInventoryError
from fleet.inventory.fleet import Fleet
from fleet.inventory.load import load
from fleet.inventory.model import fleet_model
from fleet.inventory.reading.parse import MAX_ALIASED, MAX_DEPTH
from fleet.inventory.reading.read import read

Loaded = Callable[[str], Fleet]
Mistakes = Callable[..., list[str]]


def test_quotes_and_tags_make_text(tmp_path: Path) -> None:
    file = tmp_path / "a.yaml"
    file.write_text("a: '1'\nb: !!str 1\nc: ! 1\nd: \"yes\"\ne: |\n  1\nf: !!map {}\ng: !!seq []\n")
    source = read(file)
    assert source.data == {"a": "1", "b": "1", "c": "1", "d": "yes", "e": "1\n", "f": {}, "g": []}
    assert source.problems == []


def test_anchors_save_writing_a_table_twice(loaded: Loaded) -> None:
    fleet = loaded(
        "contacts:\n"
        "  ods: &ods { name: ODS, email: &email code@example.org, notices: &all [uptimerobot, prometheus] }\n"
        "  ocp: { name: OCP, email_missing: *email, notices: *all }\n"
        "organisation: &ocp ocp\nproviders:\n  linode: { console: https://cloud.linode.com/, manager: *ocp }\n"
    )
    assert fleet.contacts["ocp"].notices == ["uptimerobot", "prometheus"]
    assert fleet.contacts["ocp"].email_missing == "code@example.org"
    assert fleet.providers["linode"].manager == "ocp"


def test_an_anchor_may_be_used_anew(tmp_path: Path) -> None:
    file = tmp_path / "a.yaml"
    file.write_text("a: &x 1\nb: *x\nc: &x [2]\nd: *x\n*x : 3\n".replace("*x : 3", "e: &x text\n*x : 3"))
    assert read(file).data == {"a": 1, "b": 1, "c": [2], "d": [2], "e": "text", "text": 3}


def test_aliases_stand_for_so_much_and_no_more(tmp_path: Path) -> None:
    file = tmp_path / "a.yaml"
    each = 1000
    table = f"- &table [{', '.join(['x'] * (each - 1))}]\n"
    file.write_text(table + "- *table\n" * (MAX_ALIASED // each))
    assert read(file).problems == []
    file.write_text(table + "- *table\n" * (MAX_ALIASED // each) + "- &x y\n- *x\n")
    assert len(read(file).problems) == 1
    file.write_text("- &table { " + ", ".join(f"k{n}: x" for n in range(each)) + " }\n" + "- *table\n" * 49)
    assert read(file).problems == []  # keys count too, and the mapping itself
    file.write_text(file.read_text() + "- *table\n")
    assert len(read(file).problems) == 1


def test_nesting_goes_so_deep_and_no_deeper(tmp_path: Path) -> None:
    file = tmp_path / "a.yaml"
    file.write_text("[" * MAX_DEPTH + "]" * MAX_DEPTH)
    assert read(file).problems == []
    file.write_text("[" * (MAX_DEPTH + 1) + "]" * (MAX_DEPTH + 1))
    assert len(read(file).problems) == 1


def test_a_file_is_named_as_it_was_given(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    Path("a.yaml").write_text("hosts: &h {}\n")
    assert read(Path("a.yaml")).file == "a.yaml"
    assert load(Path("a.yaml")) == load(tmp_path) == fleet_model()()


def test_lines_are_counted_as_yaml_counts_them(mistakes: Mistakes) -> None:
    found = mistakes("# a\r\n# b\r# c\x85# d\u2028# e\u2029organization: ods\r\n")
    assert [problem.split(": ")[0] for problem in found] == ["6:1"]


def test_columns_are_counted_in_characters(mistakes: Mistakes) -> None:
    assert mistakes("? 'ü€👩'\n: 1\n")[0].startswith("1:3: ")
    assert mistakes("{ 'ü€👩': 1, 'b': 2, organisation: ods }")[1].startswith("1:13: ")
    assert mistakes("# ü€👩\x07\n{}\n") == ["1:6: the character '\\x07' is not allowed in YAML; remove it"]
    assert mistakes("# ü€👩".encode() + b"\x81\n{}\n") == ["1:6: the byte 0x81 is not UTF-8; save the file as UTF-8"]


def test_aliases_in_aliases_may_nest_deeper_than_python_recurses(tmp_path: Path) -> None:
    file = tmp_path / "a.yaml"
    nest = MAX_DEPTH - 1
    rows = (f"- &a{n} {'[' * nest}{'*a' + str(n - 1) if n else 'x'}{']' * nest}\n" for n in range(70))
    file.write_text("".join(rows))
    assert read(file).problems == []


def test_an_anchor_inside_another_of_the_same_name_stands_for_its_own_value(tmp_path: Path) -> None:
    file = tmp_path / "a.yaml"
    file.write_text("- &a [&a 1, *a]\n- *a\n")
    source = read(file)
    assert source.data == [[1, 1], [1, 1]]
    assert source.problems == []


SAVED = "contacts:\n  ods: { name: Öpen Data, email: code@example.org }\n"


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "utf-16-be", "utf-32"])
def test_a_file_of_wide_characters_is_one_mistake_and_its_rows_are_read(encoding: str, tmp_path: Path) -> None:
    file = tmp_path / "a.yaml"
    file.write_bytes(SAVED.encode(encoding))
    source = read(file)
    assert [problem.what for problem in source.problems] == [f"the file is saved as {encoding.upper()}"]
    assert source.data["contacts"]["ods"]["name"] == "Öpen Data"


@pytest.mark.parametrize(("encoding", "byte"), [("latin-1", "0xd6"), ("cp1252", "0xd6")])
def test_latin_1_is_named_with_the_character_that_was_meant(encoding: str, byte: str, mistakes: Mistakes) -> None:
    write = "save the file as UTF-8, in an editor or with iconv -f WINDOWS-1252 -t UTF-8"
    assert mistakes(SAVED.encode(encoding)) == [
        f"2:16: the byte {byte} is not UTF-8, but 'Ö' in Latin-1 or Windows-1252; {write}"
    ]


def test_a_file_that_ends_within_a_character_says_so(mistakes: Mistakes) -> None:
    found = mistakes(b"contacts: {}\n# \xc3")
    assert found == ["2:3: the file ends in the middle of a character; write the rest of it"]


ROOT = Path(__file__).parents[4]
VALID = sorted([*ROOT.glob("stacks/*/*.yaml"), *ROOT.glob("tests/fleets/production/*.yaml")])
SLIPS: dict[str, Callable[[str], str]] = {
    "a space more": lambda line: " " + line,
    "a space less": lambda line: line.removeprefix(" "),
    "no-break spaces before": lambda line: line.replace("  ", "\xa0\xa0", 1),
    "a zero-width space before": lambda line: "\u200b" + line,
    "a tab before": lambda line: "\t" + line.lstrip(" "),
    "no blank after the colon": lambda line: line.replace(": ", ":", 1),
    "no blank after the dash": lambda line: line.replace("- ", "-", 1),
    "no colon": lambda line: line.replace(":", "", 1),
    "no comma": lambda line: line.replace(",", "", 1),
    "two commas": lambda line: line.replace(",", ",,", 1),
    "an open brace": lambda line: line.replace("}", "", 1),
    "a brace more": lambda line: line.replace("}", "}}", 1),
    "an open bracket": lambda line: line.replace("]", "", 1),
    "a bracket of another kind": lambda line: line.replace("]", "}", 1),
    "an open quote": lambda line: line.replace(": ", ': "', 1),
    "curly quotes": lambda line: line.replace('"', "\u201c"),
    "a placeholder": lambda line: line.replace(": ", ": {{ x }} ", 1),
    "an equals sign": lambda line: line.replace(": ", " = ", 1),
    "an at sign": lambda line: line.replace(": ", ": @", 1),
    "an ampersand": lambda line: line.replace(": ", ": & ", 1),
}


@pytest.mark.parametrize("inventory", VALID, ids=[f"{file.parent.name}-{file.stem}" for file in VALID])
def test_no_valid_inventory_is_disturbed(inventory: Path) -> None:
    source = read(inventory)
    assert VALID
    assert (source.problems, source.doubts, source.truncated) == ([], [], False)


@pytest.mark.parametrize("slip", SLIPS)
def test_one_slip_is_one_mistake_wherever_it_is(slip: str, tmp_path: Path) -> None:
    made = 0
    for inventory in VALID:
        for file in inventory.parent.glob("*.yaml"):
            (tmp_path / file.name).write_bytes(file.read_bytes())
        lines = inventory.read_text().split("\n")
        for number, line in enumerate(lines):
            if line.strip() and not line.lstrip().startswith("#") and (changed := SLIPS[slip](line)) != line:
                text = "\n".join([*lines[:number], changed, *lines[number + 1 :]])
                (tmp_path / inventory.name).write_text(text)
                found = problems(tmp_path)
                assert len(found) <= 1, (changed, found)
                assert not any("not YAML" in problem for problem in found), (changed, found)
                made += len(found)
        for file in tmp_path.iterdir():
            file.unlink()
    assert made


def problems(inventory: Path) -> list[str]:
    try:
        load(inventory)
    except InvalidInventoryError as error:
        return [str(problem) for problem in error.problems]
    return []
