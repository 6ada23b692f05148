"""What Hetzner Cloud takes as the name of a DNS zone."""

UNREGISTERED = frozenset(["alt", "example", "internal", "invalid", "local", "localhost", "test"])
"""Top-level domains below which nobody can register a name (IANA's registry of special-use names, ICANN's decision)."""


def wrong_zone(name: str, around: str | None) -> str | None:
    """What is wrong with a zone's name; None if nothing is.

    Hetzner takes a name right below a public suffix, like `example.org` or `example.co.uk`, and none of a subdomain
    (Hetzner Cloud's API reference, on creating a zone). Not all suffixes are known here: what is in no other zone may
    be a subdomain still.

    Args:
        name: The zone's name.
        around: Another zone that it is in, if there is one.
    """
    if around is not None:
        return f"it is inside the zone {around}, and Hetzner takes no zone of a subdomain"
    suffix = name.rpartition(".")[2]
    is_nobodys = suffix in UNREGISTERED
    return f"nobody can register a name below .{suffix}, and Hetzner takes no such zone" if is_nobodys else None
