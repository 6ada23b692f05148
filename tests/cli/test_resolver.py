"""What a name server on the loopback answers, well or badly."""

import socketserver
import threading
from types import TracebackType
from typing import Any, Self

import dns.exception
import dns.flags
import dns.message
import dns.rcode
import dns.resolver
import dns.rrset
import pytest

from cli import resolver as resolve
from cli.resolver import Answer, ResolverError, address_and_port, ask, ask_all, canonical, resolver_at

Script = dict[tuple[str, str], list[str] | str]
SILENT, BROKEN, LONG, GARBLED = "silent", "SERVFAIL", "too long for UDP", "garbled"


class NameServer:
    """Answers over UDP as a script says, by name and type; what isn't in it is no such name."""

    def __init__(self, script: Script) -> None:
        self.script = script
        self.asked: list[tuple[str, str]] = []
        self._server = socketserver.ThreadingUDPServer(("127.0.0.1", 0), self._handler())
        self.address = f"127.0.0.1:{self._server.server_address[1]}"
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.01,))

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._server.shutdown()
        self._thread.join()
        self._server.server_close()

    def _handler(self) -> type[socketserver.BaseRequestHandler]:
        answer = self._answer

        class Handler(socketserver.BaseRequestHandler):
            def handle(self) -> None:
                query, socket = self.request
                wire = answer(query)
                if wire is not None:
                    socket.sendto(wire, self.client_address)

        return Handler

    def _answer(self, query: bytes) -> bytes | None:
        message = dns.message.from_wire(query)
        (question,) = message.question
        name, type_ = question.name.to_text(omit_final_dot=True), dns.rdatatype.to_text(question.rdtype)
        self.asked.append((name, type_))
        response = dns.message.make_response(message)
        # An alias leads on, whatever its name is asked for.
        alias = self.script.get((name, "CNAME")) if type_ != "CNAME" else None
        said = self.script.get((name, type_), alias)
        if said == SILENT:
            return None
        if said == GARBLED:
            return query[:2] + b"\x84\x00" + b"\xff" * 20
        if said == BROKEN:
            response.set_rcode(dns.rcode.SERVFAIL)
        elif said == LONG:
            response.flags |= dns.flags.TC
        elif isinstance(alias, list):
            target = alias[0].removesuffix(".")
            response.answer.append(dns.rrset.from_text(question.name, 300, "IN", "CNAME", *alias))
            led = self.script.get((target, type_))
            if isinstance(led, list):
                response.answer.append(dns.rrset.from_text(f"{target}.", 300, "IN", type_, *led))
            else:
                response.set_rcode(dns.rcode.NXDOMAIN)
        elif isinstance(said, list):
            if said:
                response.answer.append(dns.rrset.from_text(question.name, 300, "IN", type_, *said))
        else:
            response.set_rcode(dns.rcode.NXDOMAIN)
        return response.to_wire()


def answer(script: Script, name: str, type_: str) -> Answer:
    with NameServer(script) as server:
        return ask(resolver_at(server.address), name, type_)


@pytest.mark.parametrize(
    ("type_", "said", "values"),
    [
        ("A", ["192.0.2.9", "192.0.2.1", "192.0.2.10"], ("192.0.2.1", "192.0.2.10", "192.0.2.9")),
        ("AAAA", ["2001:DB8:0:0:0:0:0:1"], ("2001:db8::1",)),
        ("CNAME", ["WWW.Example.NET."], ("www.example.net",)),
        ("CAA", ['0 issue "LetsEncrypt.org"', '0 issue "a.example"'], ("a.example", "letsencrypt.org")),
        ("CAA", ['0 issue "a.example; accounturi=https://a.example/5"'], ("a.example",)),
        ("CAA", ['0 ISSUE "a.example"', '0 issuewild "b.example"', '0 iodef "mailto:c@d.example"'], ("a.example",)),
        ("CAA", ['0 issue ";"'], (";",)),
    ],
)
def test_values_are_canonical_and_sorted(type_: str, said: list[str], values: tuple[str, ...]) -> None:
    assert answer({("www.example.org", type_): said}, "www.example.org", type_) == Answer(values)


@pytest.mark.parametrize(
    ("said", "problem"),
    [
        ([], "no AAAA record"),
        (None, "no such name"),
        (BROKEN, "no answer: SERVFAIL"),
    ],
)
def test_what_is_no_value_is_said_in_words(said: list[str] | str | None, problem: str) -> None:
    script: Script = {} if said is None else {("www.example.org", "AAAA"): said}
    assert answer(script, "www.example.org", "AAAA") == Answer(problem=problem)


def test_authorities_for_wildcards_alone_are_no_authority() -> None:
    script: Script = {("example.org", "CAA"): ['0 issuewild "b.example"']}
    assert answer(script, "example.org", "CAA") == Answer(problem="no CAA record")


