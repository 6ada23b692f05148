"""The only mocks of Pulumi: a program runs without an engine, and what it declared is there to be looked at.

The SDK's own mocks show a resource's arguments but none of its options, and a second resource of the same name silently
takes the place of the first; here every request to the engine is kept whole, and what an engine refuses fails.
"""

import asyncio
import contextvars
import ipaddress
import json
import os
import signal
import threading
import time
from collections.abc import Awaitable, Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Protocol

import pulumi
import pytest
from google.protobuf import json_format, struct_pb2
from pulumi.runtime import mocks, rpc, settings
from pulumi.runtime._grpc_settings import _GRPC_CHANNEL_OPTIONS
from pulumi.runtime.config import set_all_config
from pulumi.runtime.stack import run_pulumi_func

from engine.interruption import SIGNALS
from tests.parsing import keep_the_collector_out

UNKNOWN: str = rpc.UNKNOWN
"""What stands in a preview for a value that only an `up` can know."""
ADDRESSES = ipaddress.ip_network("198.51.100.0/24")
LAST_OUTPUTS = "pulumi:pulumi:readStackOutputs"
HELD_RESOURCES = "pulumi:pulumi:readStackResourceOutputs"
GITHUB_ASKED = "github:index/getRestApi:getRestApi"
CREDENTIALS = (
    "HCLOUD_TOKEN",
    "LINODE_TOKEN",
    "GITHUB_TOKEN",
    "GITHUB_BASE_URL",
    "GITHUB_OWNER",
    "UPTIMEROBOT_API_KEY",
    "HETZNER_ROBOT_USER",
    "HETZNER_ROBOT_PASSWORD",
)


def pytest_configure() -> None:
    """Mend the interpreter before any module of tests is parsed, and gRPC before any channel is opened."""
    keep_the_collector_out()
    # Channels of one process share what they know of an address: where a killed engine was, another test's engine that
    # got the same port would not be asked until the first one's channel has waited long enough.
    _GRPC_CHANNEL_OPTIONS.append(("grpc.use_local_subchannel_pool", 1))
    # What a script starts in its background ignores Ctrl-C, and so would every program that a test interrupts.
    for number in SIGNALS:
        if signal.getsignal(number) is signal.SIG_IGN:
            signal.signal(number, signal.SIG_DFL)
    # An engine lives for a second, a sixth of which it would spend collecting garbage.
    os.environ.setdefault("GOGC", "400")


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Measure no coverage of tests that try a hundred inventories: that takes them two and a half times as long."""
    for item in items:
        if item.get_closest_marker("hypothesis"):
            item.add_marker("no_cover")


def pytest_xdist_auto_num_workers() -> int:
    """One more than there are processors: some tests only wait for programs that watch something."""
    return (os.cpu_count() or 1) + 1


@dataclass(frozen=True)
class Declared:
    """A resource as the program asked for it, with every option; `inputs` have the engine's names.

    `parent` is a URN, empty for what lies in the stack itself; `provider` the URN of an explicit one, else empty;
    `aliases` are whole URNs, those inherited from the parent included, and `former` the names that were given;
    `secret` are the inputs that are secret;
    `depends_on` are the URNs of all that it waits for, whether an option or an input names it.
    """

    urn: str
    type: str
    name: str
    inputs: dict[str, Any]
    secret: frozenset[str]
    parent: str
    protect: bool
    import_id: str
    ignore_changes: tuple[str, ...]
    aliases: frozenset[str]
    former: frozenset[str]
    provider: str
    depends_on: frozenset[str]
    delete_before_replace: bool
    retain_on_delete: bool


@dataclass(frozen=True)
class Asked:
    """A function of a provider that the program called; `provider` is the URN of an explicit one, else empty."""

    token: str
    args: dict[str, Any]
    provider: str


@dataclass(frozen=True)
class Before:
    """The state from which a program starts: the stack's outputs, and the URNs of its resources."""

    outputs: Mapping[str, Any] = field(default_factory=dict)
    held: tuple[str, ...] = ()


@dataclass
class Recording:
    """What a program declared and asked, in order; the outputs of its components by URN; and what it returned.

    The returned value is plain: outputs are resolved, and unknown ones are `UNKNOWN`.
    """

    resources: list[Declared] = field(default_factory=list)
    asked: list[Asked] = field(default_factory=list)
    outputs: dict[str, dict[str, Any]] = field(default_factory=dict)
    returned: Any = None
    order: list[tuple[str, str]] = field(default_factory=list)

    def one(self, type_: str, name: str | None = None) -> Declared:
        """The only resource of a type, or of a type and name."""
        (found,) = (r for r in self.resources if r.type == type_ and name in (None, r.name))
        return found

    def names(self, type_: str) -> list[str]:
        """The names of all resources of a type, sorted."""
        return sorted(r.name for r in self.resources if r.type == type_)

    def children(self, parent: Declared) -> list[Declared]:
        """What lies directly in a component."""
        return [r for r in self.resources if r.parent == parent.urn]


