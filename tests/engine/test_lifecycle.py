"""A machine's whole life on the real engine and simulated clouds: created or adopted, changed, and retired."""

from base64 import b64decode
from collections.abc import Iterator
from typing import Any

import pytest

from components.linode.labels import INSTANCE_LABEL, is_label
from fleet.draw_up import draw_up
from fleet.inventory.load import load
from sandbox.seed import seed
from tests.engine.fleets import (
    BOTH_FLEET,
    FOUND_FLEET,
    LEAVING_FLEET,
    LONG,
    NAMES_FLEET,
    ORDERED_FLEET,
    PAGES_FLEET,
    PEOPLE,
    SERVER_FLEET,
    SITE_FLEET,
    WATCHED_FLEET,
)
from tests.engine.harness import DOMAIN, LINODE, RRSET, SERVER, ZONE, MakeSandbox, Run, Sandbox
from tests.fleet.small import export

NEW_ONLY = "(applies to new machines only)"
EXPORTER = "7231"
RDNS = "hcloud:index/rdns:Rdns"


@pytest.fixture
def made(sandbox: MakeSandbox) -> Sandbox:
    """A sandbox with a fleet of a test's own."""
    return sandbox("sandbox")


def firewalls(stack: Sandbox, cloud: str) -> Iterator[dict[str, Any]]:
    return (one.properties for one in stack.store().all(f"{cloud}:index/firewall:Firewall"))


def may_ask(stack: Sandbox) -> dict[str, set[str]]:
    """Who may reach the exporters, by firewall."""
    found = {
        one["name"]: {source for rule in one["rules"] if rule.get("port") == EXPORTER for source in rule["sourceIps"]}
        for one in firewalls(stack, "hcloud")
    }
    for one in firewalls(stack, "linode"):
        rules = [rule for rule in one["inbounds"] if rule.get("ports") == EXPORTER]
        found["linode " + one["label"]] = {net for rule in rules for net in [*rule["ipv4s"], *rule["ipv6s"]]}
    return found


def reverse(stack: Sandbox, kind: str, address: str, name: str) -> dict[str, str]:
    return {one.properties[address]: one.properties[name] for one in stack.store().all(kind)}


def steps(run: Run) -> set[tuple[str, str]]:
    return {(step["operation"], step["type"].rpartition(":")[2]) for step in run.outcome["steps"]}


def test_a_row_of_few_lines_makes_a_whole_linode(brought_up: tuple[Sandbox, Run]) -> None:
    stack, _ = brought_up
    rows = (stack.inventory / "hosts.yaml").read_text().splitlines()
    assert [row for row in rows if "chat.example.net" in row and "size: default" in row]
    chat = stack.machine("chat.example.net")
    made = chat.properties
    assert made["type"] == "g6-nanode-1"
    assert made["swapSize"] == 1024
    assert made["watchdogEnabled"]
    assert made["networkHelper"]
    assert made["diskEncryption"] == "enabled"
    assert "rootPass" not in made
    assert len(made["authorizedKeys"]) == 2
    (metadata,) = made["metadatas"]
    told = b64decode(metadata["userData"]).decode()
    assert told.startswith("#cloud-config\n")
    assert "fqdn: chat.example.net" in told
    assert {"environment:development", "fleet:sandbox", "manager:partner", "service:chat"} == set(made["tags"])
    assert not made["backupsEnabled"]
    assert stack.machine("crm.example.org").properties["backupsEnabled"]
    (firewall,) = firewalls(stack, "linode")
    assert int(chat.id) in firewall["linodes"]
    ipv4, ipv6 = made["ipv4s"][0], made["ipv6"].partition("/")[0]
    records = stack.records()
    assert records["chat A"] == [ipv4]
    assert records["chat AAAA"] == [ipv6]
    assert records["talk CNAME"] == ["chat.example.net"]
    pointers = reverse(stack, "linode:index/rdns:Rdns", "address", "rdns")
    assert pointers[ipv4] == pointers[ipv6] == "chat.example.net"


