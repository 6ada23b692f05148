"""The memory of Hetzner Cloud's sizes."""

from fleet.inventory.swap import GB

MEMORY = {
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
}
"""Megabytes of memory by size, as `GET /v1/server_types` lists them.

Sizes come and go. A host of a size that isn't listed here needs `swap` in its row.
"""
