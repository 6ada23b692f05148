"""The rules of a simulated Robot's firewall, as its forms write them."""

import re
from typing import Any

from werkzeug.wrappers import Request

RULES = 10
"""Rules a direction at most."""
FIELDS = ("name", "ip_version", "dst_ip", "src_ip", "dst_port", "src_port", "protocol", "tcp_flags", "action")
_RULE = re.compile(r"rules\[(input|output)\]\[(\d+)\]\[(\w+)\]")


def rules_of(request: Request) -> tuple[dict[str, list[dict[str, Any]]], list[str]]:
    """The rules of a form, and the fields that are wrong."""
    given: dict[str, dict[int, dict[str, str]]] = {"input": {}, "output": {}}
    wrong = []
    for key, value in request.form.items():
        found = _RULE.fullmatch(key)
        if found is not None and found[3] in FIELDS and value:
            given[found[1]].setdefault(int(found[2]), {})[found[3]] = value
        elif key.startswith("rules"):
            wrong.append(key)
    rules: dict[str, list[dict[str, Any]]] = {}
    for direction, numbered in given.items():
        wrong += [f"rules[{direction}]"] if sorted(numbered) != list(range(min(len(numbered), RULES))) else []
        rules[direction] = [dict.fromkeys(FIELDS) | numbered[number] for number in sorted(numbered)]
        for number, rule in enumerate(rules[direction]):
            both = rule["ip_version"] is None and any(rule[name] for name in ("dst_ip", "src_ip", "protocol"))
            flags = rule["tcp_flags"] and rule["protocol"] != "tcp"
            if both or flags or rule["action"] not in ("accept", "discard"):
                wrong.append(f"rules[{direction}][{number}]")
    return rules, wrong
