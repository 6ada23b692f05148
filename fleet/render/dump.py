"""YAML for people and machines: in the order given, with texts of several lines left as they are."""

from typing import Any

import yaml

try:
    from yaml import CSafeDumper as SafeDumper
except ImportError:  # a PyYAML built without libyaml, which writes the same more slowly
    from yaml import SafeDumper  # type: ignore[assignment]

UNFOLDED = 100_000
"""Columns after which a text would be folded: more than any has, as a folded command is hard to read and to search."""


class Dumper(SafeDumper):
    """Writes files as blocks, and everything else as PyYAML does."""


def _text(dumper: Any, text: str) -> yaml.ScalarNode:
    style = "|" if "\n" in text else None
    node: yaml.ScalarNode = dumper.represent_scalar("tag:yaml.org,2002:str", text, style=style)
    return node


Dumper.add_representer(str, _text)


def document(data: Any) -> str:
    """Plain data as a YAML document that ends in a line break; the same data is always the same text."""
    return str(yaml.dump(data, Dumper=Dumper, sort_keys=False, allow_unicode=True, width=UNFOLDED))
