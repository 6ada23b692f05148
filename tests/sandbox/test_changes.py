from providers.kit.values import UNKNOWN
from sandbox.changes import changes, resets_silently
from sandbox.simulation import kinds
from tests.sandbox.client import FIREWALL, KEY, LINODE, LINODE_FIREWALL, PAGES, REPOSITORY, SERVER

KINDS = kinds()


def test_what_is_the_same_is_no_change() -> None:
    arguments = {"name": "a", "rules": [{"port": "22"}, {"port": "80"}], "labels": {"a": "b", "c": "d"}}
    assert changes(KINDS[FIREWALL], arguments, dict(reversed(arguments.items()))) == {}


def test_what_is_new_other_or_gone_is_named() -> None:
    old = {"region": "a", "label": "x", "tags": ["t"], "type": "t"}
    assert changes(KINDS[LINODE], old, {"region": "b", "label": "x", "privateIp": False}) == {
        "privateIp": "ADD",
        "region": "UPDATE",
        "tags": "DELETE",
    }


def test_what_replaces_says_so() -> None:
    kind = KINDS[SERVER]
    assert changes(kind, {"image": "a"}, {"image": "b", "userData": "c"}) == {
        "image": "UPDATE_REPLACE",
        "userData": "ADD_REPLACE",
    }
    assert changes(kind, {"image": "a", "sshKeys": ["a"], "userData": "a"}, {}) == {
        "sshKeys": "DELETE_REPLACE",
        "userData": "DELETE_REPLACE",
    }
    assert changes(KINDS[KEY], {"publicKey": "a"}, {"publicKey": UNKNOWN}) == {"publicKey": "UPDATE_REPLACE"}


def test_what_is_not_known_yet_may_change() -> None:
    assert changes(KINDS[LINODE], {"label": "a"}, {"label": UNKNOWN}) == {"label": "UPDATE"}


def test_outputs_of_the_cloud_are_no_arguments() -> None:
    assert changes(KINDS[LINODE], {"ipv4s": ["192.0.2.1"], "status": "running", "hostUuid": "x"}, {}) == {}


def test_leaving_out_what_was_empty_is_no_change() -> None:
    old = {"name": "", "labels": {}, "rules": [], "applyTos": []}
    assert changes(KINDS[FIREWALL], old, {}) == {}
    assert changes(KINDS[SERVER], {"keepDisk": False, "backups": False}, {}) == {}
    assert changes(KINDS[SERVER], {"backups": True}, {}) == {"backups": "DELETE"}


def test_what_the_cloud_keeps_may_be_left_out() -> None:
    assert changes(KINDS[LINODE], {"type": "t", "swapSize": 512.0, "image": "i", "diskEncryption": "enabled"}, {}) == {}
    assert changes(KINDS[LINODE], {"type": "t"}, {"type": "u"}) == {"type": "UPDATE"}
    assert changes(KINDS[LINODE_FIREWALL], {"linodes": [1.0]}, {}) == {}
    assert changes(KINDS[SERVER], {"location": "fsn1", "firewallIds": [1.0], "image": "a"}, {}) == {}
    assert changes(KINDS[PAGES], {"public": True, "cname": "a"}, {}) == {"cname": "DELETE"}


def test_some_lists_have_no_order_and_some_no_case() -> None:
    assert changes(KINDS[LINODE], {"tags": ["b", "A"]}, {"tags": ["a", "B"]}) == {}
    assert changes(KINDS[LINODE], {"tags": ["a"]}, {"tags": ["a", "a"]}) == {"tags": "UPDATE"}
    assert changes(KINDS[LINODE_FIREWALL], {"linodes": [2.0, 1.0]}, {"linodes": [1.0, 2.0]}) == {}
    assert changes(KINDS[SERVER], {"sshKeys": ["a", "b"]}, {"sshKeys": ["b", "a"]}) == {"sshKeys": "UPDATE_REPLACE"}
    assert changes(KINDS[LINODE_FIREWALL], {"tags": ["a"]}, {"tags": UNKNOWN}) == {"tags": "UPDATE"}


def test_what_is_reset_silently_is_in_no_difference() -> None:
    kind = KINDS[REPOSITORY]
    existing = {"name": "a", "hasIssues": True, "hasWiki": True, "homepageUrl": "https://a.org/"}
    assert changes(kind, existing, {"name": "a"}) == {}
    assert resets_silently(kind, existing, {"name": "a"})
    given = {"name": "a", "hasIssues": True, "hasWiki": True, "homepageUrl": "https://a.org/"}
    assert not resets_silently(kind, existing, given)
    assert not resets_silently(kind, {"name": "a", "hasIssues": False}, {"name": "a"})
    assert not resets_silently(KINDS[SERVER], {"backups": True}, {})
