"""What holds of a hosting provider that says nothing else."""

from fleet.hosting import Finder, Hosting, Recovery


def test_nothing_is_asked_of_people_or_limited_unless_a_provider_says_so() -> None:
    hosting = Hosting(key="somewhere", title="Somewhere")
    assert list(hosting.steps("www.example.org", None, {"state": "created"})) == []
    assert hosting.limits.host_name("w" * 1000) is None
    assert hosting.limits.user_data_bytes is None


def test_an_object_is_found_by_its_name_among_all_unless_a_provider_says_otherwise() -> None:
    finder = Finder("somewhere:index/getThings:getThings", "things")
    assert (finder.named, finder.field) == ("name", "name")
    assert finder.arguments({"name": "a", "zone": "b"}) == {}
    assert finder.matches({"type": "A"}, {"type": "AAAA"})
    assert Recovery() == Recovery({}, {}, {}, frozenset())
