"""The kinds of text an inventory holds about logins; a refusal never shows the text, which may be a secret."""

import base64
import binascii
import re
from typing import Annotated, Any

from pydantic import AfterValidator, BeforeValidator

from fleet.inventory.row import mistake

_BCRYPT = re.compile(r"\$2[aby]\$(?:0[4-9]|[12][0-9]|3[01])\$[./A-Za-z0-9]{53}")


def _ssh_key(text: str) -> str:
    kind, _, rest = text.partition(" ")
    try:
        blob = base64.b64decode(rest.split(" ")[0], validate=True)
    except (binascii.Error, ValueError):
        blob = b""
    name = kind.encode("utf-8", "replace")
    # RFC 4253, section 6.6: the blob begins with the key's type, length first.
    begins = blob.startswith(len(name).to_bytes(4, "big") + name)
    if not text.isprintable() or not kind.startswith(("ssh-", "ecdsa-", "sk-")) or not begins:
        # Never shown: it may be a private key.
        raise mistake(
            "this is not an SSH public key", "paste the one line of an id_….pub file, like ssh-ed25519 AAAA… name"
        )
    return text


def _bcrypt(text: Any) -> Any:
    if not isinstance(text, str) or not _BCRYPT.fullmatch(text):
        # Never shown, not even where it is a number: it may be the password itself.
        raise mistake("this is not a bcrypt hash", "write what `htpasswd -nbB prometheus …` prints after the colon")
    return text


SshKey = Annotated[str, AfterValidator(_ssh_key)]
"""One line of an OpenSSH public key file."""
BcryptHash = Annotated[str, BeforeValidator(_bcrypt)]
"""A password as bcrypt hashes it; of a long random one it may be read by anyone."""
