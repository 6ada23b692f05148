"""The kinds of text an inventory holds, each checked as it is read.

Every type is a plain `str` once checked, so rows stay printable and JSON-able. A refusal is one sentence that says what
is wrong and, after the semicolon, what to write.
"""

import base64
import binascii
import ipaddress
import re
from collections.abc import Callable
from typing import Annotated, Literal
from urllib.parse import urlsplit

from pydantic import AfterValidator, EmailStr, Field, StringConstraints, WithJsonSchema
from pydantic_core import PydanticCustomError

_LABEL = r"[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?"
_HOSTNAME = re.compile(rf"{_LABEL}(?:\.{_LABEL})*")
_MAX_NAME = 253  # RFC 1035, section 2.3.4, less the root dot
_MAX_PORT = 65535
_BOUNDS = 2
_NAME_PATTERN = r"^[a-z][a-z0-9-]{0,39}$"
_REPOSITORY_PATTERN = r"^[A-Za-z0-9](?:[A-Za-z0-9-]{0,38})/[A-Za-z0-9._-]{1,100}$"


def _refuse(what: str, write: str) -> PydanticCustomError:
    # Braces are the template language of pydantic's messages.
    text = f"{what}; {write}".replace("{", "{{").replace("}", "}}")
    return PydanticCustomError("fleet", text)


def is_fqdn(name: str) -> bool:
    """Whether a host's key is a name DNS can answer for, and not a short name like `kingfisher`."""
    return "." in name


def _hostname(text: str) -> str:
    if len(text) > _MAX_NAME or not _HOSTNAME.fullmatch(text) or text.rsplit(".", 1)[-1].isdigit():
        raise _refuse(
            f"{text!r} is not a host name", "write a name like www.example.org, in lower case, no scheme or path"
        )
    return text


def _url(text: str) -> str:
    try:
        parts = urlsplit(text)
        host, port = parts.hostname or "", parts.port
    except ValueError:
        host, port, parts = "", None, urlsplit("")
    written = parts.netloc.rpartition(":")[0] if port is not None else parts.netloc
    if parts.scheme not in {"http", "https"} or not _HOSTNAME.fullmatch(host) or written != host or not text.isascii():
        raise _refuse(f"{text!r} is not a public URL", "write it like https://www.example.org/path, host in lower case")
    if " " in text or parts.fragment:
        raise _refuse(f"{text!r} has a space or a fragment", "write the address without spaces and without #…")
    if not parts.path:
        raise _refuse(f"{text!r} has no path", f"write {text}/")
    return text


def _address(version: Literal[4, 6]) -> Callable[[str], str]:
    kind = {4: ipaddress.IPv4Address, 6: ipaddress.IPv6Address}[version]
    example = {4: "203.0.113.10", 6: "2001:db8::10"}[version]

    def check(text: str) -> str:
        try:
            address = kind(text)
        except ValueError:
            raise _refuse(f"{text!r} is not an IPv{version} address", f"write it like {example}") from None
        if str(address) != text:
            raise _refuse(f"{text!r} is not in its shortest form", f"write {address}")
        return text

    return check


def _network(text: str) -> str:
    try:
        network = ipaddress.ip_network(text)
    except ValueError as error:
        raise _refuse(f"{text!r} is not a network: {error}", "write it like 203.0.113.0/24 or 2001:db8::/64") from None
    if str(network) != text:
        raise _refuse(f"{text!r} is not in its usual form", f"write {network}")
    return text


def _ports(text: str) -> str:
    bounds = text.split("-")
    numbers = [int(bound) for bound in bounds if re.fullmatch(r"[1-9][0-9]{0,4}", bound)]
    if (
        len(numbers) != len(bounds)
        or len(bounds) > _BOUNDS
        or numbers != sorted(set(numbers))
        or numbers[-1] > _MAX_PORT
    ):
        raise _refuse(f"{text!r} is not a port or range of ports", 'write "443" or "8000-8010", in quotes, 1 to 65535')
    return text


def _ssh_key(text: str) -> str:
    kind, _, rest = text.partition(" ")
    try:
        blob = base64.b64decode(rest.split(" ")[0], validate=True)
    except (binascii.Error, ValueError):
        blob = b""
    name = kind.encode("utf-8", "replace")
    # RFC 4253, section 6.6: the blob begins with the key's type, length first.
    if "\n" in text or not kind.startswith(("ssh-", "ecdsa-", "sk-")) or blob[4 : 4 + len(name)] != name:
        raise _refuse(
            "this is not an SSH public key", "paste the one line of an id_….pub file, like ssh-ed25519 AAAA… name"
        )
    return text


def _as(kind: str) -> WithJsonSchema:
    return WithJsonSchema({"type": "string", "format": kind})


Text = Annotated[str, StringConstraints(min_length=1, max_length=500, strip_whitespace=True)]
"""Words for people: 1 to 500 characters."""
Name = Annotated[str, StringConstraints(pattern=_NAME_PATTERN)]
"""A key that others refer to: lower-case letters, digits and dashes.

At most 40 characters: a Linode's tag holds 50, and says `service:` first.
"""
HostName = Annotated[str, AfterValidator(_hostname), _as("hostname")]
"""A host's key: its fully qualified domain name, or a short name where none is recorded."""
Url = Annotated[str, AfterValidator(_url), _as("uri")]
"""An absolute http or https URL with a path."""
Email = EmailStr
"""An e-mail address; its form is checked, not its existence."""
Ipv4 = Annotated[str, AfterValidator(_address(4)), _as("ipv4")]
Ipv6 = Annotated[str, AfterValidator(_address(6)), _as("ipv6")]
Network = Annotated[str, AfterValidator(_network)]
"""An IPv4 or IPv6 network in CIDR form."""
Port = Annotated[int, Field(ge=1, le=_MAX_PORT)]
Ports = Annotated[str, AfterValidator(_ports)]
"""One port or a range, as both clouds' firewalls write it: `443`, `8000-8010`."""
SshKey = Annotated[str, AfterValidator(_ssh_key)]
"""One line of an OpenSSH public key file."""
Repository = Annotated[str, StringConstraints(pattern=_REPOSITORY_PATTERN)]
"""A GitHub repository: `owner/name`."""
CloudId = Annotated[int, Field(ge=1)]
"""A number that a provider gave a machine."""
CloudWord = Annotated[str, StringConstraints(pattern=r"^[a-z0-9][a-z0-9._/-]{0,63}$")]
"""A word of a provider's catalogue: a size, region or image."""

Environment = Literal["production", "staging", "development"]
ProviderName = Literal["linode", "hetzner-cloud", "hetzner-dedicated", "bytemark", "github-pages"]
Channel = Literal["uptimerobot", "prometheus", "sentry"]
"""What may tell a contact of trouble."""
