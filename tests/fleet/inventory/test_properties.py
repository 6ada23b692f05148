"""What holds for every input: a fleet or mistakes that are somewhere in the files, and never anything else."""

import codecs
import re
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from fleet.blueprint.checks import checks, is_scraped
from fleet.blueprint.records import records
from fleet.draw_up import draw_up
from fleet.inventory.errors.problems import InvalidInventoryError
from fleet.inventory.fleet import Fleet
from fleet.inventory.host import address
from fleet.inventory.load import load
from fleet.inventory.model import fleet_model
from fleet.inventory.reading.read import read
from tests.fleet.strategies import QUICK, anything, fleets, inventories, mutations, texts
from tests.shared import FLEETS, parsed

GOOD = {
    stack: "".join(file.read_text("utf-8") for file in sorted((FLEETS / stack).glob("*.yaml")))
    for stack in ("production", "sandbox")
}
LINE = re.compile("\r\n|[\n\r\x85\u2028\u2029]")


@pytest.fixture(scope="module")
def file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("inventory") / "fleet.yaml"


def fleet_or_mistakes(file: Path, content: str | bytes) -> Fleet | None:
    """The fleet of a file, or none if it has mistakes, each of which lies inside it."""
    raw = content.encode("utf-8", "surrogatepass") if isinstance(content, str) else content
    file.write_bytes(raw)
    try:
        return load(file)
    except InvalidInventoryError as error:
        problems, words = error.problems, str(error)
    lines = LINE.split(raw.removeprefix(codecs.BOM_UTF8).decode("utf-8", "replace"))
    assert problems
    for problem in problems:
        assert problem.file == str(file)
        assert 1 <= problem.line <= len(lines), problem
        assert 1 <= problem.column <= len(lines[problem.line - 1]) + 1, problem
        assert problem.what
        assert problem.write
        assert str(problem).isprintable()
    assert len(words.splitlines()) == len(problems)
    return None


@QUICK
@given(content=texts(anything()))
def test_any_data_is_a_fleet_or_mistakes(content: str, file: Path) -> None:
    fleet_or_mistakes(file, content)


@QUICK
@given(content=st.text())
def test_any_text_is_a_fleet_or_mistakes(content: str, file: Path) -> None:
    fleet_or_mistakes(file, content)


@QUICK
@given(content=st.text(st.sampled_from(" \n\t-?:,[]{}#&*!|>'\"%@`<=~a1.\r\ufeff\u2028")))
def test_any_punctuation_is_a_fleet_or_mistakes(content: str, file: Path) -> None:
    fleet_or_mistakes(file, content)


@QUICK
@given(content=st.binary())
def test_any_bytes_are_a_fleet_or_mistakes(content: bytes, file: Path) -> None:
    fleet_or_mistakes(file, content)


@QUICK
@given(stack=st.sampled_from(sorted(GOOD)), data=st.data())
def test_bytes_in_a_good_file_are_a_fleet_or_mistakes(stack: str, data: st.DataObject, file: Path) -> None:
    good = GOOD[stack].encode()
    start = data.draw(st.integers(0, len(good)))
    end = start + data.draw(st.integers(0, 20))
    put = data.draw(
        st.binary(max_size=5) | st.sampled_from([b"\t", b"\n", b"  ", b": ", b"- ", b"\n---\n", b"&a ", b"*a"])
    )
    fleet_or_mistakes(file, good[:start] + put + good[end:])


@QUICK
@given(stack=st.sampled_from(sorted(GOOD)), data=st.data())
def test_a_changed_fleet_is_a_fleet_or_mistakes(stack: str, data: st.DataObject, file: Path) -> None:
    changed = mutations(lambda: parsed(GOOD[stack]))
    fleet = fleet_or_mistakes(file, data.draw(texts(changed)))
    if fleet is not None:
        assert draw_up(fleet).facts.keys() == {"hosts", "services", "sites", "zones"}
        tested = {name for check in checks(fleet) for name in check.as_dict()["hosts"]}
        assert tested == {name for name, host in fleet.hosts.items() if host.retire is None}
        assert all(record.zone in fleet.zones for record in records(fleet))


