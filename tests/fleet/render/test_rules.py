"""The rules: each complete, each row's exceptions in them, and one for every target."""

from typing import Any

from hypothesis import given

from fleet.alerts.catalogue import alerts_about, names_about
from fleet.blueprint.alert_routing import alert_routing
from fleet.blueprint.checks import checks
from fleet.blueprint.targets import targets
from fleet.inventory.fleet import Fleet
from fleet.render.rules import expected, general
from tests.fleet.small import FLEET, fleet, service
from tests.fleet.strategies import QUICK, fleets
from tests.shared import parsed


def rules(text: str) -> list[dict[str, Any]]:
    return [rule for group in parsed(text)["groups"] for rule in group["rules"]]


@QUICK
@given(found=fleets())
def test_every_alert_says_how_urgent_it_is_and_what_to_do(found: Fleet) -> None:
    listed = [
        *rules(general(alert_routing(found))),
        *rules(expected(alert_routing(found), targets(found, checks(found)))),
    ]
    for rule in listed:
        assert rule["labels"]["severity"] == "none" if rule["alert"] == "Watchdog" else rule["for"]
        assert rule["labels"]["severity"] in {"critical", "warning", "none"}
        assert rule["annotations"]["summary"]
        assert rule["annotations"]["runbook_url"].endswith(f"/{rule['alert']}.md")
        assert ("row" in rule["annotations"]) == (rule["alert"] not in names_about("monitoring"))
        assert "SELECT" not in rule["expr"]
        assert "THRESHOLD" not in rule["expr"]
    keys = [(rule["alert"], *sorted(rule["labels"].items())) for rule in listed]
    assert len(set(keys)) == len(keys)


@QUICK
@given(found=fleets())
def test_every_target_is_expected_once(found: Fleet) -> None:
    listed = targets(found, checks(found))
    missing = rules(expected(alert_routing(found), listed))
    assert [(rule["labels"]["job"], rule["labels"]["instance"]) for rule in missing] == [
        (target.job, target.address) for target in listed
    ]
    for rule, target in zip(missing, listed, strict=True):
        assert rule["labels"] == {
            "severity": "critical",
            "job": target.job,
            "instance": target.address,
            **target.labels(),
        }


QUIETER = fleet(
    hosts={
        "a.example.org": {"provider": "bytemark", "alerts": {"HostMemoryHigh": {"threshold": 97, "why": "a cache"}}},
        "b.example.org": {"provider": "bytemark", "alerts": {"HostMemoryHigh": {"silent": True, "why": "{{ tests"}}},
        "c.example.org": {"provider": "bytemark", "alerts": {"HostLoadHigh": {"threshold": 1234567, "why": "batch"}}},
    },
    services={
        "website": service(
            "a.example.org",
            sites={"https://a.example.org/": {"keyword": "a"}},
            alerts={"SiteSlow": {"threshold": 0.25, "why": "{{ fast }}"}},
        )
    },
)


def test_a_rows_exception_is_a_rule_of_its_own() -> None:
    usual, own = [rule for rule in rules(general(alert_routing(QUIETER))) if rule["alert"] == "HostMemoryHigh"]
    assert r'{host!~"a\\.example\\.org|b\\.example\\.org"}' in usual["expr"]
    assert usual["expr"].endswith("> 90")
    assert "exception" not in usual["annotations"]
    assert '{host="a.example.org"}' in own["expr"]
    assert own["expr"].endswith("> 97")
    assert own["annotations"]["exception"] == "a cache"
    assert own["labels"] == {"severity": "warning", "host": "a.example.org"}


def test_a_threshold_is_written_as_it_is() -> None:
    listed = [
        rule["expr"] for rule in rules(general(alert_routing(QUIETER))) if rule["alert"] in {"HostLoadHigh", "SiteSlow"}
    ]
    assert [expression.rpartition(" ")[2] for expression in listed] == ["2", "1234567", "5", "0.25"]


def test_a_persons_words_are_no_template() -> None:
    reasons = [
        rule["annotations"].get("exception")
        for rule in rules(general(alert_routing(QUIETER)))
        if rule["alert"] == "SiteSlow"
    ]
    assert reasons == [None, '{{ "{{" }} fast }}']


def test_a_retired_hosts_exceptions_are_gone() -> None:
    rows = {name: row.model_copy(update={"retire": "2027-01-31"}) for name, row in QUIETER.hosts.items()}
    assert ".example" not in general(alert_routing(QUIETER.model_copy(update={"hosts": rows})))


def test_an_alerts_page_is_read_where_the_inventory_says() -> None:
    for pages in ("https://docs.example.org/runbooks", "https://docs.example.org/runbooks/"):
        found = fleet(alerting={"pages": pages}, hosts={"a.example.org": {"provider": "bytemark"}})
        listed = [
            *rules(general(alert_routing(found))),
            *rules(expected(alert_routing(found), targets(found, checks(found)))),
        ]
        assert {rule["annotations"]["runbook_url"] for rule in listed} == {
            f"https://docs.example.org/runbooks/{rule['alert']}.md" for rule in listed
        }


def test_alerts_about_the_monitoring_go_to_who_runs_it_and_the_organisation() -> None:
    server = {"provider": "hetzner-cloud", "role": "prometheus", "ipv4": "203.0.113.5"}
    notified = {alert.name for alert in alerts_about("monitoring") if alert.severity != "none"}
    for found, responsible in (
        (FLEET, "ocp"),
        (fleet(hosts={"p.example.org": server}), "ocp,partner"),
        (fleet(organisation=None), None),
    ):
        contacts = {
            rule["labels"].get("contact") for rule in rules(general(alert_routing(found))) if rule["alert"] in notified
        }
        assert contacts == {responsible}
