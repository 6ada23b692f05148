"""Writes that fail as the environment tells them to."""

import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import grpc
import pytest
from pulumi.runtime.proto import provider_pb2 as pb
from pulumi.runtime.proto.provider_pb2_grpc import ResourceProviderStub

from providers.kit.values import Properties, struct
from sandbox.faults import FAULT, LOST, REFUSALS, Fault, Faults, killing_write, parse
from sandbox.simulation import kinds, plugins, simulations
from sandbox.store import Store
from sandbox.workspace import STORE
from tests.sandbox.client import FIREWALL, KEY, LINODE, MINIMAL, RDNS, REPOSITORY, SERVER, RefusedError, urn
from tests.sandbox.conftest import MakeCloud
from tests.shared import PATIENCE_SECONDS

ROOT = Path(__file__).parents[2]
ONE_OF_EACH = {"hcloud": KEY, "linode": LINODE, "github": REPOSITORY}
REFUSED = [(fault, one.plugin, words) for one in simulations() for fault, words in one.refusals.items()]
CHANGES: dict[str, Properties] = {KEY: {"labels": {"a": "b"}}, LINODE: {"tags": ["a"]}, REPOSITORY: {"topics": ["a"]}}


def test_faults_are_read() -> None:
    assert parse("") == parse("  ") == ()
    assert parse("rate-limit:Server:create:1 kill:*:write:20") == (
        Fault("rate-limit", "Server", "create", 1),
        Fault("kill", "*", "write", 20),
    )


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("rate-limit", "is not FAULT:TYPE:OPERATION:N, as in rate-limit:Server:create:1"),
        ("rate-limit:Server:create", "is not FAULT:TYPE:OPERATION:N"),
        ("rate-limit:Server:create:1:2", "is not FAULT:TYPE:OPERATION:N"),
        ("rate-limt:Server:create:1", "there is no fault 'rate-limt', but rate-limit, server-error, no-capacity, "),
        ("timeout:Servre:create:1", "there is no type 'Servre', but *, Domain, DomainRecord, Firewall, Instance, "),
        ("timeout::create:1", "there is no type ''"),
        ("timeout:Server:read:1", "there is no operation 'read', but create, update, delete, write"),
        ("timeout:Server:create:0", "'0' is not a number from 1 up"),
        ("timeout:Server:create:-1", "'-1' is not a number from 1 up"),
        ("timeout:Server:create:²", "'²' is not a number from 1 up"),
        ("timeout:Server:create:", "'' is not a number from 1 up"),
        ("name-taken:Server:update:1", "this never happens"),
        ("name-taken:Rdns:create:1", "this never happens"),
        ("no-capacity:Repository:create:1", "this never happens"),
    ],
)
def test_a_fault_that_there_is_not_is_explained(text: str, words: str) -> None:
    with pytest.raises(ValueError, match=r"^'") as wrong:
        parse(f"timeout:*:write:1 {text}")
    assert str(wrong.value).startswith(repr(text))
    assert words in str(wrong.value)


# Refusals


@pytest.mark.parametrize(("fault", "plugin", "words"), REFUSED)
def test_a_write_is_refused_once_in_the_plugins_own_words(
    cloud: MakeCloud, store: Store, fault: str, plugin: str, words: str
) -> None:
    token = ONE_OF_EACH[plugin]
    there = cloud(token, faults=f"{fault}:*:write:1")
    with pytest.raises(RefusedError) as refused:
        there.create(token)
    assert str(refused.value) == words
    assert (store.all(), store.writes()) == ([], [])
    there.create(token)
    assert len(store.writes()) == 1


def test_every_refusal_is_a_fault_and_every_plugin_knows_some() -> None:
    assert {fault for fault, _, _ in REFUSED} == set(REFUSALS)
    assert {plugin for _, plugin, _ in REFUSED} == set(plugins()) == ONE_OF_EACH.keys()


def test_no_repository_lacks_capacity(cloud: MakeCloud) -> None:
    cloud(REPOSITORY, faults="no-capacity:*:write:1").create(REPOSITORY)


@pytest.mark.parametrize("operation", ["create", "update", "delete"])
def test_only_the_operation_that_is_named_is_refused(cloud: MakeCloud, store: Store, operation: str) -> None:
    healthy, there = cloud(KEY), cloud(KEY, faults=f"rate-limit:SshKey:{operation}:1")
    made, changed = healthy.create(KEY, MINIMAL[KEY] | {"name": "old"}), MINIMAL[KEY] | CHANGES[KEY]
    writes: dict[str, Callable[[], object]] = {
        "create": lambda: there.create(KEY),
        "update": lambda: there.update(made, changed | {"name": "old"}),
        "delete": lambda: there.delete(made),
    }
    for name, write in writes.items():
        if name == operation:
            before = store.all()
            with pytest.raises(RefusedError, match="rate_limit_exceeded"):
                write()
            assert store.all() == before
        write()
    assert [name for name, _, _ in store.writes()] == ["create", *writes]


