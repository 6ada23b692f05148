"""What is there already, by name."""

from typing import Any, ClassVar

from pydantic import Field

from providers.kit.model import Arguments, Outputs
from providers.kit.resource import Function
from providers.uptimerobot.account import Account
from providers.uptimerobot.alert_contact import AlertContact
from providers.uptimerobot.monitor import Monitor
from providers.uptimerobot.search import Item
from providers.uptimerobot.text import plain_text


class NameArguments(Arguments):
    """Which ones."""

    name: str | None = Field(None, description="Only those of this name")


class FoundMonitor(Outputs):
    """A monitor that is there."""

    id: str = Field(description="What an import names")
    name: str = Field(description="What people call it")
    type: str = Field(description="HTTP, KEYWORD, …")
    url: str = Field(description="What it looks at")


class FoundMonitors(Outputs):
    """The monitors that are there."""

    monitors: list[FoundMonitor] = Field(description="By id")


class GetMonitors(Function):
    """The account's monitors, in one request of its list."""

    name: ClassVar[str] = "getMonitors"
    arguments = NameArguments
    outputs = FoundMonitors
    connection: Account

    def answer(self, arguments: NameArguments) -> FoundMonitors:
        """Look them up."""
        items = _named(self.connection, Monitor.path, arguments)
        return FoundMonitors(
            monitors=[
                FoundMonitor(id=str(one["id"]), name=_name(one), type=_text(one, "type"), url=_text(one, "url"))
                for one in items
            ]
        )


class FoundAlertContact(Outputs):
    """An alert contact that is there."""

    id: str = Field(description="What an import or an assignment names")
    name: str = Field(description="What people call it")
    type: str = Field(description="Email, Webhook, …")
    value: str = Field(description="The address")


class FoundAlertContacts(Outputs):
    """The alert contacts that are there."""

    alert_contacts: list[FoundAlertContact] = Field(description="By id")


class GetAlertContacts(Function):
    """The alert contacts of whoever has the key."""

    name: ClassVar[str] = "getAlertContacts"
    arguments = NameArguments
    outputs = FoundAlertContacts
    connection: Account

    def answer(self, arguments: NameArguments) -> FoundAlertContacts:
        """Look them up."""
        items = _named(self.connection, AlertContact.list_path, arguments)
        found = [
            FoundAlertContact(id=str(one["id"]), name=_name(one), type=_text(one, "type"), value=_text(one, "value"))
            for one in items
        ]
        return FoundAlertContacts(alert_contacts=found)


def _name(item: Item) -> str:
    return _text(item, "friendlyName")


def _text(item: Item, field: str) -> str:
    """A field as text, whatever the API has there."""
    return plain_text(str(item.get(field) or ""))


def _named(account: Account, path: str, arguments: NameArguments) -> list[dict[str, Any]]:
    items = sorted(account.listing(path).all(), key=lambda item: (len(str(item["id"])), str(item["id"])))
    return [item for item in items if arguments.name in (None, _name(item))]
