"""Templates of an SDK's source text: its head, and each type, resource and function."""

HEAD = '''"""{description}

The provider's resources and functions, as programs use them. Written by `python -m providers.kit.sdk {name}`
from the provider's models; do not edit.
"""

from typing import Any, TypedDict

import pulumi
from pulumi import {imports}

TITLE = "{title}"
"""What people call the service."""
SETTINGS = {{
{settings}
}}
"""The provider's settings, each with the environment variable that stands for it."""
LOGIN = ({login})
"""The settings that are needed to log in."""
_TO_PYTHON = {{
{names}
}}
"""Python's name of each property whose name in the engine differs."""
_TO_ENGINE = {{python: engine for engine, python in _TO_PYTHON.items()}}


class _Resource(pulumi.CustomResource):
    def translate_input_property(self, prop: str) -> str:
        return _TO_ENGINE.get(prop, prop)

    def translate_output_property(self, prop: str) -> str:
        return _TO_PYTHON.get(prop, prop)
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
        opts: The resource options.
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
{arguments}        opts: The invoke options, such as the provider.

    Returns:
{outputs}
    """
    answer = pulumi.runtime.invoke("{token}", {{{given}}}, opts).value
    return {{_TO_PYTHON.get(key, key): value for key, value in (answer or {{}}).items()}}
'''