def test_only_the_type_and_the_number_that_are_named_are_refused(cloud: MakeCloud, store: Store) -> None:
    there = cloud(SERVER, faults="rate-limit:Server:create:2")
    there.create(KEY)
    there.create(SERVER)
    there.create(RDNS)
    second = MINIMAL[SERVER] | {"name": "second"}
    with pytest.raises(RefusedError, match="rate_limit_exceeded"):
        there.create(SERVER, second)
    there.create(SERVER, second)
    assert len(store.writes()) == 4


def test_several_faults_each_have_their_turn(cloud: MakeCloud) -> None:
    there = cloud(KEY, faults="rate-limit:*:write:1 server-error:SshKey:create:2 timeout:*:update:1")
    for words in ("rate_limit_exceeded", "server_error"):
        with pytest.raises(RefusedError, match=words):
            there.create(KEY)
    made = there.create(KEY)
    with pytest.raises(RefusedError, match="deadline"):
        there.update(made, MINIMAL[KEY] | CHANGES[KEY])


def test_nothing_goes_wrong_in_a_preview(cloud: MakeCloud, store: Store) -> None:
    there = cloud(KEY, faults="rate-limit:*:write:2 kill:*:write:2 name-taken:*:write:2")
    made = there.create(KEY)
    there.create(KEY, MINIMAL[KEY] | {"name": "other"}, preview=True)
    there.update(made, MINIMAL[KEY] | CHANGES[KEY], preview=True)
    assert len(store.all()) == 1
    with pytest.raises(RefusedError, match="rate_limit_exceeded"):
        there.delete(made)


def test_each_plugin_counts_its_own_writes(cloud: MakeCloud) -> None:
    one, other = (cloud(KEY, faults="timeout:*:write:2") for _ in range(2))
    one.create(KEY)
    made = other.create(FIREWALL)
    with pytest.raises(RefusedError, match="deadline"):
        other.delete(made)


# Writes that happen


@pytest.mark.parametrize("token", ONE_OF_EACH.values())
def test_a_write_happens_and_its_answer_is_lost(cloud: MakeCloud, store: Store, token: str) -> None:
    faults = "timeout:*:create:1 timeout:*:update:1 timeout:*:delete:1"
    there, changed = cloud(token, faults=faults), MINIMAL[token] | CHANGES[token]
    with pytest.raises(RefusedError) as lost:
        there.create(token)
    assert str(lost.value) == LOST
    (stored,) = store.all()
    made = there.adopt(token, stored.id.rpartition("/")[2], MINIMAL[token])[0]
    with pytest.raises(RefusedError, match=r"Client\.Timeout"):
        there.update(made, changed)
    assert there.refresh(made).state.items() >= CHANGES[token].items()
    with pytest.raises(RefusedError, match=r"Client\.Timeout"):
        there.delete(made)
    assert store.all() == []
    assert [operation for operation, _, _ in store.writes()] == ["create", "update", "delete"]


def test_a_write_that_is_refused_anyway_says_why(cloud: MakeCloud) -> None:
    there = cloud(KEY, faults="timeout:*:write:2")
    there.create(KEY)
    with pytest.raises(RefusedError, match="must be unique"):
        there.create(KEY)


@pytest.mark.parametrize(
    ("token", "marks"),
    [(SERVER, {"labels": {"fleet": "test"}}), (LINODE, {"tags": ["fleet:test"]}), (REPOSITORY, {})],
)
def test_a_stranger_takes_the_name(cloud: MakeCloud, store: Store, token: str, marks: Properties) -> None:
    there = cloud(token, faults="name-taken:*:create:1")
    arguments = MINIMAL[token] | marks
    for _ in range(2):
        with pytest.raises(RefusedError, match="must be unique, and another object has this one"):
            there.create(token, arguments)
    (stranger,) = store.all()
    assert stranger.properties.items() >= MINIMAL[token].items()
    assert marks.keys().isdisjoint(stranger.properties)
    assert store.writes() == []
    store.remove(token, stranger.id, by_hand=True)
    there.create(token, arguments)


def test_only_what_has_a_name_finds_it_taken(cloud: MakeCloud, store: Store) -> None:
    there = cloud(RDNS, faults="name-taken:*:write:1")
    there.create(RDNS)
    with pytest.raises(RefusedError, match="must be unique"):
        there.create(KEY)
    assert len(store.writes()) == 1


def test_a_name_may_be_taken_already(cloud: MakeCloud, store: Store) -> None:
    cloud(KEY).create(KEY)
    with pytest.raises(RefusedError, match=r"^name must be unique, and another object has this one"):
        cloud(KEY, faults="name-taken:*:write:1").create(KEY)
    assert len(store.all()) == 1


def test_no_refusal_tells_a_value(cloud: MakeCloud) -> None:
    secret = "hunter2"
    faults = "rate-limit:*:create:1 server-error:*:create:2 no-capacity:*:create:3 timeout:*:create:4"
    there = cloud(SERVER, faults=f"{faults} name-taken:*:create:5")
    for number in range(5):
        arguments = {"name": f"{secret}{number}", "serverType": secret, "image": secret, "userData": secret}
        with pytest.raises(RefusedError) as refused:
            there.create(SERVER, arguments)
        assert secret not in str(refused.value)


