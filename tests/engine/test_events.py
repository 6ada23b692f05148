"""The engine's events are told by row; here they are made up."""

import json
import re
from pathlib import Path
from typing import Any

import pytest
from pulumi.automation.events import (
    DiagnosticEvent,
    DiffKind,
    EngineEvent,
    PropertyDiff,
    ResOpFailedEvent,
    ResourcePreEvent,
    ResOutputsEvent,
    StepEventMetadata,
)

from engine.events import Watcher
from engine.messages import INTERRUPTED, NUMBERED, never_replaced
from engine.names import type_name
from engine.outcome import Outcome, Step
from fleet.registry import all_recoveries
from fleet.urns import name_of, type_of
from sandbox.faults import LOST
from sandbox.simulation import kinds
from tests.engine.harness import LINODE, SERVER

STACK = "urn:pulumi:s::fleet::"
HOST = STACK + "fleet:hosting:LinodeServer::a.example.org"
RDNS = STACK + "fleet:hosting:LinodeServer$linode:index/rdns:Rdns::a.example.org-ipv4"
RECORD = STACK + "fleet:hosting:LinodeServer$linode:index/domainRecord:DomainRecord::a.example.org-a"
SNAPSHOT = STACK + "hcloud:index/snapshot:Snapshot::a.example.org"
FIREWALL = STACK + "linode:index/firewall:Firewall::linode-web"


def watcher() -> Watcher:
    facts: dict[str, Any] = {"hosts": {"a.example.org": {}, "a.example.org-two.example.org": {}}}
    return Watcher(Outcome("up", "s", sandbox=True, before=facts), lambda _name, _count: None)


def step(urn: str, op: str, parent: str = "", **state: Any) -> EngineEvent:
    told = {"type": type_of(urn), "urn": urn, "custom": True, "id": "", "parent": parent, "inputs": {}, "outputs": {}}
    metadata = {"op": op, "urn": urn, "type": type_of(urn), "provider": "", "new": None, "old": None}
    event = EngineEvent(sequence=1, timestamp=1)
    made = StepEventMetadata.from_json(metadata | {"old" if op == "delete" else "new": told | state})
    event.resource_pre_event = ResourcePreEvent(made)
    return event


def failed(urn: str, op: str) -> EngineEvent:
    event = EngineEvent(sequence=1, timestamp=1)
    began = step(urn, op).resource_pre_event
    assert began
    event.res_op_failed_event = ResOpFailedEvent(began.metadata, 1, 1)
    return event


def said(message: str, urn: str = "", severity: str = "error") -> EngineEvent:
    event = EngineEvent(sequence=1, timestamp=1)
    event.diagnostic_event = DiagnosticEvent(message, "never", severity, urn=urn)
    return event


def test_what_began_and_did_not_end_well_is_taken_back_after_an_interruption() -> None:
    watch = watcher()
    for event in (
        step(HOST, "create"),
        *(step(urn, "create", HOST) for urn in (RDNS, RECORD)),
        step(FIREWALL, "update"),
    ):
        watch(event)
    ended = step(RDNS, "create", HOST)
    began = ended.resource_pre_event
    assert began
    ended.resource_pre_event, ended.res_outputs_event = None, ResOutputsEvent(began.metadata)
    watch(ended)
    watch(failed(RECORD, "create"))
    watch(said("already exists", RECORD))
    assert watch.conflicts
    assert watch.give_up_unfinished() == ["DNS record a.example.org-a", "firewall linode-web"]
    watch.finish()
    assert [one.name for one in watch.outcome.steps] == ["a.example.org-ipv4"]
    assert watch.conflicts == {}


def test_a_urn_has_a_type_and_a_name() -> None:
    assert type_of(RDNS) == "linode:index/rdns:Rdns"
    assert name_of(RDNS) == "a.example.org-ipv4"


def test_a_step_belongs_to_the_component_around_it() -> None:
    watch = watcher()
    for event in (step(HOST, "create"), step(RDNS, "create", HOST), step(FIREWALL, "create")):
        watch(event)
    watch.finish()
    assert watch.outcome.steps == [
        Step("a.example.org", "create", "linode:index/rdns:Rdns", "a.example.org-ipv4", section="hosts"),
        Step("", "create", "linode:index/firewall:Firewall", "linode-web"),
    ]


def test_what_stays_in_the_cloud_is_no_deletion() -> None:
    watch = watcher()
    watch(step(RDNS, "delete", HOST, retainOnDelete=True))
    watch(step(RDNS.replace("ipv4", "ipv6"), "delete", HOST))
    watch.finish()
    assert [(row.operation, row.name) for row in watch.outcome.steps] == [("delete", "a.example.org-ipv6")]


