"""What is left for people at Hetzner Robot."""

from typing import Any

import pytest

from components.hetzner_dedicated.facts import steps

NAME, HERE = "www.example.org", {"console": "https://robot.example/"}
THEN = (
    "at https://robot.example/, with the managers' SSH keys; then write its server_number, ipv4 and ipv6 in its row, "
    "and the next `up` names it there"
)


@pytest.mark.parametrize(
    ("facts", "expected"),
    [
        ({}, [f"{NAME}: if it is new, order a machine {THEN}"]),
        ({"product": "EX44"}, [f"{NAME}: if it is new, order EX44 {THEN}"]),
        ({"product": "EX44", "server_number": 321}, []),
    ],
)
def test_a_machine_without_a_number_is_ordered(facts: dict[str, Any], expected: list[str]) -> None:
    assert list(steps(NAME, None, HERE | facts)) == expected


def test_a_machine_that_goes_is_cancelled() -> None:
    (said,) = steps(NAME, HERE | {"server_number": 321}, None)
    assert said.startswith(f"{NAME}: cancel it at https://robot.example/")
