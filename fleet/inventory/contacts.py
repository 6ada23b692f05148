"""Who manages things and is notified, and the hosting providers that the organisation uses."""

from typing import Self

from pydantic import Field, model_validator

from fleet.inventory.field_types import Channel, Email, Name, SshKey, Text, Url
from fleet.inventory.row import Row, require_field_or_reason


class Contact(Row):
    """An organisation or team that is notified, or that manages something."""

    name: Text = Field(description="Its name, for people")
    email: Email | None = Field(None, description="Where mail about trouble goes")
    email_missing: Text | None = Field(None, description="Why there is no e-mail address")
    notices: list[Channel] = Field([], description="The monitoring systems that notify this contact by e-mail")
    downtime_protocol: Url | None = Field(None, description="Where the agreed steps for downtime are kept")
    ssh_keys: list[SshKey] = Field([], description="Public keys of those who may log in to hosts this contact manages")

    @model_validator(mode="after")
    def _reachable(self) -> Self:
        require_field_or_reason(self, "email", "email_missing", "the address")
        return self


class Provider(Row):
    """A hosting provider: where its console is and who looks after what is there."""

    console: Url = Field(description="The address of the provider's console")
    manager: Name = Field(description="The contact who manages hosts here, unless a row says otherwise")
    note: Text | None = Field(None, description="Anything else that people should know")
