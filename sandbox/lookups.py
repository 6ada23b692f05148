"""What the official plugins' functions find, in the simulated clouds: in the shape of the SDKs' result types."""

import json
import re
from collections.abc import Callable, Mapping, Sequence
from importlib import import_module
from typing import Any, get_args, get_origin

from pulumi._types import is_output_type, output_type_types

from providers.kit.values import Properties
from sandbox.dns import DOMAIN, RECORD, RRSET, ZONE, rrsets_of, zone_of
from sandbox.refusal import CloudError
from sandbox.store import Store, Stored

LISTS = {
    "hcloud:index/getServers:getServers": ("servers", "hcloud:index/server:Server"),
    "hcloud:index/getFirewalls:getFirewalls": ("firewalls", "hcloud:index/firewall:Firewall"),
    "hcloud:index/getSshKeys:getSshKeys": ("sshKeys", "hcloud:index/sshKey:SshKey"),
    "hcloud:index/getZones:getZones": ("zones", ZONE),
    "hcloud:index/getZoneRrsets:getZoneRrsets": ("rrsets", RRSET),
    "linode:index/getInstances:getInstances": ("instances", "linode:index/instance:Instance"),
    "linode:index/getFirewalls:getFirewalls": ("firewalls", "linode:index/firewall:Firewall"),
    "linode:index/getDomains:getDomains": ("domains", DOMAIN),
}
"""Functions that list what there is: the name of the list, and the type of what is in it."""
RECORD_FUNCTION = "linode:index/getDomainRecord:getDomainRecord"
REST_FUNCTION = "github:index/getRestApi:getRestApi"
PAGES = "github:index/repositoryPages:RepositoryPages"

_EMPTY: dict[type, Callable[[], Any]] = {Sequence: list, Mapping: dict}


def looked_up(store: Store, token: str, arguments: Properties) -> Properties:
    """What a function finds.

    Args:
        store: The clouds' memory.
        token: The function's type token.
        arguments: Its arguments.

    Returns:
        The result, with a value for every property that the SDK's result type has.

    Raises:
        CloudError: The sandbox doesn't answer this function, or the cloud refuses.
    """
    if token in LISTS:
        found = _listed(store, token, arguments)
    elif token == RECORD_FUNCTION:
        found = _record(store, arguments)
    elif token == REST_FUNCTION:
        found = _pages(store, str(arguments.get("endpoint")))
    else:
        raise CloudError(f"the sandbox does not answer {token}; add it to sandbox/lookups.py")
    return arguments | {name: value for name, value in _shaped(_result(token), found).items() if name not in arguments}


def _result(token: str) -> Any:
    name = token.rpartition(":")[2]
    return getattr(import_module(f"pulumi_{token.partition(':')[0]}"), f"{name[0].upper()}{name[1:]}Result")


def _shaped(expected: Any, value: Any) -> Any:
    """A value with all that its type in the SDK has; what nobody knows is empty."""
    origin = get_origin(expected) or expected
    if is_output_type(expected):
        given = value or {}
        return {name: _shaped(type_, given.get(name)) for name, type_ in output_type_types(expected).items()}
    if value is None:
        return _EMPTY.get(origin, origin)()
    if origin is Sequence:
        return [_shaped(get_args(expected)[0], item) for item in value]
    return value


def _listed(store: Store, token: str, arguments: Properties) -> Properties:
    field, kind = LISTS[token]
    objects = _rrsets(store, arguments) if kind == RRSET else store.all(kind)
    chosen = [one for one in objects if _selected(one, arguments) and _filtered(one, arguments)]
    return {"id": token, field: [_item(one, numeric=kind != RRSET) for one in chosen]}


def _rrsets(store: Store, arguments: Properties) -> list[Stored]:
    zone = zone_of(store, arguments)
    if zone is None:
        raise CloudError("the zone does not exist (not_found)")
    return rrsets_of(store, zone)


def _item(stored: Stored, *, numeric: bool) -> Properties:
    return stored.properties | {"id": int(stored.id) if numeric else stored.id}


def _selected(stored: Stored, arguments: Properties) -> bool:
    """Whether Hetzner's selector by labels, and by statuses, chooses an object."""
    labels, statuses = stored.properties.get("labels", {}), arguments.get("withStatuses")
    if statuses and stored.properties.get("status") not in statuses:
        return False
    for part in filter(None, arguments.get("withSelector", "").replace(" ", "").split(",")):
        key, equals, value = part.replace("==", "=").partition("=")
        if set("!()") & set(part):
            raise CloudError("the sandbox knows selectors of the forms KEY and KEY=VALUE only")
        if key not in labels or (equals and labels[key] != value):
            return False
    return True


def _filtered(stored: Stored, arguments: Properties) -> bool:
    """Whether all of Linode's filters choose an object: each has one of the values."""
    for by in arguments.get("filters", []):
        if by.get("matchBy", "exact") != "exact":
            raise CloudError("the sandbox filters by exact values only")
        name = re.sub("_(.)", lambda letter: letter[1].upper(), by["name"])
        value = stored.id if name == "id" else stored.properties.get(name)
        if not {str(item) for item in (value if isinstance(value, list) else [value])} & set(by["values"]):
            return False
    return True


def _record(store: Store, arguments: Properties) -> Properties:
    """A record of Linode's, by its id or its name in a domain."""
    id_, name = arguments.get("id"), arguments.get("name")
    for stored in store.all(RECORD):
        properties = stored.properties
        ours = properties["domainId"] == arguments.get("domainId")
        if ours and (int(stored.id) == id_ if id_ is not None else properties.get("name", "") == name):
            return _item(stored, numeric=True) | {"type": properties["recordType"]}
    raise CloudError("the domain has no such record (404)")


def _pages(store: Store, endpoint: str) -> Properties:
    """GitHub's answer about the Pages of a repository."""
    path = re.fullmatch("/?repos/([^/]+)/([^/]+)/pages", endpoint)
    if path is None:
        raise CloudError("the sandbox answers repos/OWNER/REPOSITORY/pages only; add others to sandbox/lookups.py")
    # Without an owner in its settings, a plugin has kept them by the repository's name.
    stored = store.get(PAGES, f"{path[1]}/{path[2]}") or store.get(PAGES, path[2])
    if stored is None:
        return _answer(endpoint, 404, "404 Not Found", {"message": "Not Found"})
    state = stored.properties.get("certificate")
    return _answer(endpoint, 200, "200 OK", {"https_certificate": {"state": state}} if state else {})


def _answer(endpoint: str, code: int, status: str, body: Properties) -> Properties:
    return {"id": endpoint, "code": code, "status": status, "headers": "{}", "body": json.dumps(body)}
