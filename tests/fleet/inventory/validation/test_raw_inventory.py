"""What is read of an inventory as it is written."""

from fleet.inventory.validation.raw_inventory import RawInventory, words_of


def test_every_word_at_any_depth_may_be_a_name() -> None:
    value = {"hosts": ["a.example.org, b.example.org", {"deep": ["c d"]}], "more": 5, "last": None, "e": "f"}
    assert sorted(words_of(value)) == [
        "a.example.org",
        "b.example.org",
        "c",
        "d",
        "deep",
        "e",
        "f",
        "hosts",
        "last",
        "more",
    ]


def test_the_words_of_what_was_dropped_are_set_aside() -> None:
    assert RawInventory({}, frozenset(), ["one, two", {"three": ["four"]}]).set_aside == {"one", "two", "three", "four"}


def test_what_is_written_is_found_with_its_path() -> None:
    data = {"services": {"web": {"hosts": ["a", 5, "b"]}, "broken": {"hosts": "a"}, "worse": []}}
    raw = RawInventory(data, frozenset(), [])
    assert list(raw.written(("services", "*", "hosts", "#"))) == [
        (("services", "web", "hosts", 0), "a"),
        (("services", "web", "hosts", 2), "b"),
    ]
    assert [name for _, name in raw.written(("services", "="))] == ["web", "broken", "worse"]
    assert list(raw.numbers([("services", "*", "hosts", "#")])) == [(("services", "web", "hosts", 1), 5)]