class Clouds(mocks.Mocks):
    """Gives what is declared the outputs that its cloud would choose; in a preview they are unknown.

    `github` has the codes and bodies of GitHub's answers by path; it knows nothing of any other. `before` is the state
    that the engine has.
    """

    def __init__(self, *, preview: bool, github: Mapping[str, tuple[int, Any]], before: "Before") -> None:
        self.preview, self.github, self.before = preview, github, before
        self._numbers: dict[str, int] = {}
        self._lock = threading.Lock()

    def call(self, args: mocks.MockCallArgs) -> tuple[dict[Any, Any], list[tuple[str, str]] | None]:
        """Answer for GitHub and the engine, and refuse any other: the inventory says all that a fleet wants to know."""
        if args.token == LAST_OUTPUTS:
            return args.args | {"outputs": dict(self.before.outputs), "secretOutputNames": []}, []
        if args.token == HELD_RESOURCES:
            return args.args | {"outputs": {urn: {} for urn in self.before.held}}, []
        if args.token != GITHUB_ASKED:
            raise AssertionError(f"the program looks up {args.token}")
        code, body = self.github.get(args.args["endpoint"], (404, None))
        return args.args | {"code": code, "body": json.dumps(body)}, []

    def new_resource(self, args: mocks.MockResourceArgs) -> tuple[str | None, dict[Any, Any]]:
        """An id and outputs for a resource."""
        with self._lock:
            number = self._numbers.setdefault(args.typ + args.name, len(self._numbers) + 1)
        chosen = self._chosen(args.typ, number)
        if self.preview and not args.resource_id:
            return None, args.inputs | dict.fromkeys(chosen, UNKNOWN)
        return args.resource_id or str(1000 + number), args.inputs | chosen

    @staticmethod
    def _chosen(type_: str, number: int) -> dict[str, Any]:
        ipv4, ipv6 = str(ADDRESSES[number]), f"2001:db8::{number:x}"
        outputs: dict[str, dict[str, Any]] = {
            "linode:index/instance:Instance": {"ipv4s": [ipv4, "192.168.1.1"], "ipv6": f"{ipv6}/128"},
            "hcloud:index/server:Server": {"ipv4Address": ipv4, "ipv6Address": ipv6},
        }
        return outputs.get(type_, {})


class Monitor(mocks.MockMonitor):
    """The engine's side of a program: keeps every request, and refuses what an engine would refuse.

    `slow` seconds pass before an answer; what has one of the `broken` names is refused.
    """

    def __init__(self, clouds: Clouds, *, slow: float, broken: frozenset[str]) -> None:
        super().__init__(clouds)
        self.recording = Recording()
        self._slow, self._broken = slow, broken
        self._lock = threading.Lock()
        self._urns: set[str] = set()

    def make_urn(self, parent: str, type_: str, name: str) -> str:
        """A URN as an engine makes it, with the types of all parents but the stack."""
        parents = "" if _is_stack(parent) else parent.split("::")[2] + "$"
        return f"urn:pulumi:{pulumi.get_stack()}::{pulumi.get_project()}::{parents}{type_}::{name}"

    def RegisterResource(self, request: Any) -> Any:  # noqa: N802
        """Keep a resource and make it."""
        urn = self.make_urn(request.parent, request.type, request.name)
        if request.type != "pulumi:pulumi:Stack":
            with self._lock:
                self.recording.order.append(("asked", urn))
                if urn in self._urns:
                    raise AssertionError(f"declared twice: {urn}")
                self._urns.add(urn)
            time.sleep(self._slow)
            if request.name in self._broken:
                raise ValueError(f"the engine refuses {request.name}")
            with self._lock:
                self.recording.resources.append(self._declared(urn, request))
        answer = super().RegisterResource(request)  # type: ignore[no-untyped-call]
        self.recording.order.append(("answered", urn))
        return answer

    def Invoke(self, request: Any) -> Any:  # noqa: N802
        """Keep what is asked of a provider, and answer."""
        if request.tok not in {LAST_OUTPUTS, HELD_RESOURCES}:
            asked = Asked(request.tok, _plain(request.args)[0], request.provider.rpartition("::")[0])
            self.recording.asked.append(asked)
        return super().Invoke(request)  # type: ignore[no-untyped-call]

    def RegisterResourceOutputs(self, request: Any) -> Any:  # noqa: N802
        """Keep a component's outputs, which it gives once."""
        if request.urn in self.recording.outputs:
            raise AssertionError(f"outputs registered twice: {request.urn}")
        self.recording.outputs[request.urn] = _plain(request.outputs)[0]
        return super().RegisterResourceOutputs(request)  # type: ignore[no-untyped-call]

    def ReadResource(self, request: Any) -> Any:  # noqa: N802
        """Refuse: what a fleet needs from a resource it has declared itself."""
        raise AssertionError(f"the program reads {request.type} {request.id}")

    def _declared(self, urn: str, request: Any) -> Declared:
        inputs, secret = _plain(request.object)
        return Declared(
            urn=urn,
            type=request.type,
            name=request.name,
            inputs=inputs,
            secret=secret,
            parent="" if _is_stack(request.parent) else request.parent,
            protect=request.protect,
            import_id=request.importId,
            ignore_changes=tuple(request.ignoreChanges),
            aliases=frozenset(self._aliases(request)),
            former=frozenset(alias.spec.name for alias in request.aliases),
            provider=request.provider.rpartition("::")[0],
            depends_on=frozenset(request.dependencies),
            delete_before_replace=request.deleteBeforeReplace,
            retain_on_delete=request.retainOnDelete,
        )

    def _aliases(self, request: Any) -> Iterator[str]:
        """Every URN by which an engine looks for what is there: those given, and those that follow the parent's."""
        for alias in request.aliases:
            named = alias.spec.name and self.make_urn(request.parent, alias.spec.type or request.type, alias.spec.name)
            assert named or alias.urn, f"an alias that is neither a name nor a URN: {alias}"
            yield named or alias.urn
        for parent in (row for row in self.recording.resources if row.urn == request.parent):
            for old in parent.aliases:
                suffix = request.name.removeprefix(parent.name)
                inherited = request.name if suffix == request.name else old.rpartition("::")[2] + suffix
                yield self.make_urn(old, request.type, inherited)


