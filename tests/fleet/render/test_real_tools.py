"""The real programs accept what is rendered for them, and would refuse what is wrong."""

from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from hypothesis import given, settings

from fleet.blueprint.checks import checks
from fleet.blueprint.notices import recipients
from fleet.blueprint.targets import targets
from fleet.inventory.fleet import Fleet
from fleet.inventory.load import load
from fleet.render import alertmanager
from tests.fleet.render.conftest import openssl
from tests.fleet.render.real import QUIETER, complaints, said, write
from tests.fleet.small import CONTACTS, FLEET, fleet
from tests.fleet.strategies import QUICK, fleets
from tests.shared import FLEETS

SHOWN = {stack: load(FLEETS / stack) for stack in ("production", "sandbox")} | {
    "empty": Fleet(),
    "quieter": QUIETER,
    "small": FLEET,
}
FEW = settings(QUICK, max_examples=6)
"""Each starts a dozen processes."""


@pytest.mark.parametrize("name", sorted(SHOWN))
def test_the_programs_accept_an_export(name: str, tmp_path: Path) -> None:
    assert list(complaints(write(tmp_path, SHOWN[name]))) == []


@FEW
@given(found=fleets())
def test_the_programs_accept_any_fleets_export(found: Fleet) -> None:
    with TemporaryDirectory() as folder:
        assert list(complaints(write(Path(folder), found))) == []


@pytest.mark.parametrize(
    ("file", "right", "wrong", "program"),
    [
        ("prometheus/prometheus.yml", "scrape_configs", "scrape_config", "promtool check config"),
        ("prometheus/prometheus.yml", "targets/node.json", "targets/nodes.json", "promtool check config"),
        ("prometheus/targets/node.json", '"labels"', '"label"', "promtool check config"),
        ("prometheus/targets/node.json", '"partner"', "5", "promtool check config"),
        ("prometheus/rules/fleet.yml", "== 0", "= 0", "promtool check rules"),
        ("prometheus/rules/fleet.yml", "$labels.host", "$label.host", "promtool check rules"),
        ("prometheus/rules/fleet.yml", "      host: db.example.org\n", "", "promtool check rules"),
        ("prometheus/rules/expected.yml", "family: ipv6", "family: ipv4", "promtool check rules"),
        ("alertmanager.yml", "receiver: partner", "receiver: parner", "amtool check-config"),
        ("alertmanager.yml", "severity=", "severity ", "amtool check-config"),
        ("alertmanager.yml", "- service database", "- service base", "amtool check-config"),
        ("alertmanager.yml", "'24:00'", "'24:30'", "amtool check-config"),
        ("blackbox.yml", "timeout: 10s", "timeout: 10", "blackbox_exporter --config.check"),
        ("blackbox.yml", "follow_redirects", "redirects", "blackbox_exporter --config.check"),
    ],
)
def test_the_programs_refuse_what_is_broken(file: str, right: str, wrong: str, program: str, tmp_path: Path) -> None:
    broken = write(tmp_path, QUIETER) / file
    text = broken.read_text("utf-8")
    assert right in text
    broken.write_text(text.replace(right, wrong), "utf-8")
    assert any(complaint.startswith(program) for complaint in complaints(tmp_path))


def test_a_target_file_that_is_not_there_is_missed(tmp_path: Path) -> None:
    (write(tmp_path, FLEET) / "prometheus" / "targets" / "node.json").unlink()
    assert "targets/node.json is not there" in list(complaints(tmp_path))


@pytest.mark.parametrize("name", ["quieter", "sandbox"])
def test_promtool_accepts_the_exporters_web_configuration(name: str, tmp_path: Path) -> None:
    file = write(tmp_path, SHOWN[name]) / "web.yml"
    certificate, key = tmp_path / "tls.crt", tmp_path / "tls.key"
    command = "req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -noenc -subj /CN=test"
    openssl(*command.split(), "-keyout", str(key), "-out", str(certificate))
    moved = file.read_text("utf-8").replace("/etc/prometheus-node-exporter", str(tmp_path))
    file.write_text(moved, "utf-8")
    code, words = said("promtool", "check", "web-config", file)
    assert code == 0, words
    file.write_text(moved.replace("basic_auth_users", "users"), "utf-8")
    assert said("promtool", "check", "web-config", file)[0] != 0


def routes_to(export: Path, receivers: list[str], **labels: str) -> tuple[int, str]:
    """What amtool says when exactly these receivers should get an alert."""
    command = ["config", "routes", "test", f"--config.file={export / 'alertmanager.yml'}"]
    pairs = [f"{name}={value}" for name, value in labels.items()]
    return said("amtool", *command, f"--verify.receivers={','.join(receivers)}", *pairs)


def routed(found: Fleet) -> set[tuple[str, str, str]]:
    """For each combination of contacts, the labels of one target."""
    labels = {target.labels()["contact"]: target.labels() for target in targets(found, checks(found))}
    return {(contact, one.get("host", ""), one.get("service", "")) for contact, one in labels.items()}