@pytest.mark.parametrize(
    ("urn", "row"),
    [
        (RDNS, "a.example.org: reverse DNS a.example.org-ipv4: broken"),
        (HOST, "a.example.org: broken"),
        (STACK + f"{SERVER}::a.example.org-two.example.org", "a.example.org-two.example.org: broken"),
        (FIREWALL, "shared: firewall linode-web: broken"),
        ("", "broken"),
        (STACK + "pulumi:pulumi:Stack::fleet-s", "broken"),
    ],
)
def test_an_error_names_the_row_even_of_what_the_engine_never_began(urn: str, row: str) -> None:
    watch = watcher()
    watch(said("broken", urn))
    watch(said("broken", urn))
    watch(said("only noted", urn, "info"))
    assert watch.outcome.errors == [row]
    assert watch.outcome.warnings == []


@pytest.mark.parametrize(
    ("urn", "said_of_it"),
    [
        (RDNS, "a.example.org is protected: retire it first: "),
        (STACK + "fleet:dns:LinodeZone::example.org", "example.org is protected: let go of it first: "),
        (
            STACK + "fleet:service:Service$fleet:hosting:GitHubPagesSite::https://a/",
            "https://a/ is protected: let go of it first: ",
        ),
    ],
)
def test_what_is_protected_says_how_it_could_go(urn: str, said_of_it: str) -> None:
    watch = watcher()
    watch(said(f'resource "{urn}" cannot be deleted\nbecause it is protected. To unprotect …'))
    (error,) = watch.outcome.errors
    assert error.startswith(said_of_it)


def test_what_failed_was_not_done() -> None:
    watch = watcher()
    for event in (step(RDNS, "update", HOST), step(RECORD, "update", HOST), failed(RDNS, "update")):
        watch(event)
    watch(failed(FIREWALL, "create"))
    watch.finish()
    assert [(row.operation, row.name) for row in watch.outcome.steps] == [("update", "a.example.org-a")]


def test_an_error_that_a_plugin_reports_in_two_forms_is_said_once() -> None:
    watch = watcher()
    watch(step(FIREWALL, "create"))
    reason = "Error creating a Linode: [400] [label] bad"
    watch(said(f"  sdk-v2/provider2.go:572: sdk.helper_schema: {reason}: provider=linode@6.0.0", FIREWALL))
    watch(said(f"1 error occurred:\n\t* {reason}\n\n", FIREWALL))
    assert watch.outcome.errors == [f"shared: firewall linode-web: {reason}"]


def test_what_was_there_and_is_touched_is_known_even_where_that_is_refused() -> None:
    watch = watcher()
    watch(step(HOST, "delete"))
    watch(step(RDNS, "delete", HOST))
    watch(step(FIREWALL, "create"))
    watch(said(f'resource "{RECORD}" cannot be deleted\nbecause it is protected. To unprotect …'))
    assert watch.touched == {RDNS, RECORD}


def test_what_would_be_replaced_though_it_is_protected_says_what_else_to_do() -> None:
    watch = watcher()
    machine = STACK + f"fleet:hosting:LinodeServer${LINODE}::a.example.org"
    watch(said(f'unable to replace resource "{machine}"\nas it is currently marked for protection. To unprotect …'))
    assert watch.outcome.errors == [f"a.example.org: {never_replaced('Put its row back as it was')}"]


@pytest.mark.parametrize(
    "message",
    [
        "Attempting to deploy or update resources with 1 pending operations from previous deployment.\n  * urn:…",
        "These resources are in an unknown state because the Pulumi CLI was interrupted while waiting for changes",
    ],
)
def test_what_an_earlier_run_left_is_told_without_advice_that_would_lose_it(message: str) -> None:
    watch = watcher()
    for urn in ("", RDNS):
        watch(said(message, urn, "warning"))
    assert (watch.outcome.errors, watch.outcome.warnings) == ([], [INTERRUPTED])


def test_a_warning_is_no_error() -> None:
    watch = watcher()
    watch(said("odd", HOST, "warning"))
    assert (watch.outcome.errors, watch.outcome.warnings) == ([], ["a.example.org: odd"])


