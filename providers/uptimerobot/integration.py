"""Integrations: programs and chats that are told."""

from collections.abc import Iterator
from typing import Annotated, Any, ClassVar, Literal

from pydantic import Field

from providers.kit.model import REPLACES, SECRET, Answer, Arguments, Outputs
from providers.kit.resource import InvalidArgument, Object
from providers.uptimerobot.alert_contact import Events, events
from providers.uptimerobot.listed import Listed
from providers.uptimerobot.monitor_arguments import Id
from providers.uptimerobot.search import Item
from providers.uptimerobot.text import as_known, first

URL_NAMES = {"Webhook": "urlToNotify", "Slack": "webhookURL"}
"""What the API calls the URL that is told, by type."""
TYPES: dict[str | int, Literal["Webhook", "Slack"]] = {
    "Webhook": "Webhook",
    5: "Webhook",
    "Slack": "Slack",
    11: "Slack",
}
"""How the API writes the types."""
MASK = "*"
"""What stands in the place of a part of a URL that the API doesn't tell."""


class IntegrationArguments(Arguments):
    """What is told, and of what."""

    friendly_name: str = Field(min_length=1, max_length=250, description="What people call it")
    type: Annotated[Literal["Webhook", "Slack"], REPLACES] = Field(description="Webhook or Slack")
    url: Annotated[str, SECRET] = Field(description="What is called; whoever knows it can write there")
    enable_notifications_for: Events = Field("UpAndDown", description="UpAndDown, Down, Up or None")
    ssl_expiration_reminder: bool = Field(default=False, description="Tell of certificates and domains too")
    post_value: str | None = Field(None, description="Webhook: what is sent, with UptimeRobot's *variables*")
    send_as_json: bool | None = Field(None, description="Webhook: send it as JSON")


class IntegrationAnswer(Answer):
    """What the API says of an integration."""

    id: Id
    friendlyName: str | None = None  # noqa: N815 # the API's name
    type: str | int
    value: str | None = None
    webhookURL: str | None = None  # noqa: N815
    urlToNotify: str | None = None  # noqa: N815
    enableNotificationsFor: str | int | None = None  # noqa: N815
    sslExpirationReminder: bool | None = None  # noqa: N815
    postValue: str | None = None  # noqa: N815
    sendAsJSON: bool | None = None  # noqa: N815

    @property
    def url(self) -> str | None:
        """What is called; none where the API doesn't tell all of it."""
        told = self.urlToNotify or self.webhookURL or self.value
        return told if told and MASK not in told else None


class Integration(Listed[IntegrationArguments, Outputs]):
    """A webhook or a Slack channel that is told. One with the same name and type is taken over."""

    arguments = IntegrationArguments
    path: ClassVar[str] = "/integrations"
    called: ClassVar[str] = "integration"

    def validate(self, arguments: IntegrationArguments) -> Iterator[InvalidArgument]:
        """What its type forbids."""
        if not arguments.url.startswith(("https://", "http://")):
            yield InvalidArgument("url", "it has no scheme; write https:// before it")
        for name in ("post_value", "send_as_json"):
            if arguments.type != "Webhook" and getattr(arguments, name) is not None:
                yield InvalidArgument(name, "it is for Webhook only; leave it out")

    def body(self, arguments: IntegrationArguments, *, new: bool) -> dict[str, Any]:
        """All of it, new or not."""
        del new
        data: dict[str, Any] = {
            "friendlyName": arguments.friendly_name,
            URL_NAMES[arguments.type]: arguments.url,
            "enableNotificationsFor": arguments.enable_notifications_for,
            "sslExpirationReminder": arguments.ssl_expiration_reminder,
        }
        if arguments.type == "Webhook":
            data |= {"postValue": arguments.post_value or "", "sendAsJSON": bool(arguments.send_as_json)}
        return {"type": arguments.type, "data": data}

    def is_like(self, arguments: IntegrationArguments, item: Item) -> bool:
        """Whether it has the same name and type; its URL may not be told."""
        found = IntegrationAnswer.model_validate(item)
        return TYPES.get(found.type) == arguments.type and as_known(
            found.friendlyName or "", arguments.friendly_name
        ) == as_known(arguments.friendly_name, arguments.friendly_name)

    def object_of(self, item: Item, known: IntegrationArguments | None) -> Object[IntegrationArguments, Outputs]:
        """An integration as arguments; the URL as known where it isn't told."""
        found = IntegrationAnswer.model_validate({"type": known.type if known else "Webhook"} | item)
        type_ = TYPES.get(found.type) or (known.type if known else "Webhook")
        arguments = IntegrationArguments(
            friendly_name=as_known(found.friendlyName or "-", known.friendly_name if known else None),
            type=type_,
            url=found.url or (known.url if known else ""),
            enable_notifications_for=events(
                first(found.enableNotificationsFor, known.enable_notifications_for if known else None, default=None)
            ),
            ssl_expiration_reminder=first(
                found.sslExpirationReminder, known.ssl_expiration_reminder if known else None, default=False
            ),
            # What was left out, and what is empty, are the same to the API.
            post_value=found.postValue or None if type_ == "Webhook" else None,
            send_as_json=found.sendAsJSON or (known.send_as_json if known else None) if type_ == "Webhook" else None,
        )
        return Object(found.id, arguments, Outputs())
