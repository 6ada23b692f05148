"""Both stacks on the real engine and simulated clouds, as a sysadmin would run them."""

import json
import subprocess
from pathlib import Path

from components.github_pages.component import OFFICIAL_PAGES
from engine.messages import NEVER_REPLACED
from fleet.blueprint.checks import checks
from fleet.draw_up import draw_up
from fleet.inventory.load import load
from sandbox.seed import seed
from sandbox.simulation import kinds
from sandbox.store import Store
from tests.engine.fleets import SERVER_FLEET
from tests.engine.harness import LINODE, ROOT, SERVER, MakeSandbox, Run, Sandbox
from tests.warm import python

PAGES = "githubpages:index:Pages"


def test_production_comes_up_with_every_row_and_touches_no_cloud(sandbox: MakeSandbox) -> None:
    stack = sandbox("production")
    fleet = load(stack.inventory)
    run = stack.run("up")
    sites = {url for service in fleet.services.values() for url in service.sites}
    assert run.resources() == {}
    rows = fleet.hosts.keys() | fleet.services.keys() | sites | fleet.zones.keys()
    assert {row["name"] for row in run.outcome["rows"]} == rows
    assert run.outcome["targets"]["added"] == sorted(f"{check.kind} {check.target}" for check in checks(fleet))
    again = stack.run("up", "--expect-no-changes")
    assert again.code == 0
    assert not again.outcome["changed"]
    assert again.outcome["rows"] == []
    assert stack.store().writes() == []


def test_the_sandbox_fleet_comes_up_with_an_object_of_every_kind(
    brought_up: tuple[Sandbox, Run], tmp_path: Path
) -> None:
    stack, run = brought_up
    before = Store(tmp_path / "before.sqlite")
    seed(before, draw_up(load(stack.inventory)))
    adopted = [one for one in before.all() if one.kind in kinds()]
    in_apis_of_their_own = ["a monitor", "the Pages of a repository"]
    assert run.resources()["adopt"] == len(adopted) + len(in_apis_of_their_own)
    writes = stack.store().writes()
    assert {kind for _, kind, _ in writes} >= kinds().keys() - {OFFICIAL_PAGES}
    server = 1  # its number is what it has in common with one that is created
    assert run.resources()["create"] == server + len([1 for operation, _, _ in writes if operation == "create"])
    assert not any(operation == "delete" for operation, _, _ in writes)
    assert run.outcome["warnings"] == []
    stack.agrees()
    outputs = stack.outputs()
    assert list(outputs) == sorted(outputs)
    assert set(outputs) == {"hosts", "sites", "services", "zones", "checks", "monitors", "dns", "targets"}
    assert outputs["hosts"]["crm.example.org"]["ipv4"].startswith(("203.0.113.", "198.51.100.", "192.0.2."))
    assert "/" not in outputs["hosts"]["crm.example.org"]["ipv6"]
    assert outputs["hosts"]["forum.example.org"]["providerId"] == "41000001"


def test_a_second_up_changes_nothing_and_writes_nothing(running: Sandbox) -> None:
    before = running.store().writes()
    again = running.run("up", "--expect-no-changes")
    assert again.code == 0, again.out
    assert again.resources() == {}
    assert running.run("refresh", "--expect-no-changes").code == 0
    assert running.store().writes() == before


def test_a_changed_row_updates_in_place(running: Sandbox) -> None:
    machines = running.machines()
    running.edit("hosts.yaml", "size: g6-standard-2", "size: g6-standard-4")
    running.edit("hosts.yaml", "size: cx23, firewall", "size: cx33, firewall")
    running.edit("hosts.yaml", "environment: staging", "environment: development")
    running.edit("hosts.yaml", "size: g6-nanode-1, region", "manager: example, size: g6-nanode-1, region")
    plan = running.run("up")
    machines_and_monitors = {"update": 4 + 2}
    assert plan.resources() == machines_and_monitors
    size, swap, update = plan.changes("crm.example.org")
    assert size.startswith("size: g6-standard-2 → g6-standard-4 (the machine runs while it is copied to another host")
    assert swap.endswith("(applies to new machines only)")
    assert update == "update server (size)"
    assert "size: cx23 → cx33 (powers the machine off" in plan.changes("docs.example.org")[0]
    assert plan.changes("staging.example.org")[-2:] == ["environment: staging → development", "update server (labels)"]
    assert plan.changes("https://forum.example.org/") == ["update monitor (contacts, tags)"]
    assert plan.changes("https://staging.example.org/") == ["update monitor (interval, tags)"]
    assert plan.changes("forum.example.org") == ["manager: partner → example", "update server (tags)"]
    assert running.machine("crm.example.org").properties["type"] == "g6-standard-4"
    assert running.machine("docs.example.org").properties["serverType"] == "cx33"
    assert running.machine("staging.example.org").properties["labels"]["environment"] == "development"
    assert "manager:example" in running.machine("forum.example.org").properties["tags"]
    assert running.machines() == machines


