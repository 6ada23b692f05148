"""Alert contacts: people whom UptimeRobot notifies by e-mail."""

from typing import Annotated, Any, ClassVar, Literal

from pydantic import Field

from providers.kit.model import REPLACES, Answer, Arguments, Outputs
from providers.kit.resource import Object
from providers.uptimerobot.listed import Listed
from providers.uptimerobot.monitor_arguments import Id
from providers.uptimerobot.search import Item
from providers.uptimerobot.text import as_sent

Events = Literal["UpAndDown", "Down", "Up", "None"]
EVENTS: tuple[Events, ...] = ("UpAndDown", "Down", "Up", "None")
"""The events that a contact is notified of. The API also writes the position in this list."""
STATES = {0: "NotActivated", 1: "Paused", 2: "Active", 5: "ToMigrate"}
"""The states of a contact. The API also writes the number."""
EMAIL = ("Email", 2)
"""How the API writes the type of an e-mail contact."""


class AlertContactArguments(Arguments):
    """Who is notified, and of which events."""

    friendly_name: str = Field(min_length=1, max_length=250, title="name", description="What people call it")
    email: Annotated[str, REPLACES] = Field(
        pattern="^[^@ ]+@[^@ ]+$", description="The address; another one is another contact, to be confirmed anew"
    )
    enable_notifications_for: Events = Field("UpAndDown", title="events", description="UpAndDown, Down, Up or None")


class AlertContactOutputs(Outputs):
    """What only UptimeRobot knows of a contact."""

    status: str | None = Field(None, description="NotActivated until the link in UptimeRobot's mail was followed")


class AlertContactAnswer(Answer):
    """A contact as the API returns it."""

    id: Id
    friendlyName: str | None = None  # noqa: N815 # the API's name
    type: str | int
    value: str | None = None
    enableNotificationsFor: str | int | None = None  # noqa: N815
    status: str | int | None = None


class AlertContact(Listed[AlertContactArguments, AlertContactOutputs]):
    """Someone whom UptimeRobot notifies by e-mail, once the address has been confirmed.

    A contact that has the address already is adopted instead of created a second time.
    """

    arguments = AlertContactArguments
    outputs = AlertContactOutputs
    path: ClassVar[str] = "/alert-contacts"
    list_path: ClassVar[str] = "/user/alert-contacts"
    noun: ClassVar[str] = "alert contact"

    def body(self, arguments: AlertContactArguments, *, new: bool) -> dict[str, Any]:
        """The request's body. Type and address can't be changed, so they are only sent for a new contact."""
        body = {
            "friendlyName": arguments.friendly_name,
            "enableNotificationsFor": arguments.enable_notifications_for,
        }
        return body | ({"type": "Email", "value": arguments.email} if new else {})

    def matches(self, arguments: AlertContactArguments, item: Item) -> bool:
        """Whether a contact has the same address."""
        answer = AlertContactAnswer.model_validate(item)
        return answer.type in EMAIL and (answer.value or "").casefold() == arguments.email.casefold()

    def to_object(
        self, item: Item, recorded: AlertContactArguments | None
    ) -> Object[AlertContactArguments, AlertContactOutputs]:
        """A contact as arguments and outputs."""
        answer = AlertContactAnswer.model_validate(
            {"type": "Email", "value": recorded.email if recorded else None}
            | {name: value for name, value in item.items() if value is not None}
        )
        name = as_sent(answer.friendlyName or answer.value or "", recorded.friendly_name if recorded else None)
        same = recorded is not None and (answer.value or "").casefold() == recorded.email.casefold()
        arguments = AlertContactArguments(
            friendly_name=name,
            email=recorded.email if recorded is not None and same else answer.value or "",
            enable_notifications_for=events(answer.enableNotificationsFor),
        )
        status = STATES.get(answer.status, str(answer.status)) if isinstance(answer.status, int) else answer.status
        return Object(answer.id, arguments, AlertContactOutputs(status=status))


def events(answer: str | int | None) -> Events:
    """The events that the API's name or number stands for; UpAndDown, the default, if it is neither."""
    if answer is None:
        return EVENTS[0]
    return next((event for number, event in enumerate(EVENTS) if str(answer) in (event, str(number))), EVENTS[0])
