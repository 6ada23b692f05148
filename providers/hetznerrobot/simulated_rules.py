"""Reads the firewall rules in a form that is sent to the simulated Robot."""

import re
from typing import Any

from werkzeug.wrappers import Request

RULES = 10
"""Rules a direction at most."""
FIELDS = ("name", "ip_version", "dst_ip", "src_ip", "dst_port", "src_port", "protocol", "tcp_flags", "action")
_PORTS = re.compile(r"\d+(-\d+)?(,\d+(-\d+)?)*")
_RULE = re.compile(r"rules\[(input|output)\]\[(\d+)\]\[(\w+)\]")


def rules_of(request: Request) -> tuple[dict[str, list[dict[str, Any]]], list[str]]:
    """The rules of a form by direction, and the names of the invalid fields."""
    given: dict[str, dict[int, dict[str, str]]] = {"input": {}, "output": {}}
    invalid = []
    for key, value in request.form.items():
        parts = _RULE.fullmatch(key)
        if parts is not None and parts[3] in FIELDS and value:
            given[parts[1]].setdefault(int(parts[2]), {})[parts[3]] = value
        elif key.startswith("rules"):
            invalid.append(key)
    rules: dict[str, list[dict[str, Any]]] = {}
    for direction, numbered in given.items():
        invalid += [f"rules[{direction}]"] if sorted(numbered) != list(range(min(len(numbered), RULES))) else []
        rules[direction] = [dict.fromkeys(FIELDS) | numbered[number] for number in sorted(numbered)]
        for number, rule in enumerate(rules[direction]):
            if not _is_valid(rule):
                invalid.append(f"rules[{direction}][{number}]")
    return rules, invalid


def _is_valid(rule: dict[str, Any]) -> bool:
    """Whether Robot takes a rule."""
    addresses = any(rule[name] for name in ("dst_ip", "src_ip"))
    ports = [rule[name] for name in ("dst_port", "src_port") if rule[name]]
    return (
        rule["action"] in ("accept", "discard")
        and (rule["ip_version"] is not None or not (addresses or rule["protocol"]))
        and not (rule["ip_version"] == "ipv6" and addresses)
        and (not rule["tcp_flags"] or rule["protocol"] == "tcp")
        and all(map(_PORTS.fullmatch, ports))
    )
