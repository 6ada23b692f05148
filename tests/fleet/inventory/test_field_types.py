"""What each kind of text accepts; what it refuses is in `fleets/bad`."""

from datetime import date
from typing import Any

import pytest
from pydantic import TypeAdapter, ValidationError

from components.github_pages.row import Repository
from fleet.inventory import field_types as types
from tests.fleet.strategies import HASH, KEY

ACCEPTED: list[tuple[Any, Any, list[Any]]] = [
    (
        "Text",
        types.Text,
        ["a", "x" * 500, "Open Data", "{braces} {0}; and more", "Où\u00a0?", "👩‍💻", "1984"],
    ),
    ("Name", types.Name, ["a", "ods", "open-data", "a1", "o" * 40, "a-"]),
    (
        "HostName",
        types.HostName,
        [
            "www",
            "www.example.org",
            "a.b",
            "1.example.org",
            "xn--bcher-kva.example.org",
            "w" * 63 + ".org",
            "a--b.org",
            ".".join(["w" * 62] * 4) + "w",
        ],
    ),
    (
        "Url",
        types.Url,
        [
            "https://www.example.org/",
            "http://www.example.org/",
            "https://www.example.org:8443/a/b?c=d&e=%20#".removesuffix("#"),
            "https://203.0.113.10/",
            "https://www.example.org:1/",
            "https://www.example.org:65535/",
            "http://www.example.org:443/",
            "https://www.example.org:80/",
            "https://www.example.org/~ods/it's,(here);a=b!*+$:@",
        ],
    ),
    ("Email", types.Email, ["code@example.org", "a.b+c@example.co.uk", "código@example.org"]),
    ("Ipv4", types.Ipv4, ["203.0.113.10", "0.0.0.0"]),  # noqa: S104 # nothing listens
    ("Ipv6", types.Ipv6, ["2001:db8::10", "::", "::ffff:102:304"]),
    ("Network", types.Network, ["203.0.113.0/24", "203.0.113.7/32", "0.0.0.0/0", "::/0", "2001:db8::/64"]),
    ("Port", types.Port, [1, 80, 65535]),
    ("Ports", types.Ports, ["1", "443", "65535", "8000-8010", "1-65535"]),
    ("Day", types.Day, [date(2027, 1, 31), date(1, 1, 1)]),
    (
        "BcryptHash",
        types.BcryptHash,
        [
            HASH,
            HASH.replace("2y", "2a"),
            HASH.replace("2y", "2b"),
            HASH.replace("$10$", "$04$"),
            "$2y$31$" + "./" * 26 + "A",
        ],
    ),
    ("SshKey", types.SshKey, [KEY, KEY + " sysadmin@example.org", KEY + " two words"]),
    (
        "Repository",
        Repository,
        ["a/b", "open-contracting/extension-explorer", "A/b.c_d-e", "a/.github", "o" * 39 + "/" + "r" * 100],
    ),
    ("CloudId", types.CloudId, [1, 41000001, 2**63 - 1]),
    (
        "CloudWord",
        types.CloudWord,
        ["cx23", "g6-standard-2", "linode/ubuntu24.04", "ubuntu-24.04", "private/123", "w" * 64],
    ),
]


@pytest.mark.parametrize(
    ("type_", "value"),
    [pytest.param(type_, value, id=f"{name}-{value!s:.30}") for name, type_, values in ACCEPTED for value in values],
)
def test_what_is_right_is_kept_as_it_is(type_: Any, value: Any) -> None:
    kept = TypeAdapter(type_).validate_python(value, strict=True)
    assert kept == value
    assert type(kept) is type(value)


def test_blanks_around_words_are_no_part_of_them() -> None:
    assert TypeAdapter(types.Text).validate_python("  Open Data\n") == "Open Data"


def test_an_email_addresss_domain_has_one_form() -> None:
    assert TypeAdapter(types.Email).validate_python("Code@EXAMPLE.org") == "Code@example.org"


@pytest.mark.parametrize("kind", ["rsa-sha2", "ecdsa-sha2-nistp256", "sk-ssh-ed25519@openssh.com", "ssh-rsa"])
def test_other_kinds_of_ssh_key(kind: str) -> None:
    from base64 import b64encode

    blob = b64encode(len(kind).to_bytes(4, "big") + kind.encode() + b"\0\0\0\1x").decode()
    accept = TypeAdapter(types.SshKey).validate_python
    if kind == "rsa-sha2":  # a signature's name, which no key has
        with pytest.raises(ValidationError):
            accept(f"{kind} {blob}")
    else:
        assert accept(f"{kind} {blob}") == f"{kind} {blob}"


def test_a_key_that_is_refused_is_not_shown() -> None:
    with pytest.raises(ValidationError) as caught:
        TypeAdapter(types.SshKey).validate_python("-----BEGIN OPENSSH PRIVATE KEY-----")
    assert "PRIVATE" not in caught.value.errors()[0]["msg"]


@pytest.mark.parametrize(
    "secret",
    [
        "secret",
        1234567890,
        HASH + "secret",
        HASH + "\n",
        HASH[:-1],
        HASH.replace("2y", "2x"),
        HASH.replace("2y", "1"),
        HASH.replace("$10$", "$03$"),
        HASH.replace("$10$", "$32$"),
        HASH.replace("$10$", "$5$"),
        HASH[:-1] + "=",
        "",
        None,
        ["secret"],
        HASH.encode(),
    ],
    ids=str,
)
def test_what_is_no_bcrypt_hash_is_refused_and_not_shown(secret: Any) -> None:
    with pytest.raises(ValidationError) as caught:
        TypeAdapter(types.BcryptHash).validate_python(secret, strict=True)
    message = caught.value.errors()[0]["msg"]
    assert message == "this is not a bcrypt hash; write what `htpasswd -nbB prometheus …` prints after the colon"


def test_a_password_in_a_url_is_not_shown() -> None:
    with pytest.raises(ValidationError) as caught:
        TypeAdapter(types.Url).validate_python("https://user:secret@www.example.org/")
    assert "secret" not in caught.value.errors()[0]["msg"]


def test_braces_are_shown_as_they_are() -> None:
    with pytest.raises(ValidationError) as caught:
        TypeAdapter(types.HostName).validate_python("{what}; {write}")
    error = caught.value.errors()[0]
    assert error["ctx"]["what"] == "'{what}; {write}' is not a host name"
    assert error["ctx"]["write"].startswith("write a name like www.example.org")


@pytest.mark.parametrize(("name", "expected"), [("www.example.org", True), ("kingfisher", False)])
def test_a_name_with_a_dot_is_fully_qualified(name: str, *, expected: bool) -> None:
    assert types.is_fqdn(name) is expected
