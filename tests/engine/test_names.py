"""Plans and messages call resources and arguments what people call them."""

import ast
import re
from collections.abc import Iterator
from functools import partial
from importlib import import_module

import pytest
from pydantic.alias_generators import to_camel

from components.program import run_program
from engine.names import argument_names, resource_name, type_name
from fleet.draw_up import draw_up
from fleet.hosting import ResourceType
from fleet.inventory.load import load
from fleet.registry import resource_types
from providers.kit.model import engine_name
from providers.kit.resource import Package
from providers.names import names_of
from sandbox.simulation import kinds
from tests.conftest import Run
from tests.engine.harness import ROOT
from tests.shared import FLEETS

SERVER, RRSET = "hcloud:index/server:Server", "hcloud:index/zoneRrset:ZoneRrset"
OFFICIAL_PAGES = "github:index/repositoryPages:RepositoryPages"
"""What only the states of earlier versions have."""
LOGINS = {"uptimerobot:apiKey": "k", "hetznerrobot:user": "u", "hetznerrobot:password": "p"}
AS_THE_API_SAYS = frozenset(
    [
        "address",
        "backups",
        "date",
        "days",
        "description",
        "diskEncryption",
        "email",
        "gracePeriod",
        "image",
        "interval",
        "ipv4",
        "labels",
        "mode",
        "name",
        "networkHelper",
        "password",
        "paused",
        "port",
        "region",
        "repository",
        "rules",
        "serverNumber",
        "tag",
        "tags",
        "timeZone",
        "timeout",
        "ttl",
        "type",
        "url",
        "userData",
        "visibility",
        "zone",
    ]
)
"""Arguments that people call what the API calls them."""
JARGON = re.compile(r"[A-Z][a-z]+[A-Z]|[a-z][A-Z]|_")
"""Names of a program, and of no language."""


def packages() -> Iterator[Package]:
    for file in sorted((ROOT / "providers").glob("*/package.py")):
        yield import_module(f"providers.{file.parent.name}.package").PACKAGE


def native() -> dict[str, list[str]]:
    """Every argument of every type of the native providers."""
    return {
        package.token(kind.__name__): [engine_name(*field) for field in kind.arguments.model_fields.items()]
        for package in packages()
        for kind in package.resources
    }


def written() -> dict[str, set[str]]:
    """The arguments of official types that are written in the components, whether or not a row has them set."""
    made: dict[str, set[str]] = {}
    for file in sorted((ROOT / "components").rglob("*.py")):
        nodes = list(ast.walk(ast.parse(file.read_text(encoding="utf-8"))))
        froms = [
            node for node in nodes if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("pulumi_")
        ]
        names = {each.asname or each.name: (node.module or "", each.name) for node in froms for each in node.names}
        for call in nodes:
            if not isinstance(call, ast.Call) or not isinstance(call.func, ast.Name) or call.func.id not in names:
                continue
            module, name = names[call.func.id]
            type_ = getattr(getattr(import_module(module), name), "pulumi_type", "")
            # Arguments of arguments and functions have no type token, and a provider is nothing in a plan.
            if ":index/" in type_:
                given = {to_camel(keyword.arg) for keyword in call.keywords if keyword.arg not in {None, "opts"}}
                made.setdefault(type_, set()).update(given)
    return made


def test_everything_that_the_components_make_has_a_name(run: Run) -> None:
    made = written()
    assert resource_types().keys() - made.keys() == {OFFICIAL_PAGES}
    for fleet in ("sandbox", "production"):
        blueprint = draw_up(load(FLEETS / fleet))
        recording = run(partial(run_program, blueprint), config=LOGINS)
        for one in recording.resources:
            if not one.type.startswith(("fleet:", "pulumi:", *(f"{package.name}:" for package in packages()))):
                made.setdefault(one.type, set()).update(one.inputs)
    assert made.keys() | kinds().keys() <= resource_types().keys()
    nameless = {
        f"{type_}: {argument}"
        for type_, arguments in made.items()
        for argument in arguments - resource_types()[type_].arguments.keys() - AS_THE_API_SAYS
    }
    assert nameless == set()


