"""Alert contacts: people who are told by e-mail."""

from typing import Annotated, Any, ClassVar, Literal

from pydantic import Field

from providers.kit.model import REPLACES, Answer, Arguments, Outputs
from providers.kit.resource import Object
from providers.uptimerobot.listed import Listed
from providers.uptimerobot.monitor_arguments import Id
from providers.uptimerobot.search import Item
from providers.uptimerobot.text import as_known

Events = Literal["UpAndDown", "Down", "Up", "None"]
EVENTS: tuple[Events, ...] = ("UpAndDown", "Down", "Up", "None")
"""What a contact is told of; the API also writes the place in this list."""
STATES = {0: "NotActivated", 1: "Paused", 2: "Active", 5: "ToMigrate"}
"""How a contact is; the API also writes the number."""
EMAIL = ("Email", 2)
"""How the API writes the type of a contact that gets mail."""


class AlertContactArguments(Arguments):
    """Who is told, and of what."""

    friendly_name: str = Field(min_length=1, max_length=250, description="What people call it")
    email: Annotated[str, REPLACES] = Field(
        pattern="^[^@ ]+@[^@ ]+$", description="The address; another one is another contact, to be confirmed anew"
    )
    enable_notifications_for: Events = Field("UpAndDown", description="UpAndDown, Down, Up or None")


class AlertContactOutputs(Outputs):
    """What only UptimeRobot knows of a contact."""

    status: str | None = Field(None, description="NotActivated until the link in UptimeRobot's mail was followed")


class AlertContactAnswer(Answer):
    """What the API says of a contact."""

    id: Id
    friendlyName: str | None = None  # noqa: N815 # the API's name
    type: str | int
    value: str | None = None
    enableNotificationsFor: str | int | None = None  # noqa: N815
    status: str | int | None = None


class AlertContact(Listed[AlertContactArguments, AlertContactOutputs]):
    """Someone who is told by e-mail, once the address has been confirmed.

    A contact with the address is taken over instead of being made twice.
    """

    arguments = AlertContactArguments
    outputs = AlertContactOutputs
    path: ClassVar[str] = "/alert-contacts"
    list_path: ClassVar[str] = "/user/alert-contacts"
    called: ClassVar[str] = "alert contact"

    def body(self, arguments: AlertContactArguments, *, new: bool) -> dict[str, Any]:
        """All of it; what it is and whose address it has can't be changed."""
        told = {
            "friendlyName": arguments.friendly_name,
            "enableNotificationsFor": arguments.enable_notifications_for,
        }
        return told | ({"type": "Email", "value": arguments.email} if new else {})

    def is_like(self, arguments: AlertContactArguments, item: Item) -> bool:
        """Whether it is the same address."""
        found = AlertContactAnswer.model_validate(item)
        return found.type in EMAIL and (found.value or "").casefold() == arguments.email.casefold()

    def object_of(
        self, item: Item, known: AlertContactArguments | None
    ) -> Object[AlertContactArguments, AlertContactOutputs]:
        """A contact as arguments."""
        found = AlertContactAnswer.model_validate(
            {"type": "Email", "value": known.email if known else None}
            | {name: value for name, value in item.items() if value is not None}
        )
        name = as_known(found.friendlyName or found.value or "", known.friendly_name if known else None)
        same = known is not None and (found.value or "").casefold() == known.email.casefold()
        arguments = AlertContactArguments(
            friendly_name=name,
            email=known.email if known is not None and same else found.value or "",
            enable_notifications_for=events(found.enableNotificationsFor),
        )
        status = STATES.get(found.status, str(found.status)) if isinstance(found.status, int) else found.status
        return Object(found.id, arguments, AlertContactOutputs(status=status))


def events(told: str | int | None) -> Events:
    """What a contact is told of, by its name or its number; all, as by default, where it is neither."""
    if told is None:
        return EVENTS[0]
    return next((event for place, event in enumerate(EVENTS) if str(told) in (event, str(place))), EVENTS[0])