def unmerged(inner: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    """Lists, and mappings without a merge key."""
    return st.lists(inner) | st.dictionaries(st.text().filter(lambda key: key != "<<"), inner)


def tokens() -> st.SearchStrategy[Any]:
    """Trees in which every word is there once, so that a place can be told by its word."""
    counter = iter(range(10**9))
    word = st.builds(lambda: f"w{next(counter)}w")

    # Not a lambda, as in `strategies`.
    def containers(inner: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
        return st.lists(inner, max_size=4) | st.dictionaries(word, inner, max_size=4)

    return st.recursive(word, containers, max_leaves=20)


@QUICK
@given(data=tokens(), flow=st.sampled_from([None, True, False]), indent=st.integers(1, 6))
def test_every_place_is_where_its_word_stands(data: Any, flow: bool | None, indent: int, file: Path) -> None:  # noqa: FBT001
    file.write_text(yaml.safe_dump(data, default_flow_style=flow, indent=indent), "utf-8")
    source = read(file)
    lines = file.read_text("utf-8").split("\n")
    assert source.data == data
    assert source.problems == []
    left: list[tuple[tuple[Any, ...], Any]] = [((), data)]
    while left:
        path, here = left.pop()
        for step, value in (
            here.items() if isinstance(here, dict) else enumerate(here) if isinstance(here, list) else ()
        ):
            left.append(((*path, step), value))
            if isinstance(step, str):
                line, column = source.place((*path, step), at_key=True)
                assert lines[line - 1][column - 1 :].startswith(step)
            if isinstance(value, str):
                line, column = source.place((*path, step))
                assert lines[line - 1][column - 1 :].startswith(value)


@QUICK
@given(
    content=texts(
        st.recursive(
            st.none()
            | st.booleans()
            | st.integers(-(2**64), 2**64)
            | st.floats(allow_nan=False)
            | st.text()
            | st.dates()
            | st.datetimes(),
            unmerged,
            max_leaves=20,
        )
    )
)
def test_what_is_read_is_what_yaml_says(content: str, file: Path) -> None:
    file.write_text(content, "utf-8")
    source = read(file)
    if not source.problems:
        assert source.data == parsed(content)


@QUICK
@given(content=texts(inventories()))
def test_a_good_inventory_has_no_mistakes(content: str, file: Path) -> None:
    file.write_text(content, "utf-8")
    fleet = load(file)
    assert fleet == fleet_model().model_validate(parsed(content))


@QUICK
@given(fleet=fleets())
def test_every_host_and_site_is_checked_and_nothing_twice(fleet: Fleet) -> None:
    found = checks(fleet)
    targets = [(check.kind, check.target) for check in found]
    assert targets == sorted(set(targets))
    kept = {name: host for name, host in fleet.hosts.items() if host.retire is None}
    assert {target for kind, target in targets if kind == "icmp"} == {address(*item) for item in kept.items()}
    assert {target for kind, target in targets if kind in {"http", "keyword"}} == {
        url for service in fleet.services.values() for url in service.sites
    }
    assert sum(kind == "node" for kind, _ in targets) == sum(is_scraped(fleet, host) for host in kept.values())
    for check in found:
        assert {check.manager, *check.contacts} <= fleet.contacts.keys()
        assert set(check.services) <= fleet.services.keys()
        assert set(check.hosts) <= kept.keys()


@QUICK
@given(data=inventories(), order=st.randoms(use_true_random=False))
def test_the_order_of_rows_changes_nothing(data: dict[str, Any], order: Any) -> None:
    shuffled = {}
    for section in order.sample(sorted(data), len(data)):
        rows = data[section]
        shuffled[section] = (
            {key: rows[key] for key in order.sample(sorted(rows), len(rows))} if isinstance(rows, dict) else rows
        )
    one, other = fleet_model().model_validate(data), fleet_model().model_validate(shuffled)
    assert checks(one) == checks(other)
    assert records(one) == records(other)
    assert list(draw_up(one).facts.items()) == list(draw_up(other).facts.items())


@QUICK
@given(data=inventories(), splits=st.randoms(use_true_random=False))
def test_several_files_are_read_as_one(
    data: dict[str, Any], splits: Any, tmp_path_factory: pytest.TempPathFactory
) -> None:
    parts: list[dict[str, Any]] = [{}, {}, {}]
    for section, rows in data.items():
        whole = section in {"alerting", "exporters", "organisation"}
        for key, row in [(None, rows)] if whole else rows.items():
            part = splits.choice(parts)
            if key is None:
                part[section] = row
            else:
                part.setdefault(section, {})[key] = row
    folder = tmp_path_factory.mktemp("parts")
    for number, part in enumerate(parts):
        if part:
            (folder / f"{number}.yaml").write_text(yaml.safe_dump(part), "utf-8")
    assert load(folder) == fleet_model().model_validate(data)
