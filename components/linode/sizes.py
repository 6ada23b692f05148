"""The memory of Linode's sizes."""

from fleet.inventory.swap import GB

MEMORY = {
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
}
"""Megabytes of memory by size, as `GET /v4/linode/types` lists them.

Sizes come and go. A host of a size that isn't listed here needs `swap` in its row.
"""