def test_a_row_of_few_lines_makes_a_whole_server(brought_up: tuple[Sandbox, Run]) -> None:
    stack, _ = brought_up
    made = stack.machine("docs.example.org").properties
    assert made["deleteProtection"]
    assert made["rebuildProtection"]
    assert made["backups"]
    assert made["keepDisk"]
    keys = {one.properties["name"] for one in stack.store().all("hcloud:index/sshKey:SshKey")}
    assert set(made["sshKeys"]) == keys
    assert len(keys) == 2
    assert "fqdn: docs.example.org" in made["userData"]
    assert "/swapfile" in made["userData"]
    expected = {"environment": "production", "firewall": "exporter.mosh.web", "fleet": "sandbox", "manager": "partner"}
    assert made["labels"] == expected | {"service/docs": ""}
    selectors = {one["applyTos"][0]["labelSelector"] for one in firewalls(stack, "hcloud")}
    assert "fleet=sandbox,firewall=exporter.mosh.web" in selectors
    records = stack.records()
    assert records["docs A"] == [made["ipv4Address"]]
    assert records["docs AAAA"] == [made["ipv6Address"]]
    assert records["@ CAA"] == ['0 issue "letsencrypt.org"']
    assert records["www CNAME"] == ["example-org.github.io."]
    pointers = reverse(stack, "hcloud:index/rdns:Rdns", "ipAddress", "dnsPtr")
    assert pointers[made["ipv4Address"]] == pointers[made["ipv6Address"]] == "docs.example.org"


def test_only_the_prometheus_server_may_ask_the_exporters(brought_up: tuple[Sandbox, Run]) -> None:
    stack, _ = brought_up
    server = stack.machine("prometheus.example.org").properties
    ours = {f"{server['ipv4Address']}/32", f"{server['ipv6Address']}/128"}
    assert may_ask(stack) == {
        "sandbox-web": set(),
        "sandbox-exporter.mosh.web": ours,
        "linode sandbox-exporter.web": ours,
    }


def test_firewalls_and_names_follow_the_prometheus_servers_addresses(made: Sandbox) -> None:
    made.write(WATCHED_FLEET)
    assert made.run("up").code == 0
    server = made.machine("prometheus.example.org")
    before = {f"{server.properties['ipv4Address']}/32", f"{server.properties['ipv6Address']}/128"}
    names = ("sandbox-exporter", "linode sandbox-exporter")
    assert may_ask(made) == {"sandbox-web": set()} | dict.fromkeys(names, before)
    moved = server.properties | {"ipv4Address": "192.0.2.99", "ipv6Address": "2001:db8:99::1"}
    made.store().change(SERVER, server.id, "prometheus.example.org", moved, by_hand=True)
    assert made.run("refresh").code == 0
    followed = made.run("up")
    assert followed.resources() == {"update": 4, "replace": 2}
    assert {step["type"] for step in followed.outcome["steps"] if step["operation"] == "replace"} == {RDNS}
    assert may_ask(made) == {"sandbox-web": set()} | {name: {"192.0.2.99/32", "2001:db8:99::1/128"} for name in names}
    assert reverse(made, RDNS, "ipAddress", "dnsPtr") == dict.fromkeys(
        ("192.0.2.99", "2001:db8:99::1"), "prometheus.example.org"
    )
    records = made.records()
    assert (records["prometheus A"], records["prometheus AAAA"]) == (["192.0.2.99"], ["2001:db8:99::1"])


def test_what_applies_to_new_machines_only_is_said_and_changes_none(running: Sandbox) -> None:
    rows = {
        "crm.example.org: { provider: linode": "crm.example.org: { provider: linode, image: linode/debian12",
        "size: cx23, role": "image: debian-12, size: cx23, role",
        "password_hash: $2y$10$abc": "password_hash: $2y$10$xyz",
    }
    for old, new in rows.items():
        running.edit("hosts.yaml", old, new)
    running.edit("people.yaml", "EBtsHGyJ/mps", "EBtsHGyJ/mpX")
    plan = running.run("preview", "--expect-no-changes")
    assert plan.code == 7
    keys = {"hcloud:index/sshKey:SshKey", "hetznerrobot:index:SshKey"}
    assert {step["type"] for step in plan.outcome["steps"]} == keys
    for host, image in {
        "crm.example.org": "image: linode/ubuntu24.04 → linode/debian12",
        "prometheus.example.org": "image: ubuntu-24.04 → debian-12",
    }.items():
        changes = plan.changes(host)
        assert f"{image} {NEW_ONLY}" in changes
        assert [change.partition(":")[0] for change in changes] == ["image", "keys", "user data"]
        assert all(change.endswith(NEW_ONLY) for change in changes)