def misrouted(export: Path, found: Fleet) -> list[str]:
    """What doesn't reach exactly those it concerns who are notified by Prometheus, or else the organisation."""
    wrong = []
    notified = recipients(found, "prometheus").keys()
    default = found.organisation if found.organisation in notified else alertmanager.NOBODY
    for contact, host, service in sorted(routed(found) | {(contact, "", "") for contact in found.contacts}):
        concerned = sorted(notified & set(contact.split(","))) or [str(default)]
        for severity, receivers in (
            ("critical", concerned),
            ("warning", concerned),
            ("none", [alertmanager.NOBODY]),
        ):
            code, words = routes_to(export, receivers, contact=contact, severity=severity, host=host, service=service)
            if code:
                wrong.append(f"{severity} to {contact}: {words}")
    return wrong


@pytest.mark.parametrize("name", ["production", "quieter", "sandbox"])
def test_alerts_reach_exactly_those_they_concern(name: str, tmp_path: Path) -> None:
    assert any("," in contact for contact, _, _ in routed(SHOWN[name]))
    assert misrouted(write(tmp_path, SHOWN[name]), SHOWN[name]) == []


@settings(FEW, max_examples=3)
@given(found=fleets())
def test_any_fleets_alerts_reach_exactly_those_they_concern(found: Fleet) -> None:
    with TemporaryDirectory() as folder:
        assert misrouted(write(Path(folder), found), found) == []


ORGANISATION = {"name": "OCP", "email": "it@example.org", "notices": ["prometheus"]}
UNINTERESTED = {"name": "Partner", "email": "ops@example.net", "notices": ["uptimerobot"]}
UNREACHABLE = {"name": "OCP", "email_missing": "not published", "notices": ["prometheus"]}


@pytest.mark.parametrize("partner", [CONTACTS["partner"], UNINTERESTED])
@pytest.mark.parametrize("contact", ["", "od", "ods-2", "ocp-ods"])
def test_what_is_of_nobodys_reaches_the_organisation(contact: str, partner: dict[str, Any], tmp_path: Path) -> None:
    export = write(tmp_path, fleet(contacts=CONTACTS | {"ocp": ORGANISATION, "partner": partner}))
    assert routes_to(export, ["ocp"], contact=contact, severity="critical")[0] == 0


@pytest.mark.parametrize(
    ("organisation", "partner", "receivers"),
    [
        (ORGANISATION, CONTACTS["partner"], ["partner"]),
        (ORGANISATION, UNINTERESTED, ["ocp"]),
        (UNREACHABLE, UNINTERESTED, [alertmanager.NOBODY]),
        (UNINTERESTED, UNINTERESTED, [alertmanager.NOBODY]),
        (UNINTERESTED, CONTACTS["partner"], ["partner"]),
    ],
)
def test_a_contact_without_the_notice_gets_no_mail_and_the_organisation_gets_it_instead(
    organisation: dict[str, Any], partner: dict[str, Any], receivers: list[str], tmp_path: Path
) -> None:
    found = fleet(
        contacts={"ocp": organisation, "ods": CONTACTS["ods"], "partner": partner},
        hosts={"new.example.org": {"provider": "hetzner-cloud", "environment": "staging", "spare": "a test"}},
    )
    export = write(tmp_path, found)
    for severity in ("critical", "warning"):
        code, words = routes_to(export, receivers, contact="partner", severity=severity, host="new.example.org")
        assert code == 0, words
    assert misrouted(export, found) == []


def test_a_contact_may_be_called_nobody(tmp_path: Path) -> None:
    export = write(
        tmp_path,
        fleet(contacts={"ocp": ORGANISATION, "nobody": ORGANISATION | {"email": "b@example.org"}}),
    )
    assert routes_to(export, ["nobody"], contact="nobody", severity="critical")[0] == 0
    assert routes_to(export, [alertmanager.NOBODY], contact="nobody", severity="none")[0] == 0


@pytest.mark.parametrize(
    ("right", "wrong"),
    [
        ("continue: true", "continue: false"),
        ('contact=~"(.*,)?ocp(,.*)?"', 'contact="ocp"'),
        ('contact=~"(.*,)?ods(,.*)?"', 'contact=~".*ods.*"'),
        ('severity="none"', 'severity="never"'),
    ],
)
def test_a_broken_route_is_seen(right: str, wrong: str, tmp_path: Path) -> None:
    found = fleet(
        contacts={
            key: {"name": key, "email": f"{key}@example.org", "notices": ["prometheus"]}
            for key in ("ocp", "ods", "pods")
        },
        providers={"bytemark": {"console": "https://panel.example.org/", "manager": "ods"}},
        hosts={"www.example.org": {"provider": "bytemark"}},
    )
    broken = write(tmp_path, found) / "alertmanager.yml"
    assert misrouted(tmp_path, found) == []
    text = broken.read_text("utf-8")
    assert right in text
    broken.write_text(text.replace(right, wrong), "utf-8")
    assert misrouted(tmp_path, found)
