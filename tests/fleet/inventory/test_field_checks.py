"""What each check says of a text that it refuses; every text that is refused is in `fleets/bad`."""

from collections.abc import Callable
from datetime import UTC, date, datetime
from typing import Any

import pytest
from pydantic_core import PydanticCustomError

from fleet.inventory import field_checks as checks

WORD = checks.matching("[a-z]+", "a word", "write letters")
URL = "https://www.example.org"
ONE_OF_A_NETWORK = (
    "'203.0.113.7/24' is an address in 203.0.113.0/24; write 203.0.113.0/24 for all of it, 203.0.113.7/32 for the one"
)


@pytest.mark.parametrize(
    ("check", "text", "said"),
    [
        (checks.one_line, "a\nb", "it has the character '\\n'; write one line of text"),
        (WORD, "a1", "'a1' is not a word; write letters"),
        (checks.url, URL, f"'{URL}' has no path; write {URL}/"),
        (checks.url, f"{URL}?a", f"'{URL}?a' has no path; write {URL}/?a"),
        (checks.url, f"{URL}:443/", f"the port of '{URL}:443/' is the usual one; leave :443 out"),
        (checks.url, f"{URL}/#a", f"'{URL}/#a' has a fragment; write the address without #…"),
        (checks.url, f"{URL}/a b", "' ' can't stand in a URL; write it percent-encoded, like %20 for a space"),
        (checks.url, f"{URL}/100%/", "'%/' is no percent-encoding; write %25 for the sign % itself"),
        (checks.url, f"{URL}/%zz", "'%zz' is no percent-encoding; write %25 for the sign % itself"),
        (checks.url, f"{URL}/?a=%", "'%' is no percent-encoding; write %25 for the sign % itself"),
        (checks.url, f"{URL}/%a", "'%a' is no percent-encoding; write %25 for the sign % itself"),
        (checks.url, f"{URL}/%c3%A9", f"'{URL}/%c3%A9' is not how this address is usually spelled; write {URL}/%C3%A9"),
        (checks.url, f"{URL}/%61?b", f"'{URL}/%61?b' is not how this address is usually spelled; write {URL}/a?b"),
        (checks.url, f"{URL}/?", f"'{URL}/?' is not how this address is usually spelled; write {URL}/"),
        (checks.url, f"{URL}/?a=%7e", f"'{URL}/?a=%7e' is not how this address is usually spelled; write {URL}/?a=~"),
        (
            checks.url,
            f"{URL}/a/../b",
            f"'{URL}/a/../b' has . or .. as a folder in its path; write the path that it leads to",
        ),
        (checks.url, f"{URL}/.", f"'{URL}/.' has . or .. as a folder in its path; write the path that it leads to"),
        (
            checks.url,
            f"{URL}/./?a",
            f"'{URL}/./?a' has . or .. as a folder in its path; write the path that it leads to",
        ),
        (
            checks.url,
            f"{URL}:0443/",
            f"'{URL}:0443/' is not a public URL; write it like https://www.example.org/path, host in lower case",
        ),
        (checks.address(4), "203.0.113", "'203.0.113' is not an IPv4 address; write it like 203.0.113.10"),
        (checks.address(6), "2001:DB8::1", "'2001:DB8::1' is not in its shortest form; write 2001:db8::1"),
        (
            checks.network,
            "203.0.113.7/24",
            ONE_OF_A_NETWORK,
        ),
        (
            checks.network,
            "203.0.113.0/255.255.255.0",
            "'203.0.113.0/255.255.255.0' is not in its usual form; write 203.0.113.0/24",
        ),
        (
            checks.ports,
            "80-79",
            '\'80-79\' is not a port or range of ports; write "443" or "8000-8010", in quotes, 1 to 65535',
        ),
        (
            checks.day,
            datetime(2027, 1, 31, tzinfo=UTC),
            "2027-01-31T00:00:00+00:00 is not a day; write a date like 2027-01-31, with neither quotes nor a time",
        ),
    ],
)
def test_a_refusal_says_what_is_wrong_and_what_to_write(check: Callable[[Any], Any], text: Any, said: str) -> None:
    with pytest.raises(PydanticCustomError) as caught:
        check(text)
    assert caught.value.message() == said


@pytest.mark.parametrize(
    ("check", "text"),
    [
        (checks.one_line, "a b"),
        (WORD, "word"),
        (checks.hostname, "www.example.org"),
        (checks.url, f"{URL}:8443/a?b"),
        (checks.url, f"{URL}/100%25/%C3%A9/..a/...?b=/../&c=%2F"),
        (checks.address(6), "2001:db8::1"),
        (checks.network, "203.0.113.0/24"),
        (checks.ports, "8000-8010"),
        (checks.day, date(2027, 1, 31)),
    ],
)
def test_what_is_right_is_returned(check: Callable[[Any], Any], text: Any) -> None:
    assert check(text) == text
