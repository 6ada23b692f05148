"""What UptimeRobot is to watch, as a list that any client of its API can work from."""

import json
from typing import Any

from fleet.model import Fleet
from fleet.monitors import Monitor, monitors


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
    if monitor.statuses:
        found |= {
            "successHttpResponseCodes": list(monitor.statuses),
            "followRedirections": monitor.redirects,
        }
    if monitor.keyword is not None:
        # An alert when the keyword is missing; case counts.
        found |= {"keywordType": "ALERT_NOT_EXISTS", "keywordValue": monitor.keyword, "keywordCaseType": 0}
    return found | {"contacts": list(monitor.contacts), "tagNames": list(monitor.tags)}
