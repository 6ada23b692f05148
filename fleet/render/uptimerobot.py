"""What UptimeRobot is to watch, as a list that any client of its API can work from."""

import json
from typing import Any

from pydantic.alias_generators import to_camel

from fleet.blueprint.monitors import Monitor, looks, monitors
from fleet.inventory.model import Fleet

OTHERWISE = {"check_ssl_errors": "checkSSLErrors"}
"""What the API writes otherwise than in camelCase."""


def listed(fleet: Fleet) -> str:
    """Every monitor in the API's own words, but for contacts, which are those of the inventory."""
    return json.dumps([_told(one) for one in monitors(fleet)], indent=1, ensure_ascii=False) + "\n"


def _told(monitor: Monitor) -> dict[str, Any]:
    found: dict[str, Any] = {
        "friendlyName": monitor.name,
        "type": monitor.type,
        "url": monitor.url,
        "interval": monitor.interval,
    }
    if monitor.port is not None:
        found["port"] = monitor.port
    found |= {OTHERWISE.get(name) or to_camel(name): value for name, value in looks(monitor).items()}
    return found | {"contacts": list(monitor.contacts), "tagNames": list(monitor.tags)}
