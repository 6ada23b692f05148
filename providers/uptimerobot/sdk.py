"""Uptime monitors, the contacts they notify, maintenance windows, and status pages.

The provider's resources and functions, as programs use them. Written by `python -m providers.kit.sdk uptimerobot`
from the provider's models; do not edit.
"""

from typing import Any, TypedDict

import pulumi
from pulumi import Input, InvokeOptions, Output, ResourceOptions

TITLE = "UptimeRobot"
"""What people call the service."""
SETTINGS = {
    "apiKey": "UPTIMEROBOT_API_KEY",
    "apiUrl": "UPTIMEROBOT_API_URL",
}
"""The provider's settings, each with the environment variable that stands for it."""
LOGIN = ("apiKey",)
"""The settings that are needed to log in."""
_TO_PYTHON = {
    "alertContactId": "alert_contact_id",
    "alertContacts": "alert_contacts",
    "assignedAlertContacts": "assigned_alert_contacts",
    "checkSslErrors": "check_ssl_errors",
    "customDomain": "custom_domain",
    "customHttpHeaders": "custom_http_headers",
    "dnsRecords": "dns_records",
    "domainExpirationReminder": "domain_expiration_reminder",
    "enableNotificationsFor": "enable_notifications_for",
    "followRedirections": "follow_redirections",
    "friendlyName": "friendly_name",
    "gracePeriod": "grace_period",
    "heartbeatUrl": "heartbeat_url",
    "hideUrlLinks": "hide_url_links",
    "httpMethodType": "http_method_type",
    "httpPassword": "http_password",
    "httpUsername": "http_username",
    "keywordCaseType": "keyword_case_type",
    "keywordType": "keyword_type",
    "keywordValue": "keyword_value",
    "maintenanceWindowIds": "maintenance_window_ids",
    "monitorIds": "monitor_ids",
    "noIndex": "no_index",
    "postValue": "post_value",
    "sendAsJson": "send_as_json",
    "sslExpirationReminder": "ssl_expiration_reminder",
    "successHttpResponseCodes": "success_http_response_codes",
    "tagNames": "tag_names",
    "timeZone": "time_zone",
}
"""Python's name of each property whose name in the engine differs."""
_TO_ENGINE = {python: engine for engine, python in _TO_PYTHON.items()}


class _Resource(pulumi.CustomResource):
    def translate_input_property(self, prop: str) -> str:
        return _TO_ENGINE.get(prop, prop)

    def translate_output_property(self, prop: str) -> str:
        return _TO_PYTHON.get(prop, prop)


class AlertContactAssignment(TypedDict, total=False):
    """Who is notified of a monitor, and when."""

    alert_contact_id: Input[str]
    """The id of an alert contact or integration"""
    threshold: Input[int]
    """Minutes of downtime before they are notified; 0 on the free plan"""
    recurrence: Input[int]
    """Minutes until they are notified again; 0 means once"""


class AlertContact(_Resource):
    """Someone whom UptimeRobot notifies by e-mail, once the address has been confirmed.

    A contact that has the address already is adopted instead of created a second time.

    Args:
        resource_name: Its name in the program.
        opts: The resource options.
        friendly_name: What people call it
        email: The address; another one is another contact, to be confirmed anew
        enable_notifications_for: UpAndDown, Down, Up or None
    """

    friendly_name: Output[str]
    email: Output[str]
    enable_notifications_for: Output[str]
    status: Output[str | None]
    """NotActivated until the link in UptimeRobot's mail was followed"""

    def __init__(
        self,
        resource_name: str,
        opts: ResourceOptions | None = None,
        *,
        friendly_name: Input[str],
        email: Input[str],
        enable_notifications_for: Input[str] | None = None,
    ) -> None:
        props = {
            "friendly_name": friendly_name,
            "email": email,
            "enable_notifications_for": enable_notifications_for,
            "status": None,
        }
        super().__init__("uptimerobot:index:AlertContact", resource_name, props, opts)


class Integration(_Resource):
    """A webhook or a Slack channel that UptimeRobot notifies. One with the same name and type is adopted.

    Args:
        resource_name: Its name in the program.
        opts: The resource options.
        friendly_name: What people call it
        type: Webhook or Slack
        url: What is called; whoever knows it can write there
        enable_notifications_for: UpAndDown, Down, Up or None
        ssl_expiration_reminder: Also notify of expiring certificates and domains
        post_value: Webhook: what is sent, with UptimeRobot's *variables*
        send_as_json: Webhook: send it as JSON
    """

    friendly_name: Output[str]
    type: Output[str]
    url: Output[str]
    enable_notifications_for: Output[str]
    ssl_expiration_reminder: Output[bool]
    post_value: Output[str | None]
    send_as_json: Output[bool | None]

    def __init__(
        self,
        resource_name: str,
        opts: ResourceOptions | None = None,
        *,
        friendly_name: Input[str],
        type: Input[str],
        url: Input[str],
        enable_notifications_for: Input[str] | None = None,
        ssl_expiration_reminder: Input[bool] | None = None,
        post_value: Input[str] | None = None,
        send_as_json: Input[bool] | None = None,
    ) -> None:
        props = {
            "friendly_name": friendly_name,
            "type": type,
            "url": url,
            "enable_notifications_for": enable_notifications_for,
            "ssl_expiration_reminder": ssl_expiration_reminder,
            "post_value": post_value,
            "send_as_json": send_as_json,
        }
        if url is not None:
            props["url"] = Output.secret(url)
        hidden = ResourceOptions(additional_secret_outputs=["url"])
        super().__init__("uptimerobot:index:Integration", resource_name, props, ResourceOptions.merge(hidden, opts))