@pytest.mark.parametrize(("type_", "arguments"), native().items())
def test_everything_that_a_native_provider_takes_has_a_name(type_: str, arguments: list[str]) -> None:
    found = names_of(type_)
    assert found is not None
    noun, names = found
    assert noun
    assert type_name(type_) == noun
    assert set(arguments) - names.keys() - AS_THE_API_SAYS == set()


@pytest.mark.parametrize("type_", [*resource_types(), *native()])
def test_no_name_is_one_of_a_program(type_: str) -> None:
    arguments = native().get(type_) or [*resource_types()[type_].arguments, *AS_THE_API_SAYS]
    assert [name for name in (type_name(type_), *argument_names(type_, arguments)) if JARGON.search(name)] == []


def test_what_is_called_as_the_api_calls_it_is_said_in_no_second_place() -> None:
    names = {type_: found.arguments for type_, found in resource_types().items()}
    names |= {type_: found[1] for type_ in native() if (found := names_of(type_))}
    assert [(type_, name) for type_, each in names.items() for name, word in each.items() if name == word] == []


@pytest.mark.parametrize(
    ("type_", "arguments", "called"),
    [
        (SERVER, ["serverType"], ["size"]),
        (SERVER, ["serverType: cx23 → cx33", "labels"], ["size: cx23 → cx33", "labels"]),
        (SERVER, ["deleteProtection", "rebuildProtection"], ["protection"]),
        (RRSET, ["records"], ["values"]),
        ("linode:index/instance:Instance", ["type", "region"], ["size", "region"]),
        ("uptimerobot:index:Monitor", ["keywordCaseType", "keywordType", "keywordValue"], ["keyword"]),
        ("uptimerobot:index:Monitor", ["url: ping://a:1 → ping://b:2"], ["url: ping://a:1 → ping://b:2"]),
        ("githubpages:index:Pages", ["cname"], ["domain"]),
        ("aws:ec2/vpc:Vpc", ["cidrBlock", "tags"], ["cidr block", "tags"]),
        (SERVER, [], []),
    ],
)
def test_arguments_have_the_words_of_the_row(type_: str, arguments: list[str], called: list[str]) -> None:
    assert argument_names(type_, arguments) == called


@pytest.mark.parametrize(
    ("types", "called"),
    [
        (f"fleet:hosting:HetznerCloudServer${SERVER}", "server one"),
        ("fleet:hosting:LinodeServer$linode:index/instance:Instance", "server one"),
        ("hcloud:index/firewall:Firewall", "firewall one"),
        (f"fleet:dns:HetznerZone${RRSET}", "DNS record one"),
        ("linode:index/domainRecord:DomainRecord", "DNS record one"),
        (OFFICIAL_PAGES, "Pages one"),
        ("fleet:monitoring:UptimeRobot$uptimerobot:index:AlertContact", "alert contact one"),
        ("random:index/randomPet:RandomPet", "random pet one"),
        ("fleet:hosting:LinodeServer", "host one"),
        ("fleet:dns:LinodeZone", "zone one"),
        ("fleet:service:Service", "service one"),
        ("fleet:service:Service$fleet:service:Site", "site one"),
        ("fleet:monitoring:UptimeRobot", "one"),
        ("pulumi:providers:hcloud", "one"),
    ],
)
def test_a_resource_is_called_by_what_it_is(types: str, called: str) -> None:
    assert resource_name(f"urn:pulumi:s::fleet::{types}::one") == called


def test_a_type_without_further_words_has_those_of_its_api() -> None:
    assert ResourceType("machine").arguments == {}


def test_what_is_never_sent_is_never_read_in_the_sandbox_either() -> None:
    for token, official in resource_types().items():
        assert official.unsent <= kinds()[token].unread, token
