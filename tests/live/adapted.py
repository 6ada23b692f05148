"""What a test has to change of an export to run it on one machine and within a minute; all else is as rendered."""

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import yaml

from fleet.render.prometheus import ALERTMANAGER, BLACKBOX, PROMETHEUS

Where = Mapping[tuple[str, str], str]
"""Where something really is, by its instance and family."""
_DURATION = re.compile(r"(?<=[\[ ])([0-9]+)(s|m|h|d)(?=\]|$)", re.MULTILINE)
_FASTER = {"s": (1000 // 60, "ms"), "m": (1, "s"), "h": (1, "m"), "d": (24, "m")}


def adapted(text: str, root: Path, ports: Mapping[str, int]) -> str:
    """A file of an export for programs that share a machine: `/etc` is in `root`, and their ports are others."""
    text = text.replace("/etc/", f"{root}/etc/")
    for address, program in ((PROMETHEUS, "prometheus"), (ALERTMANAGER, "alertmanager"), (BLACKBOX, "blackbox")):
        if program in ports:
            text = text.replace(address, f"127.0.0.1:{ports[program]}")
    return text


def hastened(text: str) -> str:
    """A file in which a minute takes a second."""
    return _DURATION.sub(_faster, text)


def _faster(duration: re.Match[str]) -> str:
    factor, unit = _FASTER[duration[2]]
    return f"{int(duration[1]) * factor}{unit}"


def resolved(configuration: str, where: Where) -> str:
    """Prometheus's configuration with a last step for each target, which stands for DNS: names and labels stay."""
    found = yaml.safe_load(configuration)
    for scraped in found["scrape_configs"]:
        if "file_sd_configs" in scraped:
            blackbox = scraped["job_name"].startswith("blackbox")
            steps = scraped.setdefault("relabel_configs", [])
            if not blackbox:
                steps.append({"source_labels": ["__address__"], "target_label": "instance"})
            steps += [
                {
                    "source_labels": ["instance", "family"],
                    "regex": re.escape(f"{instance};{family}"),
                    "target_label": "__param_target" if blackbox else "__address__",
                    "replacement": real,
                }
                for (instance, family), real in where.items()
            ]
    return yaml.safe_dump(found)


def heard(configuration: str, port: int) -> str:
    """Alertmanager's configuration with a webhook in the place of each mail, its address as the path."""
    found = yaml.safe_load(configuration)
    for receiver in found["receivers"]:
        receiver["webhook_configs"] = [_webhook(mail, port) for mail in receiver.pop("email_configs", [])]
    return yaml.safe_dump(found)


def _webhook(mail: dict[str, Any], port: int) -> dict[str, Any]:
    return {"url": f"http://127.0.0.1:{port}/{mail['to']}", "send_resolved": mail["send_resolved"]}
