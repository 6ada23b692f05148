"""Monitors: what UptimeRobot checks, how, how often, and whom it notifies."""

from collections.abc import Iterator
from typing import Annotated, Any, ClassVar

from pydantic import Field

from providers.kit.model import SECRET, Outputs
from providers.kit.resource import InvalidArgument, Object
from providers.uptimerobot.account import FREE_INTERVAL
from providers.uptimerobot.listed import Listed
from providers.uptimerobot.monitor_answer import MonitorAnswer, api_name, arguments_of, same_address
from providers.uptimerobot.monitor_arguments import (
    ONLY_FOR,
    PAGE_DEFAULTS,
    PAGES,
    REQUIRED,
    TIMED,
    TIMEOUT,
    TYPE_DEFAULTS,
    MonitorArguments,
)
from providers.uptimerobot.search import Item
from providers.uptimerobot.text import same_text


class MonitorOutputs(Outputs):
    """A monitor's outputs. Whether the site is up is not among them, since it changes by itself."""

    heartbeat_url: Annotated[str | None, SECRET] = Field(None, description="HEARTBEAT: the URL that the job is to call")


class Monitor(Listed[MonitorArguments, MonitorOutputs]):
    """Something that UptimeRobot checks at an interval.

    A monitor with the same name, type and URL is adopted instead of created a second time.
    """

    arguments = MonitorArguments
    outputs = MonitorOutputs
    path: ClassVar[str] = "/monitors"
    noun: ClassVar[str] = "monitor"
    accepts_unknowns: ClassVar[bool] = True

    def complete(self, arguments: MonitorArguments) -> MonitorArguments:
        """Fill in the defaults of the monitor's type."""
        defaults: dict[str, Any] = dict(TYPE_DEFAULTS.get(arguments.type, {}))
        if arguments.type in PAGES:
            defaults |= PAGE_DEFAULTS
            # A keyword is in a page's body, which HEAD doesn't get.
            defaults["http_method_type"] = "GET" if arguments.type == "KEYWORD" else "HEAD"
        if arguments.type in TIMED:
            defaults["timeout"] = TIMEOUT
        missing = {name: value for name, value in defaults.items() if getattr(arguments, name) is None}
        if arguments.dns_records:
            missing["dns_records"] = {kind: sorted(values) for kind, values in arguments.dns_records.items()}
        return arguments.model_copy(update=missing)

    def validate(self, arguments: MonitorArguments) -> Iterator[InvalidArgument]:
        """The arguments that the type or the account's plan forbids."""
        for name in REQUIRED[arguments.type]:
            if getattr(arguments, name) is None:
                yield InvalidArgument(name, f"a {arguments.type} monitor needs it")
        for name, types in ONLY_FOR.items():
            if getattr(arguments, name) is not None and arguments.type not in types:
                yield InvalidArgument(name, f"it is for {', '.join(sorted(types))} monitors only; leave it out")
        if arguments.type in PAGES and arguments.url and not arguments.url.startswith(("http://", "https://")):
            yield InvalidArgument("url", "it has no scheme; write https:// or http:// before it")
        if (arguments.http_username is None) != (arguments.http_password is None):
            yield InvalidArgument("http_username", "a user and a password go together; give both or neither")
        for tag in arguments.tag_names:
            if tag != tag.lower():
                yield InvalidArgument("tag_names", f"UptimeRobot keeps tags in lower case; write {tag.lower()}")
        yield from self._beyond_plan(arguments)

    def _beyond_plan(self, arguments: MonitorArguments) -> Iterator[InvalidArgument]:
        plan = self.connection.plan()
        if plan is None or not plan.is_free:
            return
        if arguments.interval < FREE_INTERVAL:
            yield InvalidArgument(
                "interval", f"{arguments.interval} s is less than the free plan's {FREE_INTERVAL}; write that"
            )
        if any(contact.threshold or contact.recurrence for contact in arguments.assigned_alert_contacts):
            yield InvalidArgument(
                "assigned_alert_contacts", "the free plan has no threshold and no recurrence; write 0 for both"
            )

    def body(self, arguments: MonitorArguments, *, new: bool) -> dict[str, Any]:
        """The request's body. Whether the monitor is paused takes a request of its own."""
        fields = arguments.model_dump(
            by_alias=False, exclude_none=True, exclude={"paused", "assigned_alert_contacts", "dns_records"}
        )
        if not new:
            del fields["type"]
        body = {api_name(name): value for name, value in fields.items()}
        body["maintenanceWindowsIds"] = [int(id_) for id_ in arguments.maintenance_window_ids]
        body["assignedAlertContacts"] = [contact.plain() for contact in arguments.assigned_alert_contacts]
        if arguments.type in PAGES:
            body["authType"] = "HTTP_BASIC" if arguments.http_username else "NONE"
            if not new and not arguments.http_username:
                body |= {"httpUsername": "", "httpPassword": ""}
        if arguments.dns_records is not None:
            body["config"] = {"dnsRecords": arguments.dns_records}
        return body

    def matches(self, arguments: MonitorArguments, item: Item) -> bool:
        """Whether a monitor has the same name, type, address and port."""
        if item.get("type") != arguments.type:
            return False
        answer = MonitorAnswer.model_validate(item)
        return (
            same_text(answer.friendlyName, arguments.friendly_name)
            and (arguments.type == "HEARTBEAT" or same_address(arguments.type, answer.url, arguments.url))
            and (arguments.type != "PORT" or item.get("port") == arguments.port)
        )

    def after_write(self, item: Item, arguments: MonitorArguments) -> None:
        """Pause the monitor or start it, unless it is so already."""
        if (item.get("status") == "PAUSED") != arguments.paused:
            verb, status = ("pause", "PAUSED") if arguments.paused else ("start", "STARTED")
            self.connection.write("POST", f"{self.path}/{item['id']}/{verb}", f"monitor {status.lower()}")
            item["status"] = status

    def to_object(self, item: Item, recorded: MonitorArguments | None) -> Object[MonitorArguments, MonitorOutputs]:
        """A monitor as arguments and outputs."""
        answer = MonitorAnswer.model_validate(item)
        outputs = MonitorOutputs(heartbeat_url=answer.url if answer.type == "HEARTBEAT" else None)
        return Object(answer.id, self.complete(arguments_of(answer, item, recorded)), outputs)
