"""What the stack was, as the engine tells it."""

import asyncio
from typing import Any

import pulumi
import pytest

from components import last_run
from components.last_run import OUTPUTS, RESOURCES, held_urns, last_outputs
from tests.conftest import Before, Run

URN = "urn:pulumi:test::fleet::fleet:hosting:BytemarkServer::www.example.org"


def test_the_outputs_and_urns_are_those_of_the_stacks_state(run: Run) -> None:
    async def program() -> list[Any]:
        return [await last_outputs(), sorted(await held_urns())]

    assert run(program, before=Before({"hosts": {"a": {}}}, (URN,))).returned == [{"hosts": {"a": {}}}, [URN]]
    assert run(program).returned == [{}, []], "a stack that was never up has nothing"


@pytest.mark.parametrize(
    ("organization", "name"), [("organization", "production"), ("example-org", "example-org/fleet/production")]
)
def test_the_stack_is_named_as_its_backend_knows_it(
    organization: str, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[tuple[str, dict[str, str]]] = []

    async def answer(function: str, arguments: dict[str, str]) -> dict[str, Any]:
        asked.append((function, arguments))
        return {"outputs": {}}

    monkeypatch.setattr(last_run, "get_root_resource", lambda: None)
    monkeypatch.setattr(pulumi.runtime, "invoke_async", answer)
    for called, value in (("organization", organization), ("project", "fleet"), ("stack", "production")):
        monkeypatch.setattr(pulumi, f"get_{called}", lambda value=value: value)
    asyncio.run(last_outputs())
    asyncio.run(held_urns())
    assert asked == [(OUTPUTS, {"name": name}), (RESOURCES, {"stackName": name})]
