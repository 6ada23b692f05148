"""Copies an export to a running Prometheus server. It is checked there first, and undone if it doesn't load."""

import os
import shlex
import shutil
import subprocess
from collections.abc import Mapping, Sequence
from pathlib import Path
from secrets import token_hex
from tempfile import TemporaryDirectory

from cli.export import write
from fleet.render.prometheus import ALERTMANAGER, BLACKBOX, FOLDER, PROMETHEUS
from fleet.render.prometheus_server import PACKAGES

PASSWORDS = {"node": "FLEET_EXPORTER_PASSWORD", "node-proxy": "FLEET_PROXY_PASSWORD", "smtp": "FLEET_SMTP_PASSWORD"}
"""The server's password files, each with the environment variable that sets it. Unset ones are left as they are."""
LOADED = r"""
import http.client, re, subprocess, sys, time, urllib.request

ask = urllib.request.build_opener(urllib.request.ProxyHandler({})).open

def state(place):
    try:
        text = ask(f"http://{place}/metrics", timeout=5).read().decode()
    except (OSError, http.client.HTTPException):
        return None, None
    metrics = dict(re.findall(r"^\w+_config_last_reload_(\w+) (\S+)$", text, re.MULTILINE))
    return metrics.get("successful"), metrics.get("success_timestamp_seconds")

services, *places = sys.argv[1:]
before = [state(place) for place in places]
if subprocess.run(["systemctl", "reload-or-restart", *services.split()]).returncode != 0:
    sys.exit(1)
for _ in range(60):
    pairs = list(zip(before, map(state, places)))
    if all(new[0] == "1" and new[1] != old[1] for old, new in pairs):
        sys.exit(0)
    if any(new[0] == "0" and old[0] == "1" for old, new in pairs):
        sys.exit(1)
    time.sleep(1)
sys.exit(1)
"""
"""Reloads the programs, and succeeds once each one's metrics report a successful reload since then."""
SCRIPT = """\
set -u
umask 027
root=$1 next=$1/$2 last=$1/.last loaded=$3 services=$4 patience=$5
shift 5
# What was begun is ended, whether anybody still listens or not.
trap '' HUP PIPE
# No copy of a password stays, nor what a push that was cut off left here a day ago.
tidy() {
    rm -rf "$next" "$last/secrets" "$root/.next"
    find "$root" -maxdepth 1 -name '.next-*' -mmin +1440 -exec rm -rf {} +
}
trap tidy EXIT
trap 'exit 5' INT TERM
exec 9> "$root/.lock" || exit 5
if ! flock --wait "$patience" 9; then
    # What another push is about to put back is its own.
    trap 'rm -rf "$next"' EXIT
    echo 'another push to this server is under way: try again once it has ended' >&2
    exit 6
fi
parts='prometheus.yml rules targets alertmanager.yml blackbox.yml secrets'
checked() {
    promtool check config "$next/prometheus.yml" &&
    amtool check-config "$next/alertmanager.yml" &&
    prometheus-blackbox-exporter --config.file="$next/blackbox.yml" --config.check
}
# The server's own passwords, and in their place those that come by standard input, where no list of processes has them.
with_passwords() {
    if [ -e "$root/secrets" ]; then cp -a "$root/secrets" "$next/" || return 1; fi
    mkdir -p "$next/secrets" && chgrp prometheus "$next/secrets" && chmod 0750 "$next/secrets" || return 1
    while IFS= read -r name && IFS= read -r password; do
        file=$next/secrets/$name
        [ -e "$file" ] || : > "$file" || return 1
        [ -z "$password" ] || printf '%s' "$password" > "$file" || return 1
        chgrp prometheus "$file" && chmod 0640 "$file" || return 1
    done
}
# Each file is replaced at once, so that no program ever misses its targets.
take() {
    for part in $parts; do
        if [ -e "$1/$part" ]; then
            rsync --archive --checksum --delete "$1/$part" "$2/" || return 1
        else
            rm -rf "${2:?}/$part" || return 1
        fi
    done
}

if ! checked >&2; then
    echo 'what was brought is wrong, and nothing was changed' >&2
    exit 3
fi
with_passwords && mkdir -p "$last" && take "$root" "$last" || exit 5
take "$next" "$root" && python3 -c "$loaded" "$services" "$@" && exit 0
if take "$last" "$root" && python3 -c "$loaded" "$services" "$@"; then
    echo 'the programs would not load it, and the last configuration was put back' >&2
else
    echo 'the programs would not load it, and the last configuration was put back, which they do not load either' >&2
fi
echo "why: journalctl --since -5min $(printf ' --unit %s' $services)" >&2
exit 4
"""


