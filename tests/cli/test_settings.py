"""A stack's settings are read as strictly as its inventory."""

from pathlib import Path
from typing import Any

import pytest
import yaml

from cli.settings import SettingsError, settings_in

KNOWN = yaml.safe_load((Path(__file__).parents[2] / "Pulumi.yaml").read_bytes())["config"]


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "Pulumi.s.yaml"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", {}),
        ("config:\n", {}),
        ("config: {}\n", {}),
        ("encryptionsalt: v1:abc\n", {}),
        ("config:\n  fleet:uptimerobot: false\n", {"fleet:uptimerobot": False}),
        ('config:\n  fleet:uptimerobot: "false"\n', {"fleet:uptimerobot": "false"}),
        (
            "config: { fleet:debug: true, fleet:hetznerrobot: false }\n",
            {"fleet:debug": True, "fleet:hetznerrobot": False},
        ),
        ("config:\n  fleet:uptimerobot: false # no account\n", {"fleet:uptimerobot": False}),
        ("config:\n  hcloud:token:\n    secure: v1:abc\n", {"hcloud:token": {"secure": "v1:abc"}}),
        ("config:\n  linode:regionsCacheTtl: 300\n", {"linode:regionsCacheTtl": 300}),
    ],
)
def test_settings_are_what_is_below_config(file: Path, text: str, expected: dict[str, Any]) -> None:
    file.write_text(text)
    assert settings_in(file, KNOWN) == expected


def test_a_stack_needs_no_settings(file: Path) -> None:
    assert settings_in(file, KNOWN) == {}


def mistakes(file: Path, text: str) -> list[str]:
    file.write_text(text)
    with pytest.raises(SettingsError) as caught:
        settings_in(file, KNOWN)
    return [line.removeprefix(f"{file}") for line in str(caught.value).splitlines()]


@pytest.mark.parametrize("word", ["no", "yes", "on", "off", "False", "TRUE", "0", "1", "~", "nope", "[]"])
def test_what_is_on_or_off_is_true_or_false(file: Path, word: str) -> None:
    (found,) = mistakes(file, f"config:\n  fleet:uptimerobot: {word} # a comment\n")
    assert found.startswith(":2:22: fleet:uptimerobot: ")
    assert "neither true nor false; write one of them" in found or word == "~"


@pytest.mark.parametrize("value", ["0500", "0x1f4", "0b101", "1_000", "12:30", "+07"])
def test_a_number_that_is_another_than_it_looks_is_refused_and_no_password_is_repeated(file: Path, value: str) -> None:
    (found,) = mistakes(file, f"config:\n  linode:token: {value}\n")
    assert found.startswith(":2:17: linode:token: this reads as another number; write it in plain digits")
    assert value not in found


@pytest.mark.parametrize(
    "text",
    [
        "config:\n  fleet:inventory:\n",
        "config:\n  fleet:inventory: # none yet\n",
        "config: { fleet:inventory: }\n",
        "config:\n  fleet:inventory: ~\n",
        "config:\n  hcloud:token:\n",
        "encryptionsalt:\n",
    ],
)
def test_a_key_without_a_value_is_a_mistake(file: Path, text: str) -> None:
    (found,) = mistakes(file, text)
    assert found.endswith("this is empty; write a value, or leave the key out")


@pytest.mark.parametrize("value", ["7", "true", "[a]", "{ a: b }"])
def test_an_inventory_is_named_by_text(file: Path, value: str) -> None:
    assert mistakes(file, f"config:\n  fleet:inventory: {value}\n") == [
        ":2:20: fleet:inventory: this is no text; put it in quotes"
    ]


def test_every_mistake_is_told_at_its_place(file: Path) -> None:
    text = "config:\n  fleet:uptimerobto: false\n  uptimerobot: false\n  fleet:debug: no\n  fleet:inventory:\n"
    assert mistakes(file, text) == [
        ":2:3: unknown setting 'fleet:uptimerobto'; did you mean 'fleet:uptimerobot'?",
        ":3:3: the setting 'uptimerobot' has no namespace; did you mean 'fleet:uptimerobot'?",
        ":4:16: fleet:debug: 'no' is neither true nor false; write one of them",
        ":5:19: fleet:inventory: this is empty; write a value, or leave the key out",
    ]


@pytest.mark.parametrize("text", ["config: [", "config:\n\tfleet:debug: true\n", "a: b: c\n"])
def test_what_is_no_yaml_has_its_place(file: Path, text: str) -> None:
    (found,) = mistakes(file, text)
    assert found.count(":") >= 3