def test_renamed_services_and_sites_replace_nothing(running: Sandbox) -> None:
    pages = running.store().all(PAGES)
    running.edit("services.yaml", "  forum:\n    title", "  board:\n    aliases: [forum]\n    title")
    running.edit("services.yaml", "docs, forum, website]", "docs, board, website]")
    site = "      https://standard.example.org/:\n"
    running.edit(
        "services.yaml", site, "      https://norm.example.org/:\n        aliases: [https://standard.example.org/]\n"
    )
    run = running.run("up")
    assert run.changes("board")[0] == "renamed from forum"
    assert run.changes("https://norm.example.org/")[0] == "renamed from https://standard.example.org/"
    dns = {step["type"] for step in run.outcome["steps"] if step["operation"] != "update"}
    assert dns == {"hcloud:index/zoneRrset:ZoneRrset"}
    assert [one.id for one in running.store().all(PAGES)] == [one.id for one in pages]
    assert {"norm CNAME", "standard CNAME"} & running.records().keys() == {"norm CNAME"}
    running.settled()


def test_refresh_finds_what_was_done_behind_its_back_and_up_puts_it_right(running: Sandbox) -> None:
    store = running.store()
    server = running.machine("prometheus.example.org")
    by_hand = server.properties | {"labels": {"made-by": "hand"}, "backups": False}
    store.change(SERVER, server.id, "prometheus.example.org", by_hand, by_hand=True)
    (firewall,) = store.all("linode:index/firewall:Firewall")
    store.remove("linode:index/firewall:Firewall", firewall.id, by_hand=True)
    found = running.run("refresh", "--expect-no-changes")
    assert found.code == 7
    assert found.changes("prometheus.example.org") == ["update server (backups, labels)"]
    assert found.outcome["resources"] == {"update": 1, "delete": 1}
    assert running.run("up").resources() == {"create": 1, "update": 1}
    assert store.get(SERVER, server.id) == server
    (anew,) = store.all("linode:index/firewall:Firewall")
    assert anew.properties["linodes"] == firewall.properties["linodes"]
    assert running.run("refresh", "--expect-no-changes").code == 0


def test_destroying_is_refused_before_anything_is_touched(running: Sandbox) -> None:
    before = running.store().all()
    run = running.run("destroy")
    assert run.code == 1
    assert run.outcome["refused"]
    protected = {error.partition(" is protected: ")[0] for error in run.outcome["errors"]}
    fleet = load(running.inventory)
    sites = {url for row in fleet.services.values() for url, site in row.sites.items() if site.hosted}
    hosts = {name for name, row in fleet.hosts.items() if row.state != "registered" and row.retire is None}
    zones = {name for name, row in fleet.zones.items() if row.provider}
    assert protected == hosts | sites | zones
    remedies = {error.partition(" is protected: ")[2].split(":")[0] for error in run.outcome["errors"]}
    assert remedies == {"retire it first", "let go of it first"}
    assert running.store().all() == before


def test_removing_the_row_of_a_managed_host_is_refused_before_anything_is_touched(running: Sandbox) -> None:
    before = running.store().all()
    running.edit("hosts.yaml", "  crm.example.org: { provider: linode, size: g6-standard-2 }\n", "")
    running.edit("services.yaml", "https://crm.example.org/", "https://relations.example.org/")
    running.edit("services.yaml", "hosts: [crm.example.org]", "hosts: [files.example.org]")
    run = running.run("up")
    assert run.code == 1
    (error,) = run.outcome["errors"]
    assert error.startswith("crm.example.org is protected: retire it first: ")
    assert running.store().all() == before


