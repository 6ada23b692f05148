from collections.abc import Iterator

import pulumi
import pytest

from components.endpoint import Component, Endpoint
from components.registration import WINDOW, paced, silence_debug
from tests.conftest import Recording, Run


class Thing(Component):
    def __init__(self, name: str) -> None:
        super().__init__("fleet:test:Thing", name)
        self.finish(Endpoint(name, pulumi.Output.from_input("192.0.2.1")))


def things(count: int) -> Iterator[tuple[str, Component]]:
    return ((f"n{number}", Thing(f"n{number}")) for number in range(count))


@pytest.mark.parametrize(
    ("count", "options", "most"),
    [
        (7, {"window": 3}, 3),
        (6, {"window": 3}, 3),
        (2, {"window": 3}, 2),
        (0, {"window": 3}, 0),
        (5, {"window": 1}, 1),
        (2 * WINDOW, {}, WINDOW),
    ],
)
def test_at_most_a_window_is_under_way(
    run: Run, recordings: list[Recording], count: int, options: dict[str, int], most: int
) -> None:
    under_way = [0]

    def watched() -> Iterator[tuple[str, Component]]:
        for number, thing in enumerate(things(count), 1):
            answered = sum(event == "answered" and "Thing" in urn for event, urn in recordings[0].order)
            under_way.append(number - answered)
            yield thing

    async def program() -> object:
        return {name: endpoint.as_dict() for name, endpoint in (await paced(watched(), **options)).items()}

    told = run(program)
    assert max(under_way) == most
    assert list(told.returned) == [f"n{number}" for number in range(count)]
    assert all(endpoint["ipv4"] == "192.0.2.1" for endpoint in told.returned.values())


def test_the_usual_window_is_what_was_measured() -> None:
    assert 50 <= WINDOW <= 100


@pytest.mark.parametrize("broken", ["n1", "n6"])
def test_a_failure_is_raised_and_nothing_more_is_declared(run: Run, broken: str) -> None:
    asked = []

    def watched() -> Iterator[tuple[str, Component]]:
        for name, thing in things(20):
            asked.append(name)
            yield name, thing

    async def program() -> None:
        await paced(watched(), 4)

    with pytest.raises(ValueError, match=f"the engine refuses {broken}"):
        run(program, broken=frozenset([broken]))
    assert len(asked) == (4 if broken == "n1" else 8)


def test_debug_lines_are_dropped_once_silenced(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    lines: list[str] = []

    async def program() -> None:
        monkeypatch.setattr(pulumi.log, "debug", lines.append)
        pulumi.log.debug("before")
        silence_debug()
        pulumi.log.debug("after", None, stream_id=1, ephemeral=True)
        await paced(things(1))

    run(program)
    assert lines == ["before"]
