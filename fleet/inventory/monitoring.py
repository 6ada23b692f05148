"""Status pages, and how the monitoring logs in."""

from typing import Annotated

from pydantic import AfterValidator, Field, StringConstraints

from fleet.inventory.field_checks import one_line
from fleet.inventory.field_types import BcryptHash, HostName, Name
from fleet.inventory.row import Row

STATUS_PAGES = "stats.uptimerobot.com"
"""Where a status page with a name of one's own has to lead: the host of UptimeRobot's public pages. No documentation of
UptimeRobot's was at hand to confirm it; the page's settings there name the CNAME that it wants."""


LONGEST_NAME = 250
"""Characters of a name at UptimeRobot at most: of a monitor, contact, maintenance window or status page (its API)."""


Title = Annotated[
    str, StringConstraints(min_length=1, max_length=LONGEST_NAME, strip_whitespace=True), AfterValidator(one_line)
]
"""Words for people that are a name at UptimeRobot."""


class StatusPage(Row):
    """A public page at UptimeRobot, which shows one audience how the services that it uses are."""

    title: Title = Field(description="Its heading")
    services: Annotated[list[Name], Field(min_length=1, description="The services that it shows")]
    domain: HostName | None = Field(None, description="A name of one's own for it, with a CNAME to UptimeRobot's")
    aliases: list[Name] = Field([], description="Names this page had before, so that renaming replaces nothing")


class Exporters(Row):
    """How Prometheus logs in to the node exporters of created machines."""

    user: Name = Field("prometheus", description="Who logs in")
    password_hash: BcryptHash = Field(description="The password's bcrypt hash; take a long random password")
