"""What UptimeRobot is to watch, as a list."""

import json

from hypothesis import given

from fleet.blueprint.checks import checks
from fleet.blueprint.monitors import Monitor
from fleet.inventory.fleet import Fleet
from fleet.render.uptimerobot import monitor_list
from tests.fleet.small import export
from tests.fleet.strategies import QUICK, fleets


@QUICK
@given(found=fleets())
def test_uptimerobot_watches_each_site_and_each_host_without_one(found: Fleet) -> None:
    monitors = json.loads(export(found)["uptimerobot.json"])
    keywords = {url: site.keyword for row in found.services.values() for url, site in row.sites.items()}
    seen = {
        host for row in found.services.values() for site in row.sites.values() if not site.hosted for host in row.hosts
    }
    pinged = {check.target for check in checks(found) if check.kind == "icmp" and not seen & set(check.hosts)}
    assert {monitor["url"]: monitor.get("keywordValue") for monitor in monitors} == {
        **keywords,
        **dict.fromkeys(pinged),
    }
    assert len({monitor["url"] for monitor in monitors}) == len(monitors)
    for monitor in monitors:
        host = "PORT" if "port" in monitor else "PING"
        kind = host if monitor["url"] in pinged else "KEYWORD" if keywords[monitor["url"]] else "HTTP"
        assert monitor["type"] == kind
        assert set(monitor["contacts"]) <= found.contacts.keys()
        assert monitor["interval"] >= 60


def test_a_monitor_has_the_apis_own_field_names() -> None:
    url = "https://www.example.org/"
    monitor = Monitor(url, "www", "KEYWORD", url, 300, ("fleet",), ("ods",), keyword="Welcome ü", statuses=("2xx",))
    text = monitor_list([monitor, Monitor("a.example.org", "a", "PORT", "a.example.org", 900, (), (), port=22)])
    assert text.endswith("]\n")
    assert "Welcome ü" in text
    assert json.loads(text) == [
        {
            "friendlyName": "www",
            "type": "KEYWORD",
            "url": url,
            "interval": 300,
            "httpMethodType": "GET",
            "successHttpResponseCodes": ["2xx"],
            "followRedirections": True,
            "domainExpirationReminder": True,
            "checkSSLErrors": True,
            "sslExpirationReminder": True,
            "keywordType": "ALERT_NOT_EXISTS",
            "keywordValue": "Welcome ü",
            "keywordCaseType": 0,
            "contacts": ["ods"],
            "tagNames": ["fleet"],
        },
        {
            "friendlyName": "a",
            "type": "PORT",
            "url": "a.example.org",
            "interval": 900,
            "port": 22,
            "contacts": [],
            "tagNames": [],
        },
    ]
