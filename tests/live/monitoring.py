"""An export of the fleet in `fleet.yaml`, with everything running that reads it and that it watches."""

import json
import shutil
import urllib.request
from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path
from typing import Any
from urllib.parse import quote

from fleet.blueprint.targets import Target
from fleet.draw_up import draw_up
from fleet.inventory.load import load
from fleet.render import exporter
from tests.debian import tool
from tests.live.adapted import adapted, hastened, heard, resolved
from tests.live.notifications import Mailboxes, receiving
from tests.live.programs import Program, alertmanager, on_free_port
from tests.live.sites import ADDRESSES, Family, Site, certificates, serving

INVENTORY = Path(__file__).with_name("fleet.yaml")
EXPORTER_PASSWORD, PROXY_PASSWORD = "U*U", "another one"
SILENT = "127.255.255.255"
"""Loopback's broadcast address, at which no machine answers a ping."""


class Monitoring:
    """Prometheus, Alertmanager and the exporters, and the sites, machines and mailboxes around them.

    Everything is well at first. `sites` are by URL; `proxy` stands before the exporters of older machines; `programs`
    are by what they are, node exporters by their targets.
    """

    def __init__(self, root: Path, stack: ExitStack) -> None:
        self.mailboxes, self.proxy = Mailboxes(), Site(login=f"prometheus:{PROXY_PASSWORD}")
        self.programs: dict[str, Program] = {}
        fleet = load(INVENTORY)
        blueprint = draw_up(fleet, export=True)
        self.targets = blueprint.targets
        self._root, self._stack, self._files = root, stack, blueprint.export or {}
        self._ports: dict[str, int] = {}
        (root / "certificates").mkdir()
        self.certificates = certificates(root / "certificates")
        self.sites = self._sites()
        self._where = self._start_what_is_watched()
        self._start_what_watches()

    def connect(self, instance: str, family: str, where: str) -> None:
        """Let a target be somewhere else."""
        self._where[instance, family] = where
        self._lay_out_prometheus()
        self.programs["prometheus"].reload()

    def retarget(self, job: str, *without: str) -> None:
        """Write a job's targets again, without some."""
        path = f"prometheus/targets/{job}.json"
        groups = [group for group in json.loads(self._files[path]) if group["targets"][0] not in without]
        self._write(path, json.dumps(groups))

    def health(self) -> dict[tuple[str, str, str], str]:
        """How Prometheus finds each target, by its job, instance and family."""
        found = self._ask("prometheus", "/api/v1/targets?state=active")["data"]["activeTargets"]
        labels = [(target["labels"], target["health"]) for target in found]
        return {(its["job"], its["instance"], its.get("family", "")): health for its, health in labels}

    def pings(self, host: str) -> list[str]:
        """What Prometheus has last seen of a host's answers: `1`, `0`, or nothing yet."""
        query = quote(f'probe_success{{job="blackbox-icmp",instance="{host}"}}')
        found = self._ask("prometheus", f"/api/v1/query?query={query}")["data"]["result"]
        return [series["value"][1] for series in found]

    def routed(self) -> dict[tuple[str, str], list[str]]:
        """The receivers that Alertmanager has for each alert, by its name and instance."""
        labels = [(alert["labels"], alert["receivers"]) for alert in self._ask("alertmanager", "/api/v2/alerts")]
        return {
            (its["alertname"], its.get("instance", "")): sorted(receiver["name"] for receiver in receivers)
            for its, receivers in labels
        }

    def address(self, program: str) -> str:
        """Where a program listens."""
        return f"127.0.0.1:{self._ports[program]}"

    def _ask(self, program: str, path: str) -> Any:
        url = f"http://{self.address(program)}{path}"
        with urllib.request.build_opener(urllib.request.ProxyHandler({})).open(url, timeout=10) as answer:
            return json.load(answer)

    def _sites(self) -> dict[str, Site]:
        urls = sorted({target.address for target in self.targets if target.job == "blackbox-http"})
        tls = self.certificates.valid
        found = {url: Site(certificate=tls if url.startswith("https:") else None) for url in urls}
        found["http://www.example.org/"].status = 301
        return found

    def _start_what_is_watched(self) -> dict[tuple[str, str], str]:
        """Start it, and say where each target really is."""
        self._lay_out("web.yml")
        (self._root / exporter.FOLDER.removeprefix("/")).mkdir(parents=True)
        for name in (exporter.CERTIFICATE, exporter.KEY):
            shutil.copy(self.certificates.valid, self._root / name.removeprefix("/"))
        proxy = f"127.0.0.1:{self._stack.enter_context(serving(self.proxy, '4'))}"
        start: dict[str, Callable[[Target, Family], str]] = {
            "node": lambda target, _: self._node_exporter(target.address),
            "node-proxy": lambda *_: proxy,
            "blackbox-icmp": lambda _, family: ADDRESSES[family],
            "blackbox-http": lambda target, family: self._serve(target.address, family),
        }
        found = {}
        for target in self.targets:
            family: Family = "6" if target.module is not None and target.module.family == "6" else "4"
            found[target.address, target.labels().get("family", "")] = start[target.job](target, family)
        return found

    def _serve(self, url: str, family: Family) -> str:
        port = self._stack.enter_context(serving(self.sites[url], family))
        address = f"[{ADDRESSES[family]}]" if family == "6" else ADDRESSES[family]
        return f"{url.partition(':')[0]}://{address}:{port}/"

    def _node_exporter(self, target: str) -> str:
        # It has no figures of the machine it runs on, which may be loaded or full without anyone being notified.
        quiet = ("--collector.disable-defaults", "--collector.uname")
        port = self._run(tool("node_exporter"), target, *quiet, f"--web.config.file={self._root}/web.yml")
        return f"127.0.0.1:{port}"

    def _start_what_watches(self) -> None:
        mail_port = self._stack.enter_context(receiving(self.mailboxes))
        trusted = {"SSL_CERT_FILE": str(self.certificates.authority)}
        self._lay_out("blackbox.yml")
        # As Prometheus asks every second, a probe may take that long, and not only half of it.
        options = (f"--config.file={self._root}/blackbox.yml", "--timeout-offset=0.1")
        self._run(tool("blackbox_exporter"), "blackbox", *options, env=trusted)
        self._write("alertmanager.yml", hastened(heard(self._adapted("alertmanager.yml"), mail_port)))
        options = (f"--config.file={self._root}/alertmanager.yml", f"--storage.path={self._root}/alertmanager-data")
        self._run(alertmanager(self._root), "alertmanager", *options, "--cluster.listen-address=")
        options = (f"--config.file={self._root}/prometheus/prometheus.yml", f"--storage.tsdb.path={self._root}/data")
        # By default a minute, in which an alert that finds no Alertmanager at first isn't sent.
        self._run(tool("prometheus"), "prometheus", *options, "--rules.alert.resend-delay=5s")

    def _run(self, command: list[str], name: str, *options: str, env: dict[str, str] | None = None) -> int:
        def on(port: int) -> Program:
            self._ports[name] = port
            return self._program([*command, *options, f"--web.listen-address=127.0.0.1:{port}"], name, env)

        self.programs[name], port = on_free_port(on, self._stack)
        return port

    def _program(self, command: list[str], name: str, env: dict[str, str] | None) -> Program:
        log = self._root / f"{name.partition(':')[0]}.log"
        if name != "prometheus":
            return Program(command, log, env)
        # It asks itself, so its configuration names its port; and it listens long before it answers.
        self._lay_out_prometheus()
        return Program(command, log, env, ready="Server is ready to receive web requests")

    def _lay_out_prometheus(self) -> None:
        for path in sorted(self._files):
            if path.startswith("prometheus/") and path != "prometheus/prometheus.yml":
                self._write(path, hastened(self._adapted(path)))
        main = "prometheus/prometheus.yml"
        self._write(main, hastened(resolved(self._adapted(main), self._where)))
        for name, password in (("node", EXPORTER_PASSWORD), ("node-proxy", PROXY_PASSWORD)):
            self._write(f"etc/prometheus/secrets/{name}", password)

    def _lay_out(self, path: str) -> None:
        self._write(path, self._adapted(path))

    def _adapted(self, path: str) -> str:
        return adapted(self._files[path], self._root, self._ports)

    def _write(self, path: str, text: str) -> None:
        """Write a file at once, as Prometheus may be reading it."""
        file = self._root / path
        file.parent.mkdir(parents=True, exist_ok=True)
        partial = file.with_suffix(".partial")
        partial.write_text(text)
        partial.rename(file)
