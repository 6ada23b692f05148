"""Who is notified, and what notifies nobody."""

from typing import Any

import pytest
from hypothesis import given

from fleet.blueprint.checks import checks
from fleet.blueprint.notices import (
    MONITORING,
    Unnotified,
    default_recipient,
    monitoring_contacts,
    not_asked,
    recipients,
    sentence,
    unnotified,
)
from fleet.blueprint.targets import targets
from fleet.inventory.fleet import Fleet
from tests.fleet.small import CONTACTS, fleet, service
from tests.fleet.strategies import QUICK, fleets

OCP, DOGSBODY = {"name": "OCP", "email_missing": "not published"}, {"name": "Dogsbody", "email": "ops@example.net"}
PROMETHEUS = {"notices": ["prometheus"]}
NO_NOTICE, NO_EMAIL = "dogsbody has no `notices: [prometheus]`", "ocp has no e-mail"


def estate(organisation: dict[str, Any], manager: dict[str, Any], **sections: Any) -> Fleet:
    """A service with a machine and a site that `dogsbody` manages, and one that `ods` does, of the organisation's."""
    return fleet(
        contacts={"ocp": organisation, "ods": CONTACTS["ods"], "dogsbody": manager},
        providers={
            "linode": {"console": "https://cloud.linode.com/", "manager": "dogsbody"},
            "bytemark": {"console": "https://panel.example.org/", "manager": "ods"},
        },
        hosts={"crm.example.org": {"provider": "linode"}, "www.example.org": {"provider": "bytemark"}},
        services={
            "crm": service("crm.example.org", sites={"https://crm.example.org/": {"keyword": "CRM"}}),
            "website": service("www.example.org", sites={"https://www.example.org/": {"keyword": "Welcome"}}),
        },
        **sections,
    )


def unnotified_of(found: Fleet) -> list[Unnotified]:
    return list(unnotified(found, targets(found, checks(found))))


def test_recipients_want_the_systems_notices_and_have_an_address() -> None:
    contacts = {
        "both": DOGSBODY | {"notices": ["uptimerobot", "prometheus"]},
        "addressless": OCP | PROMETHEUS,
        "one": DOGSBODY | PROMETHEUS | {"email": "one@example.org"},
        "none": DOGSBODY,
    }
    found = fleet(organisation=None, contacts=contacts, providers={})
    assert recipients(found, "prometheus") == {"both": "ops@example.net", "one": "one@example.org"}
    assert recipients(found, "uptimerobot") == {"both": "ops@example.net"}


def test_what_concerns_only_contacts_without_mail_notifies_nobody() -> None:
    assert unnotified_of(estate(OCP | PROMETHEUS, DOGSBODY)) == [
        Unnotified("crm", 1, (NO_NOTICE, NO_EMAIL)),
        Unnotified("crm.example.org", 2, (NO_NOTICE, NO_EMAIL)),
        Unnotified(MONITORING, 0, (NO_EMAIL,)),
    ]


def test_the_reason_is_all_that_a_contact_lacks() -> None:
    (reason,) = {reason for one in unnotified_of(estate(OCP, DOGSBODY)) for reason in one.reasons} - {NO_NOTICE}
    assert reason == "ocp has no `notices: [prometheus]` and no e-mail"


def test_a_recipient_among_the_contacts_is_enough() -> None:
    assert [one.name for one in unnotified_of(estate(OCP | PROMETHEUS, DOGSBODY | PROMETHEUS))] == [MONITORING]


def test_an_organisation_that_gets_mail_gets_all_that_nobody_else_gets() -> None:
    organisation = {"name": "OCP", "email": "it@example.org"} | PROMETHEUS
    assert default_recipient(estate(organisation, DOGSBODY)) == "ocp"
    assert unnotified_of(estate(organisation, DOGSBODY)) == []


def test_the_manager_of_the_prometheus_server_hears_of_the_monitoring() -> None:
    server = {"provider": "bytemark", "ipv4": "203.0.113.5", "role": "prometheus"}
    found = fleet(contacts=CONTACTS, hosts={"prometheus.example.org": server})
    assert monitoring_contacts(found) == ("ocp", "ods")
    assert unnotified_of(found) == []


def test_without_an_organisation_nobody_hears_of_a_monitoring_that_is_elsewhere() -> None:
    found = fleet(organisation=None)
    assert unnotified_of(found) == [Unnotified(MONITORING, 0, ("there is no organisation",))]


def test_where_nobody_expects_prometheus_to_notify_nothing_is_missing() -> None:
    contacts = {key: row | {"notices": ["uptimerobot"]} for key, row in CONTACTS.items()}
    host = {"provider": "bytemark", "ipv4": "203.0.113.5"}
    assert unnotified_of(fleet(contacts=contacts, hosts={"a.example.org": host})) == []
    (row, monitoring) = unnotified_of(fleet(contacts=contacts, hosts={"a.example.org": host | {"role": "prometheus"}}))
    assert (row.name, monitoring.name) == ("a.example.org", MONITORING)


@QUICK
@given(found=fleets())
def test_no_target_with_a_recipient_is_listed(found: Fleet) -> None:
    listed = targets(found, checks(found))
    notified = recipients(found, "prometheus").keys()
    silent = [target for target in listed if notified.isdisjoint(target.check.contacts)]
    counted = sum(one.targets for one in unnotified(found, listed))
    assert counted in {0, len(silent)}
    assert counted == len(silent) or default_recipient(found) or (not notified and not found.prometheus)


def test_a_sentence_names_what_notifies_nobody_with_the_reasons() -> None:
    found = [
        Unnotified("crm", 1, (NO_NOTICE, NO_EMAIL)),
        Unnotified("crm.example.org", 2, (NO_NOTICE, NO_EMAIL)),
        Unnotified(MONITORING, 0, (NO_EMAIL,)),
    ]
    assert sentence(found, 15) == (
        "Prometheus: 3 of 15 targets notify nobody: crm, crm.example.org (dogsbody has no `notices: [prometheus]`, "
        "ocp has no e-mail), the monitoring itself (ocp has no e-mail)"
    )


def test_a_sentence_about_the_monitoring_alone_counts_nothing() -> None:
    found = [Unnotified(MONITORING, 0, (NO_EMAIL,))]
    assert sentence(found, 15) == "Prometheus: nobody is notified of the monitoring itself (ocp has no e-mail)"


@pytest.mark.parametrize(("count", "names"), [(3, "h0, h1, h2"), (4, "h0, h1, h2 and 1 more")])
def test_a_sentence_stays_short(count: int, names: str) -> None:
    found = [Unnotified(f"h{number}", 2, (NO_NOTICE,)) for number in range(count)]
    assert sentence(found, 99) == f"Prometheus: {2 * count} of 99 targets notify nobody: {names} ({NO_NOTICE})"


def test_what_is_not_asked_is_one_line() -> None:
    line = "Prometheus: not asked, as the servers have no kind of address in common with it: a, b, c and 2 more"
    assert not_asked(["a", "b", "c", "d", "e"]) == line
