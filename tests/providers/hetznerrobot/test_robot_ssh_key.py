from base64 import b64encode
from collections.abc import Callable
from typing import Any

import pytest

from providers.hetznerrobot.account import Account
from providers.hetznerrobot.simulated import HetznerRobot
from providers.hetznerrobot.simulated_objects import KEYS
from providers.hetznerrobot.ssh_key import SshKey, SshKeyArguments, fingerprint
from providers.kit.arguments import checked
from providers.kit.resource import RefusalError
from sandbox.web import HttpFault

LINE = "ssh-ed25519 " + b64encode(b"\0\0\0\x0bssh-ed25519\0\0\0\x20" + bytes(range(32))).decode()
ANN = SshKeyArguments(name="ann", public_key=LINE)
ID = "0f:a2:0a:d7:38:3e:65:45:08:6b:63:84:1c:ff:dc:ba"
"""As `ssh-keygen -l -E md5` has it."""


def stored(robot: HetznerRobot, **properties: Any) -> None:
    known = {"name": "old", "fingerprint": ID, "type": "ED25519", "size": 256, "data": f"{LINE} someone@home"}
    robot.store.add(KEYS, ID, None, known | properties, by_hand=True)


def test_it_is_made_read_renamed_and_deleted(
    robot: HetznerRobot, account: Account, connect: Callable[..., Account]
) -> None:
    key = SshKey(account)
    made = key.create(ANN)
    assert (made.id, made.arguments) == (fingerprint(LINE), ANN)
    assert made.outputs.plain() == {"fingerprint": made.id, "type": "ED25519"}
    assert key.read(made.id.upper(), None) == made
    ben = ANN.model_copy(update={"name": "ben"})
    assert key.update(made.id, ANN, ben).arguments == ben
    key = SshKey(connect())
    key.delete(made.id, ben)
    key.delete(made.id, ben)
    assert key.read(made.id, ben) is None
    assert [operation for operation, *_ in robot.store.writes()] == ["create", "update", "delete"]


def test_one_that_is_there_is_taken_over_and_renamed(robot: HetznerRobot, account: Account, runtime: Any) -> None:
    stored(robot)
    assert SshKey(account).create(ANN).arguments == ANN
    assert robot.store.writes() == [("update", KEYS, ID)]
    (warned,) = runtime.warned
    assert warned.startswith(f"Hetzner Robot: the key {ID} was there already and is managed from now on")


def test_one_that_another_resource_has_taken_over_stays(robot: HetznerRobot, account: Account) -> None:
    stored(robot, name="ann")
    SshKey(account).create(ANN)
    SshKey(account).delete(ID, ANN)
    assert robot.store.get(KEYS, ID) is not None


def test_a_key_has_only_one_spelling(account: Account) -> None:
    line = "ssh-ed25519 " + b64encode(b"\0\0\0\x0bssh-ed25519\0\0\0\x1e" + bytes(30)).decode()
    for other in (f"{line[:-3]}B==", f"  {line}  ann@laptop"):
        assert checked(SshKey(account), ANN.plain() | {"publicKey": other})[0]["publicKey"] == line


def test_one_that_is_there_as_it_should_be_is_sent_nothing(robot: HetznerRobot, account: Account, runtime: Any) -> None:
    stored(robot, name="ann")
    assert SshKey(account).create(ANN).arguments == ANN
    assert len(runtime.warned) == 1
    assert robot.log == [("GET", "/key")]


def test_one_that_turns_out_to_be_there_is_taken_over(robot: HetznerRobot, account: Account) -> None:
    account.keys.all()
    stored(robot)
    assert SshKey(account).create(ANN).arguments == ANN
    assert [method for method, _ in robot.log] == ["GET", "POST", "GET", "POST"]


@pytest.mark.parametrize("day", [{"cut": True}, {"status": 500}])
def test_one_that_was_made_without_an_answer_is_found(
    robot: HetznerRobot, account: Account, day: dict[str, Any]
) -> None:
    robot.faults = [HttpFault("POST", "/key", after=True, **day)]
    assert SshKey(account).create(ANN).arguments == ANN
    assert robot.store.writes() == [("create", KEYS, ID)]


def test_one_that_is_gone_can_not_be_renamed(account: Account) -> None:
    with pytest.raises(RefusalError, match="is not there any more; `refresh` forgets it"):
        SshKey(account).update(ID, ANN, ANN)


def test_a_comment_means_nothing(robot: HetznerRobot, account: Account, connect: Callable[..., Account]) -> None:
    told, wrong = checked(SshKey(account), {"name": "ann", "publicKey": f" {LINE}  ann@laptop of mine\n"})
    assert (told, wrong) == (ANN.plain(), [])
    stored(robot, name="ann")
    found = SshKey(connect()).read(ID, None)
    assert found is not None
    assert found.arguments == ANN


@pytest.mark.parametrize(
    ("field", "value", "words"),
    [
        ("name", " ", "write who has the key"),
        ("publicKey", "", "no public key"),
        ("publicKey", "ssh-rsa", "no public key"),
        ("publicKey", "ssh-rsa !!!", "no public key"),
        ("publicKey", LINE.replace("ssh-ed25519", "ssh-rsa"), "no public key"),
        ("publicKey", "-----BEGIN OPENSSH PRIVATE KEY----- c2VjcmV0", "private key"),
    ],
)
def test_what_is_wrong_is_told(account: Account, field: str, value: str, words: str) -> None:
    _, (wrong,) = checked(SshKey(account), ANN.plain() | {field: value})
    assert words in wrong.reason
    assert "c2VjcmV0" not in wrong.reason
