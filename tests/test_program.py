"""The real program under mocks, on the tests' own inventories."""

import json
import runpy
from collections import Counter
from collections.abc import Awaitable, Callable, Mapping
from pathlib import Path
from typing import Any, cast

import pulumi
import pytest

from fleet.blueprint import records as dns
from fleet.inventory.fleet import Fleet
from fleet.inventory.load import load
from fleet.registry import hostings
from tests.components.fleets import NOTHING_BESIDES
from tests.conftest import GITHUB_ASKED, UNKNOWN, Recording, Run
from tests.shared import FLEETS

ROOT = Path(__file__).parents[1]
PROGRAM = ROOT / "__main__.py"
ZONES = {"linode": "fleet:dns:LinodeZone", "hetzner-cloud": "fleet:dns:HetznerZone"}
NAMES = (
    "hcloud:index/zoneRrset:ZoneRrset",
    "linode:index/domainRecord:DomainRecord",
    "hcloud:index/rdns:Rdns",
    "linode:index/rdns:Rdns",
    "hetznerrobot:index:ReverseDns",
    "hetznerrobot:index:Firewall",
)
"""What is made again in a second: records and their opposites, and a firewall that lies before a machine."""
LOGINS = {"uptimerobot:apiKey": "made-up", "hetznerrobot:user": "made-up", "hetznerrobot:password": "made-up"}
MANAGED = {"fleet:uptimerobot": "true", "fleet:hetznerrobot": "true"}
COMPONENTS = {
    "linode": "fleet:hosting:LinodeServer",
    "hetzner-cloud": "fleet:hosting:HetznerCloudServer",
    "hetzner-dedicated": "fleet:hosting:HetznerDedicatedServer",
    "bytemark": "fleet:hosting:BytemarkServer",
    "github-pages": "fleet:hosting:GitHubPagesSite",
}
SANDBOX = LOGINS | {"fleet:inventory": str(FLEETS / "sandbox")}
"""The settings of the sandbox fleet, with a login everywhere."""
Main = Callable[[], Awaitable[Any]]


@pytest.fixture
def run(run: Run) -> Run:
    """Run programs in a stack whose settings leave out all but clouds, unless a test's settings say otherwise."""

    def run_in_clouds(program: Main, *, config: Mapping[str, str] | None = None, **options: Any) -> Recording:
        return run(program, config=NOTHING_BESIDES | dict(config or {}), **options)

    return cast("Run", run_in_clouds)


def handed_over(monkeypatch: pytest.MonkeyPatch) -> Main:
    """The coroutine that the program hands to Pulumi."""
    given: list[Main] = []
    monkeypatch.setattr(pulumi, "run", given.append)
    runpy.run_path(str(PROGRAM), run_name="__main__")
    (found,) = given
    return found


@pytest.fixture
def main(monkeypatch: pytest.MonkeyPatch) -> Main:
    return handed_over(monkeypatch)


def settings(stack: str) -> dict[str, str]:
    """The setting by which a stack reads the tests' own inventory."""
    return {"fleet:inventory": str(FLEETS / stack)}


@pytest.fixture(params=["production", "sandbox"])
def stack(request: pytest.FixtureRequest) -> str:
    name: str = request.param
    return name


@pytest.fixture
def fleet(stack: str) -> Fleet:
    return load(FLEETS / stack)


@pytest.fixture
def told(run: Run, main: Main, stack: str) -> Recording:
    return run(main, stack=stack, config=settings(stack))


def own(told: Recording) -> Counter[tuple[str, str]]:
    """The fleet's own components: type and name."""
    return Counter((row.type, row.name) for row in told.resources if row.type.startswith("fleet:"))


def expected(fleet: Fleet) -> Counter[tuple[str, str]]:
    found = [(COMPONENTS[row.provider], name) for name, row in fleet.hosts.items()]
    found += [(ZONES[row.provider], name) for name, row in fleet.zones.items() if row.provider]
    for name, service in fleet.services.items():
        found.append(("fleet:service:Service", name))
        found += [
            (COMPONENTS["github-pages"] if site.hosted else "fleet:service:Site", url)
            for url, site in service.sites.items()
        ]
    found += [("fleet:monitoring:PrometheusServer", f"{name}-prometheus") for name in fleet.prometheus]
    return Counter(found)


@pytest.mark.parametrize("preview", [True, False])
def test_every_row_is_declared_once(run: Run, main: Main, stack: str, fleet: Fleet, *, preview: bool) -> None:
    told = run(main, stack=stack, config=settings(stack), preview=preview)
    assert own(told) == expected(fleet)
    assert len(told.resources) > 20