def _is_stack(urn: str) -> bool:
    return urn.split("::")[2:3] in ([], ["pulumi:pulumi:Stack"])


def _plain(values: struct_pb2.Struct) -> tuple[dict[str, Any], frozenset[str]]:
    """A request's values and the names of those that are secret."""
    plain = json_format.MessageToDict(values)
    secret = {name for name, value in plain.items() if rpc.is_rpc_secret(value)}
    return {name: value["value"] if name in secret else value for name, value in plain.items()}, frozenset(secret)


class Run(Protocol):
    """Run a program's coroutine to its end, and say what it declared."""

    def __call__(
        self,
        program: Callable[[], Awaitable[Any]],
        *,
        stack: str = "test",
        preview: bool = False,
        config: Mapping[str, str] = ...,
        secrets: tuple[str, ...] = (),
        github: Mapping[str, tuple[int, Any]] = ...,
        before: Before = ...,
        slow: float = 0,
        broken: frozenset[str] = frozenset(),
    ) -> Recording: ...


@pytest.fixture
def recordings() -> list[Recording]:
    """What every run of the test declared, those that failed included."""
    return []


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch, recordings: list[Recording]) -> Run:
    """Run programs under mocks, each in a context and event loop of its own: nothing is left of the one before."""
    for name in CREDENTIALS:
        monkeypatch.delenv(name, raising=False)
    # The program silences it for good.
    monkeypatch.setattr(pulumi.log, "debug", pulumi.log.debug)

    def run(
        program: Callable[[], Awaitable[Any]],
        *,
        stack: str = "test",
        preview: bool = False,
        config: Mapping[str, str] | None = None,
        secrets: tuple[str, ...] = (),
        github: Mapping[str, tuple[int, Any]] | None = None,
        before: Before | None = None,
        slow: float = 0,
        broken: frozenset[str] = frozenset(),
    ) -> Recording:
        monitor = Monitor(
            Clouds(preview=preview, github=github or {}, before=before or Before()), slow=slow, broken=broken
        )
        recordings.append(monitor.recording)

        async def whole() -> None:
            # The SDK's mocks leave these as the last run had them.
            settings.SETTINGS.outputs, settings.SETTINGS.lock = set(), threading.Lock()
            set_all_config(dict(config or {}), list(secrets))
            mocks.set_mocks(monitor.mocks, project="fleet", stack=stack, preview=preview, monitor=monitor)
            await run_pulumi_func(body)

        async def body() -> None:
            monitor.recording.returned = await _resolved(await program())

        contextvars.copy_context().run(asyncio.run, whole())
        return monitor.recording

    return run


async def _resolved(value: Any) -> Any:
    """A value with its outputs resolved."""
    if isinstance(value, pulumi.Output):
        return await _resolved(await value.future()) if await value.is_known() else UNKNOWN
    if value is pulumi.UNKNOWN:
        return UNKNOWN
    if isinstance(value, dict):
        return {key: await _resolved(item) for key, item in value.items()}
    return [await _resolved(item) for item in value] if isinstance(value, list) else value
