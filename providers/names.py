"""What people call the resources of the native providers in this folder, as their packages and models say."""

from collections.abc import Mapping
from functools import cache
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING

from providers.kit.model import engine_name

if TYPE_CHECKING:
    from providers.kit.resource import Package


def is_native(package: str) -> bool:
    """Whether a package of resource types, like `uptimerobot`, is that of a provider in this folder."""
    return (Path(__file__).parent / package / "package.py").is_file()


@cache
def names_of(type_: str) -> tuple[str, Mapping[str, str]] | None:
    """What people call a resource type and, by the engine's names, its arguments that have another name than the API's.

    Args:
        type_: The type token.

    Returns:
        Like `("monitor", {"keywordValue": "keyword"})`; None if no provider in this folder has the type.
    """
    package_name = type_.partition(":")[0]
    if not is_native(package_name):
        return None
    package: Package = import_module(f"providers.{package_name}.package").PACKAGE
    for kind in package.resources:
        if package.token(kind.__name__) == type_:
            fields = kind.arguments.model_fields.items()
            return kind.noun, {engine_name(name, field): field.title for name, field in fields if field.title}
    return None