def test_every_row_has_its_outputs(told: Recording, fleet: Fleet) -> None:
    outputs = told.returned
    assert list(outputs) == ["hosts", "sites", "services", "zones", "checks", "monitors", "dns", "targets"]
    assert list(outputs["hosts"]) == sorted(fleet.hosts)
    assert list(outputs["services"]) == sorted(fleet.services)
    assert list(outputs["zones"]) == sorted(fleet.zones)
    assert list(outputs["sites"]) == sorted(url for service in fleet.services.values() for url in service.sites)
    order = [(check["kind"], check["target"]) for check in outputs["checks"]]
    assert order == sorted(order)
    assert len(order) > len(fleet.hosts) - sum(row.retire is not None for row in fleet.hosts.values())
    records = [(row["zone"], row["name"], row["type"]) for row in outputs["dns"]]
    assert records == [(row.zone, row.name, row.type) for row in dns.records(fleet)] == sorted(records)


def test_outputs_are_flat_and_plain(told: Recording) -> None:
    def plain(value: object) -> bool:
        return value is None or isinstance(value, str | bool | int)

    for table in ("hosts", "sites", "services", "zones"):
        for name, row in told.returned[table].items():
            for key, value in row.items():
                flat = value.values() if isinstance(value, dict) else value if isinstance(value, list) else [value]
                assert all(map(plain, flat)), (table, name, key)
    for row in told.returned["dns"]:
        assert all(map(plain, row.pop("values"))), row
        assert all(map(plain, row.values())), row


def test_the_sandbox_fleet_shows_an_object_of_every_kind(run: Run, main: Main) -> None:
    told = run(main, stack="sandbox", config=SANDBOX | MANAGED)
    made = Counter(row.type for row in told.resources if not row.type.startswith("fleet:"))
    assert made == {
        "linode:index/instance:Instance": 3,
        "linode:index/rdns:Rdns": 4,
        "linode:index/firewall:Firewall": 1,
        "linode:index/domain:Domain": 1,
        "linode:index/domainRecord:DomainRecord": 3,
        "hcloud:index/server:Server": 4,
        "hcloud:index/rdns:Rdns": 4,
        "hcloud:index/snapshot:Snapshot": 1,
        "hcloud:index/firewall:Firewall": 2,
        "hcloud:index/sshKey:SshKey": 2,
        "hcloud:index/zone:Zone": 1,
        "hcloud:index/zoneRrset:ZoneRrset": 16,
        "github:index/repository:Repository": 1,
        "githubpages:index:Pages": 2,
        "pulumi:providers:github": 1,
        "pulumi:providers:githubpages": 1,
        "hetznerrobot:index:Server": 1,
        "hetznerrobot:index:ReverseDns": 2,
        "hetznerrobot:index:Firewall": 1,
        "hetznerrobot:index:SshKey": 2,
        "uptimerobot:index:Monitor": 13,
        "uptimerobot:index:AlertContact": 2,
        "uptimerobot:index:MaintenanceWindow": 2,
        "uptimerobot:index:StatusPage": 1,
    }
    assert [asked.token for asked in told.asked] == [GITHUB_ASKED]
    hosts = told.returned["hosts"]
    assert hosts["data.example.org"]["ipv4"] == "203.0.113.44"
    assert hosts["forum.example.org"]["providerId"] == "41000001"
    assert hosts["crm.example.org"]["ipv4"] == told.returned["sites"]["https://crm.example.org/"]["ipv4"]


def test_nothing_of_the_production_fleet_is_touched(run: Run, main: Main) -> None:
    told = run(main, stack="production", config=settings("production"))
    assert {row.type.partition(":")[0] for row in told.resources} == {"fleet"}
    assert {row["state"] for row in told.returned["hosts"].values()} == {"registered"}


def test_what_is_managed_and_not_retired_is_protected_but_for_its_names(run: Run, main: Main) -> None:
    told, fleet = run(main, stack="sandbox", config=SANDBOX | MANAGED), load(FLEETS / "sandbox")
    shared = ("linode:index/firewall", "hcloud:index/firewall", "hcloud:index/sshKey", "pulumi:providers")
    loose = ("hetznerrobot:index:SshKey", "uptimerobot:", "fleet:monitoring:")
    retiring = {name for name, row in fleet.hosts.items() if row.retire}
    assert retiring
    for row in told.resources:
        if row.type.startswith("fleet:hosting:"):
            held = [child for child in told.children(row) if child.type not in NAMES]
            assert row.protect == (bool(held) and row.name not in retiring), row.name
            assert all(child.protect == row.protect for child in held), row.name
        elif row.type.startswith(("fleet:service:", *shared, *loose, *NAMES)):
            assert not row.protect, row.name
        elif row.type.startswith(("fleet:dns:", "hcloud:index/zone:", "linode:index/domain:")):
            assert row.protect, row.name


