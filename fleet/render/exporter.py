"""The part that sets up node exporter, so that only who has the password, over TLS, can read a machine's figures."""

import shlex

from fleet.render.cloud_config import File, Part
from fleet.render.dump import document

FOLDER = "/etc/prometheus-node-exporter"
CERTIFICATE, KEY, WEB_CONFIG = f"{FOLDER}/tls.crt", f"{FOLDER}/tls.key", f"{FOLDER}/web.yml"
GROUP = "prometheus"
"""The group Debian's and Ubuntu's package makes for the exporter to run in."""
DAYS = 3650
"""How long the certificate is valid: ten years, more than a machine lives, as nothing renews it."""


def web_config(user: str, password_hash: str) -> str:
    """The exporter's web configuration, in the format of Prometheus' exporter-toolkit."""
    return document(
        {
            "tls_server_config": {"cert_file": CERTIFICATE, "key_file": KEY},
            "basic_auth_users": {user: password_hash},
        }
    )


def node_exporter(fqdn: str, port: int, user: str, password_hash: str) -> Part:
    """Node exporter on a port, with a certificate for a name and a login.

    The key is made on the machine: user data can be read from the cloud's metadata service, and stays in the state.
    """
    # A failed unit is what a machine most often suffers from, and node exporter doesn't look unless told to.
    arguments = f"--web.listen-address=:{port} --web.config.file={WEB_CONFIG} --collector.systemd"
    return Part(
        packages=("openssl", "prometheus-node-exporter"),
        write_files=(
            File("/etc/default/prometheus-node-exporter", f'ARGS="{arguments}"\n', deferred=True),
            File(WEB_CONFIG, web_config(user, password_hash), mode="0640", owner=f"root:{GROUP}", deferred=True),
        ),
        runcmd=(
            f"[ -s {KEY} ] && [ -s {CERTIFICATE} ] || {_make_key(fqdn)}",
            f"chown root:{GROUP} {KEY}",
            f"chmod 0640 {KEY}",
            "systemctl restart prometheus-node-exporter",
        ),
    )


def _make_key(fqdn: str) -> str:
    # A subject's name ends at 64 characters and nothing compares it, so the host's stands in the extension alone.
    return (
        "openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -noenc -sha256"
        f" -days {DAYS} -subj /CN=node-exporter -addext {shlex.quote(f'subjectAltName=DNS:{fqdn}')}"
        f" -keyout {KEY} -out {CERTIFICATE}"
    )
