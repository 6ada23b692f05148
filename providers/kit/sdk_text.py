"""The text of an SDK: how it begins, and what each type, resource and function looks like."""

HEAD = '''"""{description} The types of its resources, as programs use them.

Written by `python -m providers.kit.sdk {name}` from the provider's models; do not edit.
"""

from typing import Any, TypedDict

import pulumi
from pulumi import Input, InvokeOptions, Output, ResourceOptions

TITLE = "{title}"
"""What people call the service."""
SETTINGS = {{
{settings}
}}
"""The provider's settings, each with the environment variable that stands for it."""
LOGIN = ({login})
"""The settings without which the service can't be asked anything."""
_INSIDE = {{
{names}
}}
"""Python's names of what the engine calls otherwise."""
_OUTSIDE = {{inside: outside for outside, inside in _INSIDE.items()}}


class _Resource(pulumi.CustomResource):
    def translate_input_property(self, prop: str) -> str:
        return _OUTSIDE.get(prop, prop)

    def translate_output_property(self, prop: str) -> str:
        return _INSIDE.get(prop, prop)
'''
TYPE = '''

class {name}(TypedDict, total=False):
    """{description}"""

{fields}
'''
RESOURCE = '''

class {name}(_Resource):
    """{description}

    Args:
        resource_name: Its name in the program.
        opts: How it is managed.
{arguments}
    """

{attributes}

    def __init__(
        self,
        resource_name: str,
        opts: ResourceOptions | None = None,
        *,
{parameters}
    ) -> None:
        props = {{
{props}
        }}
{secrets}        super().__init__("{token}", resource_name, props, {opts})
'''
FUNCTION = '''

def {name}({parameters}opts: InvokeOptions | None = None) -> dict[str, Any]:
    """{description}

    Args:
{arguments}        opts: Which provider to ask.

    Returns:
{outputs}
    """
    found = pulumi.runtime.invoke("{token}", {{{given}}}, opts).value
    return {{_INSIDE.get(key, key): value for key, value in (found or {{}}).items()}}
'''
