"""How recovery finds Linode's objects: by their unique labels, and DNS records by what they say."""

from ipaddress import ip_address
from itertools import count

from fleet.catalogue import Get
from fleet.hosting import Finder, Inputs, Lookup, Recovery, Setting

ADDRESS, LOGIN = Setting("linode:url", "LINODE_URL"), Setting("linode:token", "LINODE_TOKEN")
"""The settings of the official plugin for its API's address, with or without the version, and a token."""
PAGE = 500
"""Objects on a page of an answer at most (Linode's API reference)."""


def records(get: Get, wanted: Inputs) -> list[Inputs] | None:
    """The records of the domain that a record is to be in; None where the domain is made only now."""
    domain = wanted.get("domainId")
    if not isinstance(domain, (int, float)):
        return None
    found: list[Inputs] = []
    for page in count(1):
        answer = get(f"domains/{int(domain)}/records?page={page}&page_size={PAGE}")
        found += answer["data"]
        if page >= answer["pages"]:
            break
    return found


def is_same_record(wanted: Inputs, item: Inputs) -> bool:
    """Whether a record says the same as one that is wanted: name, type, value and, for CAA, tag."""
    type_ = wanted.get("recordType")
    return (
        item["type"] == type_
        and item["name"].casefold() == (wanted.get("name") or "").casefold()
        and (item.get("tag") or None) == (wanted.get("tag") or None)
        and _value(type_, item["target"]) == _value(type_, wanted.get("target"))
    )


def _value(type_: str | None, target: object) -> object:
    """A record's value in one spelling; a value that isn't known yet is like no other."""
    text = str(target)
    if type_ in {"CNAME", "NS", "MX", "SRV"}:
        return text.casefold().removesuffix(".")
    if type_ in {"A", "AAAA"}:
        try:
            return ip_address(text)
        except ValueError:
            # Linode's records may also have the target `[remote_addr]`.
            return text
    return text


RECOVERY = Recovery(
    finders={
        "linode:index/instance:Instance": Finder(
            "linode:index/getInstances:getInstances", "instances", "label", "label"
        ),
        "linode:index/firewall:Firewall": Finder(
            "linode:index/getFirewalls:getFirewalls",
            "firewalls",
            "label",
            "label",
            instead="rename or delete it in the console",
        ),
        "linode:index/domain:Domain": Finder("linode:index/getDomains:getDomains", "domains", "domain", "domain"),
    },
    lookups={
        "linode:index/domainRecord:DomainRecord": Lookup(
            "Linode",
            "https://api.linode.com",
            "/v4",
            ADDRESS,
            LOGIN,
            records,
            is_same_record,
            instead="write the name in its zone's keep, or delete the record there",
        )
    },
)
