"""The types of the fields in an inventory, each checked as it is read.

A value of every type is a plain `str`, `int` or `date` once checked, so rows stay printable and can be written as JSON.
"""

from datetime import date
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BeforeValidator, Field, StringConstraints, WithJsonSchema

from fleet.inventory import field_checks as checks

_MAX_ID = 2**63 - 1  # the providers number in 64 bits


def is_fqdn(name: str) -> bool:
    """Whether a host's key is a name DNS can answer for, and not a short name like `kingfisher`."""
    return "." in name


def _as(**schema: Any) -> WithJsonSchema:
    return WithJsonSchema({"type": "string", **schema})


_NAME = r"[a-z][a-z0-9-]{0,39}"
_CLOUD_WORD = r"[a-z0-9][a-z0-9._/-]{0,63}"

Text = Annotated[
    str, StringConstraints(min_length=1, max_length=500, strip_whitespace=True), AfterValidator(checks.one_line)
]
"""Words for people: one line of 1 to 500 characters."""
Name = Annotated[
    str,
    AfterValidator(
        checks.matching(_NAME, "a name", "write 1 to 40 lower-case letters, digits and dashes, a letter first")
    ),
    _as(pattern=f"^{_NAME}$"),
]
"""A key that others refer to: lower-case letters, digits and dashes.

At most 40 characters, so that a provider's tag of 50 holds it with `service:` before it.
"""
HostName = Annotated[str, AfterValidator(checks.hostname), _as(format="hostname")]
"""A host's key: its fully qualified domain name, or a short name where none is recorded."""
Url = Annotated[str, AfterValidator(checks.url), _as(format="uri")]
"""An absolute http or https URL with a path, in the one form in which two that are the same are equal."""
Email = Annotated[str, AfterValidator(checks.email), _as(format="email")]
"""An e-mail address; its form is checked, not its existence."""
Ipv4 = Annotated[str, AfterValidator(checks.address(4)), _as(format="ipv4")]
Ipv6 = Annotated[str, AfterValidator(checks.address(6)), _as(format="ipv6")]
Network = Annotated[str, AfterValidator(checks.network)]
"""An IPv4 or IPv6 network in CIDR form."""
Day = Annotated[date, BeforeValidator(checks.day)]
"""A date without a time, which YAML reads as such only where it stands without quotes."""
Port = Annotated[int, Field(ge=1, le=checks.MAX_PORT)]
Ports = Annotated[str, AfterValidator(checks.ports)]
"""One port or a range, as both clouds' firewalls write it: `443`, `8000-8010`."""
SshKey = Annotated[str, AfterValidator(checks.ssh_key)]
"""One line of an OpenSSH public key file."""
BcryptHash = Annotated[str, BeforeValidator(checks.bcrypt)]
"""A password as bcrypt hashes it; of a long random one it may be read by anyone."""
Server = Annotated[str, AfterValidator(checks.server), _as(pattern=f"^{checks.SERVER}$")]
"""A server and the port it listens on: `host:port`, with brackets around an IPv6 address."""
CloudId = Annotated[int, Field(ge=1, le=_MAX_ID)]
"""A number that a provider gave a machine."""
CloudWord = Annotated[
    str,
    AfterValidator(
        checks.matching(_CLOUD_WORD, "a word of a provider's catalogue", "write it as its API does, like cx23")
    ),
    _as(pattern=f"^{_CLOUD_WORD}$"),
]
"""A word of a provider's catalogue: a size, region or image."""

Environment = Literal["production", "staging", "development"]
Channel = Literal["uptimerobot", "prometheus"]
"""A monitoring system that notifies contacts."""
