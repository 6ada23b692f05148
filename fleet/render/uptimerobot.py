"""What UptimeRobot is to watch, as a list that any client of its API can work from."""

import json
from collections.abc import Iterable
from typing import Any

from pydantic.alias_generators import to_camel

from fleet.blueprint.monitors import Monitor, http_settings

OTHERWISE = {"check_ssl_errors": "checkSSLErrors"}
"""What the API writes otherwise than in camelCase."""


def monitor_list(monitors: Iterable[Monitor]) -> str:
    """Every monitor with the API's own field names, but for contacts, which are the inventory's."""
    return json.dumps([_as_api(monitor) for monitor in monitors], indent=1, ensure_ascii=False) + "\n"


def _as_api(monitor: Monitor) -> dict[str, Any]:
    fields: dict[str, Any] = {
        "friendlyName": monitor.name,
        "type": monitor.type,
        "url": monitor.url,
        "interval": monitor.interval,
    }
    if monitor.port is not None:
        fields["port"] = monitor.port
    fields |= {OTHERWISE.get(name) or to_camel(name): value for name, value in http_settings(monitor).items()}
    return fields | {"contacts": list(monitor.contacts), "tagNames": list(monitor.tags)}
