from collections.abc import Iterator
from dataclasses import replace
from importlib import import_module

import pytest
from sandbox.dns import DOMAIN, RECORD, RRSET, ZONE
from sandbox.kinds import KINDS

from providers.kit.values import UNKNOWN
from sandbox.arguments import argument_names
from sandbox.kind import Kind, New
from sandbox.workspace import PLUGINS
from tests.sandbox.client import KEY, LINODE, MINIMAL, PAGES, REPOSITORY, SERVER

REPLACES = {
    # What replaces a resource, as measured with the official plugins, or as their documentation says.
    "linode:index/instance:Instance": {
        "image",
        "authorizedKeys",
        "authorizedUsers",
        "rootPass",
        "metadatas",
        "firewallId",
        "diskEncryption",
        "networkHelper",
    },
    "linode:index/rdns:Rdns": {"address"},
    "linode:index/firewall:Firewall": set(),
    "hcloud:index/server:Server": {"image", "location", "sshKeys", "userData", "datacenter"},
    "hcloud:index/rdns:Rdns": {"serverId", "ipAddress"},
    "hcloud:index/firewall:Firewall": set(),
    "hcloud:index/sshKey:SshKey": {"publicKey"},
    "hcloud:index/snapshot:Snapshot": {"serverId"},
    "hcloud:index/zone:Zone": {"name", "mode"},
    "hcloud:index/zoneRrset:ZoneRrset": {"zone", "name", "type"},
    "linode:index/domain:Domain": {"type"},
    "linode:index/domainRecord:DomainRecord": {"domainId", "recordType"},
    "github:index/repository:Repository": set(),
    "github:index/repositoryPages:RepositoryPages": {"repository"},
}


def outputs(kind: Kind) -> set[str]:
    """The names of all properties that the SDK knows of a resource."""
    package, _, name = kind.token.split(":")
    resource = getattr(import_module(f"pulumi_{package}"), name)
    return {
        getattr(found.fget, "_pulumi_name", attribute)
        for attribute, found in vars(resource).items()
        if isinstance(found, property)
    }


def misspelt(kind: Kind) -> Iterator[tuple[str, str]]:
    """Names in a table entry that the SDK doesn't know."""
    given = {
        "name": [kind.name] if kind.name else [],
        "replaces": kind.replaces,
        "defaults": kind.defaults,
        "resets": kind.resets,
        "unread": kind.unread,
        "kept": kind.kept,
        "sets": kind.sets,
        "caseless": kind.caseless,
        "needs": kind.needs,
        "together": [name for pair in kind.together for name in pair],
        "delete_protection": [kind.delete_protection] if kind.delete_protection else [],
    }
    for field, names in given.items():
        yield from ((field, name) for name in names if name not in argument_names(kind.token))
    yield from (("computed_names", name) for name in kind.computed_names if name not in outputs(kind))


@pytest.mark.parametrize("kind", KINDS.values(), ids=KINDS)
def test_every_name_is_one_the_sdk_knows(kind: Kind) -> None:
    assert list(misspelt(kind)) == []


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("name", "lable"),
        ("replaces", frozenset(["imgae"])),
        ("defaults", {"migrationTyp": "cold"}),
        ("resets", {"hasIssue": False}),
        ("unread", frozenset(["swap_size"])),
        ("kept", frozenset(["status"])),
        ("sets", frozenset(["tag"])),
        ("caseless", frozenset(["tag"])),
        ("needs", ("img",)),
        ("together", (("swapSize", "imgae"),)),
        ("delete_protection", "deletionProtection"),
        ("computed_names", ("ipv4",)),
    ],
)
def test_a_misspelt_name_is_found(field: str, value: object) -> None:
    assert [found for found, _ in misspelt(replace(KINDS[LINODE], **{field: value}))] == [field]  # type: ignore[arg-type]


@pytest.mark.parametrize("kind", KINDS.values(), ids=KINDS)
def test_what_replaces_is_what_was_measured(kind: Kind) -> None:
    assert kind.replaces == REPLACES[kind.token]


@pytest.mark.parametrize("kind", KINDS.values(), ids=KINDS)
def test_what_a_cloud_chooses_is_what_a_preview_does_not_know(kind: Kind) -> None:
    assert tuple(kind.computed(New(1, MINIMAL[kind.token], "example"))) == kind.computed_names


def test_tokens_are_keys_and_of_plugins_that_there_are() -> None:
    assert all(token == kind.token for token, kind in KINDS.items())
    assert {token.partition(":")[0] for token in KINDS} == set(PLUGINS)
    assert KINDS.keys() == MINIMAL.keys() == REPLACES.keys()


