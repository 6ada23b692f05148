"""How the pieces of a first boot become one."""

import pytest

from fleet.render.cloud_config import File, Part, compose


def test_two_parts_cannot_say_different_things() -> None:
    one, other = Part(settings={"fqdn": "a.example.org"}), Part(settings={"fqdn": "b.example.org"})
    with pytest.raises(ValueError, match="two parts of a first boot set fqdn"):
        compose([one, other])


def test_parts_become_one_in_their_order_with_packages_sorted() -> None:
    one = Part(packages=("zsh", "apt"), write_files=(File("/b", "b"),), runcmd=("b",), settings={"fqdn": "b"})
    other = Part(packages=("apt", "sed"), write_files=(File("/a", "a"),), runcmd=("a",), settings={"swap": None})
    config = compose([one, other])
    assert [file.pop("path") for file in config["write_files"]] == ["/b", "/a"]
    assert config == {
        "fqdn": "b",
        "swap": None,
        "packages": ["apt", "sed", "zsh"],
        "write_files": [{"owner": "root:root", "permissions": "0644", "content": name} for name in "ba"],
        "runcmd": ["set -e", "b", "a"],
    }


def test_only_a_file_that_waits_or_is_encoded_says_so() -> None:
    plain = {"path": "/a", "owner": "root:root", "permissions": "0644", "content": "YQ=="}
    assert File("/a", "YQ==").as_dict() == plain
    assert File("/a", "YQ==", mode="0600", owner="a:b", deferred=True, encoded=True).as_dict() == plain | {
        "permissions": "0600",
        "owner": "a:b",
        "encoding": "b64",
        "defer": True,
    }
