"""Services, and the sites where people use them."""

from typing import Annotated, Self
from urllib.parse import urlsplit

from pydantic import Field, model_validator

from fleet.addresses import FAMILIES, Family
from fleet.inventory.alerting import AlertException, SiteAlert, validate_thresholds
from fleet.inventory.field_types import CloudId, Environment, HostName, Name, Text, Url
from fleet.inventory.host import Families
from fleet.inventory.hosted_site import HostedSite
from fleet.inventory.maintenance import Window
from fleet.inventory.row import Row, require_field_or_reason


class Errors(Row):
    """Where a service's application errors are reported, or why nowhere."""

    sentry: Name | None = Field(None, description="The project in Sentry")
    none: Text | None = Field(None, description="Why its errors are not reported")

    @model_validator(mode="after")
    def _said(self) -> Self:
        require_field_or_reason(self, "sentry", "none", "the Sentry project")
        return self


class Site(Row):
    """A public URL of a service."""

    # A provider that serves sites by itself adds a field of its own: fleet.inventory.model.

    keyword: Text | None = Field(None, description="Words on the working page that no error page has")
    keyword_missing: Text | None = Field(None, description="Why no keyword can be watched for")
    status: Annotated[list[Annotated[int, Field(ge=100, le=599)]], Field(max_length=10)] = Field(
        [], description="The HTTP status codes of a working page; by default any of 200 to 299"
    )
    redirects: bool = Field(default=True, description="Redirects are followed; without, the first answer counts")
    families: Families | None = Field(
        None, description="[ipv4] or [ipv6] where it is reached at one kind of its host's addresses only"
    )
    proxied: bool = Field(
        default=False,
        description="A CDN answers for its name with addresses of its own, in a zone that is kept elsewhere",
    )
    uptime_id: CloudId | None = Field(None, description="The number of its monitor at UptimeRobot: adopts that")
    aliases: list[Url] = Field([], description="URLs this row had before, so that renaming replaces nothing")

    @model_validator(mode="after")
    def _watched(self) -> Self:
        require_field_or_reason(self, "keyword", "keyword_missing", "words of the working page")
        return self

    @property
    def hosted(self) -> HostedSite | None:
        """What its row says of the provider that serves it; none if the service's hosts do."""
        return next((value for value in self.__dict__.values() if isinstance(value, HostedSite)), None)


class Service(Row):
    """What people use: it runs on hosts, has sites, a manager and contacts."""

    title: Text = Field(description="Its name, for people")
    manager: Name | None = Field(None, description="The contact who operates it; its hosts' manager by default")
    environment: Environment | None = Field(None, description="By default that of its hosts")
    hosts: list[HostName] = Field([], description="The hosts it runs on; its sites are on the first")
    errors: Errors = Field(description="Where its application errors are reported, or why nowhere")
    sites: dict[Url, Site] = Field({}, description="The public URLs where people use it")
    alerts: dict[SiteAlert, AlertException] = Field({}, description="What differs of its sites' alerts, and why")
    maintenance: list[Window] = Field([], description="When nobody is notified of its sites")
    interval: Annotated[int, Field(ge=30, le=86_400)] | None = Field(
        None, description="Seconds between two checks of its sites by UptimeRobot; by default by environment"
    )
    aliases: list[Name] = Field([], description="Names this service had before, so that renaming replaces nothing")
    note: Text | None = Field(None, description="Anything else that people should know")

    @model_validator(mode="after")
    def _thresholds(self) -> Self:
        validate_thresholds(self.alerts)
        return self


def site_host(url: str) -> str:
    """The host name in a site's URL."""
    return urlsplit(url).hostname or ""


def site_families(site: Site, host: tuple[Family, ...]) -> tuple[Family, ...]:
    """The kinds of address at which a site is reached: what its row says, else those of its host."""
    return tuple(family for family in FAMILIES if family in (site.families or host))