def by_hand(stack: Sandbox) -> None:
    """Let the machines that are adopted be as someone made them: without backups, and with a name of his own."""
    store = stack.store()
    server, linode = store.all(SERVER)[0], store.all(LINODE)[0]
    store.change(SERVER, server.id, "web1", server.properties | {"name": "web1", "backups": False}, by_hand=True)
    plain = linode.properties | {"label": "box1", "backupsEnabled": False}
    store.change(LINODE, linode.id, "box1", plain, by_hand=True)


def test_adopting_shows_what_would_change_and_protects_at_once(made: Sandbox) -> None:
    made.write(FOUND_FLEET)
    seed(made.store(), draw_up(load(made.inventory)))
    by_hand(made)
    before = {one.id: one.properties for kind in (SERVER, LINODE) for one in made.store().all(kind)}
    plan = made.run("preview")
    server, linode = plan.changes("one.example.org"), plan.changes("two.example.net")
    assert "adopt server" in server
    assert "adopt server" in linode
    (update,) = (change for change in server if change.startswith("update"))
    for words in ("backups: False → True", "protection: False → True", "name: web1 → one.example.org"):
        assert words in update
    (update,) = (change for change in linode if change.startswith("update"))
    for words in ("backups: False → True", "name: box1 → two.example.net", "tags"):
        assert words in update

    text = (made.inventory / "fleet.yaml").read_text()
    (made.inventory / "fleet.yaml").write_text(text.replace("keep: []", "keep: [name, tags, backups, size]"))
    adopted = made.run("up")
    assert adopted.code == 0, adopted.out
    fields = {
        step["type"]: {field.partition(":")[0] for field in step["fields"]}
        for step in adopted.outcome["steps"]
        if step["operation"] == "update" and step["type"] in {SERVER, LINODE}
    }
    # What a later resize would do is no difference that a provider hears of.
    assert fields == {SERVER: {"deleteProtection", "rebuildProtection"}}
    assert not {"create", "delete", "replace"} & {
        operation for operation, type_ in steps(adopted) if type_ not in {"ZoneRrset", "DomainRecord"}
    }
    ours = {"deleteProtection": True, "rebuildProtection": True, "keepDisk": True}
    after = {one.id: one.properties for kind in (SERVER, LINODE) for one in made.store().all(kind)}
    assert after == {id_: was | (ours if "name" in was else {"migrationType": "warm"}) for id_, was in before.items()}
    assert [step for step in adopted.outcome["steps"] if (step["operation"], step["type"]) == ("adopt", ZONE)]
    assert [step for step in adopted.outcome["steps"] if (step["operation"], step["type"]) == ("adopt", DOMAIN)]
    assert made.resource("one.example.org")["protect"]
    made.settled()

    text = (made.inventory / "fleet.yaml").read_text()
    rows = [line for line in text.splitlines() if not line.startswith(("  one.example.org", "  two.example.net"))]
    made.write("\n".join(rows))
    refused = made.run("up")
    assert refused.outcome["refused"]
    for host in ("one.example.org", "two.example.net"):
        assert [said for said in refused.outcome["errors"] if said.startswith(f"{host} is protected: retire it first")]