class MaintenanceWindow(_Resource):
    """A time when UptimeRobot notifies nobody. Monitors name the windows that apply to them.

    A window with the same name is adopted instead of created a second time.

    Args:
        resource_name: Its name in the program.
        opts: The resource options.
        name: What people call it
        interval: once, daily, weekly or monthly
        date: once: the day, YYYY-MM-DD
        time: When it begins, HH:mm:ss
        duration: Minutes
        days: weekly: 1 (Monday) to 7; monthly: days of the month
        time_zone: The time zone of its time and days, which has to be the account's; UTC if it is left out
    """

    name: Output[str]
    interval: Output[str]
    date: Output[str | None]
    time: Output[str]
    duration: Output[int]
    days: Output[list[int] | None]
    time_zone: Output[str | None]

    def __init__(
        self,
        resource_name: str,
        opts: ResourceOptions | None = None,
        *,
        name: Input[str],
        interval: Input[str],
        time: Input[str],
        duration: Input[int],
        date: Input[str] | None = None,
        days: Input[list[Input[int]]] | None = None,
        time_zone: Input[str] | None = None,
    ) -> None:
        props = {
            "name": name,
            "interval": interval,
            "date": date,
            "time": time,
            "duration": duration,
            "days": days,
            "time_zone": time_zone,
        }
        super().__init__("uptimerobot:index:MaintenanceWindow", resource_name, props, opts)


class Monitor(_Resource):
    """Something that UptimeRobot checks at an interval.

    A monitor with the same name, type and URL is adopted instead of created a second time.

    Args:
        resource_name: Its name in the program.
        opts: The resource options.
        friendly_name: What people call it, at most 250 characters
        type: HTTP, KEYWORD, PING, PORT, DNS or HEARTBEAT; another type is another monitor
        url: A URL with its scheme; for PING, PORT and DNS a host; not for HEARTBEAT
        port: PORT: which
        interval: Seconds between two checks, at least 30
        timeout: Seconds that an answer may take; 30 by default
        grace_period: HEARTBEAT: seconds that it may be late
        keyword_type: KEYWORD: ALERT_EXISTS or ALERT_NOT_EXISTS
        keyword_value: KEYWORD: the text to look for, at most 500 characters
        keyword_case_type: KEYWORD: 0 if upper and lower case differ, as by default, 1 if not
        http_method_type: By default HEAD, and GET where a keyword is read
        success_http_response_codes: What counts as up, like "200" or "2xx"; by default 2xx and 3xx
        check_ssl_errors: A bad certificate counts as down
        ssl_expiration_reminder: Notify when the certificate is about to expire
        domain_expiration_reminder: Notify when the domain is about to expire
        follow_redirections: Follow redirections; true by default
        custom_http_headers: Sent with each request
        http_username: The user of HTTP basic authentication
        http_password: The password of HTTP basic authentication
        dns_records: DNS: the expected values by record type
        assigned_alert_contacts: Who is notified; nobody by default
        tag_names: Tags, in lower case
        maintenance_window_ids: The maintenance windows, when nobody is notified
        paused: The monitor is paused: nothing is checked
    """

    friendly_name: Output[str]
    type: Output[str]
    url: Output[str | None]
    port: Output[int | None]
    interval: Output[int]
    timeout: Output[int | None]
    grace_period: Output[int | None]
    keyword_type: Output[str | None]
    keyword_value: Output[str | None]
    keyword_case_type: Output[int | None]
    http_method_type: Output[str | None]
    success_http_response_codes: Output[list[str] | None]
    check_ssl_errors: Output[bool | None]
    ssl_expiration_reminder: Output[bool | None]
    domain_expiration_reminder: Output[bool | None]
    follow_redirections: Output[bool | None]
    custom_http_headers: Output[dict[str, str] | None]
    http_username: Output[str | None]
    http_password: Output[str | None]
    dns_records: Output[dict[str, list[str]] | None]
    assigned_alert_contacts: Output[list[dict[str, Any]] | None]
    tag_names: Output[list[str] | None]
    maintenance_window_ids: Output[list[str] | None]
    paused: Output[bool]
    heartbeat_url: Output[str | None]
    """HEARTBEAT: the URL that the job is to call"""

    def __init__(
        self,
        resource_name: str,
        opts: ResourceOptions | None = None,
        *,
        friendly_name: Input[str],
        type: Input[str],
        url: Input[str] | None = None,
        port: Input[int] | None = None,
        interval: Input[int] | None = None,
        timeout: Input[int] | None = None,
        grace_period: Input[int] | None = None,
        keyword_type: Input[str] | None = None,
        keyword_value: Input[str] | None = None,
        keyword_case_type: Input[int] | None = None,
        http_method_type: Input[str] | None = None,
        success_http_response_codes: Input[list[Input[str]]] | None = None,
        check_ssl_errors: Input[bool] | None = None,
        ssl_expiration_reminder: Input[bool] | None = None,
        domain_expiration_reminder: Input[bool] | None = None,
        follow_redirections: Input[bool] | None = None,
        custom_http_headers: Input[dict[str, str]] | None = None,
        http_username: Input[str] | None = None,
        http_password: Input[str] | None = None,
        dns_records: Input[dict[str, list[str]]] | None = None,
        assigned_alert_contacts: Input[list[Input[AlertContactAssignment]]] | None = None,
        tag_names: Input[list[Input[str]]] | None = None,
        maintenance_window_ids: Input[list[Input[str]]] | None = None,
        paused: Input[bool] | None = None,
    ) -> None:
        props = {
            "friendly_name": friendly_name,
            "type": type,
            "url": url,
            "port": port,
            "interval": interval,
            "timeout": timeout,
            "grace_period": grace_period,
            "keyword_type": keyword_type,
            "keyword_value": keyword_value,
            "keyword_case_type": keyword_case_type,
            "http_method_type": http_method_type,
            "success_http_response_codes": success_http_response_codes,
            "check_ssl_errors": check_ssl_errors,
            "ssl_expiration_reminder": ssl_expiration_reminder,
            "domain_expiration_reminder": domain_expiration_reminder,
            "follow_redirections": follow_redirections,
            "custom_http_headers": custom_http_headers,
            "http_username": http_username,
            "http_password": http_password,
            "dns_records": dns_records,
            "assigned_alert_contacts": assigned_alert_contacts,
            "tag_names": tag_names,
            "maintenance_window_ids": maintenance_window_ids,
            "paused": paused,
            "heartbeat_url": None,
        }
        if custom_http_headers is not None:
            props["custom_http_headers"] = Output.secret(custom_http_headers)
        if http_password is not None:
            props["http_password"] = Output.secret(http_password)
        hidden = ResourceOptions(additional_secret_outputs=["customHttpHeaders", "heartbeatUrl", "httpPassword"])
        super().__init__("uptimerobot:index:Monitor", resource_name, props, ResourceOptions.merge(hidden, opts))


