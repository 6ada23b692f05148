"""Everything that is rendered for Prometheus, Salt and UptimeRobot: texts by path."""

from collections.abc import Sequence

from fleet.blueprint.monitors import Monitor
from fleet.blueprint.targets import Target
from fleet.inventory.fleet import Fleet
from fleet.render import alertmanager, prometheus, rule_tests, rules, salt, uptimerobot
from fleet.render.exporter import web_config


def exported(fleet: Fleet, targets: Sequence[Target], monitors: Sequence[Monitor]) -> dict[str, str]:
    """The files of an export, by their paths in its folder; the same fleet always gives the same texts."""
    files = {
        "prometheus/prometheus.yml": prometheus.configuration(fleet),
        "prometheus/rules/fleet.yml": rules.general(fleet),
        "prometheus/rules/expected.yml": rules.expected(fleet, targets),
        "prometheus/tests/fleet.yml": rule_tests.rule_tests(fleet, targets),
        "prometheus/tests/expected.yml": rule_tests.expected_tests(targets),
        "blackbox.yml": prometheus.blackbox(targets),
        "alertmanager.yml": alertmanager.configuration(fleet),
        "salt/roster": salt.roster(fleet),
        "salt/pillar/top.sls": salt.top(),
        "salt/pillar/fleet.sls": salt.pillar(fleet),
        "uptimerobot.json": uptimerobot.monitor_list(monitors),
    }
    for job in prometheus.JOBS:
        path = f"prometheus/targets/{job}.json"
        files[path] = prometheus.target_file(target for target in targets if target.job == job)
    if fleet.exporters is not None:
        files["web.yml"] = web_config(fleet.exporters.user, fleet.exporters.password_hash)
    return dict(sorted(files.items()))
