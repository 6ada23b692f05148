"""Prometheus's configuration, its target files, and the blackbox exporter's modules."""

import json
from collections.abc import Iterable
from copy import deepcopy
from typing import Any, get_args

from fleet.alerts.alert import Job
from fleet.blueprint.targets import Target
from fleet.render.dump import document

FOLDER = "/etc/prometheus"
SECRETS = f"{FOLDER}/secrets"
PASSWORD_FILES: dict[Job, str] = {"node": f"{SECRETS}/node", "node-proxy": f"{SECRETS}/node-proxy"}
"""Where the Prometheus server keeps the passwords of the exporters, and of the proxies of older machines."""
BLACKBOX, ALERTMANAGER, PROMETHEUS = "127.0.0.1:9115", "127.0.0.1:9093", "127.0.0.1:9090"
"""Where the three programs listen, each for the others only."""
JOBS: tuple[Job, ...] = get_args(Job)


def groups(targets: Iterable[Target]) -> list[dict[str, Any]]:
    """Targets as `file_sd` has them: a group for each, in their order."""
    return [{"targets": [target.address], "labels": _labels(target)} for target in targets]


def target_file(targets: Iterable[Target]) -> str:
    """Targets as a file of JSON that `file_sd` reads."""
    return json.dumps(groups(targets), indent=1) + "\n"


def _labels(target: Target) -> dict[str, str]:
    labels = {} if target.module is None else {"__param_module": target.module.name}
    if target.job == "node-proxy" and target.address.endswith(":443"):
        labels["__scheme__"] = "https"
    return labels | target.labels()


def configuration(user: str) -> str:
    """Prometheus's main configuration; paths are relative to its folder, passwords only in files.

    Args:
        user: Who logs in to the exporters.
    """
    own = [
        {"job_name": "prometheus", "static_configs": [{"targets": [PROMETHEUS]}]},
        {"job_name": "alertmanager", "static_configs": [{"targets": [ALERTMANAGER]}]},
        {"job_name": "blackbox", "static_configs": [{"targets": [BLACKBOX]}]},
    ]
    return document(
        {
            "global": {"scrape_interval": "1m", "evaluation_interval": "1m"},
            "rule_files": ["rules/*.yml"],
            "alerting": {"alertmanagers": [{"static_configs": [{"targets": [ALERTMANAGER]}]}]},
            "scrape_configs": [*own, *(_scraped(job, user) for job in JOBS)],
        }
    )


def _scraped(job: Job, user: str) -> dict[str, Any]:
    scrape_config: dict[str, Any] = {"job_name": job, "file_sd_configs": [{"files": [f"targets/{job}.json"]}]}
    if job in PASSWORD_FILES:
        scrape_config["basic_auth"] = {"username": user, "password_file": PASSWORD_FILES[job]}
    if job == "node":
        scrape_config["scheme"] = "https"
        # Each machine made its own certificate at its first boot; what it guards against is listening in.
        scrape_config["tls_config"] = {"insecure_skip_verify": True}
    if job.startswith("blackbox"):
        scrape_config |= {"metrics_path": "/probe", "relabel_configs": deepcopy(_RELABEL)}
    return scrape_config


_RELABEL: list[dict[str, Any]] = [
    {"source_labels": ["__address__"], "target_label": "__param_target"},
    {"source_labels": ["__param_target"], "target_label": "instance"},
    {"target_label": "__address__", "replacement": BLACKBOX},
]


def blackbox(targets: Iterable[Target]) -> str:
    """The blackbox exporter's configuration: exactly the modules that the targets use."""
    used = sorted({target.module for target in targets if target.module is not None})
    return document({"modules": {module.name: module.as_dict() for module in used}})
