"""`python -m fleet dns`, with a stack's records and a name server of the test's own."""

import json
import subprocess
import sys
from copy import deepcopy
from pathlib import Path
from typing import Any

import dns.zone
import pytest
from pulumi.automation import CommandError, Deployment
from typer.testing import CliRunner, Result

from cli import dns as dns_command
from cli import resolver as resolve
from cli.app import app
from cli.dns import Exported
from tests.cli.test_resolver import BROKEN, SILENT, NameServer, Script

ROOT = Path(__file__).parents[2]
REGISTRAR = "by hand: at the registrar, by the partner"


def record(name: str, type_: str, values: list[str | None] | None, *, kept: str = "linode", ttl: int = 300) -> Exported:
    zone = ".".join(name.split(".")[-2:])
    return {"zone": zone, "name": name, "type": type_, "ttl": ttl, "values": values, "kept": kept, "wanted_by": name}


RECORDS = [
    record("example.org", "CAA", ["letsencrypt.org", "a.example"]),
    record("host.example.org", "A", ["192.0.2.1"]),
    record("host.example.org", "AAAA", ["2001:db8::1"], ttl=86400),
    record("www.zone.test", "CNAME", ["host.example.org"], kept=REGISTRAR),
    record("zone.test", "A", ["192.0.2.9", "192.0.2.10"], kept=REGISTRAR),
]
RIGHT: Script = {
    ("example.org", "CAA"): ['0 issuewild ";"', '0 issue "A.example"', '0 issue "letsencrypt.org"'],
    ("host.example.org", "A"): ["192.0.2.1"],
    ("host.example.org", "AAAA"): ["2001:db8:0:0::1"],
    ("www.zone.test", "CNAME"): ["HOST.example.org."],
    ("zone.test", "A"): ["192.0.2.10", "192.0.2.9"],
}


@pytest.fixture
def records(monkeypatch: pytest.MonkeyPatch) -> list[Exported]:
    """What the stack exports."""
    found = deepcopy(RECORDS)
    monkeypatch.setattr(dns_command, "records_of", lambda *_, **__: found)
    return found


def fleet(*args: str) -> Result:
    return CliRunner().invoke(app, ["dns", *args], catch_exceptions=False)


def checked(script: Script, *args: str) -> tuple[int, str]:
    """The exit code and what is printed, with the name server's address as `SERVER`."""
    with NameServer(script) as server:
        done = fleet("--check", "--resolver", server.address, *args)
    return done.exit_code, done.output.replace(server.address.partition(":")[0], "SERVER")


@pytest.mark.usefixtures("records")
def test_what_a_person_sets_comes_first_and_every_line_can_be_copied() -> None:
    done = fleet()
    assert done.exit_code == 0
    assert done.output.splitlines() == [
        "; zone.test: TO BE SET BY HAND: at the registrar, by the partner",
        "www.zone.test.  300  CNAME  host.example.org.",
        "zone.test.      300  A      192.0.2.10",
        "zone.test.      300  A      192.0.2.9",
        "",
        "; example.org: kept by linode, nothing to do",
        'example.org.         300  CAA   0 issue "a.example"',
        'example.org.         300  CAA   0 issue "letsencrypt.org"',
        "host.example.org.    300  A     192.0.2.1",
        "host.example.org.  86400  AAAA  2001:db8::1",
    ]


def test_the_order_in_the_stack_is_no_matter(records: list[Exported]) -> None:
    before = [fleet().output, fleet("--json").output]
    records.reverse()
    assert [fleet().output, fleet("--json").output] == before


@pytest.mark.usefixtures("records")
def test_what_is_printed_is_a_zone_file() -> None:
    text = fleet().output.split("\n\n")[1]
    zone = dns.zone.from_text(text, "example.org", check_origin=False, relativize=False)
    assert {(name.to_text(), ttl, data.to_text()) for name, ttl, data in zone.iterate_rdatas()} == {
        ("example.org.", 300, '0 issue "a.example"'),
        ("example.org.", 300, '0 issue "letsencrypt.org"'),
        ("host.example.org.", 300, "192.0.2.1"),
        ("host.example.org.", 86400, "2001:db8::1"),
    }


@pytest.mark.parametrize("values", [None, [], [None], ["192.0.2.1", None]])
def test_an_address_that_no_cloud_has_chosen_yet_is_a_remark(
    records: list[Exported], values: list[str | None] | None
) -> None:
    records[:] = [record("new.example.org", "A", values)]
    assert fleet().output.splitlines()[1:] == ["; new.example.org.  300  A  (not known yet, for new.example.org)"]
    assert json.loads(fleet("--json").output)["records"][0]["values"] == []
    code, output = checked({("new.example.org", "A"): ["192.0.2.1"]})
    assert code == 1
    assert output.splitlines() == [
        "new.example.org A: wanted a value not known yet (for new.example.org); answered 192.0.2.1 (kept by linode)",
        "0 of 1 records are as wanted, says SERVER",
    ]


