import threading
from collections.abc import Iterator
from typing import Any

import grpc
import pytest
from google.protobuf import empty_pb2
from pulumi.runtime import proto
from pulumi.runtime.proto.provider_pb2_grpc import ResourceProviderStub

from providers.kit.process import start
from providers.kit.provider import Provider
from providers.kit.runtime import EngineRuntime
from providers.kit.serve import WORKERS
from providers.kit.values import UNKNOWN, plain, plain_map, struct
from tests.providers.kit.toy import TOY
from tests.providers.plugin import Plugin, RefusedError, is_secret, served
from tests.shared import PATIENCE_SECONDS

DESK = {"name": "desk", "passWord": "hush", "tags": ["b", "a"]}


@pytest.fixture
def plugin() -> Iterator[Plugin]:
    """The toy over gRPC, with its settings."""
    with served(TOY, EngineRuntime()) as plugin:
        yield plugin.configure(apiKey="sesame")


def test_a_check_fills_in_and_refuses(plugin: Plugin) -> None:
    assert plugin.checked("Thing", DESK)["size"] == 4.0
    inputs, failures = plugin.check("Thing", {"name": "", "colour": "red"})
    assert inputs["colour"] == "red"
    assert set(failures) == {"name", "colour"}


def test_a_difference_says_which_field_replaces(plugin: Plugin) -> None:
    old, new = plugin.checked("Thing", DESK), plugin.checked("Thing", DESK | {"place": "there", "steps": ["x"]})
    found = plugin.diff("Thing", "1", old, new)
    assert found.fields == {"place": "UPDATE_REPLACE", "steps": "UPDATE"}
    assert found.replaces == ["place"]
    assert not found.deletes_first
    assert plugin.diff("Thing", "1", old | {"address": "at/1", "token": "t"}, old) == ({}, [], False)


def test_a_difference_in_place_replaces_nothing(plugin: Plugin) -> None:
    found = plugin.diff("Thing", "1", {"name": "a"}, {"name": "a", "passWord": "p"})
    assert found == ({"passWord": "ADD"}, [], False)


def test_a_preview_creates_nothing_and_leaves_unknown_what_only_the_service_knows(plugin: Plugin) -> None:
    found = plugin.create("Thing", {"name": "desk", "tags": [UNKNOWN]}, preview=True)
    assert found.id == ""
    assert found.state == {"name": "desk", "tags": [UNKNOWN], "address": UNKNOWN, "token": UNKNOWN}
    assert plugin.invoke("countThings") == {"count": 0}


def test_what_is_created_is_read_changed_and_deleted(plugin: Plugin) -> None:
    made = plugin.create("Thing", plugin.checked("Thing", DESK))
    assert made.id == "1"
    assert made.state["address"] == "at/1"
    changed = made.inputs | {"name": "table"}
    preview = plugin.update("Thing", "1", made.state, changed, preview=True)
    assert preview == made.state | {"name": "table"}
    assert plugin.update("Thing", "1", made.state, changed) == preview
    found = plugin.read("Thing", "1", changed)
    assert found is not None
    assert found.inputs == changed
    assert found.state == preview
    plugin.delete("Thing", "1", preview)
    assert plugin.read("Thing", "1", changed) is None


def test_a_preview_of_a_change_keeps_what_only_the_service_knows_and_nothing_that_is_taken_away(plugin: Plugin) -> None:
    made = plugin.create("Thing", plugin.checked("Thing", DESK))
    changed = plugin.checked("Thing", {"name": "desk"})
    assert "passWord" in made.state
    assert "passWord" not in changed
    preview = plugin.update("Thing", "1", made.state, changed, preview=True)
    assert preview == changed | {name: made.state[name] for name in ("address", "token")}
    assert plugin.update("Thing", "1", made.state, changed) == preview


def test_an_import_needs_no_more_than_an_id(plugin: Plugin) -> None:
    made = plugin.create("Thing", plugin.checked("Thing", DESK))
    found = plugin.read("Thing", made.id)
    assert found is not None
    assert found.inputs == made.inputs
    assert plugin.read("Thing", "2") is None


