"""Finds what has no name of its own at its provider, so that no second one is made of the same content.

The plugins have no function that lists such objects, so the provider's API is asked for them.
"""

import os
from collections.abc import Sequence
from contextlib import ExitStack
from functools import cache
from typing import TYPE_CHECKING

import pulumi.automation as auto

from engine.state import State
from fleet.catalogue import Get
from fleet.hosting import Lookup, Setting
from fleet.registry import all_recoveries
from providers.asking import UnansweredError, asking

if TYPE_CHECKING:
    from engine.recovery import PendingResource


def existing(stack: auto.Stack, resources: Sequence["PendingResource"]) -> dict[str, str | None]:
    """Look for objects of the same content as resources that are to be made.

    Args:
        stack: Its settings may have the login, as may the environment; its state has what is somebody else's already.
        resources: Resources of types that can be looked up.

    Returns:
        By URN, the id of what is there and in no other place of the state, or None. What can't be asked for is left
        out: its place is made only now, or there is no login.

    Raises:
        auto.CommandError: The provider does not answer, or the state can't be read.
    """
    if not resources:
        return {}
    lookups, config = all_recoveries().lookups, cache(stack.get_all_config)
    # Read only where it matters: both cost a call of the engine.
    held = cache(lambda: {(type_, id_): urn for urn, type_, id_ in State.of(stack).objects})

    def setting(at: Setting) -> str | None:
        return os.environ.get(at.variable) or (config()[at.key].value if at.key in config() else None)

    found: dict[str, str | None] = {}
    with ExitStack() as clients:

        @cache
        def getter(lookup: Lookup) -> Get | None:
            token = setting(lookup.login)
            address = (setting(lookup.address) or lookup.url).rstrip("/").removesuffix(lookup.version) + lookup.version
            return clients.enter_context(asking(lookup.service, address, token)) if token else None

        for resource in resources:
            lookup = lookups[resource.type]
            get = getter(lookup)
            try:
                items = lookup.listed(get, resource.inputs) if get else None
            except UnansweredError as error:
                raise auto.CommandError(auto.CommandResult("", f"error: {error}", 1)) from None
            if items is None:
                continue
            ids = [str(item["id"]) for item in items if lookup.same(resource.inputs, item)]
            free = (id_ for id_ in ids if held().get((resource.type, id_), resource.urn) in resource.urns)
            found[resource.urn] = next(free, None)
    return found