def test_ids_that_were_confused_are_refused_and_nothing_is_touched(made: Sandbox) -> None:
    made.write(
        FOUND_FLEET.replace(
            "hosts:\n",
            "hosts:\n  three.example.org: { provider: hetzner-cloud, id: 52000010, size: cx23, spare: for tests }\n",
        )
    )
    seed(made.store(), draw_up(load(made.inventory)))
    before = made.store().all()
    for old, new in (("id: 52000009", "id: 0"), ("id: 52000010", "id: 52000009"), ("id: 0", "id: 52000010")):
        made.edit("fleet.yaml", old, new)
    refused = made.run("up")
    assert refused.code == 1
    assert refused.outcome["refused"]
    assert refused.outcome["errors"] == [
        f"{row}: the machine with its id is called {called}, which is another row; correct one of the two ids"
        for row, called in (
            ("one.example.org", "three.example.org"),
            ("three.example.org", "one.example.org"),
        )
    ]
    assert made.store().all() == before
    assert made.store().writes() == []


def test_a_site_that_moves_takes_its_name_and_checks_along(running: Sandbox) -> None:
    running.edit("services.yaml", "hosts: [chat.example.net]", "hosts: [crm.example.org]")
    running.edit("hosts.yaml", "environment: development }", "environment: development, spare: moved away }")
    moved = running.run("up")
    assert moved.code == 0, moved.out
    assert "hosts: chat.example.net → crm.example.org" in moved.changes("chat")
    # A host without a site is pinged.
    assert "create monitor" in moved.changes("chat.example.net")
    assert moved.resources().keys() == {"create", "update"}
    assert moved.resources()["create"] == 1
    assert running.records()["talk CNAME"] == ["crm.example.org"]
    outputs = running.outputs()
    crm = outputs["hosts"]["crm.example.org"]
    assert outputs["sites"]["https://talk.example.net/"]["ipv4"] == crm["ipv4"]
    assert "chat" in crm["services"]
    watched = {
        tuple(check["hosts"]) for check in outputs["checks"] if "chat" in check["services"] and check["kind"] == "http"
    }
    assert watched == {("crm.example.org",)}
    (by_hand,) = (record for record in outputs["dns"] if record["name"] == "talk.example.com")
    assert by_hand["values"] == ["crm.example.org"]
    assert by_hand["kept"] == "by hand: at the registrar"
    assert "service:chat" in running.machine("crm.example.org").properties["tags"]


def test_a_renamed_machine_stays_and_its_old_name_may_be_a_sites(running: Sandbox) -> None:
    crm, docs = running.machine("crm.example.org"), running.machine("docs.example.org")
    for old, new in (("crm", "box"), ("docs", "pages")):
        row = f"  {new}.example.org: {{ aliases: [{old}.example.org], provider"
        running.edit("hosts.yaml", f"  {old}.example.org: {{ provider", row)
        running.edit("services.yaml", f"hosts: [{old}.example.org]", f"hosts: [{new}.example.org]")
    renamed = running.run("up")
    assert renamed.code == 0, renamed.out
    assert renamed.changes("box.example.org")[0] == "renamed from crm.example.org"
    machines = [step for step in renamed.outcome["steps"] if step["type"] in {SERVER, LINODE}]
    assert [(step["operation"], step["fields"]) for step in machines] == [("update", ["label"]), ("update", ["name"])]
    assert running.machine("box.example.org").id == crm.id
    assert running.machine("pages.example.org").id == docs.id
    records = running.records()
    assert records["box A"] == crm.properties["ipv4s"]
    assert records["pages A"] == [docs.properties["ipv4Address"]]
    assert records["crm CNAME"] == ["box.example.org."]
    assert records["docs CNAME"] == ["pages.example.org."]
    assert not {"crm A", "crm AAAA", "docs A", "docs AAAA"} & records.keys()
    pointers = reverse(running, "linode:index/rdns:Rdns", "address", "rdns")
    assert pointers[crm.properties["ipv4s"][0]] == "box.example.org"
    running.settled()


def test_a_host_with_sites_is_not_retired(made: Sandbox) -> None:
    made.edit("hosts.yaml", "docs.example.org: { provider", "docs.example.org: { retire: 2099-01-31, provider")
    run = made.run("preview")
    assert run.code == 1
    assert "docs.example.org is being retired, and this service has sites on it" in run.err


