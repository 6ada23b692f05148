"""The plan that was shown is the plan that is applied, on the real engine and in a backend of its own."""

import re
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.engine.checkout import Checkout
from tests.engine.fleets import SERVER_FLEET
from tests.engine.harness import SERVER

HOST = "one.example.org"
FIREWALL = "hcloud:index/firewall:Firewall"
RELEASED = SERVER_FLEET.replace(
    "{ provider: hetzner-cloud }\nhosts", "{ provider: hetzner-cloud, release: true }\nhosts"
)
LEAVING = RELEASED.replace("size: default", "size: default, retire: 2099-01-31")
CHANGED = LEAVING.replace("firewall: [web]", "firewall: [web], backups: false")
EARLY = "its row says retire: 2099-01-31, which is yet to come"
STALE = "The plan that was shown is out of date, and nothing was touched"


def without_row(inventory: str) -> str:
    return "\n".join(line for line in inventory.splitlines() if HOST not in line).replace("hosts:", "hosts: {}") + "\n"


@pytest.fixture(scope="module")
def up(tmp_path_factory: pytest.TempPathFactory) -> Checkout:
    """A stack with a server that is being retired, on a day far away."""
    stack = Checkout(tmp_path_factory.mktemp("retiring"), LEAVING)
    done = stack.run("up", "--yes")
    assert done.returncode == 0, done.stdout + done.stderr
    return stack


@pytest.fixture
def stack(up: Checkout) -> Checkout:
    """That stack with a change in its row that was not brought up yet."""
    up.inventory.write_text(CHANGED)
    turn_uptimerobot(up, "false")
    for file in up.inventory.parent.glob("*.yaml"):
        if file != up.inventory:
            file.unlink()
    return up


def turn_uptimerobot(stack: Checkout, value: str) -> None:
    text = stack.settings.read_text()
    stack.settings.write_text(re.sub(r"(fleet:uptimerobot:).*", rf"\1 {value}", text))


def remove_the_row(stack: Checkout) -> None:
    stack.inventory.write_text(without_row(CHANGED))


def add_a_file(stack: Checkout) -> None:
    (stack.inventory.parent / "more.yaml").write_text("firewalls: {}\n")


def change_the_settings(stack: Checkout) -> None:
    turn_uptimerobot(stack, "true")


def bring_up_something_else(stack: Checkout) -> None:
    other = stack.root / "other.yaml"
    other.write_text(LEAVING.replace("firewall: [web]", "firewall: []"))
    done = stack.run("up", "--yes", "--inventory", str(other))
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.parametrize(
    ("meanwhile", "reason"),
    [
        (remove_the_row, "stacks/sandbox/fleet.yaml was changed after it was read"),
        (add_a_file, "stacks/sandbox/more.yaml was added after the inventory was read"),
        (change_the_settings, "Pulumi.sandbox.yaml: the setting fleet:uptimerobot was changed after it was read"),
        (bring_up_something_else, "another run changed the stack meanwhile: "),
    ],
)
def test_what_changes_while_the_question_is_on_screen_stops_the_run(
    stack: Checkout, meanwhile: Callable[[Checkout], None], reason: str
) -> None:
    before: list[object] = []

    def act() -> None:
        meanwhile(stack)
        before.extend(stack.store.all())

    done = stack.asked("up", answer="y", meanwhile=act)
    assert "Make these changes?" in done.stdout
    assert done.returncode == 1, done.stdout + done.stderr
    printed = " ".join(done.stdout.split())
    assert reason in printed
    assert STALE in printed
    assert "up of sandbox: refused, and nothing was touched" in printed
    assert stack.store.all() == before
    assert stack.store.all(SERVER)


def test_what_has_not_changed_is_applied(stack: Checkout) -> None:
    done = stack.asked("up", answer="y")
    assert done.returncode == 0, done.stdout + done.stderr
    assert stack.run("up", "--yes", "--expect-no-changes").returncode == 0


@pytest.mark.parametrize("question", [True, False])
def test_a_plan_that_deletes_a_machine_before_its_day_is_refused(stack: Checkout, *, question: bool) -> None:
    remove_the_row(stack)
    before = stack.store.all()
    done = stack.asked("up", answer="y") if question else stack.run("up", "--yes")
    assert done.returncode == 1
    assert done.stdout.count(f"{HOST}: {EARLY}") == 1
    assert "Make these changes?" not in done.stdout
    assert stack.store.all() == before


def test_destroying_shows_its_plan_and_is_refused_before_it_asks(stack: Checkout) -> None:
    before = stack.store.all()
    done = stack.asked("destroy", answer="y")
    assert done.returncode == 1
    assert f"{HOST}: {EARLY}" in done.stdout
    assert "Destroy everything" not in done.stdout
    assert stack.store.all() == before


def test_destroying_asks_after_it_has_shown_what_goes(tmp_path: Path) -> None:
    stack = Checkout(tmp_path, LEAVING.replace("2099", "2020"))
    assert stack.run("up", "--yes").returncode == 0
    declined = stack.asked("destroy", answer="y")
    assert declined.returncode == 1
    shown, _, _ = declined.stdout.partition("Destroy everything in the stack sandbox?")
    assert f"{HOST}  " in shown
    assert "delete server" in shown
    assert stack.store.all(SERVER)
    # Its plugin ends if it is to delete what is gone.
    (firewall,) = stack.store.all(FIREWALL)
    stack.store.remove(FIREWALL, firewall.id, by_hand=True)
    done = stack.asked("destroy", answer="sandbox")
    assert (
        f"firewall {firewall.properties['name'].replace('sandbox', 'hetzner-cloud')} was deleted by hand" in done.stdout
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert not stack.store.all(SERVER)