def test_moving_a_created_server_to_another_region_is_refused(running: Sandbox) -> None:
    before = running.store().all()
    running.edit("hosts.yaml", "size: cx23, role", "region: hel1, size: cx23, role")
    run = running.run("up")
    assert run.code == 1
    (error,) = run.outcome["errors"]
    assert error.startswith(f"prometheus.example.org: {NEVER_REPLACED}. Write ")
    assert running.store().all() == before


def test_an_id_that_does_not_exist_fails_the_preview_and_says_whose_it_is(sandbox: MakeSandbox) -> None:
    stack = sandbox("sandbox")
    store = stack.store()
    seed(store, draw_up(load(stack.inventory)))
    # The sandbox makes what an inventory adopts only once, so now nobody has that id.
    store.remove(LINODE, "41000001", by_hand=True)
    run = stack.run("up")
    assert run.code == 1
    assert run.outcome["refused"]
    (error,) = run.outcome["errors"]
    assert error.startswith("forum.example.org: ")
    assert "'41000001' does not exist; compare the id in its row" in error
    assert not stack.store().writes()


def test_secrets_are_not_in_the_state_in_clear(sandbox: MakeSandbox) -> None:
    stack = sandbox("sandbox")
    secret = "made-up-token-4711"
    program = [str(python()), "-m", "tests.engine.drive", str(ROOT / "__main__.py"), str(stack.home), "up"]
    store = stack.store()
    seed(store, draw_up(load(stack.inventory)))
    keys = [f"{key}={secret}" for key in ("hcloud:token", "linode:token", "github:token")]
    keys += ["fleet:uptimerobot=false", "fleet:hetznerrobot=false", f"fleet:inventory={stack.inventory}"]
    done = subprocess.run([*program, *keys], cwd=ROOT, env=stack.env, capture_output=True, text=True, check=True)
    assert json.loads(done.stdout.splitlines()[-1])["ok"]
    written = [file.read_bytes() for file in stack.home.rglob("*") if file.is_file()]
    assert not any(secret.encode() in content for content in written)
    assert secret not in done.stdout + done.stderr
    github = next(r for r in stack.resources() if r["urn"].endswith("github-example-org"))
    assert "ciphertext" in github["inputs"]["token"]


def test_a_broken_inventory_is_refused_before_anything_is_touched(sandbox: MakeSandbox) -> None:
    stack = sandbox("sandbox")
    stack.edit("hosts.yaml", "crm.example.org: { provider: linode", "crm.example.org: { provider: linod")
    run = stack.run("up")
    assert run.code == 1
    assert run.outcome["verb"] == "up"
    assert "hosts[crm.example.org].provider: 'linod' is not known here; did you mean 'linode'?" in run.err
    assert not stack.home.exists()


def test_a_killed_run_leaves_a_lock_that_says_how_to_get_rid_of_it(running: Sandbox) -> None:
    locks = running.home / "state/.pulumi/locks/organization/fleet/sandbox"
    locks.mkdir(parents=True, exist_ok=True)
    held = {"pid": 1, "username": "someone", "hostname": "elsewhere", "timestamp": "2020-01-01T00:00:00Z"}
    (locks / "11111111-1111-4111-8111-111111111111.json").write_text(json.dumps(held))
    run = running.run("up")
    assert run.code == 1
    assert "`python -m fleet cancel --sandbox --stack sandbox` unlocks" in " ".join(run.outcome["errors"])
    unlocked = running.fleet("cancel", "--sandbox", "--stack", "sandbox")
    assert "locked by someone@elsewhere (process 1) since 2020-01-01T00:00:00Z" in unlocked.out
    assert "sandbox is unlocked" in unlocked.out
    assert "is not locked" in running.fleet("cancel", "--sandbox", "--stack", "sandbox").out
    running.settled()


def test_what_is_probably_not_meant_is_warned_of_and_refuses_nothing(sandbox: MakeSandbox) -> None:
    stack = sandbox("sandbox")
    private = "  two.example.com: { provider: linode, ipv4: 192.168.1.7, spare: only registered }\n"
    stack.write(SERVER_FLEET + private)
    plan = stack.run("preview")
    words = (
        "two.example.com: its ipv4 192.168.1.7 is not public, and UptimeRobot tests it from outside; "
        "write its public address"
    )
    assert plan.code == 0, plan.out + plan.err
    assert plan.outcome["warnings"] == [words]
    checked = stack.fleet("check", "--inventory", str(stack.inventory))
    assert (checked.code, checked.err) == (0, f"warning: {words}\n")
