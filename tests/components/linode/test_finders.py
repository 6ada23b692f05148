"""DNS records at Linode are told apart by what they say."""

from typing import Any

import pytest

from components.linode.finders import is_same_record, records

THERE = {"id": 7, "type": "A", "name": "www", "target": "192.0.2.7", "tag": None}


def wanted(**other: Any) -> dict[str, Any]:
    return {"domainId": 5.0, "recordType": "A", "name": "www", "target": "192.0.2.7"} | other


@pytest.mark.parametrize(
    ("item", "inputs"),
    [
        ({}, {}),
        ({"name": "WWW"}, {}),
        ({"name": ""}, {"name": None}),
        (
            {"name": "", "type": "AAAA", "target": "2001:0db8::1"},
            {"name": "", "recordType": "AAAA", "target": "2001:db8::1"},
        ),
        ({"type": "CNAME", "target": "Other.example.org"}, {"recordType": "CNAME", "target": "other.example.org."}),
        ({"type": "NS", "target": "ns1.example.org"}, {"recordType": "NS", "target": "ns1.example.org"}),
        (
            {"type": "CAA", "tag": "issue", "target": "a.example"},
            {"recordType": "CAA", "tag": "issue", "target": "a.example"},
        ),
        ({"tag": ""}, {}),
        ({"target": "[remote_addr]"}, {"target": "[remote_addr]"}),
    ],
)
def test_records_that_say_the_same_are_the_same(item: dict[str, Any], inputs: dict[str, Any]) -> None:
    assert is_same_record(wanted(**inputs), THERE | item)


@pytest.mark.parametrize(
    ("item", "inputs"),
    [
        ({"name": "ww"}, {}),
        ({"type": "AAAA"}, {}),
        ({"target": "192.0.2.8"}, {}),
        ({"target": "[remote_addr]"}, {}),
        ({"type": "TXT", "target": "Words"}, {"recordType": "TXT", "target": "words"}),
        ({"type": "CAA", "tag": "iodef"}, {"recordType": "CAA", "tag": "issue"}),
        ({}, {"target": "04da6b54-80e4-46f7-96ec-b56ff0331ba9"}),
        ({}, {"target": None}),
    ],
)
def test_records_that_differ_in_anything_are_others(item: dict[str, Any], inputs: dict[str, Any]) -> None:
    assert not is_same_record(wanted(**inputs), THERE | item)


def test_a_domain_that_is_made_only_now_has_no_records_to_ask_for() -> None:
    assert records(lambda _: pytest.fail("asked"), wanted(domainId="unknown")) is None
