"""Names as Linode takes them."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from components.linode.labels import FIREWALL_LABEL, INSTANCE_LABEL, is_label, label


@pytest.mark.parametrize("name", ["www.example.org", "a.b", "production-exporter.web", "w" * INSTANCE_LABEL])
def test_what_linode_takes_stays_as_it_is(name: str) -> None:
    assert label(name, INSTANCE_LABEL) == name


@pytest.mark.parametrize(
    ("name", "begins"),
    [
        ("xn--bcher-kva.example.org", "xn-bcher-kva.example.org-"),
        ("www.xn--bcher-kva.example", "www.xn-bcher-kva.example-"),
        ("a--b.example.org", "a-b.example.org-"),
        ("a----b.example.org", "a-b.example.org-"),
        ("production-db-.web", "production-db-web-"),
        ("production-web-", "production-web-"),
        ("ab", "ab-"),
        ("w" * 39 + ".example.org", "w" * 39 + ".e-"),
        ("w" * 52 + ".example.org", "w" * 41 + "-"),
        ("w" * 40 + "." + "v" * 63 + ".example.org", "w" * 40 + "-"),
    ],
)
def test_what_linode_refuses_is_made_to_fit(name: str, begins: str) -> None:
    assert not is_label(name, INSTANCE_LABEL)
    assert re.fullmatch(re.escape(begins) + "[0-9a-f]+", label(name, INSTANCE_LABEL))


def test_names_that_are_cut_stay_apart() -> None:
    assert label("a" * 32, 32) == "a" * 32
    one, other = (label("a" * 32 + last, 32) for last in "xy")
    assert one != other
    assert len(one) == len(other) == 32
    assert one.startswith("a" * 23 + "-")
    assert one == label("a" * 32 + "x", 32)


def test_names_that_differ_only_in_what_is_left_out_stay_different() -> None:
    names = ["a-b.example.org", "a--b.example.org", "a---b.example.org"]
    assert len({label(name, INSTANCE_LABEL) for name in names}) == len(names)


@given(st.from_regex(r"[a-z0-9][a-z0-9._-]{0,99}", fullmatch=True), st.sampled_from([FIREWALL_LABEL, INSTANCE_LABEL]))
def test_whatever_is_made_to_fit_does(name: str, limit: int) -> None:
    assert is_label(label(name, limit), limit)