# The end of the engine

ENGINE = """
import subprocess, sys
plugin = subprocess.Popen([sys.executable, "-m", "sandbox", sys.argv[1]], stdout=subprocess.PIPE, text=True)
print(plugin.stdout.readline().strip(), flush=True)
sys.stdin.read()
"""
"""A process in the engine's place, which starts a plugin, says where it is, and waits."""


class Engine:
    """A process in the engine's place, and the engine's side of the conversation with a plugin that it started."""

    def __init__(self, plugin: str, file: Path, faults: str) -> None:
        env = os.environ | {STORE: str(file), FAULT: faults}
        command = [sys.executable, "-c", ENGINE, plugin]
        self.process = subprocess.Popen(
            command, cwd=ROOT, env=env, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )
        assert self.process.stdout is not None
        self._channel = grpc.insecure_channel(f"127.0.0.1:{int(self.process.stdout.readline())}")
        self._stub = ResourceProviderStub(self._channel)

    def create(self, token: str, name: str, *, preview: bool = False) -> str:
        """Create an object; its id, or nothing if nobody answered."""
        properties = struct(MINIMAL[token] | {"name": name})
        request = pb.CreateRequest(urn=urn(token), properties=properties, preview=preview)
        try:
            return str(self._stub.Create(request, timeout=PATIENCE_SECONDS).id)
        except grpc.RpcError as error:
            if error.code() is not grpc.StatusCode.UNAVAILABLE:
                raise
            return ""

    def close(self) -> None:
        """End the process, which ends its plugin."""
        self._channel.close()
        self.process.kill()
        self.process.communicate()


MakeEngine = Callable[[str, str], Engine]


@pytest.fixture
def engine(file: Path) -> Iterator[MakeEngine]:
    """Start engines, each with a plugin and the faults it is told."""
    started: list[Engine] = []

    def make(plugin: str, faults: str) -> Engine:
        started.append(Engine(plugin, file, faults))
        return started[-1]

    yield make
    for one in started:
        one.close()


def test_the_engine_is_killed_after_a_write_and_before_its_answer(engine: MakeEngine, store: Store) -> None:
    there = engine("hcloud", "kill:*:write:2")
    assert there.create(KEY, "preview", preview=True) == ""
    assert there.create(KEY, "first")
    assert there.process.poll() is None
    assert there.create(KEY, "second") == ""
    assert there.process.wait(timeout=PATIENCE_SECONDS) == -signal.SIGKILL
    assert [one.properties["name"] for one in store.all(KEY)] == ["first", "second"]
    # The number is had once: the next engine lives.
    again = engine("hcloud", "kill:*:write:2")
    assert again.create(KEY, "third")
    assert again.process.poll() is None


def test_the_writes_of_all_plugins_count(engine: MakeEngine, cloud: MakeCloud, store: Store) -> None:
    cloud(LINODE).create(LINODE)
    there = engine("hcloud", "kill:*:write:2")
    assert there.create(KEY, "second") == ""
    assert there.process.wait(timeout=PATIENCE_SECONDS) == -signal.SIGKILL
    assert [kind for _, kind, _ in store.writes()] == [LINODE, KEY]


def test_a_write_of_another_type_or_operation_kills_nothing(engine: MakeEngine) -> None:
    there = engine("hcloud", "kill:Server:write:1 kill:SshKey:delete:2")
    assert there.create(KEY, "first")
    assert there.create(KEY, "second")
    assert there.process.poll() is None


def test_an_engine_that_is_gone_is_not_killed_again(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    parents, said = iter([4711, 1]), []
    monkeypatch.setattr(os, "getppid", lambda: next(parents))
    monkeypatch.setattr(os, "kill", lambda *_: said.append("kill"))
    monkeypatch.setattr(os, "_exit", lambda code: said.append(f"exit {code}"))
    with Faults(parse("kill:*:write:1"), store).around(kinds()[KEY], "create"):
        store.add(KEY, "1", None, {})
    assert said == ["exit 1"]


def test_a_write_that_notes_nothing_kills_nobody_though_as_many_were_written(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    said: list[int] = []
    monkeypatch.setattr(os, "kill", lambda *_: said.append(0))
    monkeypatch.setattr(os, "_exit", said.append)
    faults = Faults(parse("kill:*:write:2"), store)
    written = []
    for number in ("1", "2", None, "3"):
        with faults.around(kinds()[KEY], "create"):
            if number:
                store.add(KEY, number, None, {})
        written.append((store.written, bool(said)))
        said.clear()
    assert written == [(1, False), (2, True), (2, False), (3, False)]


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("", None),
        ("kill:*:write:3", 3),
        ("timeout:*:write:1 kill:*:write:12 timeout:*:write:2", 12),
        ("kill:Server:write:3", None),
        ("kill:*:create:3", None),
        ("kill:*:write:three", None),
    ],
)
def test_the_write_that_kills_is_read_for_those_that_know_no_types(text: str, number: int | None) -> None:
    assert killing_write(text) == number