def test_secrets_are_marked_in_every_answer(plugin: Plugin) -> None:
    urn, given = plugin._urn("Thing"), struct(plugin.checked("Thing", DESK))
    asks = plugin.asks
    made = asks.Create(proto.CreateRequest(urn=urn, properties=given))
    read = asks.Read(proto.ReadRequest(urn=urn, id="1", inputs=given))
    answers = {
        "check": asks.Check(proto.CheckRequest(urn=urn, news=given)).inputs,
        "preview": asks.Create(proto.CreateRequest(urn=urn, properties=given, preview=True)).properties,
        "create": made.properties,
        "read": read.properties,
        "read inputs": read.inputs,
        "update": asks.Update(proto.UpdateRequest(urn=urn, id="1", olds=given, news=given)).properties,
        "update preview": asks.Update(
            proto.UpdateRequest(urn=urn, id="1", olds=given, news=given, preview=True)
        ).properties,
    }
    for name, answer in answers.items():
        assert is_secret(plain(answer.fields["passWord"])), name
        token = plain(answer.fields["token"])
        assert token is None or token == UNKNOWN or is_secret(token), name
        assert not is_secret(plain(answer.fields["name"])), name
    assert is_secret(plain(made.properties.fields["token"]))


def test_a_refusal_is_the_services_words_and_nothing_else(plugin: Plugin) -> None:
    with pytest.raises(RefusedError, match=r"^the service says no$"):
        plugin.create("Thing", {"name": "refused"})


def test_a_state_of_another_form_is_told_by_field_and_not_by_value(plugin: Plugin) -> None:
    with pytest.raises(RefusedError, match="passWord: input should be a valid string") as caught:
        plugin.read("Thing", "1", {"name": "a", "passWord": ["hush"]})
    assert "hush" not in str(caught.value)


def test_what_is_not_in_the_package_is_refused_by_name(plugin: Plugin) -> None:
    with pytest.raises(RefusedError, match="there is no resource toy:index:Thong, but toy:index:EarlyThing, toy"):
        plugin.check("Thong", {})
    with pytest.raises(RefusedError, match="there is no function toy:index:countThongs"):
        plugin.invoke("countThongs")


def test_a_question_with_wrong_arguments_is_refused(plugin: Plugin) -> None:
    plugin.create("Thing", {"name": "desk"})
    assert plugin.invoke("countThings", name="desk") == {"count": 1}
    with pytest.raises(RefusedError, match="nome: extra inputs are not permitted"):
        plugin.invoke("countThings", nome="desk")


def test_a_cancelled_run_stops_what_waits_and_what_would() -> None:
    with served(TOY, EngineRuntime()) as plugin:
        plugin.configure(apiKey="sesame")
        refusals: list[str] = []

        def create() -> None:
            with pytest.raises(RefusedError) as caught:
                plugin.create("Thing", {"name": "slow"})
            refusals.append(str(caught.value))

        waiting = threading.Thread(target=create)
        waiting.start()
        plugin.cancel()
        waiting.join()
        create()
        assert refusals == ["cancelled", "cancelled"]


class Counting(EngineRuntime):
    """Knows how many wait."""

    def __init__(self) -> None:
        super().__init__()
        self.waiting = threading.Semaphore(0)

    def wait(self, seconds: float) -> None:
        self.waiting.release()
        super().wait(seconds)


def test_a_cancel_is_heard_though_many_wait() -> None:
    runtime, many = Counting(), 40
    server, port = start(Provider(TOY, runtime), WORKERS)
    with grpc.insecure_channel(f"127.0.0.1:{port}") as channel:
        stub = ResourceProviderStub(channel)
        stub.Configure(proto.ConfigureRequest(args=struct({"apiKey": "sesame"})))
        request = proto.CreateRequest(
            urn="urn:pulumi:test::alone::toy:index:Thing::a", properties=struct({"name": "slow"})
        )
        asked: list[Any] = [stub.Create.future(request) for _ in range(many)]
        for _ in range(many):
            assert runtime.waiting.acquire(timeout=PATIENCE_SECONDS)
        stub.Cancel(empty_pb2.Empty(), timeout=PATIENCE_SECONDS)
        assert {one.exception(timeout=PATIENCE_SECONDS).details() for one in asked} == {"cancelled"}
    server.stop(None).wait()


def test_the_engine_is_told_the_version_and_the_schema(plugin: Plugin) -> None:
    assert plugin.asks.GetPluginInfo(proto.GetSchemaRequest()).version == "1.2.3"
    assert plugin.schema()["name"] == "toy"


def test_the_engines_own_keys_are_no_arguments(plugin: Plugin) -> None:
    given = {"name": "desk", "__defaults": ["x"]}
    assert plugin.check("Thing", given)[1] == {}
    assert plain_map(struct(given)) == {"name": "desk"}
