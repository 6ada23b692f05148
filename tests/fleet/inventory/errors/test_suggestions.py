"""What is written instead of an unknown word."""

import pytest

from fleet.inventory.errors.suggestions import Names, instead, nearest


def test_the_nearest_word_or_all() -> None:
    words = ["size", "region", "image"]
    assert nearest("sise", words) == "size"
    assert nearest("zzz", words) is None
    for word in ("Keyword-Missing", "KEYWORD_MISSING", "keyword missing", " keyword_missing "):
        assert nearest(word, ["keyword", "keyword_missing"]) == "keyword_missing"
    assert nearest("Hetzner_Cloud", ["hetzner-cloud", "linode"]) == "hetzner-cloud"
    assert instead("size", words) == "did you mean 'size'?"
    assert instead(None, words) == "write one of image, region, size"
    assert instead(None, ["size"]) == "write size"
    many = [f"w{number:02}" for number in range(13)]
    assert instead(None, many[:12]) == "write one of " + ", ".join(many[:12])
    assert instead(None, many) == "write one of " + ", ".join(many[:12]) + ", …"


@pytest.mark.parametrize(
    ("word", "meant"),
    [
        ("www.example.org", "www.example.org"),
        ("ww.example.org", "www.example.org"),
        ("wwww.example.org", "www.example.org"),
        ("wwx.example.org", "www.example.org"),
        ("www.exmaple.org", "www.example.org"),
        ("WWW.Example.org", "www.example.org"),
        ("docs.example.org", None),
        ("web.example.org", None),
        ("w" * 300, None),
        ("", None),
        ("o", "po"),
        ("host-99.example.org", "host-9.example.org"),
    ],
)
def test_a_name_is_meant_if_one_slip_lies_between(word: str, meant: str | None) -> None:
    names = Names(["www.example.org", "host-9.example.org", "host-12.example.org", "po", "p", "x" * 300])
    assert names.meant(word) == meant


def test_one_letter_is_not_taken_for_another() -> None:
    assert Names(["a"]).meant("b") is None


def test_of_several_names_the_first_is_meant() -> None:
    assert Names(["host-2", "host-1", "host-3"]).meant("host-x") == "host-1"
    assert Names(["host-2", "host-1"]).instead("zzz") == "write one of host-1, host-2"
    assert "host-1" in Names(["host-1"])
    assert "host-2" not in Names(["host-1"])