def test_a_name_that_is_taken_is_a_conflict_where_something_was_to_be_made() -> None:
    watch = watcher()
    machine = STACK + f"fleet:hosting:LinodeServer${LINODE}::a.example.org"
    watch(said("Label must be unique", machine))
    assert watch.conflicts == {}
    watch(step(machine, "create", HOST))
    watch(said("Label must be unique", machine))
    assert watch.conflicts.keys() == {machine}
    assert watch.creates.keys() == {machine}


def test_what_is_made_in_place_of_another_is_a_conflict_too() -> None:
    watch = watcher()
    watch(step(RECORD, "create-replacement", HOST))
    watch(said("the zone has a record set of this name and type (uniqueness_error)", RECORD))
    assert watch.conflicts.keys() == watch.creates.keys() == {RECORD}


def test_a_lost_answer_promises_to_find_only_what_can_be_looked_for() -> None:
    watch = watcher()
    for urn in (SNAPSHOT, RECORD, FIREWALL):
        watch(step(urn, "create"))
        watch(said(LOST, urn))
    snapshot, record, firewall = watch.outcome.errors
    assert "look in the provider's console for a duplicate" in snapshot
    assert "Run `up` again, which looks for it first" in record
    assert "Run `up` again, which looks for it first" in firewall


def test_what_has_no_name_is_neither_named_nor_identified_by_its_arguments() -> None:
    nameless = {token for token, kind in kinds().items() if kind.name is None and kind.identify is None}
    assert nameless == all_recoveries().nameless | all_recoveries().lookups.keys()


MONITORING = STACK + "fleet:monitoring:UptimeRobot::uptimerobot"
MONITOR = STACK + "fleet:monitoring:UptimeRobot$uptimerobot:index:Monitor::a.example.org-uptime"


def test_a_monitor_belongs_to_the_row_that_it_watches_and_a_contact_to_none() -> None:
    watch = watcher()
    contact = MONITOR.replace("Monitor::a.example.org-uptime", "AlertContact::uptimerobot-contact-ops")
    for event in (step(MONITORING, "create"), step(MONITOR, "create", MONITORING), step(contact, "create", MONITORING)):
        watch(event)
    watch.finish()
    assert {one.name: one.owner for one in watch.outcome.steps} == {
        "a.example.org-uptime": "a.example.org",
        "uptimerobot-contact-ops": "",
    }


@pytest.mark.parametrize(
    "site", ["https://www.example.org/a::b/", "https://www.example.org/::/", "https://b.example.org/::"]
)
def test_a_site_with_colons_in_its_path_has_its_steps_in_its_row(site: str) -> None:
    watch = Watcher(Outcome("up", "s", sandbox=True, after={"sites": {site: {}}}), lambda _name, _count: None)
    component = f"{STACK}fleet:service:Service$fleet:hosting:GitHubPagesSite::{site}"
    child = f"{STACK}fleet:service:Service$fleet:hosting:GitHubPagesSite$githubpages:index:Pages::{site}"
    monitor = MONITOR.replace("a.example.org", site)
    for event in (
        step(MONITORING, "create"),
        step(component, "create"),
        step(child, "create", component),
        step(monitor, "create", MONITORING),
        said("no", monitor),
    ):
        watch(event)
    watch.finish()
    assert [(one.owner, one.name) for one in watch.outcome.steps] == [(site, site), (site, f"{site}-uptime")]
    assert watch.outcome.errors == [f"{site}: monitor {site}-uptime: no"]


def test_what_the_program_says_of_its_plan_is_noted_once() -> None:
    watch = watcher()
    for _ in range(2):
        watch(said("UptimeRobot: `fleet:uptimerobot` is false", severity="info"))
    watch(said("a line of a plugin's own", severity="info#err"))
    assert watch.outcome.notes == ["UptimeRobot: `fleet:uptimerobot` is false"]
    assert watch.outcome.warnings == watch.outcome.errors == []


def test_what_a_provider_says_while_it_works_is_shown_and_forgotten() -> None:
    shown: list[str] = []
    watch = Watcher(Outcome("up", "s", sandbox=True), lambda name, _count: shown.append(name))
    event = said("UptimeRobot: monitor created (7 written)", severity="info")
    assert event.diagnostic_event
    event.diagnostic_event.ephemeral = True
    watch(event)
    assert (shown, watch.outcome.notes) == (["UptimeRobot: monitor created (7 written)"], [])


def test_what_is_adopted_by_a_number_can_not_become_another_thing() -> None:
    watch = watcher()
    watch(step(MONITORING, "create"))
    watch(step(MONITOR, "replace", MONITORING))
    message = "previously-imported resources that still specify an ID may not be replaced; please remove the `import`"
    watch(said(message, MONITOR, "warning"))
    assert watch.outcome.warnings == []
    assert watch.outcome.errors == [f"a.example.org: {NUMBERED}"]


