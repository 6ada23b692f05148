"""The provider's name, settings, resources and functions."""

from typing import Annotated, ClassVar

from pydantic import Field

from providers.kit.model import ADDRESS, LOGIN, SECRET
from providers.kit.resource import Package, Settings
from providers.kit.runtime import Runtime
from providers.uptimerobot.account import Account
from providers.uptimerobot.alert_contact import AlertContact
from providers.uptimerobot.integration import Integration
from providers.uptimerobot.lookups import GetAlertContacts, GetMonitors
from providers.uptimerobot.maintenance_window import MaintenanceWindow
from providers.uptimerobot.monitor import Monitor
from providers.uptimerobot.status_page import StatusPage


class UptimeRobotSettings(Settings):
    """The API key and the API's address."""

    variables: ClassVar[dict[str, str]] = {"api_key": "UPTIMEROBOT_API_KEY", "api_url": "UPTIMEROBOT_API_URL"}

    api_key: Annotated[str | None, SECRET, LOGIN] = Field(None, description="The account's main API key")
    api_url: Annotated[str, ADDRESS] = Field(
        "https://api.uptimerobot.com/v3", pattern="^https?://", description="Where the API is; another one for tests"
    )

    def connect(self, runtime: Runtime) -> Account:
        """The account. No request is sent yet."""
        return Account(self.api_key, self.api_url, runtime)


PACKAGE = Package(
    name="uptimerobot",
    title="UptimeRobot",
    version="0.1.0",
    description="Uptime monitors, the contacts they notify, maintenance windows, and status pages.",
    settings=UptimeRobotSettings,
    resources=(Monitor, AlertContact, Integration, MaintenanceWindow, StatusPage),
    functions=(GetMonitors, GetAlertContacts),
)
