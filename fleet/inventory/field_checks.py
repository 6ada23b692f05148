"""Checks of the texts in an inventory. Each returns the text, or refuses it with what is wrong and what to write."""

import base64
import binascii
import ipaddress
import re
import unicodedata
from collections.abc import Callable
from datetime import date
from typing import Any, Literal
from urllib.parse import urlsplit

import idna
from email_validator import EmailNotValidError, validate_email

from fleet.inventory.errors.problems import quoted
from fleet.inventory.row import mistake

LABEL = r"[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?"
SERVER = rf"(?:{LABEL}(?:\.{LABEL})*|\[[0-9a-f:.]+\]):[1-9][0-9]{{0,4}}"
"""The form of a server and its port."""
HOST_NAME = rf"{LABEL}(?:\.{LABEL})*"
"""The form of a host name."""
MAX_NAME = 253
"""Characters of a name in DNS at most (RFC 1035, section 2.3.4, less the root dot)."""
_HOST_NAME = re.compile(HOST_NAME)
_ENCODED = "xn--"  # RFC 5890, section 2.3.2.1
_URL = re.compile(
    rf"(?P<scheme>https?)://(?P<host>{LABEL}(?:\.{LABEL})+)(?::(?P<port>[1-9][0-9]{{0,4}}))?(?P<rest>[/?#].*)?"
)
_USER = re.compile(r"[^/]*//[^/?#]*@")
_NOT_IN_URL = re.compile(r"[^A-Za-z0-9._~:/?@!$&'()*+,;=%-]")  # RFC 3986, section 2, without brackets
_NOT_AN_ENCODING = re.compile(r"%(?![0-9A-Fa-f]{2})")
_ENCODING = re.compile(r"%([0-9A-Fa-f]{2})")
_UNRESERVED = re.compile(r"[A-Za-z0-9._~-]")  # RFC 3986, section 2.3
_DOTS = re.compile(r"/\.\.?(?=[/?]|$)")
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]")
_NO_TEXT = frozenset(["Cc", "Cs", "Zs", "Zl", "Zp"])
_BCRYPT = re.compile(r"\$2[aby]\$(?:0[4-9]|[12][0-9]|3[01])\$[./A-Za-z0-9]{53}")
DEFAULT_PORTS = {"http": "80", "https": "443"}
MAX_PORT = 65535
_BOUNDS = 2

Check = Callable[[str], str]


def one_line(text: str) -> str:
    """One line of text, without control characters."""
    if unfit := _CONTROL.search(text):
        raise mistake(f"it has the character {unfit.group()!r}", "write one line of text")
    return text


def matching(pattern: str, what: str, write: str) -> Check:
    """A check that a text matches a regular expression. `what` and `write` are for the mistake."""
    compiled = re.compile(pattern)

    def check(text: str) -> str:
        if not compiled.fullmatch(text):
            raise mistake(f"{quoted(text)} is not {what}", write)
        return text

    return check


def hostname(text: str) -> str:
    """A host name in lower case, with or without dots; an international one as DNS has it."""
    if (encoded := _encoded(text)) is not None:
        raise mistake(f"{quoted(text)} has other letters than a name in DNS", f"write {encoded}")
    if len(text) > MAX_NAME or not _HOST_NAME.fullmatch(text) or text.rsplit(".", 1)[-1].isdigit():
        raise mistake(
            f"{quoted(text)} is not a host name", "write a name like www.example.org, in lower case, no scheme or path"
        )
    _decodable(text)
    return text


def _encoded(name: str) -> str | None:
    """An international name as DNS has it; None where it is none, or none that DNS can have."""
    if name.isascii():
        return None
    try:
        encoded = idna.encode(name, uts46=True).decode()
    except idna.IDNAError:
        return None
    return encoded if len(encoded) <= MAX_NAME and _HOST_NAME.fullmatch(encoded) else None


def _decodable(name: str) -> None:
    """Refuse a name with a part that looks like an international one and stands for no characters."""
    for part in name.split("."):
        if part.startswith(_ENCODED) and not _stands_for_characters(part.removeprefix(_ENCODED)):
            raise mistake(f"{quoted(part)} stands for no international name", "write it as its registrar does")


def _stands_for_characters(encoded: str) -> bool:
    """Whether a text is Punycode (RFC 3492) of characters that a name may have, in its only form."""
    try:
        decoded = encoded.encode().decode("punycode")
        again = decoded.encode("punycode").decode()
    except ValueError:
        return False
    return (
        again == encoded
        and not decoded.isascii()
        and {unicodedata.category(one) for one in decoded}.isdisjoint(_NO_TEXT)
    )