OFFICIAL_FILE = Path(__file__).parent / "official_errors.json"
OFFICIAL: dict[str, list[str]] = json.loads(OFFICIAL_FILE.read_text(encoding="utf-8"))
"""What the official plugins answered, by type: bad arguments, and what is gone when it is changed or deleted."""
AROUND = re.compile(r"urn:|\d errors? occurred|\.go:\d|provider=|Examine values|\* |`pulumi |has a problem|\n")
"""What is about the program or the plugin, and not about the row."""


@pytest.mark.parametrize(("type_", "reason"), [(type_, reason) for type_, all_ in OFFICIAL.items() for reason in all_])
def test_an_official_error_is_said_once_with_one_advice_at_most_and_no_position(type_: str, reason: str) -> None:
    urn = f"{STACK}fleet:hosting:LinodeServer${type_}::a.example.org-x"
    watch = watcher()
    watch(step(HOST, "same"))
    watch(step(urn, "update", HOST))
    bare = re.sub(r"^(?:\w+ urn:\S+: )?1 error occurred:\s+\* ", "", reason)
    for form in (
        f"  sdk-v2/provider2.go:572: sdk.helper_schema: {bare}: provider=x@1.39.1",
        f"updating {urn}: 1 error occurred:\n\t* {bare}\n\n",
        f"{type_} resource 'a.example.org-x' has a problem: {bare}",
        f"{type_} resource 'a.example.org-x': property x value {{hunter2}} has a problem: {bare}",
        reason,
    ):
        watch(said(form, urn))
    (error,) = watch.outcome.errors
    assert error.startswith(f"a.example.org: {type_name(type_)} a.example.org-x: ")
    assert not AROUND.search(error)
    assert "hunter2" not in error
    assert error.count("(docs/") <= 1


@pytest.mark.parametrize("count", [2, 3, 6])
def test_several_errors_of_one_object_are_each_said_once(count: int) -> None:
    watch = watcher()
    each = [f"rule {number} is bad" for number in range(count)]
    for message in (
        *(f"sdk-v2/provider2.go:572: sdk.helper_schema: {one}: provider=hcloud@1.39.1" for one in each),
        f"{count} errors occurred:\n\t* " + "\n\t* ".join(each) + "\n\n",
        f"updating {FIREWALL}: {count} errors occurred:\n\t* " + "\n\t* ".join(each) + "\n\n",
    ):
        watch(said(message, FIREWALL))
    assert watch.outcome.errors == [f"shared: firewall linode-web: {one}" for one in each]


@pytest.mark.parametrize("lost", [LOST, 'Post "https://api/servers": EOF', "read tcp: connection reset by peer"])
def test_a_lost_answer_to_a_change_is_no_possible_second_object(lost: str) -> None:
    watch = watcher()
    watch(step(RECORD, "update"))
    watch(said(lost, RECORD))
    (error,) = watch.outcome.errors
    assert "it may be done already; what was made is in the state, so run `up` again" in error
    assert "exist" not in error


@pytest.mark.parametrize("verb", ["destroy", "refresh"])
@pytest.mark.parametrize(
    "message", [LOST, "[429] Too many requests", "[503] Service unavailable", "x exited prematurely"]
)
def test_advice_is_for_the_command_that_was_run(verb: str, message: str) -> None:
    watch = watcher()
    watch.outcome.verb = verb
    watch(said(message.replace("x exited", "Detected that x exited"), RECORD))
    (error,) = watch.outcome.errors
    assert f"run `{verb}` again" in error
    assert "`up`" not in error


ZONE = STACK + "fleet:dns:HetznerZone::a.example.org"
BOTH: dict[str, Any] = {"hosts": {"a.example.org": {}}, "zones": {"a.example.org": {}}}


