"""Monitors: what UptimeRobot looks at, how, how often, and who is told."""

from collections.abc import Iterator
from typing import Annotated, Any, ClassVar

from pydantic import Field

from providers.kit.model import SECRET, Outputs
from providers.kit.resource import InvalidArgument, Object
from providers.uptimerobot.account import FREE_INTERVAL
from providers.uptimerobot.listed import Listed
from providers.uptimerobot.monitor_answer import MonitorAnswer, api_name, arguments_of, same_address
from providers.uptimerobot.monitor_arguments import (
    NEEDED,
    ONLY_FOR,
    PAGE_DEFAULTS,
    PAGES,
    TIMED,
    TIMEOUT,
    USUAL,
    MonitorArguments,
)
from providers.uptimerobot.search import Item
from providers.uptimerobot.text import plain_text


class MonitorOutputs(Outputs):
    """What only UptimeRobot knows of a monitor; whether the site is up just now is not part of it."""

    heartbeat_url: Annotated[str | None, SECRET] = Field(None, description="HEARTBEAT: what is to be called")


class Monitor(Listed[MonitorArguments, MonitorOutputs]):
    """Something that UptimeRobot looks at.

    One that has the same name, type and URL is taken over instead of being made twice.
    """

    arguments = MonitorArguments
    outputs = MonitorOutputs
    path: ClassVar[str] = "/monitors"
    called: ClassVar[str] = "monitor"
    accepts_unknowns: ClassVar[bool] = True

    def complete(self, arguments: MonitorArguments) -> MonitorArguments:
        """Fill in what goes with the type."""
        usual: dict[str, Any] = dict(USUAL.get(arguments.type, {}))
        if arguments.type in PAGES:
            usual |= PAGE_DEFAULTS
            # A keyword is in a page's body, which HEAD doesn't get.
            usual["http_method_type"] = "GET" if arguments.type == "KEYWORD" else "HEAD"
        if arguments.type in TIMED:
            usual["timeout"] = TIMEOUT
        found = {name: value for name, value in usual.items() if getattr(arguments, name) is None}
        if arguments.dns_records:
            found["dns_records"] = {kind: sorted(values) for kind, values in arguments.dns_records.items()}
        return arguments.model_copy(update=found)

    def validate(self, arguments: MonitorArguments) -> Iterator[InvalidArgument]:
        """What the type or the account's plan forbids."""
        for name in NEEDED[arguments.type]:
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
        yield from self._beyond_the_plan(arguments)

    def _beyond_the_plan(self, arguments: MonitorArguments) -> Iterator[InvalidArgument]:
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
        """All that it is to be; whether it is paused takes a request of its own."""
        told = arguments.model_dump(
            by_alias=False, exclude_none=True, exclude={"paused", "assigned_alert_contacts", "dns_records"}
        )
        if not new:
            del told["type"]
        found = {api_name(name): value for name, value in told.items()}
        found["maintenanceWindowsIds"] = [int(id_) for id_ in arguments.maintenance_window_ids]
        found["assignedAlertContacts"] = [contact.plain() for contact in arguments.assigned_alert_contacts]
        if arguments.type in PAGES:
            found["authType"] = "HTTP_BASIC" if arguments.http_username else "NONE"
            if not new and not arguments.http_username:
                found |= {"httpUsername": "", "httpPassword": ""}
        if arguments.dns_records is not None:
            found["config"] = {"dnsRecords": arguments.dns_records}
        return found

    def is_like(self, arguments: MonitorArguments, item: Item) -> bool:
        """Whether name, type, address and port are the same."""
        if item.get("type") != arguments.type:
            return False
        found = MonitorAnswer.model_validate(item)
        return (
            plain_text(found.friendlyName) == plain_text(arguments.friendly_name)
            and (arguments.type == "HEARTBEAT" or same_address(arguments.type, found.url, arguments.url))
            and (arguments.type != "PORT" or item.get("port") == arguments.port)
        )

    def settle(self, item: Item, arguments: MonitorArguments) -> None:
        """Pause it, or start it again."""
        if (item.get("status") == "PAUSED") != arguments.paused:
            verb, status = ("pause", "PAUSED") if arguments.paused else ("start", "STARTED")
            self.connection.write("POST", f"{self.path}/{item['id']}/{verb}", f"monitor {status.lower()}")
            item["status"] = status

    def object_of(self, item: Item, known: MonitorArguments | None) -> Object[MonitorArguments, MonitorOutputs]:
        """A monitor as arguments."""
        found = MonitorAnswer.model_validate(item)
        outputs = MonitorOutputs(heartbeat_url=found.url if found.type == "HEARTBEAT" else None)
        return Object(found.id, self.complete(arguments_of(found, item, known)), outputs)
