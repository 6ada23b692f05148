"""Functions that look up existing objects by name."""

from typing import Any, ClassVar

from pydantic import Field

from providers.kit.model import Arguments, Outputs
from providers.kit.resource import Function
from providers.uptimerobot.account import Account
from providers.uptimerobot.alert_contact import AlertContact
from providers.uptimerobot.monitor import Monitor
from providers.uptimerobot.search import Item
from providers.uptimerobot.text import plain_text, same_text


class NameArguments(Arguments):
    """Which objects to return."""

    name: str | None = Field(None, description="Only those of this name")


class FoundMonitor(Outputs):
    """An existing monitor."""

    id: str = Field(description="What an import names")
    name: str = Field(description="What people call it")
    type: str = Field(description="HTTP, KEYWORD, …")
    url: str = Field(description="The URL or host that it checks")


class FoundMonitors(Outputs):
    """The existing monitors."""

    monitors: list[FoundMonitor] = Field(description="By id")


class GetMonitors(Function):
    """The account's monitors, in one request of its list."""

    name: ClassVar[str] = "getMonitors"
    arguments = NameArguments
    outputs = FoundMonitors
    connection: Account

    def answer(self, arguments: NameArguments) -> FoundMonitors:
        """Read the list and return those of the name."""
        items = _named(self.connection, Monitor.path, arguments)
        return FoundMonitors(
            monitors=[
                FoundMonitor(id=str(item["id"]), name=_name(item), type=_text(item, "type"), url=_text(item, "url"))
                for item in items
            ]
        )


class FoundAlertContact(Outputs):
    """An existing alert contact."""

    id: str = Field(description="What an import or an assignment names")
    name: str = Field(description="What people call it")
    type: str = Field(description="Email, Webhook, …")
    value: str = Field(description="The address")


class FoundAlertContacts(Outputs):
    """The existing alert contacts."""

    alert_contacts: list[FoundAlertContact] = Field(description="By id")


class GetAlertContacts(Function):
    """The alert contacts of the user that the API key belongs to."""

    name: ClassVar[str] = "getAlertContacts"
    arguments = NameArguments
    outputs = FoundAlertContacts
    connection: Account

    def answer(self, arguments: NameArguments) -> FoundAlertContacts:
        """Read the list and return those of the name."""
        items = _named(self.connection, AlertContact.list_path, arguments)
        contacts = [
            FoundAlertContact(
                id=str(item["id"]), name=_name(item), type=_text(item, "type"), value=_text(item, "value")
            )
            for item in items
        ]
        return FoundAlertContacts(alert_contacts=contacts)


def _name(item: Item) -> str:
    return _text(item, "friendlyName")


def _text(item: Item, field: str) -> str:
    """A field of an item as text; empty if it has none."""
    return plain_text(str(item.get(field) or ""))


def _named(account: Account, path: str, arguments: NameArguments) -> list[dict[str, Any]]:
    items = sorted(account.listing(path).all(), key=lambda item: (len(str(item["id"])), str(item["id"])))
    name = arguments.name
    return [item for item in items if name is None or same_text(str(item.get("friendlyName") or ""), name)]
