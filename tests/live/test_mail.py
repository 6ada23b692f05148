"""Alertmanager itself delivers mail as it is rendered, to a mail server of each kind."""

import json
from contextlib import ExitStack
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from urllib.request import Request, urlopen

import pytest

from fleet.blueprint.alert_routing import alert_routing
from fleet.render.alertmanager import configuration
from tests.fleet.small import fleet
from tests.live.adapted import adapted, hastened
from tests.live.mail import Kind, taking_mail
from tests.live.programs import Program, alertmanager, becomes, on_free_port
from tests.live.sites import certificates

IMPLICIT_TLS = 465
TEMPLATES = '{{ define "email.default.subject" }}a{{ end }}{{ define "email.default.html" }}a{{ end }}'


@pytest.mark.parametrize(
    ("kind", "row", "logins"),
    [
        ("none", {}, 0),
        ("none", {"user": "alerts"}, 1),
        ("starttls", {"tls": "starttls"}, 0),
        ("starttls", {"tls": "starttls", "user": "alerts"}, 1),
        ("tls", {}, 0),
        ("tls", {"user": "alerts"}, 1),
    ],
)
def test_mail_is_delivered_as_the_server_takes_it(tmp_path: Path, kind: Kind, row: dict[str, Any], logins: int) -> None:
    made = certificates(tmp_path)
    with ExitStack() as stack:
        server = stack.enter_context(taking_mail(kind, made.valid, IMPLICIT_TLS if kind == "tls" else 0))
        found = fleet(alerting={"smarthost": f"127.0.0.1:{server.server_address[1]}", **row})
        secret = tmp_path / "etc/prometheus/secrets/smtp"
        secret.parent.mkdir(parents=True)
        secret.write_text("a password")
        file = tmp_path / "alertmanager.yml"
        file.write_text(hastened(adapted(configuration(alert_routing(found)), tmp_path, {})))
        command = [*alertmanager(tmp_path), f"--config.file={file}", f"--storage.path={tmp_path}/data"]
        (tmp_path / "email.tmpl").write_text(TEMPLATES)
        command.append("--cluster.listen-address=")
        trusted = {"SSL_CERT_FILE": str(made.authority)}
        _, port = on_free_port(
            lambda port: Program([*command, f"--web.listen-address=127.0.0.1:{port}"], tmp_path / "log", trusted), stack
        )
        _fire(port)
        becomes([("code@example.org", kind != "none")], lambda: server.delivered[:1])
        assert min(server.logins, 1) == logins


def _fire(port: int) -> None:
    labels = {"alertname": "Test", "severity": "warning", "contact": "ods"}
    alerts = [{"labels": labels, "startsAt": datetime.now(UTC).isoformat()}]
    address, header = f"http://127.0.0.1:{port}/api/v2/alerts", {"Content-Type": "application/json"}
    with urlopen(Request(address, json.dumps(alerts).encode(), header)) as answer:
        assert answer.status == 200
