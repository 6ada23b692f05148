"""What has no name of its own is looked up over real HTTP, at a simulated API."""

import os
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

import pulumi.automation as auto
import pytest

from components.linode.finders import ADDRESS, LOGIN
from components.linode.simulated_web import LinodeApi
from engine.lookup import existing
from engine.recovery import PendingResource
from sandbox.store import Store
from sandbox.web import HttpFault, serving
from tests.engine.harness import DOMAIN, RECORD

URN = f"urn:pulumi:test::fleet::{RECORD}::"
SECRET = "a-token-that-nobody-may-see"


class Stack:
    """As much of a stack as a lookup uses: its settings and its state."""

    def __init__(self, config: dict[str, str], *held: tuple[str, str]) -> None:
        self.config = {key: SimpleNamespace(value=value) for key, value in config.items()}
        self.resources = [{"urn": URN + name, "type": RECORD, "id": id_} for name, id_ in held]

    def get_all_config(self) -> dict[str, Any]:
        return self.config

    def export_stack(self) -> auto.Deployment:
        return auto.Deployment(3, {"resources": self.resources})


@pytest.fixture
def api(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[LinodeApi]:
    monkeypatch.delenv(LOGIN.variable, raising=False)
    store = Store(tmp_path / "clouds.sqlite")
    store.add(DOMAIN, "5", "example.net", {"domain": "example.net"})
    served = LinodeApi(store)
    with serving(served) as address:
        monkeypatch.setenv(ADDRESS.variable, address)
        yield served


def record(name: str = "one", **other: Any) -> dict[str, Any]:
    return {"domainId": 5.0, "recordType": "A", "name": name, "target": "192.0.2.7"} | other


def wanted(inputs: dict[str, Any], called: str = "one-a", aliases: tuple[str, ...] = ()) -> PendingResource:
    return PendingResource(URN + called, RECORD, {"inputs": inputs, "aliases": [URN + alias for alias in aliases]})


def found(stack: Stack, *resources: PendingResource) -> dict[str, str | None]:
    answers = existing(cast("auto.Stack", stack), resources)
    return {urn.removeprefix(URN): id_ for urn, id_ in answers.items()}


LOGGED_IN = {LOGIN.key: SECRET}


def test_a_record_is_found_by_what_it_says_with_one_question_for_a_domain(api: LinodeApi) -> None:
    api.store.add(RECORD, "7", None, record())
    api.store.add(RECORD, "8", None, record(recordType="AAAA", target="2001:db8::1"))
    one, other = wanted(record(recordType="AAAA", target="2001:DB8:0::1"), "aaaa"), wanted(record("two"), "two")
    assert found(Stack(LOGGED_IN), wanted(record()), one, other) == {"one-a": "7", "aaaa": "8", "two": None}
    assert len(api.log) == 1


def test_every_page_is_read(api: LinodeApi) -> None:
    for number in range(1100):
        api.store.add(RECORD, str(10_000 + number), None, record(f"n{number:04}"))
    assert found(Stack(LOGGED_IN), wanted(record("n1099"))) == {"one-a": "11099"}
    assert len(api.log) == 3


def test_what_the_state_has_already_is_somebody_elses(api: LinodeApi) -> None:
    api.store.add(RECORD, "7", None, record())
    assert found(Stack(LOGGED_IN, ("other", "7")), wanted(record())) == {"one-a": None}
    # Noted by a run that was killed before it could read what is there; under a name from before, too.
    assert found(Stack(LOGGED_IN, ("one-a", "7")), wanted(record())) == {"one-a": "7"}
    assert found(Stack(LOGGED_IN, ("old", "7")), wanted(record(), aliases=("old",))) == {"one-a": "7"}


def test_what_lies_in_something_that_is_made_only_now_is_not_asked_for(api: LinodeApi) -> None:
    assert found(Stack(LOGGED_IN), wanted(record(domainId="04da6b54-80e4-46f7-96ec-b56ff0331ba9"))) == {}
    assert api.log == []


def test_without_a_login_nothing_is_asked(api: LinodeApi) -> None:
    assert found(Stack({}), wanted(record())) == {}
    assert found(Stack({})) == {}
    assert api.log == []


def test_the_environment_may_have_the_login(api: LinodeApi, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(LOGIN.variable, SECRET)
    assert found(Stack({}), wanted(record())) == {"one-a": None}
    assert len(api.log) == 1


@pytest.mark.parametrize("headers", [{"Retry-After": "0"}])
def test_a_rate_limit_waits_and_a_lost_answer_is_asked_for_again(api: LinodeApi, headers: dict[str, str]) -> None:
    api.faults += [HttpFault("GET", "/.*", status=429, headers=headers), HttpFault("GET", "/.*", cut=True)]
    assert found(Stack(LOGGED_IN), wanted(record())) == {"one-a": None}
    assert len(api.log) == 3


@pytest.mark.parametrize(
    ("status", "body"), [(401, '{"errors": [{"reason": "Invalid Token"}]}'), (404, "Not found"), (403, SECRET)]
)
def test_a_refusal_is_an_error_that_repeats_no_secret(api: LinodeApi, status: int, body: str) -> None:
    api.faults.append(HttpFault("GET", "/.*", status=status, body=body))
    with pytest.raises(auto.CommandError, match=f"Linode answered {status}: ") as error:
        found(Stack(LOGGED_IN), wanted(record()))
    assert SECRET not in str(error.value)


@pytest.mark.parametrize("ending", ["", "/", "/v4", "/v4/"])
def test_the_address_may_have_the_version_or_not(api: LinodeApi, monkeypatch: pytest.MonkeyPatch, ending: str) -> None:
    monkeypatch.setenv(ADDRESS.variable, os.environ[ADDRESS.variable] + ending)
    assert found(Stack(LOGGED_IN), wanted(record())) == {"one-a": None}
    assert api.log[0][1].startswith("/v4/domains/5/records?")