def test_values_may_be_missing_altogether(records: list[Exported]) -> None:
    del records[1]["values"]
    assert "; host.example.org.    300  A     (not known yet, for host.example.org)" in fleet().output.splitlines()


def test_a_stack_without_records_says_so_and_not_that_it_has_no_zones(records: list[Exported]) -> None:
    records.clear()
    assert fleet().output == (
        "; production has no DNS records to set: its inventory has no zones, or keeps every name in them\n"
    )
    assert json.loads(fleet("--json").output)["records"] == []
    assert checked({}) == (0, "0 of 0 records are as wanted, says SERVER\n")


@pytest.mark.usefixtures("records")
def test_json_has_the_records_sorted() -> None:
    document = json.loads(fleet("--json").output)
    assert (document["ok"], document["errors"]) == (True, [])
    found = document["records"]
    assert [(row["zone"], row["name"], row["type"]) for row in found] == [
        ("example.org", "example.org", "CAA"),
        ("example.org", "host.example.org", "A"),
        ("example.org", "host.example.org", "AAAA"),
        ("zone.test", "www.zone.test", "CNAME"),
        ("zone.test", "zone.test", "A"),
    ]
    assert found[-1] == {
        "zone": "zone.test",
        "name": "zone.test",
        "type": "A",
        "ttl": 300,
        "values": ["192.0.2.10", "192.0.2.9"],
        "kept": REGISTRAR,
        "wanted_by": "zone.test",
    }


@pytest.mark.usefixtures("records")
def test_dns_that_is_as_wanted_in_other_words_has_no_differences() -> None:
    assert checked(RIGHT) == (0, "5 of 5 records are as wanted, says SERVER\n")


@pytest.mark.usefixtures("records")
def test_every_difference_is_a_line_those_to_be_set_by_hand_first() -> None:
    script: Script = {
        ("example.org", "CAA"): ['0 issue "letsencrypt.org"'],
        ("host.example.org", "A"): ["192.0.2.2", "192.0.2.1"],
        ("host.example.org", "AAAA"): [],
        ("www.zone.test", "CNAME"): BROKEN,
    }
    hand = "(to be set by hand: at the registrar, by the partner)"
    code, output = checked(script)
    assert code == 1
    assert output.splitlines() == [
        f"www.zone.test CNAME: wanted host.example.org; no answer: SERVFAIL {hand}",
        f"zone.test A: wanted 192.0.2.10, 192.0.2.9; no such name {hand}",
        "example.org CAA: wanted a.example, letsencrypt.org; answered letsencrypt.org (kept by linode)",
        "host.example.org A: wanted 192.0.2.1; answered 192.0.2.1, 192.0.2.2 (kept by linode)",
        "host.example.org AAAA: wanted 2001:db8::1; no AAAA record (kept by linode)",
        "0 of 5 records are as wanted, says SERVER",
    ]


