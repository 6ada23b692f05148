"""Inventories that can't be read, and what is taken for their files."""

from collections.abc import Callable
from pathlib import Path

import pytest

from fleet.inventory.errors.problems import InvalidInventoryError
from fleet.inventory.load import load

Mistakes = Callable[..., list[str]]
GOOD = "contacts: { ods: { name: Open Data Services, email: code@example.org } }\n"


def refusal(inventory: Path) -> str:
    with pytest.raises(InvalidInventoryError) as caught:
        load(inventory)
    return str(caught.value).replace(str(inventory), "INVENTORY")


def test_an_empty_file(mistakes: Mistakes) -> None:
    write = "write sections such as hosts: and services:, or remove the file"
    assert mistakes("") == [f"1:1: the file is empty; {write}"]


def test_an_empty_file_with_a_byte_order_mark(mistakes: Mistakes) -> None:
    assert len(mistakes(b"\xef\xbb\xbf")) == 1


def test_a_byte_order_mark_is_read_over(mistakes: Mistakes) -> None:
    assert mistakes(b"\xef\xbb\xbf" + GOOD.encode()) == []


@pytest.mark.parametrize("encoding", ["utf-16", "utf-32", "utf-16-le", "utf-16-be"])
def test_another_encoding_is_one_mistake(encoding: str, mistakes: Mistakes) -> None:
    name = encoding.upper()
    write = f"save the file as UTF-8, in an editor or with iconv -f {name} -t UTF-8"
    assert mistakes(GOOD.encode(encoding)) == [f"1:1: the file is saved as {name}; {write}"]


def test_a_missing_directory(tmp_path: Path) -> None:
    words = "INVENTORY:1:1: it does not exist; name a YAML file, or a directory that holds some"
    assert refusal(tmp_path / "nowhere") == words


def test_a_name_that_no_file_can_have() -> None:
    assert "does not exist" in refusal(Path("a\0b"))
    assert "can't be read: File name too long" in refusal(Path("a" * 5000))


def test_a_directory_without_yaml(tmp_path: Path) -> None:
    (tmp_path / "README.md").write_text(GOOD)
    (tmp_path / ".#hosts.yaml").symlink_to("nowhere")
    (tmp_path / "more").mkdir()
    (tmp_path / "more" / "deep.yaml").write_text(GOOD)
    words = "INVENTORY:1:1: it holds no *.yaml file; put the inventory there, or name another directory"
    assert refusal(tmp_path) == words


def test_both_suffixes_and_nothing_else_are_read(tmp_path: Path) -> None:
    (tmp_path / "a.yaml").write_text(GOOD)
    (tmp_path / "b.yml").write_text("organisation: ods\n")
    (tmp_path / "c.yaml.bak").write_text("broken: [")
    (tmp_path / ".hosts.yaml").write_text("broken: [")
    fleet = load(tmp_path)
    assert (list(fleet.contacts), fleet.organisation) == (["ods"], "ods")


def test_a_file_of_any_name_is_read_when_it_is_named(tmp_path: Path) -> None:
    (tmp_path / "inventory").write_text(GOOD)
    assert list(load(tmp_path / "inventory").contacts) == ["ods"]


def test_a_directory_named_as_a_file(tmp_path: Path) -> None:
    (tmp_path / "a.yaml").write_text(GOOD + "organisation: other\n")
    (tmp_path / "b.yaml").mkdir()
    words = "INVENTORY/b.yaml:1:1: can't be read: Is a directory; make it a file that can be read, or remove it"
    assert refusal(tmp_path) == words


def test_a_link_to_nothing(tmp_path: Path) -> None:
    (tmp_path / "a.yaml").symlink_to("nowhere")
    assert "a.yaml:1:1: can't be read: No such file or directory" in refusal(tmp_path)


def test_what_is_behind_a_file_is_no_inventory(tmp_path: Path) -> None:
    (tmp_path / "file").write_text(GOOD)
    assert "INVENTORY:1:1: it does not exist" in refusal(tmp_path / "file" / "more")


@pytest.mark.parametrize("bracket", ["[", "{a: ", "? ", "- ", "&a [", "!!seq ["])
def test_a_hundred_thousand_brackets_are_one_mistake(bracket: str, mistakes: Mistakes) -> None:
    found = mistakes("hosts:\n  " + bracket * 100_000)
    assert [problem for problem in found if "more than 32 levels of nesting" in problem] == found


@pytest.mark.parametrize("value", ["9" * 1_000_000, "0x" + "f" * 1_000_000, "1" + ":1" * 500_000, "2020-" + "1" * 99])
def test_a_huge_number_takes_no_time_and_little_room(value: str, mistakes: Mistakes) -> None:
    found = mistakes(f"organisation: {value}\n")
    assert len(found) == 1
    assert len(found[0]) < 300


def test_huge_text_takes_little_room(mistakes: Mistakes) -> None:
    long = "a" * 1_000_000
    text = f"{GOOD}organisation: {long}\nhosts:\n  ? {long}\n  : {{ provider: {long} }}\n? {long}\n: {long}\n"
    found = mistakes(text)
    assert len(found) == 4
    assert max(map(len, found)) < 1000
