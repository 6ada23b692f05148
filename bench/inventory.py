"""Inventories of any size, to measure with."""

SSH_KEY = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIPTxepr/FbCm0Yc1xowZGYe7OBxLDZJ0jWOHRyIj8a2N"
_PEOPLE = f"""\
contacts:
  ops: {{ name: Operations, email: ops@example.org, ssh_keys: [{SSH_KEY}] }}
providers:
  hetzner-cloud: {{ console: https://console.hetzner.cloud/, manager: ops }}
  bytemark: {{ console: https://panel.bytemark.co.uk/servers, manager: ops }}
"""


def names(count: int) -> list[str]:
    """The names of that many hosts."""
    return [f"h{number:05}.example.org" for number in range(count)]


def cloud(count: int) -> str:
    """That many created cloud servers, all of one service."""
    hosts = "".join(f"  {name}: {{ provider: hetzner-cloud, size: cx23 }}\n" for name in names(count))
    service = f"  all:\n    title: All\n    errors: {{ none: static }}\n    hosts: [{', '.join(names(count))}]\n"
    return f"{_PEOPLE}hosts:\n{hosts}services:\n{service}"


def mixed(count: int, sites: int = 1) -> str:
    """That many hosts in rows of one to four lines, and a service with some sites for every ten of them."""
    short = "  {}: {{ provider: bytemark, environment: staging }}\n"
    long = "  {}:\n    provider: hetzner-cloud\n    region: nbg1\n    note: One of many\n"
    hosts = "".join((long if index % 2 else short).format(name) for index, name in enumerate(names(count)))
    services = "".join(
        f"  s{first}:\n    title: Service {first}\n    errors: {{ none: not recorded }}\n"
        f"    hosts: [{', '.join(names(count)[first : first + 10])}]\n"
        f"    sites:\n{_sites(first, sites)}"
        for first in range(0, count, 10)
    )
    return f"{_PEOPLE}hosts:\n{hosts}services:\n{services}"


def _sites(first: int, count: int) -> str:
    rows = (f"      https://s{first}.example.org/{path or ''}" for path in range(count))
    return "".join(f"{row}: {{ keyword: Welcome to {first} }}\n" for row in rows)
