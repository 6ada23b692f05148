"""Converts values between the engine's protocol and plain data."""

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
    """A protocol object as plain data, without the engine's own keys and without nulls."""
    converted = {key: plain(value) for key, value in values.fields.items() if not key.startswith("__")}
    return {key: value for key, value in converted.items() if value is not None}


def struct(values: Mapping[str, Any]) -> struct_pb2.Struct:
    """Plain data as a protocol object."""
    converted = struct_pb2.Struct()
    converted.update(values)
    return converted


def secret(value: Any) -> Any:
    """A value marked as secret: the engine encrypts it and never shows it."""
    return {rpc._special_sig_key: rpc._special_secret_sig, "value": value}  # noqa: SLF001 # no public name


def without_secret_mark(value: Any) -> Any:
    """A value without the mark of a secret, if it has one."""
    is_secret = isinstance(value, dict) and value.get(rpc._special_sig_key) == rpc._special_secret_sig  # noqa: SLF001
    return value["value"] if is_secret else value


def has_unknown(value: Any) -> bool:
    """Whether any part of a value is known only after the run."""
    if isinstance(value, dict):
        return any(map(has_unknown, value.values()))
    if isinstance(value, list):
        return any(map(has_unknown, value))
    return isinstance(value, str) and value == UNKNOWN


def with_secrets_marked(properties: Mapping[str, Any], secrets: frozenset[str]) -> Properties:
    """Properties with the secret ones marked. Unknown values are left to the engine, which marks them itself."""
    return {
        name: secret(value) if name in secrets and not has_unknown(value) else value
        for name, value in properties.items()
    }


def nonempty_settings(given: struct_pb2.Struct) -> Properties:
    """A provider's settings, without empty ones."""
    # Secret settings come marked, although Configure's answer says that the provider takes no secrets.
    settings = {name: without_secret_mark(value) for name, value in plain_map(given).items()}
    return {name: value for name, value in settings.items() if value not in ("", None)}
