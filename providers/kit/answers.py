"""How the protocol's questions are taken and answered, whatever they are about."""

from collections.abc import Callable, Mapping
from functools import wraps
from typing import Any

import grpc
from pydantic import ValidationError

from providers.kit.arguments import failures
from providers.kit.model import outside
from providers.kit.resource import RefusalError, Resource
from providers.kit.runtime import CancelledError
from providers.kit.values import UNKNOWN, Properties, has_unknown, plain_map, revealed, secret


def answering(method: Callable[[Any, Any], Any]) -> Callable[[Any, Any, Any], Any]:
    """A method of the protocol that refuses by raising; of other exceptions grpc says that the application failed."""

    @wraps(method)
    def answer(provider: Any, request: Any, context: Any) -> Any:
        try:
            return method(provider, request)
        except (RefusalError, CancelledError) as refusal:
            context.abort(grpc.StatusCode.UNKNOWN, str(refusal))
        except ValidationError as error:
            # Not from the program, whose mistakes a check has found: what came was of another form than expected.
            context.abort(grpc.StatusCode.UNKNOWN, f"{error.title} is not as expected: {failures(error)}")

    return answer


def guarded(properties: Mapping[str, Any], secrets: frozenset[str]) -> Properties:
    """Properties of which the secret ones are marked so; what is unknown yet is marked by the engine."""
    return {
        name: secret(value) if name in secrets and not has_unknown(value) else value
        for name, value in properties.items()
    }


def settings_of(given: Any) -> Properties:
    """A provider's settings, without those that are left empty."""
    # What is secret comes marked, whatever else the provider takes.
    found = {name: revealed(value) for name, value in plain_map(given).items()}
    return {name: value for name, value in found.items() if value not in ("", None)}


def unknown_outputs(resource: Resource[Any, Any]) -> Properties:
    """What a preview says of what only the service can tell."""
    return {outside(name, field): UNKNOWN for name, field in resource.outputs.model_fields.items()}
