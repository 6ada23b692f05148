"""What rows may change of alerts."""

from contextlib import nullcontext
from typing import Any, get_args

import pytest
from pydantic import TypeAdapter, ValidationError
from pydantic_core import PydanticCustomError

from fleet.alerts.alert import Subject
from fleet.alerts.catalogue import names_about
from fleet.inventory.alerting import AlertException, Alerting, HostAlert, SiteAlert, validate_thresholds

NAMES: dict[Subject, TypeAdapter[str]] = {"host": TypeAdapter(HostAlert), "site": TypeAdapter(SiteAlert)}


@pytest.mark.parametrize("threshold", [0.5, 90, 1000])
def test_a_threshold_is_any_number_above_zero(threshold: float) -> None:
    assert AlertException(threshold=threshold, why="a").threshold == threshold


@pytest.mark.parametrize("subject", sorted(NAMES))
def test_a_row_may_write_the_alerts_about_it_and_no_others(subject: Subject) -> None:
    for other in get_args(Subject):
        for name in names_about(other):
            if other == subject:
                assert NAMES[subject].validate_python(name) == name
            else:
                with pytest.raises(ValidationError, match="literal_error"):
                    NAMES[subject].validate_python(name)


@pytest.mark.parametrize("subject", sorted(NAMES))
@pytest.mark.parametrize("value", [None, 5, True, "", "hostdown", ["HostDown"]])
def test_nothing_else_is_the_name_of_an_alert(subject: Subject, value: object) -> None:
    with pytest.raises(ValidationError, match="literal_error"):
        NAMES[subject].validate_python(value)


@pytest.mark.parametrize("subject", sorted(NAMES))
def test_the_schema_lists_the_names(subject: Subject) -> None:
    assert NAMES[subject].json_schema() == {"type": "string", "enum": names_about(subject)}


@pytest.mark.parametrize(
    ("smarthost", "encryption"),
    [
        ("localhost:25", "none"),
        ("localhost:587", "none"),
        ("127.0.0.1:25", "none"),
        ("127.0.1.1:2525", "none"),
        ("[::1]:25", "none"),
        ("[0:0:0:0:0:0:0:1]:25", "none"),
        ("[::ffff:127.0.0.1]:25", "none"),
        ("ip6-localhost:25", "none"),
        ("localhost.localdomain:25", "none"),
        ("mail.localhost:25", "none"),
        ("localhost:465", "tls"),
        ("mail.example.org:465", "tls"),
        ("203.0.113.25:465", "tls"),
        ("[2001:db8::25]:465", "tls"),
        ("mail.example.org:25", "starttls"),
        ("mail.example.org:587", "starttls"),
        ("mail.example.org:4650", "starttls"),
        ("localhost.example.org:25", "starttls"),
        ("mylocalhost:25", "starttls"),
        ("128.0.0.1:25", "starttls"),
        ("[2001:db8::1]:25", "starttls"),
    ],
)
def test_how_mail_is_encrypted_follows_from_the_server_and_its_port(smarthost: str, encryption: str) -> None:
    assert Alerting(smarthost=smarthost).encryption == encryption
    assert Alerting(smarthost=smarthost, tls=encryption).encryption == encryption


@pytest.mark.parametrize(
    ("smarthost", "tls"), [("localhost:25", "starttls"), ("mail.example.org:25", "none"), ("[::1]:587", "starttls")]
)
def test_a_row_says_how_mail_is_encrypted(smarthost: str, tls: Any) -> None:
    assert Alerting(smarthost=smarthost, tls=tls).encryption == tls


@pytest.mark.parametrize(
    ("smarthost", "tls"),
    [
        ("mail.example.org:465", "none"),
        ("mail.example.org:465", "starttls"),
        ("localhost:465", "none"),
        ("mail.example.org:587", "tls"),
        ("localhost:25", "tls"),
        ("[2001:db8::25]:25", "tls"),
    ],
)
def test_what_alertmanager_can_not_do_is_refused(smarthost: str, tls: Any) -> None:
    with pytest.raises(ValidationError, match="Alertmanager speaks TLS from the first byte on port 465"):
        Alerting(smarthost=smarthost, tls=tls)


@pytest.mark.parametrize("smarthost", ["mail.example.org:25", "127.0.0.2:25", "ip6-localhost:25", "[2001:db8::1]:587"])
def test_no_password_is_sent_in_clear(smarthost: str) -> None:
    with pytest.raises(ValidationError, match="without TLS Alertmanager sends a password only to localhost"):
        Alerting(smarthost=smarthost, tls="none", user="alerts")
    for own in ("localhost:25", "127.0.0.1:25", "[::1]:25"):
        assert Alerting(smarthost=own, user="alerts").encryption == "none"


@pytest.mark.parametrize(
    ("name", "threshold", "allowed"),
    [
        ("HostFilesystemAlmostFull", 99.5, True),
        ("HostFilesystemAlmostFull", 100, False),
        ("HostFilesystemAlmostFull", 101, False),
        ("HostMemoryHigh", 1000, False),
        ("HostLoadHigh", 101, True),
    ],
)
def test_a_share_is_less_than_the_whole(name: str, threshold: float, allowed: bool) -> None:  # noqa: FBT001
    exceptions = {name: AlertException(threshold=threshold, why="a")}
    with nullcontext() if allowed else pytest.raises(PydanticCustomError, match="never or always passed"):
        validate_thresholds(exceptions)


@pytest.mark.parametrize("threshold", [0, -1, float("inf"), float("nan"), -0.0])
def test_a_threshold_can_be_reached(threshold: float) -> None:
    with pytest.raises(ValidationError, match="is no threshold"):
        AlertException(threshold=threshold, why="a")
