"""Status pages: what the public sees of monitors."""

from typing import Annotated, Any, ClassVar

from pydantic import Field

from providers.kit.model import SECRET, UNORDERED, Answer, Arguments, Outputs
from providers.kit.resource import Object
from providers.uptimerobot.listed import Listed
from providers.uptimerobot.monitor_arguments import Id
from providers.uptimerobot.search import Item
from providers.uptimerobot.text import as_known, first, plain_text

PAGES_URL = "https://stats.uptimerobot.com"
"""Where UptimeRobot shows status pages (its documentation)."""


class StatusPageArguments(Arguments):
    """What a page shows, and to whom."""

    friendly_name: str = Field(min_length=1, max_length=250, description="Its title")
    monitor_ids: Annotated[list[Id], UNORDERED] = Field([], description="The monitors that it shows")
    custom_domain: str | None = Field(None, description="A host name of one's own, with a CNAME to UptimeRobot's")
    password: Annotated[str | None, SECRET] = Field(None, description="Who doesn't know it sees nothing")
    hide_url_links: bool = Field(default=True, description="Monitors are shown without a link to what they look at")
    no_index: bool = Field(default=False, description="Search engines are asked to leave it out")


class StatusPageOutputs(Outputs):
    """What only UptimeRobot knows of a page."""

    url: str | None = Field(None, description="Where it is")


class StatusPageAnswer(Answer):
    """What the API says of a page."""

    id: Id
    friendlyName: str  # noqa: N815 # the API's name
    monitorIds: list[Id] | None = None  # noqa: N815
    customDomain: str | None = None  # noqa: N815
    isPasswordSet: bool | None = None  # noqa: N815
    hideUrlLinks: bool | None = None  # noqa: N815
    noIndex: bool | None = None  # noqa: N815
    urlKey: str | None = None  # noqa: N815


class StatusPage(Listed[StatusPageArguments, StatusPageOutputs]):
    """A public page about some monitors. One with the same name is taken over instead of being made twice."""

    arguments = StatusPageArguments
    outputs = StatusPageOutputs
    path: ClassVar[str] = "/psps"
    called: ClassVar[str] = "status page"

    def body(self, arguments: StatusPageArguments, *, new: bool) -> dict[str, Any]:
        """All of it; what is to be nothing is said so."""
        told: dict[str, Any] = {
            "friendlyName": arguments.friendly_name,
            "monitorIds": [int(id_) for id_ in arguments.monitor_ids],
            "hideUrlLinks": arguments.hide_url_links,
            "noIndex": arguments.no_index,
        }
        for name, value in (("customDomain", arguments.custom_domain), ("password", arguments.password)):
            if value is not None or not new:
                told[name] = value or ""
        return told

    def is_like(self, arguments: StatusPageArguments, item: Item) -> bool:
        """Whether it has the name."""
        return plain_text(str(item.get("friendlyName"))) == plain_text(arguments.friendly_name)

    def object_of(
        self, item: Item, known: StatusPageArguments | None
    ) -> Object[StatusPageArguments, StatusPageOutputs]:
        """A page as arguments; its password is never told, only whether it has one."""
        found = StatusPageAnswer.model_validate({"friendlyName": known.friendly_name if known else ""} | item)
        has_password = found.isPasswordSet is not False
        monitors = found.monitorIds if found.monitorIds is not None else (known.monitor_ids if known else [])
        arguments = StatusPageArguments(
            friendly_name=as_known(found.friendlyName, known.friendly_name if known else None),
            monitor_ids=monitors,
            custom_domain=found.customDomain or None,
            password=known.password if known and has_password else None,
            hide_url_links=first(found.hideUrlLinks, known.hide_url_links if known else None, default=False),
            no_index=first(found.noIndex, known.no_index if known else None, default=False),
        )
        where = f"https://{found.customDomain}" if found.customDomain else f"{PAGES_URL}/{found.urlKey}"
        return Object(found.id, arguments, StatusPageOutputs(url=where if found.customDomain or found.urlKey else None))