@pytest.mark.parametrize("said", [SILENT, GARBLED])
def test_silence_is_a_time_out_and_so_is_what_is_no_dns_message(said: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(resolve, "LIFETIME", 0.2)
    found = answer({("www.example.org", "A"): said}, "www.example.org", "A")
    assert found == Answer(problem="no answer: time-out after 0.2 s")


def test_a_server_that_wants_tcp_and_has_none_is_no_answer() -> None:
    found = answer({("www.example.org", "A"): LONG}, "www.example.org", "A")
    assert found.values == ()
    assert "refused" in (found.problem or "")


def test_a_name_that_dns_cannot_have_is_no_answer() -> None:
    found = answer({}, "w" * 64 + ".example.org", "A")
    assert (found.problem or "").startswith("no answer: ")


def test_a_network_that_is_down_is_no_answer(monkeypatch: pytest.MonkeyPatch) -> None:
    def down(*_: Any, **__: Any) -> None:
        raise OSError(101, "Network is unreachable")

    monkeypatch.setattr("dns.query.udp", down)
    found = ask(resolver_at("192.0.2.53"), "www.example.org", "A")
    assert found == Answer(problem="no answer: [Errno 101] Network is unreachable")


def test_the_name_is_found_in_any_case() -> None:
    class Shouting(NameServer):
        def _answer(self, query: bytes) -> bytes | None:
            wire = super()._answer(query)
            return wire and wire.replace(b"\x03www\x07example\x03org", b"\x03WWW\x07EXAMPLE\x03Org")

    with Shouting({("www.example.org", "A"): ["192.0.2.1"]}) as server:
        assert ask(resolver_at(server.address), "www.example.org", "A") == Answer(("192.0.2.1",))


def test_an_alias_is_another_record_than_the_address_it_leads_to() -> None:
    script: Script = {("www.example.org", "CNAME"): ["Host.example.net."], ("host.example.net", "A"): ["192.0.2.1"]}
    script["Host.example.net", "A"] = script["host.example.net", "A"]
    assert answer(script, "www.example.org", "A") == Answer(("192.0.2.1",), "it is a CNAME to host.example.net")
    assert answer(script, "www.example.org", "CNAME") == Answer(("host.example.net",))


def test_an_alias_may_lead_nowhere() -> None:
    script: Script = {("www.example.org", "CNAME"): ["gone.example.net."]}
    found = answer(script, "www.example.org", "A")
    assert found == Answer(problem="it is a CNAME to gone.example.net, which doesn't exist")


def test_each_question_is_asked_once_and_one_bad_answer_spoils_no_other() -> None:
    script: Script = {(f"h{n}.example.org", "A"): [f"192.0.2.{n}"] for n in range(40)}
    script["h7.example.org", "A"] = BROKEN
    questions = [*script, *script, ("gone.example.org", "A")]
    with NameServer(script) as server:
        found = ask_all(resolver_at(server.address), questions)
    assert sorted(server.asked) == sorted(found)
    assert list(found) == [*script, ("gone.example.org", "A")]
    assert found["h39.example.org", "A"] == Answer(("192.0.2.39",))
    assert found["h7.example.org", "A"] == Answer(problem="no answer: SERVFAIL")
    assert found["gone.example.org", "A"] == Answer(problem="no such name")


def test_nothing_to_ask_is_no_answer_at_all() -> None:
    assert ask_all(resolver_at("192.0.2.53"), []) == {}


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("9.9.9.9", ("9.9.9.9", 53)),
        ("127.0.0.1:5353", ("127.0.0.1", 5353)),
        ("127.0.0.1:65535", ("127.0.0.1", 65535)),
        ("::1", ("::1", 53)),
        ("2001:db8::53", ("2001:db8::53", 53)),
        ("[::1]", ("::1", 53)),
        ("[::1]:5353", ("::1", 5353)),
    ],
)
def test_a_resolver_is_an_address_and_maybe_a_port(text: str, found: tuple[str, int]) -> None:
    assert address_and_port(text) == found
    resolver = resolver_at(text)
    assert ([*map(str, resolver.nameservers)], resolver.port) == ([found[0]], found[1])


@pytest.mark.parametrize(
    "text",
    [
        "",
        "localhost",
        "ns1.example.org:53",
        "9.9.9",
        "9.9.9.9:",
        "9.9.9.9:0",
        "9.9.9.9:65536",
        "9.9.9.9:domain",
        "9.9.9.9:-1",
        "9.9.9.9:\u0665",
        "[::1",
        "[::1]5353",
        "[::1]:",
        "[]:53",
        "::1]:53",
        "https://9.9.9.9",
    ],
)
def test_anything_else_is_refused_with_what_to_write(text: str) -> None:
    with pytest.raises(ResolverError) as caught:
        resolver_at(text)
    assert str(caught.value) == (
        f"{text!r} is no resolver's address; write one like 9.9.9.9, 127.0.0.1:5353 or [::1]:5353"
    )


def test_the_system_has_a_resolver_or_says_that_it_has_none(monkeypatch: pytest.MonkeyPatch) -> None:
    def configured(resolver: dns.resolver.Resolver, *_: Any) -> None:
        resolver.nameservers = ["192.0.2.53"]

    monkeypatch.setattr(dns.resolver.Resolver, "read_resolv_conf", configured)
    assert resolver_at(None).nameservers == ["192.0.2.53"]

    def missing(*_: Any) -> None:
        raise dns.resolver.NoResolverConfiguration("cannot open /etc/resolv.conf")  # type: ignore[no-untyped-call]

    monkeypatch.setattr(dns.resolver.Resolver, "read_resolv_conf", missing)
    assert resolver_at("192.0.2.54").nameservers == ["192.0.2.54"]
    with pytest.raises(ResolverError) as caught:
        resolver_at(None)
    assert str(caught.value) == ("this system has no resolver (cannot open /etc/resolv.conf); name one with --resolver")


@pytest.mark.parametrize(
    ("type_", "one", "other"),
    [
        ("AAAA", "2001:DB8::0:1", "2001:db8:0:0:0:0:0:1"),
        ("CNAME", "www.Example.org.", "WWW.example.org"),
        ("CAA", "LetsEncrypt.org", "letsencrypt.org"),
        ("A", "192.0.2.1", "192.0.2.1"),
    ],
)
def test_the_same_value_has_one_form(type_: str, one: str, other: str) -> None:
    assert canonical(type_, one) == canonical(type_, other)


def test_what_is_no_address_equals_no_address() -> None:
    assert canonical("AAAA", "2001:db8::1/128") == "2001:db8::1/128"
