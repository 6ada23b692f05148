"""The kinds of text an inventory holds, each checked as it is read.

Every type is a plain `str` or `int` once checked, so rows stay printable and JSON-able. A refusal says what is wrong
and what to write.
"""

import ipaddress
import re
from collections.abc import Callable
from datetime import date
from typing import Annotated, Any, Literal

from email_validator import EmailNotValidError, validate_email
from pydantic import AfterValidator, BeforeValidator, Field, StringConstraints, WithJsonSchema

from fleet.inventory.errors.problems import quoted
from fleet.inventory.row import mistake

_LABEL = r"[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?"
_HOSTNAME = re.compile(rf"{_LABEL}(?:\.{_LABEL})*")
_MAX_NAME = 253  # RFC 1035, section 2.3.4, less the root dot
_URL = re.compile(
    rf"(?P<scheme>https?)://(?P<host>{_LABEL}(?:\.{_LABEL})+)(?::(?P<port>[0-9]{{1,5}}))?(?P<rest>[/?#].*)?"
)
_USER = re.compile(r"[^/]*//[^/?#]*@")
_NOT_IN_URL = re.compile(r"[^A-Za-z0-9._~:/?@!$&'()*+,;=%-]")  # RFC 3986, section 2, without brackets
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]")
_DEFAULT_PORTS = {"http": "80", "https": "443"}
_MAX_PORT = 65535
_BOUNDS = 2
_MAX_ID = 2**63 - 1  # the providers number in 64 bits

_Check = Callable[[str], str]


def is_fqdn(name: str) -> bool:
    """Whether a host's key is a name DNS can answer for, and not a short name like `kingfisher`."""
    return "." in name


def _one_line(text: str) -> str:
    if unfit := _CONTROL.search(text):
        raise mistake(f"it has the character {unfit.group()!r}", "write one line of text")
    return text


def matching(pattern: str, what: str, write: str) -> _Check:
    """A validator of text that a pattern must match as a whole; otherwise it says what it is not, and what to write."""
    compiled = re.compile(pattern)

    def check(text: str) -> str:
        if not compiled.fullmatch(text):
            raise mistake(f"{quoted(text)} is not {what}", write)
        return text

    return check


def _hostname(text: str) -> str:
    if len(text) > _MAX_NAME or not _HOSTNAME.fullmatch(text) or text.rsplit(".", 1)[-1].isdigit():
        raise mistake(
            f"{quoted(text)} is not a host name", "write a name like www.example.org, in lower case, no scheme or path"
        )
    return text


def _url(text: str) -> str:
    if _USER.match(text):
        # Never shown: it may hold a password.
        raise mistake("this has a user's name or password in it", "leave out what stands before the @")
    parts = _URL.fullmatch(text)
    if parts is None or len(parts["host"]) > _MAX_NAME or not 0 < int(parts["port"] or 1) <= _MAX_PORT:
        raise mistake(
            f"{quoted(text)} is not a public URL", "write it like https://www.example.org/path, host in lower case"
        )
    rest = parts["rest"] or ""
    if "#" in rest:
        raise mistake(f"{quoted(text)} has a fragment", "write the address without #…")
    if unfit := _NOT_IN_URL.search(rest):
        raise mistake(f"{unfit.group()!r} can't stand in a URL", "write it percent-encoded, like %20 for a space")
    if not rest.startswith("/"):
        before = text.removesuffix(rest)
        raise mistake(f"{quoted(text)} has no path", f"write {before}/{rest}")
    if parts["port"] == _DEFAULT_PORTS[parts["scheme"]]:
        raise mistake(f"the port of {quoted(text)} is the usual one", f"leave :{parts['port']} out")
    return text


def _email(text: str) -> str:
    try:
        return validate_email(text, check_deliverability=False).normalized
    except EmailNotValidError as error:
        reason = str(error).splitlines()[0].rstrip(".")
        reason = reason[:1].lower() + reason[1:]
        raise mistake(f"{quoted(text)} is not an e-mail address: {reason}", "write it like name@example.org") from None


def _address(version: Literal[4, 6]) -> _Check:
    kind = {4: ipaddress.IPv4Address, 6: ipaddress.IPv6Address}[version]
    example = {4: "203.0.113.10", 6: "2001:db8::10"}[version]

    def check(text: str) -> str:
        try:
            # A zone (fe80::1%eth0) has a meaning only on the machine itself.
            address = kind(text.replace("%", " "))
        except ValueError:
            raise mistake(f"{quoted(text)} is not an IPv{version} address", f"write it like {example}") from None
        if str(address) != text:
            raise mistake(f"{quoted(text)} is not in its shortest form", f"write {address}")
        return text

    return check