def test_a_retired_machine_leaves_in_order(made: Sandbox) -> None:
    made.write(LEAVING_FLEET)
    assert made.run("up").code == 0
    server = made.machine("one.example.org")
    for host in ("one", "two"):
        made.edit("fleet.yaml", f"  {host}.example.org: {{", f"  {host}.example.org: {{ retire: 2099-01-31,")
    plan = made.run("preview")
    for host in ("one.example.org", "two.example.org"):
        changes = " | ".join(plan.changes(host))
        assert "retire: none → 2099-01-31 (nobody is notified of it any more, and its protection ends" in changes
        assert "pointed at by: none → service search" in changes
        assert f"icmp {host}" in plan.outcome["targets"]["removed"]
    (step,) = plan.outcome["by_hand"]
    assert step.startswith("two.example.org: save what is still needed of it")

    retiring = made.run("up")
    assert retiring.code == 0, retiring.out
    checked = {host for check in made.outputs()["checks"] for host in check["hosts"]}
    assert checked == {"stays.example.org"}
    assert not made.machine("one.example.org").properties["deleteProtection"]
    assert "protect" not in made.resource("one.example.org")
    (snapshot,) = made.store().all("hcloud:index/snapshot:Snapshot")
    assert snapshot.properties["serverId"] == int(server.id)

    made.edit("fleet.yaml", "hosts: [one.example.org, two.example.org]", "hosts: [stays.example.org]")
    made.edit("fleet.yaml", "size: default, spare: for tests", "size: default")
    text = (made.inventory / "fleet.yaml").read_text()
    gone = "\n".join(line for line in text.splitlines() if "retire:" not in line)
    before = made.store().all()
    made.write(gone)
    early = made.run("up")
    assert early.outcome["refused"]
    assert early.outcome["errors"] == [
        f"{host}: its row says retire: 2099-01-31, which is yet to come; put the row back as it was until then"
        for host in ("one.example.org", "two.example.org")
    ]
    assert made.store().all() == before

    made.write(text.replace("retire: 2099-01-31", "retire: 2026-01-31"))
    assert made.run("up").code == 0
    made.write(gone)
    left = made.run("up")
    assert left.code == 0, left.out
    assert not {"create", "replace"} & left.outcome["resources"].keys()
    names = {
        one.properties.get("name") or one.properties.get("label")
        for kind in (SERVER, LINODE)
        for one in made.store().all(kind)
    }
    assert names == {"stays.example.org"}
    assert {name.partition(" ")[0] for name in made.records()} == {"stays"}
    pointers = reverse(made, "hcloud:index/rdns:Rdns", "ipAddress", "dnsPtr")
    assert set(pointers.values()) == {"stays.example.org"}
    assert made.store().all("linode:index/rdns:Rdns") == []
    assert made.store().all("hcloud:index/snapshot:Snapshot") == [snapshot]
    assert made.machine("stays.example.org").properties["deleteProtection"]
    assert made.resource("stays.example.org")["protect"]
    again = made.run("preview", "--expect-no-changes")
    assert again.code == 0, again.out


def test_a_zone_leaves_the_fleet_once_it_is_let_go_of_and_stays_where_it_is(made: Sandbox) -> None:
    made.write(SERVER_FLEET)
    assert made.run("up").code == 0
    before = made.store().all()
    made.edit("fleet.yaml", "zones:\n  example.org: { provider: hetzner-cloud }\n", "")
    run = made.run("up")
    assert run.outcome["refused"]
    (error,) = run.outcome["errors"]
    assert error.startswith("example.org is protected: let go of it first: put its row back, with release: true")
    assert made.store().all() == before

    made.edit("fleet.yaml", "hosts:\n", "zones:\n  example.org: { provider: hetzner-cloud, release: true }\nhosts:\n")
    released = made.run("up")
    assert released.changes("example.org") == ["release: False → True"]
    assert released.resources() == {}
    made.edit("fleet.yaml", "zones:\n  example.org: { provider: hetzner-cloud, release: true }\n", "")
    forgotten = made.run("up")
    assert forgotten.changes("example.org") == ["gone"]
    assert forgotten.resources() == {}
    assert made.store().all() == before
    assert not [one for one in made.resources() if one["type"] in {ZONE, RRSET}]


