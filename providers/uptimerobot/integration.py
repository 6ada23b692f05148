"""Integrations: webhooks and chats that UptimeRobot notifies."""

from collections.abc import Iterator
from typing import Annotated, Any, ClassVar, Literal

from pydantic import Field

from providers.kit.model import REPLACES, SECRET, Answer, Arguments, Outputs
from providers.kit.resource import InvalidArgument, Object
from providers.uptimerobot.alert_contact import Events, events
from providers.uptimerobot.listed import Listed
from providers.uptimerobot.monitor_arguments import Id
from providers.uptimerobot.search import Item
from providers.uptimerobot.text import as_sent, first, same_text

URL_NAMES = {"Webhook": "urlToNotify", "Slack": "webhookURL"}
"""The API's name of the URL that is called, by type."""
TYPES: dict[str | int, Literal["Webhook", "Slack"]] = {
    "Webhook": "Webhook",
    5: "Webhook",
    "Slack": "Slack",
    11: "Slack",
}
"""How the API writes the types."""
MASK = "*"
"""Stands in a URL for a part that the API doesn't show."""


class IntegrationArguments(Arguments):
    """What is notified, and of which events."""

    friendly_name: str = Field(min_length=1, max_length=250, title="name", description="What people call it")
    type: Annotated[Literal["Webhook", "Slack"], REPLACES] = Field(description="Webhook or Slack")
    url: Annotated[str, SECRET] = Field(description="What is called; whoever knows it can write there")
    enable_notifications_for: Events = Field("UpAndDown", title="events", description="UpAndDown, Down, Up or None")
    ssl_expiration_reminder: bool = Field(
        default=False, title="certificate reminder", description="Also notify of expiring certificates and domains"
    )
    post_value: str | None = Field(
        None, title="text", description="Webhook: what is sent, with UptimeRobot's *variables*"
    )
    send_as_json: bool | None = Field(None, title="JSON", description="Webhook: send it as JSON")


class IntegrationAnswer(Answer):
    """An integration as the API returns it."""

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
        """The URL that is called; None where the API masks a part of it."""
        url = self.urlToNotify or self.webhookURL or self.value
        return url if url and MASK not in url else None


class Integration(Listed[IntegrationArguments, Outputs]):
    """A webhook or a Slack channel that UptimeRobot notifies. One with the same name and type is adopted."""

    arguments = IntegrationArguments
    path: ClassVar[str] = "/integrations"
    noun: ClassVar[str] = "integration"

    def validate(self, arguments: IntegrationArguments) -> Iterator[InvalidArgument]:
        """The arguments that its type forbids."""
        if not arguments.url.startswith(("https://", "http://")):
            yield InvalidArgument("url", "it has no scheme; write https:// before it")
        for name in ("post_value", "send_as_json"):
            if arguments.type != "Webhook" and getattr(arguments, name) is not None:
                yield InvalidArgument(name, "it is for Webhook only; leave it out")

    def body(self, arguments: IntegrationArguments, *, new: bool) -> dict[str, Any]:
        """The request's body: the whole integration, new or not."""
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

    def matches(self, arguments: IntegrationArguments, item: Item) -> bool:
        """Whether an integration has the same name and type. Its URL may be masked, so it isn't compared."""
        answer = IntegrationAnswer.model_validate(item)
        return TYPES.get(answer.type) == arguments.type and same_text(
            answer.friendlyName or "", arguments.friendly_name
        )

    def to_object(self, item: Item, recorded: IntegrationArguments | None) -> Object[IntegrationArguments, Outputs]:
        """An integration as arguments, with the recorded URL where the API masks it."""
        answer = IntegrationAnswer.model_validate({"type": recorded.type if recorded else "Webhook"} | item)
        type_ = TYPES.get(answer.type) or (recorded.type if recorded else "Webhook")
        arguments = IntegrationArguments(
            friendly_name=as_sent(answer.friendlyName or "-", recorded.friendly_name if recorded else None),
            type=type_,
            url=answer.url or (recorded.url if recorded else ""),
            enable_notifications_for=events(
                first(
                    answer.enableNotificationsFor, recorded.enable_notifications_for if recorded else None, default=None
                )
            ),
            ssl_expiration_reminder=first(
                answer.sslExpirationReminder, recorded.ssl_expiration_reminder if recorded else None, default=False
            ),
            # What was left out, and what is empty, are the same to the API.
            post_value=answer.postValue or None if type_ == "Webhook" else None,
            send_as_json=answer.sendAsJSON or (recorded.send_as_json if recorded else None)
            if type_ == "Webhook"
            else None,
        )
        return Object(answer.id, arguments, Outputs())
