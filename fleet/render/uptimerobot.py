"""What UptimeRobot is to watch, as a list that any client of its API can work from."""

import json
from collections.abc import Iterable
from typing import Any

from fleet.checks import Check


def monitors(checks: Iterable[Check]) -> str:
    """A monitor for each site, by keyword where it has one, and a ping for each host without a site."""
    found = list(checks)
    seen = {host for check in found if check.kind in {"http", "keyword"} for host in check.hosts}
    wanted = [check for check in found if check.kind in {"http", "keyword"} or _pinged(check, seen)]
    return json.dumps([_monitor(check) for check in wanted], indent=1, ensure_ascii=False) + "\n"


def _pinged(check: Check, seen: set[str]) -> bool:
    return check.kind == "icmp" and not seen & set(check.hosts)


def _monitor(check: Check) -> dict[str, Any]:
    found: dict[str, Any] = {
        "friendlyName": check.target,
        "type": {"http": "HTTP", "keyword": "KEYWORD", "icmp": "PING"}[check.kind],
        "url": check.target,
    }
    if check.keyword is not None:
        # An alert when the keyword is missing; case counts.
        found |= {"keywordType": "ALERT_NOT_EXISTS", "keywordValue": check.keyword, "keywordCaseType": 0}
    return found | {
        "contacts": list(check.contacts),
        "tagNames": sorted({check.environment, check.manager, *check.services}),
    }