class StatusPage(_Resource):
    """A public page about some monitors. One with the same name is adopted instead of created a second time.

    Args:
        resource_name: Its name in the program.
        opts: The resource options.
        friendly_name: Its title
        monitor_ids: The monitors that it shows
        custom_domain: A host name of your own, with a CNAME to UptimeRobot's
        password: The password that visitors must enter
        hide_url_links: Show monitors without a link to what they check
        no_index: Ask search engines to leave it out
    """

    friendly_name: Output[str]
    monitor_ids: Output[list[str] | None]
    custom_domain: Output[str | None]
    password: Output[str | None]
    hide_url_links: Output[bool]
    no_index: Output[bool]
    url: Output[str | None]
    """The page's address"""

    def __init__(
        self,
        resource_name: str,
        opts: ResourceOptions | None = None,
        *,
        friendly_name: Input[str],
        monitor_ids: Input[list[Input[str]]] | None = None,
        custom_domain: Input[str] | None = None,
        password: Input[str] | None = None,
        hide_url_links: Input[bool] | None = None,
        no_index: Input[bool] | None = None,
    ) -> None:
        props = {
            "friendly_name": friendly_name,
            "monitor_ids": monitor_ids,
            "custom_domain": custom_domain,
            "password": password,
            "hide_url_links": hide_url_links,
            "no_index": no_index,
            "url": None,
        }
        if password is not None:
            props["password"] = Output.secret(password)
        hidden = ResourceOptions(additional_secret_outputs=["password"])
        super().__init__("uptimerobot:index:StatusPage", resource_name, props, ResourceOptions.merge(hidden, opts))


def get_alert_contacts(name: str | None = None, opts: InvokeOptions | None = None) -> dict[str, Any]:
    """The alert contacts of the user that the API key belongs to.

    Args:
        name: Only those of this name
        opts: The invoke options, such as the provider.

    Returns:
        alert_contacts: By id
    """
    answer = pulumi.runtime.invoke("uptimerobot:index:getAlertContacts", {"name": name}, opts).value
    return {_TO_PYTHON.get(key, key): value for key, value in (answer or {}).items()}


def get_monitors(name: str | None = None, opts: InvokeOptions | None = None) -> dict[str, Any]:
    """The account's monitors, in one request of its list.

    Args:
        name: Only those of this name
        opts: The invoke options, such as the provider.

    Returns:
        monitors: By id
    """
    answer = pulumi.runtime.invoke("uptimerobot:index:getMonitors", {"name": name}, opts).value
    return {_TO_PYTHON.get(key, key): value for key, value in (answer or {}).items()}