def test_a_renamed_host_takes_the_name_of_a_site_in_two_steps(made: Sandbox) -> None:
    made.write(SITE_FLEET)
    assert made.run("up").code == 0
    server = made.machine("one.example.org")
    made.edit("fleet.yaml", "  one.example.org: {", "  www.example.org: { aliases: [one.example.org],")
    made.edit("fleet.yaml", "hosts: [one.example.org]", "hosts: [www.example.org]")
    taken = made.run("up")
    assert taken.code == 1
    assert all("Delete them in the provider's console" in error for error in taken.outcome["errors"])
    (old,) = (one for one in made.store().all(RRSET) if one.properties["type"] == "CNAME")
    made.store().remove(RRSET, old.id, by_hand=True)
    again = made.run("up")
    assert again.code == 0, again.out
    assert made.machine("www.example.org").id == server.id
    records = made.records()
    assert {name for name in records if not name.startswith("prom-client")} == {"www A", "www AAAA"}
    assert records["www A"] == [server.properties["ipv4Address"]]
    made.settled()


def test_https_is_enforced_once_there_is_a_certificate(made: Sandbox) -> None:
    made.write(PAGES_FLEET)
    assert made.run("up").code == 0
    store = made.store()
    (pages,) = store.all("githubpages:index:Pages")
    assert pages.properties["cname"] == "www.example.org"
    assert "httpsEnforced" not in pages.properties
    store.change(pages.kind, pages.id, None, pages.properties | {"certificate": "new"}, by_hand=True)
    assert made.run("preview", "--expect-no-changes").code == 0
    store.change(pages.kind, pages.id, None, pages.properties | {"certificate": "approved"}, by_hand=True)
    enforced = made.run("up")
    assert [(step["operation"], step["type"], step["fields"]) for step in enforced.outcome["steps"]] == [
        ("update", pages.kind, ["httpsEnforced"])
    ]
    (pages,) = store.all(pages.kind)
    assert pages.properties["cname"] == "www.example.org"
    assert pages.properties["httpsEnforced"]
    made.settled()


@pytest.mark.parametrize("more", ["", ", release: true"])
def test_pages_of_the_official_resource_are_taken_over_as_they_are(made: Sandbox, more: str) -> None:
    made.write(PAGES_FLEET)
    assert made.run("up").code == 0
    store = made.store()
    before, writes = store.all(), store.writes()
    made.rewrite(_with_official_pages)
    (official,) = (one for one in made.resources() if one["type"].endswith("RepositoryPages"))
    assert (official["id"], official["protect"]) == ("1", True)
    made.write(PAGES_FLEET.replace("workflow: true", f"workflow: true{more}"))
    assert made.run("preview").code == 0
    run = made.run("up")
    assert run.code == 0, run.out
    assert "delete" not in {step["operation"] for step in run.outcome["steps"]}
    assert run.changes("https://www.example.org/") == (["release: False → True"] if more else [])
    assert (store.all(), store.writes()) == (before, writes)
    (native,) = (one for one in made.resources() if one["type"].endswith("Pages"))
    assert (native["type"], native["inputs"]["cname"]) == ("githubpages:index:Pages", "www.example.org")
    assert made.run("refresh").code == 0
    assert made.run("preview", "--expect-no-changes").code == 0
    assert (store.all(), store.writes()) == (before, writes)


