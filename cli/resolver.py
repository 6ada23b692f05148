"""Asks DNS. Only `ask` and `ask_all` use the network; the other functions are tested without a server."""

import ipaddress
import re
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import dns.resolver

LIFETIME = 5.0
"""Seconds for one question, all servers and attempts together; the same as dnspython and a libc allow one server."""
WORKERS = 16
"""Questions at once: ten thousand of 50 ms each take half a minute, and a public resolver sees no flood."""
PORT, LAST_PORT = 53, 65_535

Question = tuple[str, str]
"""A name and a type."""


class ResolverError(Exception):
    """There is no resolver to ask; the text says why."""


@dataclass(frozen=True)
class Answer:
    """DNS's answer for a name and type: canonical values, sorted, and a message about any other problem."""

    values: tuple[str, ...] = ()
    problem: str | None = None


def address_and_port(text: str) -> tuple[str, int]:
    """A resolver's address and port, from `192.0.2.1`, `192.0.2.1:53`, `2001:db8::1` or `[2001:db8::1]:53`.

    Raises:
        ResolverError: It is none of these; a name would have to be looked up first.
    """
    parts = re.fullmatch(r"\[(.*)\](?::([0-9]{1,5}))?", text) or re.fullmatch(r"([^:]*)(?::([0-9]{1,5}))?", text)
    address, port = parts.groups() if parts else (text, None)
    number = PORT if port is None else int(port)
    try:
        ipaddress.ip_address(address)
    except ValueError:
        number = 0
    if not 1 <= number <= LAST_PORT:
        raise ResolverError(f"{text!r} is no resolver's address; write one like 9.9.9.9, 127.0.0.1:5353 or [::1]:5353")
    return address, number


def canonical(type_: str, value: str) -> str:
    """A value in its normal form, in which equal values have equal texts: addresses short, names in lower case."""
    if type_ in {"A", "AAAA"}:
        try:
            return str(ipaddress.ip_address(value))
        except ValueError:
            # No answer equals such a value, and the difference shows it as it is.
            return value
    return value.lower().removesuffix(".")


def resolver_at(text: str | None) -> "dns.resolver.Resolver":
    """The resolver at an address; without one, the system's.

    Raises:
        ResolverError: The text is no address, or the system has no resolver.
    """
    import dns.resolver

    if text is None:
        try:
            return dns.resolver.Resolver()
        except dns.resolver.NoResolverConfiguration as error:
            raise ResolverError(f"this system has no resolver ({error}); name one with --resolver") from None
    address, port = address_and_port(text)
    resolver = dns.resolver.Resolver(configure=False)
    resolver.nameservers, resolver.port = [address], port
    return resolver


def ask(resolver: "dns.resolver.Resolver", name: str, type_: str) -> Answer:
    """Ask a resolver. If there is no useful answer, the `problem` says why.

    If the name is an alias, the values are those of the name it leads to, and the alias is the problem.
    """
    import dns.exception
    import dns.name
    import dns.resolver

    try:
        asked = dns.name.from_text(name)
        resolved = resolver.resolve(asked, type_, raise_on_no_answer=False, lifetime=LIFETIME)
    except dns.resolver.NXDOMAIN as error:
        alias = error.canonical_name
        return Answer(
            problem="no such name" if alias == asked else f"it is a CNAME to {_plain(alias)}, which doesn't exist"
        )
    except dns.resolver.LifetimeTimeout:
        return Answer(problem=f"no answer: time-out after {LIFETIME:g} s")
    except dns.resolver.NoNameservers as error:
        reasons = sorted({str(reply) or type(reply).__name__ for _, _, _, reply, _ in error.kwargs["errors"]})
        return Answer(problem=f"no answer: {', '.join(reasons)}")
    except dns.exception.DNSException as error:
        return Answer(problem=f"no answer: {error}")
    values = tuple(sorted({value for data in resolved.rrset or () for value in _values(type_, data)}))
    if resolved.canonical_name != asked:
        return Answer(values, f"it is a CNAME to {_plain(resolved.canonical_name)}")
    return Answer(values, None if values else f"no {type_} record")


def ask_all(resolver: "dns.resolver.Resolver", questions: Iterable[Question]) -> dict[Question, Answer]:
    """The answers to many questions, each asked once, several at a time."""
    unique = list(dict.fromkeys(questions))
    with ThreadPoolExecutor(WORKERS) as pool:
        return dict(zip(unique, pool.map(lambda question: ask(resolver, *question), unique), strict=True))


def _plain(name: Any) -> str:
    return canonical("CNAME", name.to_text())


def _values(type_: str, data: Any) -> list[str]:
    if type_ != "CAA":
        return [canonical(type_, data.to_text())]
    if data.tag.lower() != b"issue":
        return []
    # What follows a semicolon binds the authority; a lone semicolon means that none may issue.
    authority = data.value.decode("ascii", "replace").partition(";")[0].strip()
    return [canonical(type_, authority) or ";"]
