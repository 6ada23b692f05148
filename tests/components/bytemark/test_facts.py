"""What is left for people at Bytemark."""

from components.bytemark.facts import steps

NAME, HERE = "www.example.org", {"console": "https://panel.example.org/"}


def test_a_new_machine_is_ordered_with_its_reverse_dns() -> None:
    assert list(steps(NAME, None, HERE)) == [
        f"{NAME}: if it is new, order it at https://panel.example.org/, and set its reverse DNS there"
    ]
    assert list(steps(NAME, HERE, HERE)) == []


def test_a_machine_that_goes_is_cancelled() -> None:
    (said,) = steps(NAME, HERE, None)
    assert said.startswith(f"{NAME}: cancel it at https://panel.example.org/")
