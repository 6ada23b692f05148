"""Everything that is rendered for Prometheus, Salt and UptimeRobot: texts by path."""

from collections.abc import Mapping, Sequence

from fleet.blueprint.alert_routing import AlertRouting
from fleet.blueprint.hosts import HostBlueprint
from fleet.blueprint.monitors import Monitor
from fleet.blueprint.targets import Target
from fleet.inventory.monitoring import Exporters
from fleet.render import alertmanager, prometheus, rule_tests, rules, salt, uptimerobot
from fleet.render.exporter import web_config

USER = "prometheus"
"""Who logs in to the proxies of older machines, where the inventory has no `exporters`."""


def exported(
    hosts: Mapping[str, HostBlueprint],
    targets: Sequence[Target],
    monitors: Sequence[Monitor],
    routing: AlertRouting,
    exporters: Exporters | None,
) -> dict[str, str]:
    """The files of an export, by their paths in its folder; the same lists always give the same texts."""
    files = {
        "prometheus/prometheus.yml": prometheus.configuration(exporters.user if exporters else USER),
        "prometheus/rules/fleet.yml": rules.general(routing),
        "prometheus/rules/expected.yml": rules.expected(routing, targets),
        "prometheus/tests/fleet.yml": rule_tests.rule_tests(routing, targets),
        "prometheus/tests/expected.yml": rule_tests.expected_tests(targets),
        "blackbox.yml": prometheus.blackbox(targets),
        "alertmanager.yml": alertmanager.configuration(routing),
        "salt/roster": salt.roster(hosts),
        "salt/pillar/top.sls": salt.top(),
        "salt/pillar/fleet.sls": salt.pillar(hosts),
        "uptimerobot.json": uptimerobot.monitor_list(monitors),
    }
    for job in prometheus.JOBS:
        path = f"prometheus/targets/{job}.json"
        files[path] = prometheus.target_file(target for target in targets if target.job == job)
    if exporters is not None:
        files["web.yml"] = web_config(exporters.user, exporters.password_hash)
    return dict(sorted(files.items()))
