"""Labels as Hetzner Cloud takes them."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from components.hetzner_cloud.labels import LENGTH, is_label, label, wrong_stack


@pytest.mark.parametrize("text", ["web", "exporter.web", "a--b", "a", "w" * LENGTH, "xn--bcher-kva.example.org"])
def test_what_hetzner_takes_stays_as_it_is(text: str) -> None:
    assert label(text) == text


@pytest.mark.parametrize(
    ("text", "begins"),
    [
        ("web-", "web-"),
        ("db--", "db-"),
        ("exporter.web-", "exporter.web-"),
        ("w" * 64, "w" * 54 + "-"),
        ("ops-", "ops-"),
    ],
)
def test_what_hetzner_refuses_is_made_to_fit(text: str, begins: str) -> None:
    assert not is_label(text)
    assert re.fullmatch(re.escape(begins) + "[0-9a-f]{8}", label(text))


def test_texts_that_differ_only_in_what_is_left_out_stay_different() -> None:
    assert len({label(text) for text in ("web", "web-", "web--")}) == 3


@given(st.from_regex(r"[a-z0-9][a-z0-9._-]{0,99}", fullmatch=True))
def test_whatever_is_made_to_fit_does(text: str) -> None:
    assert is_label(label(text))


@pytest.mark.parametrize("name", ["production", "s" * LENGTH, "a.b_c-d"])
def test_a_stacks_name_may_be_a_label(name: str) -> None:
    assert wrong_stack(name) is None


@pytest.mark.parametrize("name", ["s" * 64, "-production", "production_"])
def test_a_stacks_name_that_is_no_label_is_told(name: str) -> None:
    assert f"this stack is called {name}" in str(wrong_stack(name))
