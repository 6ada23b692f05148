"""A value of the wrong type, for people: what it is, and what to write instead."""

from typing import Any

from fleet.inventory.errors.problems import quoted

ROWS = "a mapping of names to rows"
_KINDS: dict[type, str] = {str: "text", list: "a list", dict: "a mapping", type(None): "empty", bool: "true or false"}
_NUMBERS = {int: "the number ", float: "the number ", bool: ""}


def kind(value: Any) -> str:
    """What a value is, for people: `text`, `a list`, `empty`."""
    return _KINDS.get(type(value), "a number" if isinstance(value, int | float) else "a date")


def mistyped(value: Any, wanted: str) -> tuple[str, str]:
    """What is wrong and what to write where a value is of the wrong kind."""
    if value is None or isinstance(value, dict | list):
        return f"this is {kind(value)}", f"write {wanted}"
    if isinstance(value, str):
        return f"{quoted(value)} is text", f"write {wanted}"
    # YAML's reading of it is the surprise: `no`, `2020-01-01` and `0x10` look like text.
    what = f"this reads as {_NUMBERS.get(type(value), 'the date ')}{quoted(value)}"
    return what, "put it in quotes" if wanted == "text" else f"write {wanted}"
