"""SSH keys of those who may log in to a host."""

from hashlib import sha256

from fleet.inventory.model import Fleet


def public_keys(fleet: Fleet, contact: str) -> list[str]:
    """A contact's SSH keys, each once and without its comment: a changed comment is no change."""
    return list(dict.fromkeys(map(without_comment, fleet.contacts[contact].ssh_keys)))


def without_comment(line: str) -> str:
    """The part of a public key's line that makes it this key."""
    return " ".join(line.split()[:2])


def digest(text: str) -> str:
    """A few characters that stand for a text where the text itself can't be part of a name."""
    return sha256(text.encode()).hexdigest()[:8]
