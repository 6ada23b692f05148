"""The part that makes a new machine the fleet's Prometheus server: it watches and alerts from its first boot."""

import gzip
import tarfile
from base64 import b64encode
from collections.abc import Mapping
from io import BytesIO

from fleet.render.cloud_config import File, Part
from fleet.render.prometheus import ALERTMANAGER, BLACKBOX, FOLDER, PROMETHEUS, SECRETS

PACKAGES = ("prometheus", "prometheus-alertmanager", "prometheus-blackbox-exporter")
ARCHIVE = "/var/lib/fleet/monitoring.tar.gz"
BESIDE = ("alertmanager.yml", "blackbox.yml")
"""What lies beside Prometheus's own folder in an export, and in it on the server, where the packages look for it."""
READ = ("prometheus/prometheus.yml", "prometheus/rules/", "prometheus/targets/")
"""What of Prometheus's own folder the server reads; tests of the rules stay at home."""
PING = "net.ipv4.ping_group_range = 0 2147483647\n"
"""Lets the blackbox exporter ping without being root."""
_ARGUMENTS = {
    # Each listens to the others only: whoever wants to look comes through SSH.
    "prometheus": f"--web.listen-address={PROMETHEUS} --storage.tsdb.retention.time=90d",
    "prometheus-alertmanager": f"--web.listen-address={ALERTMANAGER} --cluster.listen-address=",
    "prometheus-blackbox-exporter": f"--web.listen-address={BLACKBOX} --config.file={FOLDER}/blackbox.yml",
}


def server_files(files: Mapping[str, str]) -> dict[str, str]:
    """An export's files that the server reads, by their places below its folder."""
    read = [path for path in files if path.startswith(READ)]
    own = {path.removeprefix("prometheus/"): files[path] for path in read}
    return own | {path: files[path] for path in BESIDE if path in files}


def prometheus_server(files: Mapping[str, str]) -> Part:
    """The three programs with their configuration; an empty one leaves it to a later push.

    The passwords that Prometheus asks with are no part of it: they are put into its folder of secrets afterwards.
    """
    archive = File(ARCHIVE, archived(files), mode="0600", deferred=True, encoded=True)
    services = " ".join(PACKAGES)
    return Part(
        # A push brings its files with rsync, which Debian's images lack.
        packages=(*PACKAGES, "rsync"),
        write_files=(
            *([archive] if files else []),
            File("/etc/sysctl.d/60-fleet-ping.conf", PING),
            *(
                File(f"/etc/default/{name}", f'ARGS="{arguments}"\n', deferred=True)
                for name, arguments in _ARGUMENTS.items()
            ),
        ),
        runcmd=(
            "sysctl --quiet --load /etc/sysctl.d/60-fleet-ping.conf",
            f"install -d -m 0750 -o root -g prometheus {SECRETS}",
            # A file that isn't there stops Prometheus from reading its configuration at all.
            f"cd {SECRETS} && install -m 0640 -o root -g prometheus -T /dev/null node",
            f"cd {SECRETS} && cp -p node node-proxy && cp -p node smtp",
            *([f"tar -xzf {ARCHIVE} -C {FOLDER} --no-same-owner"] if files else []),
            f"systemctl enable {services}",
            f"systemctl restart {services}",
        ),
    )


def archived(files: Mapping[str, str]) -> str:
    """Files as a compressed archive in base64; the same files are always the same text."""
    raw = BytesIO()
    with tarfile.open(fileobj=raw, mode="w", format=tarfile.USTAR_FORMAT) as archive:
        for path, text in sorted(files.items()):
            entry = tarfile.TarInfo(path)
            content = text.encode()
            entry.size, entry.mode = len(content), 0o644
            archive.addfile(entry, BytesIO(content))
    return b64encode(gzip.compress(raw.getvalue(), mtime=0)).decode()
