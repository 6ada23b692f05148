"""Write a package's typed Python SDK: `python -m providers.kit.sdk NAME > providers/NAME/sdk.py`.

Why not `pulumi package gen-sdk`: docs/adr/0016.
"""

import re
import sys
from collections.abc import Iterator
from importlib import import_module
from textwrap import indent
from typing import Any

from providers.kit.model import LOGIN, engine_name, is_marked
from providers.kit.resource import Package
from providers.kit.schema import Schema, schema
from providers.kit.sdk_text import FUNCTION, HEAD, RESOURCE, TYPE

_PLAIN = {"string": "str", "integer": "int", "number": "float", "boolean": "bool"}


def sdk(package: Package) -> str:
    """The text of a package's SDK."""
    described = schema(package)
    types, resources, functions = (described[section] for section in ("types", "resources", "functions"))
    settings = {
        name: setting["defaultInfo"]["environment"][0]
        for name, setting in described["config"]["variables"].items()
        if "defaultInfo" in setting
    }
    objects = [*types.values(), *resources.values()]
    objects += [function[side] for function in functions.values() for side in ("inputs", "outputs")]
    names = {key: _snake(key) for key in sorted({key for each in objects for key in each["properties"]})}
    # Types that only functions return are left out: the SDK returns plain dictionaries.
    used = [token for token in types if f"#/types/{token}'" in str([resources, types])]
    head = HEAD.format(
        description=package.description,
        name=package.name,
        title=package.title,
        imports=", ".join(["Input", *(["InvokeOptions"] if functions else []), "Output", "ResourceOptions"]),
        login=_login(package),
        settings=_items(settings),
        names=_items({key: name for key, name in names.items() if key != name}),
    )
    return "".join(
        [
            head,
            *(_type(token, types[token]) for token in sorted(used)),
            *(_resource(token, definition) for token, definition in sorted(resources.items())),
            *(_function(token, definition) for token, definition in sorted(functions.items())),
        ]
    )


def _login(package: Package) -> str:
    fields = package.settings.model_fields.items()
    names = [f'"{engine_name(name, field)}"' for name, field in fields if is_marked(field, LOGIN)]
    return ", ".join(names) + ("," if len(names) == 1 else "")


def _items(values: dict[str, str]) -> str:
    return "\n".join(f'    "{key}": "{value}",' for key, value in values.items())


def _snake(key: str) -> str:
    return re.sub("[A-Z]", lambda letter: f"_{letter[0].lower()}", key)


def _last(token: str) -> str:
    return token.rpartition(":")[2]


def _python_type(definition: Schema) -> str:
    if "$ref" in definition:
        return _last(definition["$ref"])
    if definition["type"] == "array":
        return f"list[{_python_type(definition['items'])}]"
    if definition["type"] == "object":
        return f"dict[str, {_python_type(definition['additionalProperties'])}]"
    return _PLAIN[definition["type"]]


def _input_type(definition: Schema) -> str:
    """The type of an argument. An item of a list may itself be an output."""
    if definition.get("type") == "array":
        return f"Input[list[Input[{_python_type(definition['items'])}]]]"
    return f"Input[{_python_type(definition)}]"


def _output_type(definition: Schema) -> str:
    """The type of an output; an object is a plain dictionary, since Pulumi takes a TypedDict for an output class."""
    if "$ref" in definition:
        return "dict[str, Any]"
    if definition["type"] == "array":
        return f"list[{_output_type(definition['items'])}]"
    return _python_type(definition)


def _documented(properties: Schema) -> str:
    """A line about each property, for the docstring of a class or function."""
    lines = (f"        {_snake(key)}: {value.get('description', '')}".rstrip() for key, value in properties.items())
    return "\n".join(lines)


def _description(definition: Schema) -> str:
    return indent(definition["description"], "    ").strip()


def _type(token: str, definition: Schema) -> str:
    fields = []
    for key, field in definition["properties"].items():
        fields.append(f"    {_snake(key)}: {_input_type(field)}")
        fields += [f'    """{field["description"]}"""'] if "description" in field else []
    return TYPE.format(name=_last(token), description=_description(definition), fields="\n".join(fields))


def _resource(token: str, definition: Schema) -> str:
    properties, inputs = definition["properties"], definition["inputProperties"]
    return RESOURCE.format(
        name=_last(token),
        description=_description(definition),
        arguments=_documented(inputs),
        attributes="\n".join(_attributes(definition)),
        parameters="\n".join(
            f"        {_snake(key)}: {_input_type(inputs[key])}" + ("," if required else " | None = None,")
            for key, required in _required_first(inputs, definition["requiredInputs"])
        ),
        props="\n".join(
            f'            "{_snake(key)}": {_snake(key) if key in inputs else None},'
            for key in [*inputs, *(key for key in properties if key not in inputs)]
        ),
        token=token,
        **_secrets(properties, inputs),
    )


def _attributes(definition: Schema) -> Iterator[str]:
    inputs, always = definition["inputProperties"], {*definition["requiredInputs"], *definition["required"]}
    for key, property_ in definition["properties"].items():
        optional = "" if key in always or "default" in property_ else " | None"
        yield f"    {_snake(key)}: Output[{_output_type(property_)}{optional}]"
        if key not in inputs and "description" in property_:
            yield f'    """{property_["description"]}"""'


def _secrets(properties: Schema, inputs: Schema) -> dict[str, str]:
    """The code that keeps secret properties secret, and the options that it results in."""
    secret = sorted(key for key, property_ in properties.items() if property_.get("secret"))
    if not secret:
        return {"secrets": "", "opts": "opts"}
    lines = "".join(
        f'        if {name} is not None:\n            props["{name}"] = Output.secret({name})\n'
        for name in (_snake(key) for key in inputs if key in secret)
    )
    names = ", ".join(f'"{key}"' for key in secret)
    lines += f"        hidden = ResourceOptions(additional_secret_outputs=[{names}])\n"
    return {"secrets": lines, "opts": "ResourceOptions.merge(hidden, opts)"}


def _required_first(properties: Schema, required: list[str]) -> list[tuple[str, bool]]:
    """The properties in the order of parameters, each with whether it is required."""
    return sorted(((key, key in required) for key in properties), key=lambda item: not item[1])


def _function(token: str, definition: Schema) -> str:
    inputs = definition["inputs"]["properties"]
    ordered = _required_first(inputs, definition["inputs"]["required"])
    arguments = _documented({key: inputs[key] for key, _ in ordered})
    return FUNCTION.format(
        name=_snake(_last(token)),
        description=_description(definition),
        parameters="".join(
            f"{_snake(key)}: {_python_type(inputs[key])}{'' if required else ' | None = None'}, "
            for key, required in ordered
        ),
        arguments=f"{arguments}\n" if arguments else "",
        outputs=_documented(definition["outputs"]["properties"]),
        given=", ".join(f'"{key}": {_snake(key)}' for key, _ in ordered),
        token=token,
    )


def main() -> None:
    """Print the SDK of the provider named on the command line."""
    package: Any = import_module(f"providers.{sys.argv[1]}.package").PACKAGE
    sys.stdout.write(sdk(package))


if __name__ == "__main__":
    main()