def _network(text: str) -> str:
    try:
        network = ipaddress.ip_network(text.replace("%", " "), strict=False)
    except ValueError:
        raise mistake(f"{quoted(text)} is not a network", "write it like 203.0.113.0/24 or 2001:db8::/64") from None
    address = text.partition("/")[0]
    if ipaddress.ip_address(address) != network.network_address:
        one = f"{address}/{network.max_prefixlen}"
        raise mistake(f"{quoted(text)} is an address in {network}", f"write {network} for all of it, {one} for the one")
    if str(network) != text:
        raise mistake(f"{quoted(text)} is not in its usual form", f"write {network}")
    return text


def _ports(text: str) -> str:
    bounds = text.split("-")
    numbers = [int(bound) for bound in bounds if re.fullmatch(r"[1-9][0-9]{0,4}", bound)]
    whole = len(numbers) == len(bounds) <= _BOUNDS
    if not whole or numbers != sorted(set(numbers)) or numbers[-1] > _MAX_PORT:
        raise mistake(
            f"{quoted(text)} is not a port or range of ports", 'write "443" or "8000-8010", in quotes, 1 to 65535'
        )
    return text


def _day(value: Any) -> Any:
    if type(value) is not date:
        raise mistake(f"{quoted(value)} is not a day", "write a date like 2027-01-31, with neither quotes nor a time")
    return value


def _as(**schema: Any) -> WithJsonSchema:
    return WithJsonSchema({"type": "string", **schema})


_NAME = r"[a-z][a-z0-9-]{0,39}"
_SERVER = rf"{_LABEL}(?:\.{_LABEL})*:[1-9][0-9]{{0,4}}"
_CLOUD_WORD = r"[a-z0-9][a-z0-9._/-]{0,63}"

Text = Annotated[str, StringConstraints(min_length=1, max_length=500, strip_whitespace=True), AfterValidator(_one_line)]
"""Words for people: one line of 1 to 500 characters."""
Name = Annotated[
    str,
    AfterValidator(matching(_NAME, "a name", "write 1 to 40 lower-case letters, digits and dashes, a letter first")),
    _as(pattern=f"^{_NAME}$"),
]
"""A key that others refer to: lower-case letters, digits and dashes.

At most 40 characters, so that it fits in a provider's tag with `service:` before it.
"""
HostName = Annotated[str, AfterValidator(_hostname), _as(format="hostname")]
"""A host's key: its fully qualified domain name, or a short name where none is recorded."""
Url = Annotated[str, AfterValidator(_url), _as(format="uri")]
"""An absolute http or https URL with a path, in the one form in which two that are the same are equal."""
Email = Annotated[str, AfterValidator(_email), _as(format="email")]
"""An e-mail address; its form is checked, not its existence."""
Ipv4 = Annotated[str, AfterValidator(_address(4)), _as(format="ipv4")]
Ipv6 = Annotated[str, AfterValidator(_address(6)), _as(format="ipv6")]
Network = Annotated[str, AfterValidator(_network)]
"""An IPv4 or IPv6 network in CIDR form."""
Day = Annotated[date, BeforeValidator(_day)]
"""A date without a time, which YAML reads as such only where it stands without quotes."""
Port = Annotated[int, Field(ge=1, le=_MAX_PORT)]
Ports = Annotated[str, AfterValidator(_ports)]
"""One port or a range, as both clouds' firewalls write it: `443`, `8000-8010`."""
Server = Annotated[
    str,
    AfterValidator(matching(_SERVER, "a server and its port", "write it like mail.example.org:587")),
    _as(pattern=f"^{_SERVER}$"),
]
"""A server and the port it listens on: `host:port`."""
CloudId = Annotated[int, Field(ge=1, le=_MAX_ID)]
"""A number that a provider gave a machine."""
CloudWord = Annotated[
    str,
    AfterValidator(matching(_CLOUD_WORD, "a word of a provider's catalogue", "write it as its API does, like cx23")),
    _as(pattern=f"^{_CLOUD_WORD}$"),
]
"""A word of a provider's catalogue: a size, region or image."""

Environment = Literal["production", "staging", "development"]
Channel = Literal["uptimerobot", "prometheus"]
"""A monitoring system that notifies contacts."""