def test_a_key_has_the_fingerprint_that_ssh_shows() -> None:
    found = KINDS[KEY].computed(New(1, MINIMAL[KEY]))
    # `ssh-keygen -l -E md5` says this of it.
    assert found == {"fingerprint": "0b:1a:d4:71:dd:b2:fb:f6:aa:75:62:dd:f3:29:ac:51"}


@pytest.mark.parametrize("key", ["nonsense", "ssh-ed25519 ", "ssh-ed25519 not!base64", ""])
def test_what_is_no_key_does_no_harm(key: str) -> None:
    assert len(KINDS[KEY].computed(New(1, {"publicKey": key}))["fingerprint"]) == 47


def test_a_repository_and_its_pages_are_their_owners() -> None:
    assert KINDS[REPOSITORY].computed(New(1, {"name": "website"}, "Someone"))["fullName"] == "Someone/website"
    pages = KINDS[PAGES].computed
    assert pages(New(1, {"repository": "website"}, "Someone"))["htmlUrl"] == "https://someone.github.io/website/"
    assert pages(New(1, {"repository": "website", "cname": "a.org"}, "Someone"))["htmlUrl"] == "https://a.org/"


@pytest.mark.parametrize(
    ("token", "arguments", "reason"),
    [
        (SERVER, {"deleteProtection": True, "rebuildProtection": False}, "must be the same"),
        (SERVER, {"deleteProtection": False, "rebuildProtection": False}, None),
        (SERVER, {"deleteProtection": True, "rebuildProtection": UNKNOWN}, None),
        (SERVER, {"deleteProtection": UNKNOWN, "rebuildProtection": False}, None),
        (ZONE, {"mode": "primary"}, None),
        (ZONE, {"mode": "primary", "primaryNameservers": []}, "is not allowed with mode primary"),
        (ZONE, {"mode": "secondary"}, "is required with mode secondary"),
        (ZONE, {"mode": "secondary", "primaryNameservers": UNKNOWN}, None),
        (ZONE, {"mode": UNKNOWN}, None),
        (DOMAIN, {"type": "master"}, "soa_email is required"),
        (DOMAIN, {"type": "master", "soaEmail": ""}, "soa_email is required"),
        (DOMAIN, {"type": "master", "soaEmail": UNKNOWN}, None),
        (DOMAIN, {"type": "slave"}, None),
        (RRSET, {"type": "TXT", "records": UNKNOWN}, None),
        (RRSET, {"type": "TXT", "records": [UNKNOWN, {"value": UNKNOWN}]}, None),
        (RRSET, {"type": "TXT", "records": [{"value": '"a"'}, {"value": "b"}]}, "must be quoted"),
        (RRSET, {"type": "A", "records": [{"value": "192.0.2.1"}]}, None),
        (RECORD, {"recordType": "CAA", "tag": "issue", "target": "letsencrypt.org"}, None),
        (PAGES, {"buildType": "workflow"}, None),
        (PAGES, {"buildType": "workflow", "source": {}}, "source is not allowed"),
        (PAGES, {"buildType": "legacy"}, "source is required"),
        (PAGES, {"buildType": "legacy", "source": {}}, None),
        (PAGES, {"buildType": "legacy", "source": UNKNOWN}, None),
        (PAGES, {"buildType": UNKNOWN}, None),
        (PAGES, {"buildType": UNKNOWN, "source": {}}, None),
    ],
)
def test_arguments_that_do_not_go_together(token: str, arguments: dict[str, object], reason: str | None) -> None:
    found = KINDS[token].rule(arguments)
    assert (found is None) if reason is None else (reason in (found or ""))


@pytest.mark.parametrize(
    ("value", "right"),
    [
        ('"v=spf1 -all"', True),
        ('""', True),
        (f'"{"x" * 255}"', True),
        (f'"{"x" * 255}" "{"y" * 255}"', True),
        (r'"a \"quoted\" word"', True),
        ("v=spf1 -all", False),
        (f'"{"x" * 256}"', False),
        ('"a', False),
        ('"a" b', False),
        ('"a"b"', False),
        ("", False),
    ],
)
def test_a_text_is_quoted_strings_of_a_limited_length(value: str, *, right: bool) -> None:
    found = KINDS[RRSET].rule({"type": "TXT", "records": [{"value": value}]})
    assert found == (None if right else "the value of a TXT record must be quoted strings of at most 255 characters")
