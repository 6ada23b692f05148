"""Reads the parts of a resource's URN, the name by which the engine knows it.

A URN has four parts: `urn:pulumi:STACK::PROJECT::PARENT$TYPE::NAME`. The last one is free text and may have `::` in it,
like a site's URL; the types never have.
"""

_SECTIONS = {"hosting": "hosts", "service": "services", "dns": "zones"}
"""The section of a row, by the middle part of the type of its component; sites lie in services."""


def name_of(urn: str) -> str:
    """The name of a resource, as the program gave it: `https://www.example.org/a::b/`."""
    return urn.split("::", 3)[3]


def types_of(urn: str) -> list[str]:
    """The type tokens of a resource and those of its parents before it, the stack left out."""
    return urn.split("::", 3)[2].split("$")


def type_of(urn: str) -> str:
    """The type token of a resource."""
    return types_of(urn)[-1]


def section_of(urn: str) -> str:
    """The inventory's section of the row to whose component a resource belongs, by its type or those around it.

    Returns:
        hosts, services, sites or zones; empty for what belongs to no row's component, like a shared firewall.
    """
    components = [type_ for type_ in types_of(urn) if type_.startswith("fleet:")]
    if len(components) > 1:
        return "sites"
    return _SECTIONS.get(components[0].split(":")[1], "") if components else ""