def test_no_secret_is_in_the_outputs(run: Run, main: Main) -> None:
    config = {"github:token": "ghp_very_secret", "hcloud:token": "hc_very_secret", "linode:token": "ln_very_secret"}
    config |= dict.fromkeys(LOGINS, "very_secret")
    told = run(main, stack="sandbox", config=config | settings("sandbox") | MANAGED, secrets=tuple(config))
    assert "very_secret" not in json.dumps([told.returned, told.outputs])
    for row in told.resources:
        assert "very_secret" not in json.dumps({k: v for k, v in row.inputs.items() if k not in row.secret}), row.name


def test_a_preview_knows_what_the_rows_say(run: Run, main: Main) -> None:
    hosts = run(main, stack="sandbox", config=settings("sandbox"), preview=True).returned["hosts"]
    assert hosts["data.example.org"]["ipv4"] == "203.0.113.44"
    assert hosts["crm.example.org"]["ipv4"] == UNKNOWN


OTHER = """
contacts: {ops: {name: Operators, email: ops@example.org}}
providers: {bytemark: {console: https://panel.example/, manager: ops}}
hosts: {%s: {provider: bytemark, spare: a test}}
"""


def inventory(folder: Path, host: str) -> str:
    file = folder / f"{host}.yaml"
    file.write_text(OTHER % host, encoding="utf-8")
    return str(file)


def test_the_stacks_settings_may_name_another_inventory(run: Run, main: Main, tmp_path: Path) -> None:
    config = {"fleet:inventory": inventory(tmp_path, "settings.example.org")}
    assert list(run(main, stack="production", config=config).returned["hosts"]) == ["settings.example.org"]


def test_an_inventory_is_named_from_the_projects_folder(
    run: Run, main: Main, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    inventory = {"fleet:inventory": "tests/fleets/sandbox/../production"}
    assert "kingfisher" in run(main, stack="nosuch", config=inventory).returned["hosts"]
    monkeypatch.chdir(tmp_path)
    assert "kingfisher" in run(handed_over(monkeypatch), stack="nosuch", config=inventory).returned["hosts"]


def test_an_empty_setting_is_none(run: Run, main: Main) -> None:
    told = run(main, stack="production", config={"fleet:inventory": ""})
    assert told.returned["hosts"].keys() == load(ROOT / "stacks" / "production").hosts.keys()


@pytest.mark.parametrize(("setting", "kept"), [("true", True), ("false", False), (None, False)])
def test_debug_lines_are_kept_if_the_stack_wants_them(
    run: Run, main: Main, monkeypatch: pytest.MonkeyPatch, setting: str | None, *, kept: bool
) -> None:
    lines: list[str] = []

    async def program() -> None:
        monkeypatch.setattr(pulumi.log, "debug", lambda line, *_, **__: lines.append(line))
        await main()

    run(program, stack="production", config={"fleet:debug": setting} if setting else {})
    assert bool(lines) == kept


def test_a_broken_inventory_declares_nothing_and_names_every_mistake(
    run: Run, main: Main, tmp_path: Path, recordings: list[Recording]
) -> None:
    good = OTHER % "www.example.org"
    (tmp_path / "broken.yaml").write_text(
        good.replace("ops@example.org", "nowhere").replace("spare", "spair") + "extra: {}\n", encoding="utf-8"
    )
    with pytest.raises(pulumi.RunError) as raised:
        run(main, config={"fleet:inventory": str(tmp_path)})
    lines = str(raised.value).splitlines()
    assert lines[0] == "the inventory has mistakes:"
    assert [line.split(":")[1:4:2] for line in lines[1:]] == [
        ["2", " contacts.ops.email"],
        ["4", " hosts[www.example.org].spair"],
        ["5", " extra"],
    ]
    assert [told.resources for told in recordings] == [[]]


def test_a_stack_without_an_inventory_says_so(run: Run, main: Main) -> None:
    with pytest.raises(pulumi.RunError, match=r"stacks/nosuch.* does not exist"):
        run(main, stack="nosuch")


def test_the_program_is_short_and_knows_no_provider() -> None:
    text = PROGRAM.read_text(encoding="utf-8")
    assert len(text.splitlines()) <= 40
    words = [*hostings(), "hetzner", "hcloud", "github"]
    assert [word for word in words if word in text.lower()] == []
