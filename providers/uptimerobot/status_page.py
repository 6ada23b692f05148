"""Status pages, which show monitors to the public."""

from typing import Annotated, Any, ClassVar

from pydantic import Field

from providers.kit.model import SECRET, UNORDERED, Answer, Arguments, Outputs
from providers.kit.resource import Object
from providers.uptimerobot.listed import Listed
from providers.uptimerobot.monitor_arguments import Id
from providers.uptimerobot.search import Item
from providers.uptimerobot.text import as_sent, first, same_text

PAGES_URL = "https://stats.uptimerobot.com"
"""The address below which UptimeRobot serves status pages (its documentation)."""


class StatusPageArguments(Arguments):
    """The monitors that a page shows, and who may see it."""

    friendly_name: str = Field(min_length=1, max_length=250, title="title", description="Its title")
    monitor_ids: Annotated[list[Id], UNORDERED] = Field([], title="monitors", description="The monitors that it shows")
    custom_domain: str | None = Field(
        None, title="domain", description="A host name of your own, with a CNAME to UptimeRobot's"
    )
    password: Annotated[str | None, SECRET] = Field(None, description="The password that visitors must enter")
    hide_url_links: bool = Field(
        default=True, title="links", description="Show monitors without a link to what they check"
    )
    no_index: bool = Field(default=False, title="search engines", description="Ask search engines to leave it out")


class StatusPageOutputs(Outputs):
    """A page's outputs."""

    url: str | None = Field(None, description="The page's address")


class StatusPageAnswer(Answer):
    """A page as the API returns it."""

    id: Id
    friendlyName: str  # noqa: N815 # the API's name
    monitorIds: list[Id] | None = None  # noqa: N815
    customDomain: str | None = None  # noqa: N815
    isPasswordSet: bool | None = None  # noqa: N815
    hideUrlLinks: bool | None = None  # noqa: N815
    noIndex: bool | None = None  # noqa: N815
    urlKey: str | None = None  # noqa: N815


class StatusPage(Listed[StatusPageArguments, StatusPageOutputs]):
    """A public page about some monitors. One with the same name is adopted instead of created a second time."""

    arguments = StatusPageArguments
    outputs = StatusPageOutputs
    path: ClassVar[str] = "/psps"
    noun: ClassVar[str] = "status page"

    def body(self, arguments: StatusPageArguments, *, new: bool) -> dict[str, Any]:
        """The request's body. In an update, an empty text removes a domain or password."""
        body: dict[str, Any] = {
            "friendlyName": arguments.friendly_name,
            "monitorIds": [int(id_) for id_ in arguments.monitor_ids],
            "hideUrlLinks": arguments.hide_url_links,
            "noIndex": arguments.no_index,
        }
        for name, value in (("customDomain", arguments.custom_domain), ("password", arguments.password)):
            if value is not None or not new:
                body[name] = value or ""
        return body

    def matches(self, arguments: StatusPageArguments, item: Item) -> bool:
        """Whether a page has the same name."""
        return same_text(str(item.get("friendlyName")), arguments.friendly_name)

    def to_object(
        self, item: Item, recorded: StatusPageArguments | None
    ) -> Object[StatusPageArguments, StatusPageOutputs]:
        """A page as arguments. The API never returns the password, only whether there is one."""
        answer = StatusPageAnswer.model_validate({"friendlyName": recorded.friendly_name if recorded else ""} | item)
        has_password = answer.isPasswordSet is not False
        monitors = answer.monitorIds if answer.monitorIds is not None else (recorded.monitor_ids if recorded else [])
        arguments = StatusPageArguments(
            friendly_name=as_sent(answer.friendlyName, recorded.friendly_name if recorded else None),
            monitor_ids=monitors,
            custom_domain=answer.customDomain or None,
            password=recorded.password if recorded and has_password else None,
            hide_url_links=first(answer.hideUrlLinks, recorded.hide_url_links if recorded else None, default=False),
            no_index=first(answer.noIndex, recorded.no_index if recorded else None, default=False),
        )
        url = f"https://{answer.customDomain}" if answer.customDomain else f"{PAGES_URL}/{answer.urlKey}"
        return Object(
            answer.id, arguments, StatusPageOutputs(url=url if answer.customDomain or answer.urlKey else None)
        )
