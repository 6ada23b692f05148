import inspect
from importlib import import_module

import pytest

from providers.kit.values import UNKNOWN, Properties
from sandbox.arguments import InvalidArgument, argument_names, invalid_arguments
from sandbox.simulation import kinds
from tests.sandbox.client import FIREWALL, KEY, LINODE, LINODE_FIREWALL, MINIMAL, PAGES, RDNS, SERVER

KINDS = kinds()


def wrong(token: str, **arguments: object) -> list[tuple[str, str]]:
    """What is wrong with arguments besides those that are enough."""
    return [(found.path, found.reason) for found in invalid_arguments(token, MINIMAL_FLOATS[token] | arguments)]


def floats(value: object) -> object:
    """Data as the protocol brings it: every number is a float."""
    if isinstance(value, dict):
        return {key: floats(item) for key, item in value.items()}
    return float(value) if isinstance(value, int) and not isinstance(value, bool) else value


MINIMAL_FLOATS: dict[str, Properties] = {
    token: {name: floats(value) for name, value in arguments.items()} for token, arguments in MINIMAL.items()
}


@pytest.mark.parametrize("token", KINDS)
def test_arguments_are_the_sdks_own(token: str) -> None:
    package, _, name = token.split(":")
    made = inspect.signature(getattr(import_module(f"pulumi_{package}"), name)._internal_init)
    own = {p for p in made.parameters if p not in {"__self__", "resource_name", "opts", "__props__"}}

    def camel(text: str) -> str:
        first, *more = text.split("_")
        return first + "".join(word.capitalize() for word in more)

    assert argument_names(token) == {camel(parameter) for parameter in own}


@pytest.mark.parametrize("token", KINDS)
def test_minimal_arguments_are_right(token: str) -> None:
    assert wrong(token) == []


@pytest.mark.parametrize(
    ("token", "given", "reason"),
    [
        (LINODE, "regoin", "unknown argument 'regoin'; did you mean 'region'?"),
        (SERVER, "server_type", "unknown argument 'server_type'; did you mean 'serverType'?"),
        (FIREWALL, "zzz", "unknown argument 'zzz'"),
    ],
)
def test_an_unknown_argument_gets_the_nearest_name(token: str, given: str, reason: str) -> None:
    assert wrong(token, **{given: "x"}) == [(given, reason)]


@pytest.mark.parametrize("token", [token for token, minimal in MINIMAL.items() if invalid_arguments(token, {})])
def test_missing_required_arguments_are_named(token: str) -> None:
    found = invalid_arguments(token, {})
    assert found == [InvalidArgument(one.path, f"missing required argument {one.path!r}") for one in found]
    assert {one.path for one in found} <= MINIMAL[token].keys()


def test_what_is_required_is_required() -> None:
    required = {token: {one.path for one in invalid_arguments(token, {})} for token in KINDS}
    assert required[LINODE] == {"region"}
    assert required[SERVER] == {"serverType"}
    assert required[RDNS] == {"ipAddress", "dnsPtr"}
    assert required[KEY] == {"publicKey"}
    assert required[PAGES] == {"repository"}
    assert required[LINODE_FIREWALL] == {"label", "inboundPolicy", "outboundPolicy"}


@pytest.mark.parametrize(
    ("token", "name", "value", "reason"),
    [
        (LINODE, "label", 1.0, "expected a string, got a number"),
        (LINODE, "label", True, "expected a string, got a boolean"),
        (LINODE, "label", ["a"], "expected a string, got a list"),
        (LINODE, "swapSize", "512", "expected a whole number, got a string"),
        (LINODE, "swapSize", 512.5, "expected a whole number, got a number"),
        (LINODE, "swapSize", True, "expected a whole number, got a boolean"),
        (LINODE, "backupsEnabled", "true", "expected a boolean, got a string"),
        (LINODE, "backupsEnabled", 1.0, "expected a boolean, got a number"),
        (LINODE, "tags", "a", "expected a list, got a string"),
        (LINODE, "tags", {"a": "b"}, "expected a list, got a map"),
        (SERVER, "labels", ["a"], "expected a map, got a list"),
        (FIREWALL, "rules", {"direction": "in"}, "expected a list, got a map"),
        (PAGES, "source", "main", "expected a map, got a string"),
    ],
)
def test_a_value_of_the_wrong_type_is_named(token: str, name: str, value: object, reason: str) -> None:
    assert wrong(token, **{name: value}) == [(name, reason)]


def test_mistakes_are_found_at_any_depth() -> None:
    rules = [
        {"direction": "in", "protocol": "tcp", "port": "22", "sourceIps": ["::/0"]},
        {"direction": "in", "protocool": "tcp", "port": 22.0, "sourceIps": ["::/0", 1.0]},
    ]
    assert wrong(FIREWALL, rules=rules) == [
        ("rules[1].protocol", "missing required argument 'protocol'"),
        ("rules[1].protocool", "unknown argument 'protocool'; did you mean 'protocol'?"),
        ("rules[1].port", "expected a string, got a number"),
        ("rules[1].sourceIps[1]", "expected a string, got a number"),
    ]
    assert wrong(SERVER, labels={"a": "b", "service/x": 1.0}) == [
        ('labels["service/x"]', "expected a string, got a number")
    ]
    assert wrong(PAGES, source={"branch": 1.0}) == [("source.branch", "expected a string, got a number")]


@pytest.mark.parametrize("token", KINDS)
def test_what_is_not_known_yet_may_be_anything(token: str) -> None:
    assert invalid_arguments(token, dict.fromkeys(argument_names(token), UNKNOWN)) == []


def test_what_is_not_known_yet_may_lie_deep() -> None:
    assert wrong(FIREWALL, rules=[UNKNOWN, {"direction": "in", "protocol": UNKNOWN, "sourceIps": [UNKNOWN]}]) == []
    assert wrong(LINODE_FIREWALL, linodes=[UNKNOWN, 7.0], tags=UNKNOWN) == []
    assert wrong(SERVER, labels={"a": UNKNOWN}) == []


def test_what_is_empty_is_not_given() -> None:
    assert wrong(LINODE, image=None, tags=[]) == []


def test_no_reason_shows_a_value() -> None:
    found = wrong(LINODE, rootPass=["hunter2"], metadatas=[{"userData": 1.0}, "hunter2"], backupsEnabled="hunter2")
    assert len(found) == 4
    assert "hunter2" not in str(found)
