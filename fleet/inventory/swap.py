"""How much swap goes with how much memory."""

from math import ceil

GB = 1024
"""Megabytes in what the providers' catalogues call a gigabyte."""


def swap_for(memory: int) -> int:
    """Megabytes of swap for megabytes of memory, by the sysadmins' own rule.

    Under 2 GB of memory as much again, under 32 GB half of it, else 16 GB or a quarter of it, whichever is more.
    """
    if memory < 2 * GB:
        return memory
    if memory < 32 * GB:
        return ceil(memory / 2)
    return max(16 * GB, ceil(memory / 4))