def url(text: str) -> str:
    """A public http or https URL in its only form, so that equal URLs are equal texts."""
    if _USER.match(text):
        # Never shown: it may hold a password.
        raise mistake("this has a user's name or password in it", "leave out what stands before the @")
    parts = _url_parts(text)
    rest = parts["rest"] or ""
    if "#" in rest:
        raise mistake(f"{quoted(text)} has a fragment", "write the address without #…")
    if unfit := _NOT_IN_URL.search(rest):
        raise mistake(f"{unfit.group()!r} can't stand in a URL", "write it percent-encoded, like %20 for a space")
    if broken := _NOT_AN_ENCODING.search(rest):
        shown = rest[broken.start() : broken.start() + 3]
        raise mistake(f"{quoted(shown)} is no percent-encoding", "write %25 for the sign % itself")
    if _DOTS.search(rest.partition("?")[0]):
        raise mistake(f"{quoted(text)} has . or .. as a folder in its path", "write the path that it leads to")
    usual = _ENCODING.sub(_usual_encoding, rest).removesuffix("?")
    if usual != rest:
        raise mistake(
            f"{quoted(text)} is not how this address is usually spelled", f"write {text.removesuffix(rest)}{usual}"
        )
    if not rest.startswith("/"):
        before = text.removesuffix(rest)
        raise mistake(f"{quoted(text)} has no path", f"write {before}/{rest}")
    if parts["port"] == DEFAULT_PORTS[parts["scheme"]]:
        raise mistake(f"the port of {quoted(text)} is the usual one", f"leave :{parts['port']} out")
    return text


def _url_parts(text: str) -> re.Match[str]:
    """The parts of a URL, with a host that DNS can have."""
    parts = _URL.fullmatch(_with_encoded_host(text))
    if parts is not None and parts.string != text:
        raise mistake(f"{quoted(text)} has other letters than a name in DNS", f"write {parts.string}")
    if parts is None or len(parts["host"]) > MAX_NAME or not 0 < int(parts["port"] or 1) <= MAX_PORT:
        raise mistake(
            f"{quoted(text)} is not a public URL", "write it like https://www.example.org/path, host in lower case"
        )
    _decodable(parts["host"])
    return parts


def _with_encoded_host(text: str) -> str:
    """A URL with its host as DNS has it, where that is an international name."""
    try:
        host = urlsplit(text).netloc.partition(":")[0]
    except ValueError:
        return text
    encoded = _encoded(host)
    return text if encoded is None else text.replace(host, encoded, 1)


def _usual_encoding(match: re.Match[str]) -> str:
    """Upper case, and none for a character that needs none (RFC 3986, section 6.2.2)."""
    character = chr(int(match[1], 16))
    return character if _UNRESERVED.fullmatch(character) else match[0].upper()


def email(text: str) -> str:
    """An e-mail address, in its normal form."""
    try:
        return validate_email(text, check_deliverability=False).normalized
    except EmailNotValidError as error:
        reason = str(error).splitlines()[0].rstrip(".")
        reason = reason[:1].lower() + reason[1:]
        raise mistake(f"{quoted(text)} is not an e-mail address: {reason}", "write it like name@example.org") from None


def address(version: Literal[4, 6]) -> Check:
    """A check of an IPv4 or IPv6 address in its shortest form."""
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


def network(text: str) -> str:
    """A network in CIDR form without host bits."""
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


def server(text: str) -> str:
    """A server's name or address and its port."""
    host, _, port = text.rpartition(":")
    if not re.fullmatch(SERVER, text) or int(port) > MAX_PORT or not _is_server(host):
        write = "write it like mail.example.org:587 or [2001:db8::25]:587, the port 65535 at most"
        raise mistake(f"{quoted(text)} is not a server and its port", write)
    return text


def _is_server(host: str) -> bool:
    if not host.startswith("[") and not host.rpartition(".")[2].isdigit():
        return len(host) <= MAX_NAME
    kind = ipaddress.IPv6Address if host.startswith("[") else ipaddress.IPv4Address
    try:
        kind(host.strip("[]"))
    except ValueError:
        return False
    return True


def ports(text: str) -> str:
    """A port or a range of ports."""
    bounds = text.split("-")
    numbers = [int(bound) for bound in bounds if re.fullmatch(r"[1-9][0-9]{0,4}", bound)]
    whole = len(numbers) == len(bounds) <= _BOUNDS
    if not whole or numbers != sorted(set(numbers)) or numbers[-1] > MAX_PORT:
        raise mistake(
            f"{quoted(text)} is not a port or range of ports", 'write "443" or "8000-8010", in quotes, 1 to 65535'
        )
    return text


def ssh_key(text: str) -> str:
    """The line of an OpenSSH public key file."""
    kind, _, rest = text.partition(" ")
    try:
        blob = base64.b64decode(rest.split(" ")[0], validate=True)
    except (binascii.Error, ValueError):
        blob = b""
    name = kind.encode("utf-8", "replace")
    # RFC 4253, section 6.6: the blob begins with the key's type, length first.
    begins = blob.startswith(len(name).to_bytes(4, "big") + name)
    if not text.isprintable() or not kind.startswith(("ssh-", "ecdsa-", "sk-")) or not begins:
        # Never shown: it may be a private key.
        raise mistake(
            "this is not an SSH public key", "paste the one line of an id_….pub file, like ssh-ed25519 AAAA… name"
        )
    return text


def bcrypt(text: Any) -> Any:
    """A bcrypt hash, and never the password itself."""
    if not isinstance(text, str) or not _BCRYPT.fullmatch(text):
        # Never shown, not even where it is a number: it may be the password itself.
        raise mistake("this is not a bcrypt hash", "write what `htpasswd -nbB prometheus …` prints after the colon")
    return text


def day(value: Any) -> Any:
    """A date without a time."""
    if type(value) is not date:
        raise mistake(f"{quoted(value)} is not a day", "write a date like 2027-01-31, with neither quotes nor a time")
    return value