def _with_official_pages(resources: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """A state as earlier versions left it."""
    (provider,) = (one for one in resources if one["type"] == "pulumi:providers:github")
    for one in resources:
        if one["type"] == "githubpages:index:Pages":
            one["type"] = "github:index/repositoryPages:RepositoryPages"
            one["urn"] = one["urn"].replace("githubpages:index:Pages", one["type"])
            one["provider"] = f"{provider['urn']}::{provider['id']}"
            one["id"] = "1"
            one["outputs"] |= {"id": "1", "public": True, "custom404": False, "httpsEnforced": False}
    return [one for one in resources if one["type"] != "pulumi:providers:githubpages"]


def test_dns_lists_the_records_of_a_stack_that_is_up(brought_up: tuple[Sandbox, Run]) -> None:
    stack, _ = brought_up
    listed = stack.fleet("dns", "--sandbox", "--stack", "sandbox")
    assert listed.code == 0, listed.err
    first, _, rest = listed.out.partition("\n\n")
    assert first.startswith("; example.com: TO BE SET BY HAND: at the registrar\n")
    assert "talk.example.com." in first
    assert "chat.example.net." in first
    ipv4 = stack.machine("crm.example.org").properties["ipv4s"][0]
    assert [line for line in rest.splitlines() if line.startswith("crm.example.org. ") and line.endswith(f" {ipv4}")]
    assert '0 issue "letsencrypt.org"' in rest


def test_dns_of_a_stack_that_is_not_up_says_so(made: Sandbox) -> None:
    asked = made.fleet("dns", "--sandbox", "--stack", "sandbox")
    assert asked.code == 1
    assert "not up yet" in asked.err
    assert "python -m fleet up --sandbox --stack sandbox" in asked.err


def test_what_no_api_does_is_left_to_people_and_said_to_them(made: Sandbox) -> None:
    made.write(ORDERED_FLEET)
    ordered = made.run("up")
    assert ordered.code == 0, ordered.err
    dedicated, bytemark = ordered.outcome["by_hand"]
    assert dedicated.startswith("one.example.org: if it is new, order EX44 at https://robot.your-server.de/server")
    assert "write its server_number" in dedicated
    assert bytemark.startswith("two.example.org: if it is new, order it at https://panel.bytemark.co.uk/servers")

    made.edit("fleet.yaml", "product: EX44", "product: EX44, retire: 2026-01-31")
    text = (made.inventory / "fleet.yaml").read_text()
    made.write("\n".join(line for line in text.splitlines() if "two.example.org" not in line))
    leaving = made.run("preview").outcome["by_hand"]
    retiring, gone = leaving
    assert retiring.startswith("one.example.org: save what is still needed of it, and cancel it at https://robot.")
    assert gone.startswith("two.example.org: cancel it at https://panel.bytemark.co.uk/servers, if that is not done")
    shown = made.fleet("preview", "--sandbox", "--stack", "sandbox", "--inventory", str(made.inventory)).out
    heading, _, steps_shown = shown.partition("Left to do by hand\n")[2].partition("\n")
    assert heading == f"- {leaving[0]}"
    assert steps_shown.startswith(f"- {leaving[1]}\n")


def owned(stack: Sandbox) -> set[tuple[str, str]]:
    """The name and id of each object in the state."""
    return {(one["urn"], one["id"]) for one in stack.resources() if one["custom"] and ":providers:" not in one["urn"]}


def test_what_a_zone_comes_to_keep_stays_as_it_is_until_it_is_taken_back(made: Sandbox) -> None:
    made.write(
        BOTH_FLEET.replace("example.net: { provider: linode }", "example.com: { provider: linode }").replace(
            "two.example.org", "two.example.com"
        )
    )
    made.run("up").resources()
    records, managed = made.records(), owned(made)
    kept = {
        "caa: [letsencrypt.org]": "caa: [letsencrypt.org], keep: [example.org, one.example.org, www.example.org]",
        "{ provider: linode }\nhosts": "{ provider: linode, keep: [two.example.com] }\nhosts",
    }
    for old, new in kept.items():
        made.edit("fleet.yaml", old, new)
    assert made.run("up").resources() == {}
    assert (made.records(), owned(made)) == (records, managed)
    made.settled()
    # Whatever else changes in the rows.
    made.edit("fleet.yaml", "caa: [letsencrypt.org]", "caa: [buypass.com], ttl: 3600")
    made.run("up")
    assert made.records() == records
    made.settled()
    made.edit("fleet.yaml", ", keep: [example.org, one.example.org, www.example.org]", "")
    made.edit("fleet.yaml", ", keep: [two.example.com]", "")
    assert made.run("up").code == 0
    assert made.records() == records | {"@ CAA": ['0 issue "buypass.com"']}
    made.settled()


def test_records_move_into_a_zone_inside_another_once_that_leads_there(made: Sandbox) -> None:
    made.write(SITE_FLEET)
    made.run("up").resources()
    before = made.records()
    outer = "example.org: { provider: hetzner-cloud }"
    made.edit("fleet.yaml", outer, outer + "\n  one.example.org: { provider: linode, email: sysadmin@example.org }")
    refused = made.run("up")
    assert refused.code == 1
    assert "write delegated: false in its row" in refused.outcome["errors"][0]
    assert made.records() == before

    made.edit("fleet.yaml", "provider: linode, email", "provider: linode, delegated: false, email")
    both = made.run("up")
    assert both.resources() == {"create": 4}, both.out
    assert "write delegated: true in its row" in "".join(both.outcome["by_hand"])
    assert {name: made.records()[name] for name in before} == before
    assert len(made.records()["one NS"]) == 5
    made.settled()

    made.edit("fleet.yaml", "delegated: false", "delegated: true")
    moved = made.run("up")
    assert moved.resources() == {"delete": 2}, moved.out
    records = made.records()
    assert records["@ A"] == before["one A"]
    assert len(records["one NS"]) == 5
    assert "one A" not in records
    made.settled()


def test_long_and_international_names_are_made_to_fit_and_stay(made: Sandbox) -> None:
    made.write(NAMES_FLEET)
    up = made.run("up")
    assert up.code == 0, up.out
    labels = {name for name in made.machines().values() if "-" in name}
    assert "www.xn--bcher-kva.org" in labels
    (long,) = (name for name in labels if name.startswith(LONG[:40]))
    (international,) = (name for name in labels if name.startswith("www.xn-bcher-kva.net-"))
    assert is_label(long, INSTANCE_LABEL)
    assert made.records()["shop CNAME"] == ["www.xn--bcher-kva.org."]
    made.settled()
    again = made.run("up")
    assert (again.code, again.resources()) == (0, {}), again.out
    assert {long, international} < {*made.machines().values()}
    files = export(load(made.inventory))
    assert f"{LONG}.example.com" in files["salt/roster"]
    assert "www.xn--bcher-kva.net" in files["salt/roster"]


def test_a_host_and_a_zone_of_one_name_have_rows_of_their_own_in_a_plan(made: Sandbox) -> None:
    name = "example.org"
    made.write(FOUND_FLEET.replace("one.example.org", name))
    seed(made.store(), draw_up(load(made.inventory)))
    plan = made.run("preview")
    assert plan.code == 0, plan.out
    rows = {row["section"]: row["changes"] for row in plan.outcome["rows"] if row["name"] == name}
    assert rows.keys() == {"hosts", "zones"}
    assert "adopt server" in rows["hosts"]
    assert "adopt zone" not in rows["hosts"]
    assert "create DNS record x2" in rows["hosts"]
    assert rows["zones"][:2] == ["new", "adopt zone"]
    done = made.run("up")
    assert done.code == 0, done.out
    adopted = {(step["section"], step["type"]) for step in done.outcome["steps"] if step["operation"] == "adopt"}
    assert adopted == {("hosts", SERVER), ("hosts", LINODE), ("zones", ZONE), ("zones", DOMAIN)}
    made.settled()
    made.edit("fleet.yaml", "provider: hetzner-cloud, id: 71000009", "provider: hetzner-cloud, id: 71000009, ttl: 600")
    changed = {row["section"]: row["changes"] for row in made.run("preview").outcome["rows"] if row["name"] == name}
    assert all("DNS record" in step for step in changed.get("hosts", []))
    made.write(f"{PEOPLE}\nhosts: {{}}\n")
    refused = made.run("up").outcome["errors"]
    assert [error for error in refused if error.startswith(f"host {name} is protected: retire it first")]
    assert [error for error in refused if error.startswith(f"zone {name} is protected: let go of it first")]