def test_silence_is_a_difference(records: list[Exported], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(resolve, "LIFETIME", 0.2)
    records[:] = [record("host.example.org", "A", ["192.0.2.1"])]
    code, output = checked({("host.example.org", "A"): SILENT})
    assert code == 1
    assert output.startswith("host.example.org A: wanted 192.0.2.1; no answer: time-out after 0.2 s (kept by linode)\n")


@pytest.mark.parametrize(
    ("place", "said"),
    [
        (("zone.test", "A"), ["192.0.2.10"]),
        (("zone.test", "A"), ["192.0.2.10", "192.0.2.9", "192.0.2.11"]),
        (("zone.test", "A"), ["192.0.2.10", "192.0.2.8"]),
        (("host.example.org", "AAAA"), ["2001:db8::2"]),
        (("www.zone.test", "CNAME"), ["host.example.org.zone.test."]),
        (("example.org", "CAA"), ['0 issue "letsencrypt.org"', '0 issuewild "a.example"']),
    ],
)
@pytest.mark.usefixtures("records")
def test_one_value_more_less_or_other_is_a_difference(place: tuple[str, str], said: list[str]) -> None:
    code, output = checked(RIGHT | {place: said})
    first, last = output.splitlines()
    assert code == 1
    assert first.startswith(" ".join(place) + ": wanted ")
    assert last == "4 of 5 records are as wanted, says SERVER"


def test_an_alias_in_place_of_an_address_is_a_difference(records: list[Exported]) -> None:
    records[:] = [record("www.example.org", "A", ["192.0.2.1"])]
    script: Script = {("www.example.org", "CNAME"): ["h.example.net."], ("h.example.net", "A"): ["192.0.2.1"]}
    code, output = checked(script)
    assert code == 1
    assert output.startswith(
        "www.example.org A: wanted 192.0.2.1; it is a CNAME to h.example.net, which has 192.0.2.1 (kept by linode)\n"
    )


@pytest.mark.usefixtures("records")
def test_json_of_a_check_says_of_each_record_what_was_answered() -> None:
    code, output = checked({**RIGHT, ("zone.test", "A"): ["192.0.2.8"], ("www.zone.test", "CNAME"): []}, "--json")
    document = json.loads(output)
    found = document["records"]
    assert (code, document["ok"]) == (1, False)
    assert [error.partition(":")[0] for error in document["errors"]] == ["www.zone.test CNAME", "zone.test A"]
    assert [(row["name"], row["type"], row["answered"], row["problem"], row["ok"]) for row in found] == [
        ("example.org", "CAA", ["a.example", "letsencrypt.org"], None, True),
        ("host.example.org", "A", ["192.0.2.1"], None, True),
        ("host.example.org", "AAAA", ["2001:db8::1"], None, True),
        ("www.zone.test", "CNAME", [], "no CNAME record", False),
        ("zone.test", "A", ["192.0.2.8"], None, False),
    ]
    assert checked(RIGHT, "--json")[0] == 0


@pytest.mark.parametrize(
    ("args", "words"),
    [
        (["--check", "--resolver", "ns1.example.org"], "'ns1.example.org' is no resolver's address; write one like"),
        (["--resolver", "9.9.9.9"], "--resolver says whom --check asks; give --check too"),
    ],
)
def test_options_that_cannot_be_meant_are_refused_before_the_stack_is_opened(
    args: list[str], words: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delattr(dns_command, "records_of")
    done = fleet(*args)
    assert (done.exit_code, done.stdout) == (1, "")
    assert done.stderr.startswith(words)


class OpenedStack:
    """A stack with these outputs, or with none that can be read."""

    def __init__(self, outputs: dict[str, Any] | str) -> None:
        self.said = outputs

    def export_stack(self) -> Deployment:
        if isinstance(self.said, str):
            raise CommandError(self.said)  # type: ignore[arg-type] # only its text counts
        stack = {"urn": "urn:pulumi:s::fleet::pulumi:pulumi:Stack::s", "type": "pulumi:pulumi:Stack"}
        return Deployment(3, {"resources": [stack | {"outputs": self.said}]})


def opened(monkeypatch: pytest.MonkeyPatch, outputs: dict[str, Any] | str) -> list[tuple[Any, ...]]:
    """Let the command open a stack with these outputs, and say how it was opened."""
    calls: list[tuple[Any, ...]] = []

    def open_stack(name: str, fleet: None, *, sandbox: bool) -> OpenedStack:
        calls.append((name, fleet, sandbox))
        return OpenedStack(outputs)

    monkeypatch.setattr(dns_command, "open_stack", open_stack)
    return calls


def test_the_records_are_read_from_the_stack(monkeypatch: pytest.MonkeyPatch) -> None:
    calls = opened(monkeypatch, {"dns": RECORDS, "hosts": {}})
    assert json.loads(fleet("--stack", "mine", "--json").output)["records"][0]["name"] == "example.org"
    fleet("--sandbox")
    assert calls == [("mine", None, False), ("production", None, True)]


@pytest.mark.parametrize(
    ("args", "command"),
    [
        ((), "python -m fleet up --stack production"),
        (("--stack", "mine", "--sandbox", "--check"), "python -m fleet up --sandbox --stack mine"),
    ],
)
def test_a_stack_that_was_never_up_says_how_to_bring_it_up(
    args: tuple[str, ...], command: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened(monkeypatch, {})
    done = fleet(*args)
    assert (done.exit_code, done.stdout) == (1, "")
    assert done.stderr.endswith(f"is not up yet: run `{command}`\n")


def test_outputs_that_cannot_be_read_are_one_clear_line(monkeypatch: pytest.MonkeyPatch) -> None:
    opened(monkeypatch, "\n code: 255\n stdout: \n stderr: error: incorrect\n passphrase\n")
    done = fleet()
    assert done.exit_code == 1
    assert done.stderr == "the outputs of the stack production can't be read: incorrect passphrase\n"


def test_other_commands_never_wait_for_the_dns_library() -> None:
    command = [sys.executable, "-X", "importtime", "-m", "fleet", "check"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    imported = {line.rpartition("|")[2].strip() for line in done.stderr.splitlines()}
    assert "cli.app" in imported
    assert not imported & {"dns", "dns.resolver", "cli.resolver", "cli.dns"}


BEHIND: list[tuple[Script, int, str]] = [
    ({("www.zone.test", "A"): ["198.51.100.7", "198.51.100.8"]}, 0, "1 of 1 records are as wanted"),
    ({("www.zone.test", "AAAA"): ["2001:db8::7"]}, 1, "www.zone.test CNAME: wanted any address of its CDN; "),
    ({}, 1, "www.zone.test CNAME: wanted any address of its CDN; no such name (to be set by hand: "),
]


@pytest.mark.parametrize(("script", "code", "said"), BEHIND)
def test_any_address_will_do_for_a_name_behind_a_cdn(
    records: list[Exported], script: Script, code: int, said: str
) -> None:
    records[:] = [{**RECORDS[3], "proxied": True}]
    done = checked(script)
    assert done[0] == code, done
    assert said in done[1]