def test_a_host_and_a_zone_of_one_name_are_told_apart() -> None:
    watch = Watcher(Outcome("up", "s", sandbox=True, before=BOTH), lambda _name, _count: None)
    record = STACK + "fleet:dns:HetznerZone$hcloud:index/zoneRrset:ZoneRrset::a.example.org-@-caa"
    zone = STACK + "fleet:dns:HetznerZone$hcloud:index/zone:Zone::a.example.org"
    unseen = STACK + "fleet:dns:HetznerZone$hcloud:index/zoneRrset:ZoneRrset::a.example.org-@-mx"
    for event in (
        *(step(urn, "create") for urn in (HOST, ZONE, MONITORING)),
        step(RDNS, "create", HOST),
        step(zone, "import", ZONE),
        step(record, "create", ZONE),
        step(MONITOR, "create", MONITORING),
        said("bad", zone),
        said("bad", record),
        said("bad", unseen),
        said("bad", RDNS),
        said(f'resource "{HOST}" cannot be deleted\nbecause it is protected.'),
        said(f'resource "{ZONE}" cannot be deleted\nbecause it is protected.'),
    ):
        watch(event)
    watch.finish()
    assert {(one.section, one.owner, one.operation, one.name) for one in watch.outcome.steps} == {
        ("hosts", "a.example.org", "create", "a.example.org-ipv4"),
        ("hosts", "a.example.org", "create", "a.example.org-uptime"),
        ("zones", "a.example.org", "adopt", "a.example.org"),
        ("zones", "a.example.org", "create", "a.example.org-@-caa"),
    }
    assert [error.partition(": retire")[0].partition(": let")[0] for error in watch.outcome.errors] == [
        "zone a.example.org: bad",
        "zone a.example.org: DNS record a.example.org-@-caa: bad",
        "zone a.example.org: DNS record a.example.org-@-mx: bad",
        "host a.example.org: reverse DNS a.example.org-ipv4: bad",
        "host a.example.org is protected",
        "zone a.example.org is protected",
    ]


@pytest.mark.parametrize(
    ("name", "row"),
    [
        ("a.example.org-uptime", ("hosts", "a.example.org")),
        ("https://a.example.org/-uptime", ("sites", "https://a.example.org/")),
        ("uptimerobot-contact-a", ("", "")),
        ("uptimerobot-page-web", ("", "")),
        ("uptimerobot-window-host-a.example.org-1", ("", "")),
        ("gone.example.org-uptime", ("", "")),
    ],
)
def test_what_monitors_share_is_no_rows_whatever_rows_are_called(name: str, row: tuple[str, str]) -> None:
    rows: dict[str, Any] = {
        "hosts": {"a.example.org": {}, "uptimerobot": {}},
        "services": {"uptimerobot": {}},
        "zones": {},
    }
    outcome = Outcome("up", "s", sandbox=True, before=rows | {"sites": {"https://a.example.org/": {}}})
    watch = Watcher(outcome, lambda _name, _count: None)
    urn = STACK + f"fleet:monitoring:UptimeRobot$uptimerobot:index:X::{name}"
    watch(step(MONITORING, "create"))
    watch(step(urn, "create", MONITORING))
    assert watch.row_of(urn) == row


ADDED = PropertyDiff(DiffKind.ADD, input_diff=True)


@pytest.mark.parametrize(
    ("differ", "shown"),
    [
        (("keepDisk",), None),
        (("keepDisk", "shutdownBeforeDeletion"), None),
        (("keepDisk", "backups"), ("backups",)),
        (("labels.fleet",), ("labels",)),
    ],
)
def test_what_no_provider_hears_of_is_nothing_to_update_on_adoption(
    differ: tuple[str, ...], shown: tuple[str, ...] | None
) -> None:
    watch, server = watcher(), f"{HOST.rpartition('::')[0]}${SERVER}::a.example.org"
    imported, updated = step(server, "import", HOST), step(server, "update", HOST)
    assert imported.resource_pre_event
    assert updated.resource_pre_event
    imported.res_outputs_event = ResOutputsEvent(imported.resource_pre_event.metadata)
    imported.resource_pre_event, ended = None, imported
    updated.resource_pre_event.metadata.detailed_diff = dict.fromkeys(differ, ADDED)
    for event in (step(HOST, "create"), step(server, "import", HOST), ended, updated):
        watch(event)
    watch.finish()
    fields = {one.operation: one.fields for one in watch.outcome.steps}
    assert fields == {"adopt": ()} | ({"update": shown} if shown else {})


def test_the_same_is_a_change_where_it_was_not_adopted() -> None:
    watch, server = watcher(), f"{HOST.rpartition('::')[0]}${SERVER}::a.example.org"
    updated = step(server, "update", HOST)
    assert updated.resource_pre_event
    updated.resource_pre_event.metadata.detailed_diff = {"keepDisk": ADDED}
    for event in (step(HOST, "same"), updated):
        watch(event)
    watch.finish()
    assert [(one.operation, one.fields) for one in watch.outcome.steps] == [("update", ("keepDisk",))]
