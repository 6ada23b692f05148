"""Write a package's typed Python SDK: `python -m providers.kit.sdk NAME > providers/NAME/sdk.py`."""

import re
import sys
from importlib import import_module
from textwrap import indent
from typing import Any

from providers.kit.model import LOGIN, is_marked, outside
from providers.kit.resource import Package
from providers.kit.schema import Schema, schema
from providers.kit.sdk_text import FUNCTION, HEAD, RESOURCE, TYPE

_PLAIN = {"string": "str", "integer": "int", "number": "float", "boolean": "bool"}


def sdk(package: Package) -> str:
    """The text of a package's SDK."""
    told = schema(package)
    keys = {key for _, properties in _objects(told) for key in properties}
    names = {key: _inside(key) for key in sorted(keys) if _inside(key) != key}
    text = [
        HEAD.format(
            description=package.description,
            name=package.name,
            title=package.title,
            login=_login(package),
            settings="\n".join(
                f'    "{name}": "{setting["defaultInfo"]["environment"][0]}",'
                for name, setting in told["config"]["variables"].items()
                if "defaultInfo" in setting
            ),
            names="\n".join(f'    "{outside}": "{inside}",' for outside, inside in names.items()),
        )
    ]
    text += [_typed(token, definition) for token, definition in sorted(told["types"].items())]
    text += [_resource(token, definition) for token, definition in sorted(told["resources"].items())]
    text += [_function(token, definition) for token, definition in sorted(told["functions"].items())]
    return "".join(text)


def _login(package: Package) -> str:
    fields = package.settings.model_fields.items()
    names = [f'"{outside(name, field)}"' for name, field in fields if is_marked(field, LOGIN)]
    return ", ".join(names) + ("," if len(names) == 1 else "")


def _objects(told: Schema) -> list[tuple[str, Schema]]:
    found = [(token, definition["properties"]) for token, definition in told["types"].items()]
    found += [(token, definition["properties"]) for token, definition in told["resources"].items()]
    for token, definition in told["functions"].items():
        found += [(token, definition["inputs"]["properties"]), (token, definition["outputs"]["properties"])]
    return found


def _inside(key: str) -> str:
    return re.sub("[A-Z]", lambda letter: f"_{letter[0].lower()}", key)


def _python(told: Schema) -> str:
    if "$ref" in told:
        return str(told["$ref"].rpartition(":")[2])
    if told["type"] == "array":
        return f"list[{_python(told['items'])}]"
    if told["type"] == "object":
        return f"dict[str, {_python(told['additionalProperties'])}]"
    return _PLAIN[told["type"]]


def _input(told: Schema) -> str:
    """The type of an argument: what is in a list may be an output by itself."""
    if told.get("type") == "array":
        return f"Input[list[Input[{_python(told['items'])}]]]"
    return f"Input[{_python(told)}]"


def _output(told: Schema) -> str:
    """The type of an output: the SDK would take the name of a typed dictionary for that of a class of outputs."""
    if "$ref" in told:
        return "dict[str, Any]"
    return f"list[{_output(told['items'])}]" if told["type"] == "array" else _python(told)


def _said(properties: Schema, width: int) -> str:
    """A line about each property."""
    lines = (f"{_inside(key)}: {told.get('description', '')}".rstrip() for key, told in properties.items())
    return indent("\n".join(lines), " " * width)


def _described(definition: Schema) -> str:
    return indent(definition["description"], "    ").strip()


def _typed(token: str, definition: Schema) -> str:
    fields = (
        f"    {_inside(key)}: {_input(told)}\n" + (f'    """{told["description"]}"""' if "description" in told else "")
        for key, told in definition["properties"].items()
    )
    return TYPE.format(name=token.rpartition(":")[2], description=_described(definition), fields="\n".join(fields))


def _resource(token: str, definition: Schema) -> str:
    inputs, required = definition["inputProperties"], set(definition["requiredInputs"])
    outputs = {key: told for key, told in definition["properties"].items() if key not in inputs}
    ordered = sorted(inputs, key=lambda key: key not in required)
    parameters = (
        f"        {_inside(key)}: {_input(inputs[key])}" + ("," if key in required else " | None = None,")
        for key in ordered
    )
    attributes = []
    for key, told in definition["properties"].items():
        always = key in required or "default" in told or key in definition["required"]
        kind = _output(told) if always else f"{_output(told)} | None"
        attributes.append(f"    {_inside(key)}: Output[{kind}]")
        if key in outputs and "description" in told:
            attributes.append(f'    """{told["description"]}"""')
    secret = sorted(key for key, told in definition["properties"].items() if told.get("secret"))
    given = [key for key in inputs if inputs[key].get("secret")]
    hidden = "".join(
        f'        if {_inside(key)} is not None:\n            props["{_inside(key)}"] = Output.secret({_inside(key)})\n'
        for key in given
    )
    names = ", ".join(f'"{key}"' for key in secret)
    merged = f"        hidden = ResourceOptions(additional_secret_outputs=[{names}])\n" if secret else ""
    given_opts = "ResourceOptions.merge(hidden, opts)" if secret else "opts"
    return RESOURCE.format(
        name=token.rpartition(":")[2],
        description=_described(definition),
        arguments=_said(inputs, 8),
        attributes="\n".join(attributes),
        parameters="\n".join(parameters),
        props="\n".join(
            [f'            "{_inside(key)}": {_inside(key)},' for key in inputs]
            + [f'            "{_inside(key)}": None,' for key in outputs]
        ),
        secrets=hidden + merged,
        opts=given_opts,
        token=token,
    )


def _function(token: str, definition: Schema) -> str:
    inputs, required = definition["inputs"]["properties"], set(definition["inputs"]["required"])
    ordered = sorted(inputs, key=lambda key: key not in required)
    parameters = [
        f"{_inside(key)}: {_python(inputs[key])}" + ("" if key in required else " | None = None") for key in ordered
    ]
    arguments = _said({key: inputs[key] for key in ordered}, 8)
    return FUNCTION.format(
        name=_inside(token.rpartition(":")[2]),
        description=_described(definition),
        parameters="".join(f"{one}, " for one in parameters),
        arguments=f"{arguments}\n" if arguments else "",
        outputs=_said(definition["outputs"]["properties"], 8),
        given=", ".join(f'"{key}": {_inside(key)}' for key in ordered),
        token=token,
    )


def main() -> None:
    """Print the SDK of the provider that is named."""
    package: Any = import_module(f"providers.{sys.argv[1]}.package").PACKAGE
    sys.stdout.write(sdk(package))


if __name__ == "__main__":
    main()