PATIENCE_SECONDS = 120
"""How long a push waits for another one to the same server."""
LONGEST_SECONDS = 1800
"""When a step that hasn't ended never will: the server waits for its programs for a quarter of an hour at most."""
_SSH_OPTIONS = {
    # Nobody is there to type a password, and a server that doesn't answer is given up.
    "BatchMode": "yes",
    "ConnectTimeout": "20",
    "ServerAliveInterval": "15",
    "ServerAliveCountMax": "8",
}


class PushError(Exception):
    """The push failed. Nothing was changed on the server, or everything was put back; the text says why."""


def push(
    host: str,
    files: Mapping[str, str],
    *,
    ssh: str = "ssh",
    folder: str = FOLDER,
    places: Sequence[str] = (PROMETHEUS, ALERTMANAGER, BLACKBOX),
    patience_seconds: int = PATIENCE_SECONDS,
    longest_seconds: float = LONGEST_SECONDS,
) -> None:
    """Bring files to a server as root, check them there, and reload the programs.

    Args:
        host: The server's name.
        files: An export's files by their places below the folder.
        ssh: The command that logs in, with any options of its own.
        folder: Where the programs read their configuration.
        places: The addresses on the server at which the programs listen, each as `address:port`.
        patience_seconds: How long to wait for another push to the server.
        longest_seconds: How long a step may take.

    Raises:
        PushError: The server can't be reached, refuses the files, or was put back to what it had.
    """
    destination, login, passwords = f"root@{host}", _login(ssh), _passwords()
    # Its own, so that two pushes never mix.
    arriving = f".next-{token_hex(8)}"
    with TemporaryDirectory() as home:
        write(Path(home), files)
        # Readable there, whatever may be read of what is made here.
        modes = "--chmod=D0755,F0644"
        options = ("--archive", modes, "--checksum", "--delete", "--no-owner", "--no-group", "--timeout=120")
        command = ["rsync", *options, "--rsh", shlex.join(login), f"{home}/", f"{destination}:{folder}/{arriving}/"]
        _run(command, longest_seconds)
    arguments = [folder, arriving, LOADED, " ".join(PACKAGES), str(patience_seconds), *places]
    _run([*login, destination, shlex.join(["sh", "-c", SCRIPT, "push", *arguments])], longest_seconds, passwords)


def _login(ssh: str) -> list[str]:
    try:
        login = shlex.split(ssh)
    except ValueError as error:
        raise PushError(f"{ssh!r} is not a command that logs in: {error}") from None
    for program in ("rsync", *(login[:1] or ["''"])):
        if shutil.which(program) is None:
            raise PushError(f"there is no {program} on this machine: install it")
    # Options of the caller come first, and ssh takes the first. Another program has its own.
    further = _SSH_OPTIONS.items() if Path(login[0]).name == "ssh" else ()
    return [*login, *(word for name, value in further for word in ("-o", f"{name}={value}"))]


def _passwords() -> str:
    """For each password file a line with its name and one with the password, empty if the variable is unset."""
    passwords = {name: os.environ.get(variable, "").strip() for name, variable in PASSWORDS.items()}
    for name, password in passwords.items():
        if "\n" in password:
            raise PushError(f"the password in {PASSWORDS[name]} has more than one line")
    return "".join(f"{name}\n{password}\n" for name, password in passwords.items())


def _run(command: Sequence[str], longest_seconds: float, standard_input: str = "") -> None:
    try:
        done = subprocess.run(
            command,
            input=standard_input,
            text=True,
            errors="replace",
            capture_output=True,
            check=False,
            timeout=longest_seconds,
        )
    except subprocess.TimeoutExpired:
        what = f"{command[0]} has not ended within {longest_seconds:g} s and was stopped"
        raise PushError(f"{what}: see that the server answers, and push again") from None
    if done.returncode != 0:
        reason = [line for line in done.stderr.splitlines() if line.strip()][-8:]
        raise PushError("\n".join(reason) or f"{command[0]} failed with {done.returncode}")
