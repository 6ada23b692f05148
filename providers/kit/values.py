"""Values as the engine's protocol writes them, and as plain data."""

from collections.abc import Mapping
from typing import Any

from google.protobuf import struct_pb2
from pulumi.runtime import rpc

Properties = dict[str, Any]
"""A resource's arguments or outputs: plain data by the engine's names (camelCase)."""

UNKNOWN: str = rpc.UNKNOWN
"""What the protocol writes for a value that is known only after the run."""


def plain(value: struct_pb2.Value) -> Any:
    """A protocol value as plain data; numbers are floats."""
    which = value.WhichOneof("kind")
    if which == "struct_value":
        return plain_map(value.struct_value)
    if which == "list_value":
        return [plain(item) for item in value.list_value.values]
    return None if which in (None, "null_value") else getattr(value, which)


def plain_map(values: struct_pb2.Struct) -> Properties:
    """A protocol object as plain data, without the engine's own keys and without what is empty."""
    found = {key: plain(value) for key, value in values.fields.items() if not key.startswith("__")}
    return {key: value for key, value in found.items() if value is not None}


def struct(values: Mapping[str, Any]) -> struct_pb2.Struct:
    """Plain data as a protocol object."""
    found = struct_pb2.Struct()
    found.update(values)
    return found


def secret(value: Any) -> Any:
    """A value that the engine encrypts and never shows."""
    return {rpc._special_sig_key: rpc._special_secret_sig, "value": value}  # noqa: SLF001 # no public name


def revealed(value: Any) -> Any:
    """A value without its mark, if it has one."""
    is_secret = isinstance(value, dict) and value.get(rpc._special_sig_key) == rpc._special_secret_sig  # noqa: SLF001
    return value["value"] if is_secret else value


def has_unknown(value: Any) -> bool:
    """Whether any part of a value is known only after the run."""
    if isinstance(value, dict):
        return any(map(has_unknown, value.values()))
    if isinstance(value, list):
        return any(map(has_unknown, value))
    return isinstance(value, str) and value == UNKNOWN


def guarded(properties: Mapping[str, Any], secrets: frozenset[str]) -> Properties:
    """Properties of which the secret ones are marked so; what is unknown yet is marked by the engine."""
    return {
        name: secret(value) if name in secrets and not has_unknown(value) else value
        for name, value in properties.items()
    }


def settings_of(given: struct_pb2.Struct) -> Properties:
    """A provider's settings, without those that are left empty."""
    # What is secret comes marked, whatever else the provider takes.
    settings = {name: revealed(value) for name, value in plain_map(given).items()}
    return {name: value for name, value in settings.items() if value not in ("", None)}
