"""What is kept of a file that breaks off, and what is not judged."""

from typing import Any

import pytest
import yaml

from fleet.inventory.reading.parse import parse
from fleet.inventory.reading.source import Source

ROWS = "hosts:\n  a.example.org: { provider: linode }\n  b.example.org: { provider: linode }\n"


def broken(text: str) -> Any:
    """What a source holds of a text that is not YAML to its end."""
    source = Source("fleet.yaml")
    with pytest.raises(yaml.YAMLError):
        parse(text, source)
    assert source.truncated
    return source.data


@pytest.mark.parametrize("line", ["   out: of place\n", "  : }\n", "  @c: {}\n", "\tc: {}\n"])
def test_the_last_row_before_what_is_no_yaml_is_not_judged(line: str) -> None:
    assert broken(ROWS + line) == {"hosts": {"a.example.org": {"provider": "linode"}}}


def test_nor_is_the_last_row_of_the_section_before() -> None:
    assert broken(ROWS + "services\n  : {}\n") == {"hosts": {"a.example.org": {"provider": "linode"}}}


def test_a_row_that_breaks_off_within_is_left_out_and_the_one_before_it_is_whole() -> None:
    whole = {"a.example.org": {"provider": "linode"}, "b.example.org": {"provider": "linode"}}
    assert broken(ROWS + "  c.example.org: { provider: ]\n") == {"hosts": whole}
    assert broken(ROWS + "  c.example.org: 'linode\n") == {"hosts": whole}


def test_what_is_whole_is_kept_whole() -> None:
    source = Source("fleet.yaml")
    parse(ROWS, source)
    assert not source.truncated
    assert list(source.data["hosts"]) == ["a.example.org", "b.example.org"]


def test_the_mistakes_of_whole_rows_are_told_and_the_last_ones_are_not(mistakes: Any) -> None:
    rows = "hosts:\n  a.example.org: { provider: nobody }\n  b.example.org: { provider: nothing }\n   out: of place\n"
    found = mistakes("providers: {}\n" + rows)
    assert [problem.partition(":")[0] for problem in found] == ["3", "5"]


@pytest.mark.parametrize("text", ["  c:\n    -", "  c:\n    name:", "  c:"])
def test_a_file_that_ends_in_the_middle_of_a_row_is_one_mistake(text: str, mistakes: Any) -> None:
    found = mistakes("providers: {}\nhosts:\n" + text)
    assert len(found) == 1
    assert found[0].endswith("the file ends in the middle of a row; write the rest of it")


def test_a_value_below_which_a_line_is_too_deep_is_not_judged() -> None:
    assert broken("organisation: ods\n  more: x\n") == {}


def test_of_a_section_that_is_one_row_nothing_is_kept_before_what_is_no_yaml() -> None:
    assert broken("hosts: {}\nalerting: { sender: a@example.org }\n  more: x\n") == {"hosts": {}}
    assert broken("hosts: {}\nalerting:\n  sender: a@example.org\n   more: x\n") == {"hosts": {}}


def test_two_names_without_a_comma_between_them_are_set_aside() -> None:
    source = Source("fleet.yaml")
    parse("a: [b c, d]\n", source)
    assert source.dropped == ["b c"]
