"""How much memory a size has, and how much swap goes with it."""

from math import ceil
from typing import Literal

GB = 1024
"""Megabytes in what the providers' catalogues call a gigabyte."""

MEMORY: dict[Literal["linode", "hetzner-cloud"], dict[str, int]] = {
    "linode": {
        "g6-nanode-1": 1 * GB,
        "g6-standard-1": 2 * GB,
        "g6-standard-2": 4 * GB,
        "g6-standard-4": 8 * GB,
        "g6-standard-6": 16 * GB,
        "g6-standard-8": 32 * GB,
        "g6-standard-16": 64 * GB,
        "g6-standard-20": 96 * GB,
        "g6-standard-24": 128 * GB,
        "g6-standard-32": 192 * GB,
        "g6-dedicated-2": 4 * GB,
        "g6-dedicated-4": 8 * GB,
        "g6-dedicated-8": 16 * GB,
        "g6-dedicated-16": 32 * GB,
        "g6-dedicated-32": 64 * GB,
        "g6-dedicated-48": 96 * GB,
        "g6-dedicated-50": 128 * GB,
        "g6-dedicated-56": 256 * GB,
        "g6-dedicated-64": 512 * GB,
        "g7-highmem-1": 24 * GB,
        "g7-highmem-2": 48 * GB,
        "g7-highmem-4": 90 * GB,
        "g7-highmem-8": 150 * GB,
        "g7-highmem-16": 300 * GB,
    },
    "hetzner-cloud": {
        "cx22": 4 * GB,
        "cx23": 4 * GB,
        "cx32": 8 * GB,
        "cx33": 8 * GB,
        "cx42": 16 * GB,
        "cx43": 16 * GB,
        "cx52": 32 * GB,
        "cx53": 32 * GB,
        "cpx11": 2 * GB,
        "cpx21": 4 * GB,
        "cpx31": 8 * GB,
        "cpx41": 16 * GB,
        "cpx51": 32 * GB,
        "cax11": 4 * GB,
        "cax21": 8 * GB,
        "cax31": 16 * GB,
        "cax41": 32 * GB,
        "ccx13": 8 * GB,
        "ccx23": 16 * GB,
        "ccx33": 32 * GB,
        "ccx43": 64 * GB,
        "ccx53": 128 * GB,
        "ccx63": 192 * GB,
    },
}
"""Megabytes of memory by provider and size, as `GET /v4/linode/types` and `GET /v1/server_types` list them.

Sizes come and go; one that isn't here needs its row to say `swap`.
"""


def swap_for(memory: int) -> int:
    """Megabytes of swap for megabytes of memory, by the sysadmins' own rule.

    Under 2 GB of memory as much again, under 32 GB half of it, else 16 GB or a quarter of it, whichever is more.
    """
    if memory < 2 * GB:
        return memory
    if memory < 32 * GB:
        return ceil(memory / 2)
    return max(16 * GB, ceil(memory / 4))
