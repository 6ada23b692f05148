"""The schema for editors."""

import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given
from jsonschema import Draft202012Validator  # type: ignore[import-untyped] # it has no stubs

from fleet.inventory.json_schema import schema
from tests.fleet.strategies import QUICK, inventories

STACKS = Path(__file__).parents[3] / "stacks"
SCHEMA = json.loads(schema())
VALIDATOR = Draft202012Validator(SCHEMA, format_checker=Draft202012Validator.FORMAT_CHECKER)
FILES = sorted(STACKS.glob("*/*.yaml"))


def as_an_editor_sees(data: Any) -> Any:
    """Data as JSON has it: a date is the text that stands there."""
    return json.loads(json.dumps(data, default=date.isoformat))


def test_the_committed_schema_is_the_models() -> None:
    committed = (STACKS / "fleet.schema.json").read_text("utf-8")
    assert committed == schema(), "write it anew: python -m fleet schema > stacks/fleet.schema.json"


def test_it_is_a_schema() -> None:
    Draft202012Validator.check_schema(SCHEMA)
    assert SCHEMA["$schema"] == Draft202012Validator.META_SCHEMA["$id"]


@pytest.mark.parametrize("file", FILES, ids=[f"{file.parent.name}-{file.stem}" for file in FILES])
def test_the_stacks_are_as_it_says(file: Path) -> None:
    VALIDATOR.validate(as_an_editor_sees(yaml.safe_load(file.read_text("utf-8"))))
    assert file.read_text("utf-8").startswith("# yaml-language-server: $schema=../fleet.schema.json\n")


def test_there_are_stacks() -> None:
    assert {file.parent.name for file in FILES} >= {"production", "sandbox"}


@QUICK
@given(data=inventories())
def test_what_the_models_accept_it_accepts(data: dict[str, Any]) -> None:
    VALIDATOR.validate(as_an_editor_sees(data))


@pytest.mark.parametrize(
    "wrong",
    [
        {"servers": {}},
        {"organisation": None},
        {"hosts": None},
        {"zones": {"example.org": None}},
        {"zones": {"example.org": {"provider": None, "elsewhere": "the registrar"}}},
        {"hosts": {"www.example.org": {"provider": "linode", "id": None}}},
        {"hosts": {"www.example.org": {"provider": "linode", "size": None}}},
        {"contacts": {"ods": {"name": "ODS", "email": None, "email_missing": "not yet"}}},
        {"hosts": []},
        {"hosts": {"www.example.org": {}}},
        {"hosts": {"www.example.org": {"provider": "aws"}}},
        {"hosts": {"www.example.org": {"provider": "github-pages"}}},
        {"hosts": {"www.example.org": {"provider": "bytemark", "size": "cx23"}}},
        {"hosts": {"www.example.org": {"provider": "linode", "id": "5"}}},
        {"hosts": {"www.example.org": {"provider": "linode", "id": 0}}},
        {"hosts": {"www.example.org": {"provider": "linode", "size": "CX23"}}},
        {"hosts": {"www.example.org": {"provider": "bytemark", "ipv4": "203.0.113.256"}}},
        {"hosts": {"www.example.org": {"provider": "bytemark", "exporter": {"port": 65536}}}},
        {"hosts": {"www.example.org": {"provider": "bytemark", "environment": "live"}}},
        {"contacts": {"ods": {"name": "", "email": "code@example.org"}}},
        {"contacts": {"ods": {"name": "ODS", "email": "code"}}},
        {"contacts": {"ods": {"email": "code@example.org"}}},
        {"contacts": {"ods": {"name": "ODS", "notices": ["pager"]}}},
        {"contacts": {"ODS": {"name": "ODS", "email": "code@example.org"}}},
        {"services": {"Website": {"title": "Website", "errors": {"none": "static"}}}},
        {"hosts": {"www.example.org": {"provider": "linode", "size": "g6-nanode-1", "swap": -1}}},
        {"hosts": {"www.example.org": {"provider": "linode", "id": 5, "size": "g6-nanode-1", "keep": ["region"]}}},
        {"hosts": {"www.example.org": {"provider": "bytemark", "retire": "soon"}}},
        {"zones": {"example.org": {"provider": "bytemark"}}},
        {"zones": {"example.org": {"provider": "linode", "ttl": 30}}},
        {"exporters": {"user": "prometheus"}},
        {"firewalls": {"a b": []}},
        {"providers": {"aws": {"console": "https://aws.example.org/", "manager": "ods"}}},
        {"providers": {"linode": {"console": "https://cloud.linode.com/", "manager": "O D S"}}},
        {"firewalls": {"mosh": [{"protocol": "sctp"}]}},
        {"firewalls": {"mosh": [{"port": 443}]}},
        {"services": {"website": {"title": "Website"}}},
        {"services": {"website": {"title": "Website", "errors": {"none": "static"}, "sites": []}}},
        {
            "services": {
                "website": {"title": "W", "errors": {}, "sites": {"https://a.org/": {"pages": {"repository": "a"}}}}
            }
        },
    ],
    ids=json.dumps,
)
def test_what_is_wrong_it_refuses(wrong: dict[str, Any]) -> None:
    assert list(VALIDATOR.iter_errors(wrong))
