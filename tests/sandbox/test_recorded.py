"""The simulations are held to what the official plugins answered, for each type and argument that they know.

`recorded.json` has, by type token: the arguments of an object (`base`); what a plugin sees where one of them is
changed, added, left out, reordered or emptied (`diff`: what it `is`, with the value that it changes `to`); whether a
second object of the same arguments is taken (`again`), and what becomes of deleting and updating what is gone. Recorded
with hcloud 1.39.1, linode 6.0.0 and github 6.15.0 against APIs on the loopback interface.
"""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from providers.kit.values import Properties
from sandbox.changes import changes, resets_silently
from sandbox.kind import Kind
from sandbox.simulation import kinds
from tests.sandbox.client import FIREWALL, LINODE, PAGES, RDNS, RECORD, REPOSITORY, SERVER, ZONE

RECORDED: dict[str, Any] = json.loads((Path(__file__).parent / "recorded.json").read_text(encoding="utf-8"))

NEVER_ASKED = "no component gives this argument"
ALWAYS_GIVEN = "components always give it, and never an empty one"
IN_CHECK = "refused before it is compared: the plugin's check says that it does not go with the others"
DIFFERS: dict[str, dict[str, str]] = {
    FIREWALL: {"empty applyTos": ALWAYS_GIVEN},
    SERVER: {"remove keepDisk": ALWAYS_GIVEN},
    RDNS: dict.fromkeys(["add floatingIpId", "add loadBalancerId", "add primaryIpId", "remove serverId"], IN_CHECK),
    ZONE: dict.fromkeys(["add primaryNameservers", "change mode"], IN_CHECK),
    RECORD: {"remove ttlSec": ALWAYS_GIVEN, "empty name": "components leave it out instead"},
    LINODE: {
        **dict.fromkeys(["add backupId", "add configs", "add disks", "remove image"], IN_CHECK),
        "add placementGroupExternallyManaged": NEVER_ASKED,
        "remove type": ALWAYS_GIVEN,
    },
    REPOSITORY: {
        **dict.fromkeys(["add allowForking", "add etag", "add fork", "add private"], NEVER_ASKED),
        **dict.fromkeys([f"remove allow{way}" for way in ("MergeCommit", "RebaseMerge", "SquashMerge")], NEVER_ASKED),
        **dict.fromkeys(["remove topics", "reorder topics"], NEVER_ASKED),
        **dict.fromkeys(["remove autoInit", "remove name"], ALWAYS_GIVEN),
    },
    PAGES: {
        "add httpsEnforced": "the recorded site had it already",
        "change buildType": IN_CHECK,
        "remove source": IN_CHECK,
        **dict.fromkeys(["empty cname", "remove cname"], "the recorded object had none: a create ignores it"),
    },
}
"""What the simulations do otherwise, each with the reason why nobody is misled by it."""


def asked() -> Iterator[tuple[str, str, str]]:
    """Each change that was recorded of a type that is simulated: type token, what is done, and the argument."""
    for token in sorted(kinds().keys() & RECORDED.keys()):
        for action, arguments in RECORDED[token]["diff"].items():
            yield from ((token, action, argument) for argument in arguments)


def before_and_after(kind: Kind, action: str, argument: str) -> tuple[Properties, Properties]:
    recorded = RECORDED[kind.token]
    old = kind.defaults | recorded["base"]
    if action == "change":
        # Some of what is asked for is not in what a plugin answers.
        old.setdefault(argument, "another")
    if action == "remove":
        return old, kind.defaults | {name: value for name, value in old.items() if name != argument}
    given = recorded["diff"][action][argument]
    value = given["to"] if "to" in given else [*reversed(old[argument])]
    return old, old | {argument: value}


def simulated(kind: Kind, action: str, argument: str) -> str:
    old, new = before_and_after(kind, action, argument)
    found = changes(kind, old, new)
    if any(each.endswith("_REPLACE") for each in found.values()):
        return "replace, deleting first" if kind.deletes_first else "replace"
    return "update" if found or resets_silently(kind, old, new) else "none"


@pytest.mark.parametrize(("token", "action", "argument"), list(asked()))
def test_a_change_is_what_the_official_plugin_made_of_it(token: str, action: str, argument: str) -> None:
    agrees = simulated(kinds()[token], action, argument) == RECORDED[token]["diff"][action][argument]["is"]
    reason = DIFFERS.get(token, {}).get(f"{action} {argument}")
    assert agrees or reason
    assert not (agrees and reason), "it agrees now, so take it off the list"


def test_the_list_names_only_what_was_recorded() -> None:
    listed = {(token, *entry.split()) for token, entries in DIFFERS.items() for entry in entries}
    assert {each for each in listed if each[0] in kinds()} <= set(asked())


@pytest.mark.parametrize("token", sorted(kinds()))
def test_every_simulated_type_of_an_official_plugin_was_recorded(token: str) -> None:
    assert token in RECORDED


@pytest.mark.parametrize("token", sorted(kinds().keys() & RECORDED.keys()))
def test_what_is_gone_is_met_as_the_official_plugin_meets_it(token: str) -> None:
    kind, recorded = kinds()[token], RECORDED[token]
    assert ("fine" if kind.forgives else "ends" if kind.crashes else "refused") == recorded["delete_gone"]
    if not kind.overwrites:
        assert ("ends" if kind.crashes else "refused") == recorded["update_gone"]


@pytest.mark.parametrize("token", sorted(kinds().keys() & RECORDED.keys()))
def test_what_may_be_there_twice_has_no_unique_name(token: str) -> None:
    if RECORDED[token]["again"] == "fine":
        assert kinds()[token].name is None
