"""The parts that every new machine has: its name, updates, a careful SSH server, swap, and what Salt needs."""

from fleet.render.cloud_config import File, Part

MEBIBYTE = 1024 * 1024

UPDATES = """\
APT::Periodic::Update-Package-Lists "1";
APT::Periodic::Unattended-Upgrade "1";
Unattended-Upgrade::Remove-Unused-Kernel-Packages "true";
"""

SSHD = """\
# sshd takes the first value it meets, so this file has to sort before 50-cloud-init.conf.
PasswordAuthentication no
KbdInteractiveAuthentication no
PermitRootLogin prohibit-password
X11Forwarding no
"""


def names(fqdn: str) -> Part:
    """The machine calls itself by its key in the inventory: several are `www`, and what they log should tell which."""
    return Part(
        settings={
            "fqdn": fqdn,
            "hostname": fqdn.partition(".")[0],
            "prefer_fqdn_over_hostname": True,
            "manage_etc_hosts": True,
        }
    )


def updates() -> Part:
    """Up to date from the start, and from then on by itself.

    The reboot is left to the end of the first boot: `package_reboot_if_required` would come before files and commands.
    """
    return Part(
        packages=("unattended-upgrades",),
        # Ubuntu and Debian have theirs in 20… and 50…, and apt takes the last value it meets.
        write_files=(File("/etc/apt/apt.conf.d/52fleet-upgrades", UPDATES),),
        settings={
            "package_update": True,
            "package_upgrade": True,
            "power_state": {"mode": "reboot", "condition": "test -e /run/reboot-required"},
        },
    )


def sshd() -> Part:
    """Nobody logs in with a password, and root, as whom Salt comes, only with a key."""
    return Part(
        write_files=(File("/etc/ssh/sshd_config.d/10-fleet.conf", SSHD),),
        runcmd=(
            # Where systemd listens for sshd, this folder is there only after somebody's first connection.
            "install -d -m 0755 /run/sshd",
            "sshd -t",
            # For the same reason sshd may not be running, and then reads the file when it starts.
            "systemctl try-reload-or-restart ssh",
        ),
        settings={"disable_root": False, "ssh_pwauth": False},
    )


def swap(size_mb: int) -> Part:
    """A swap file of so many MiB, for clouds that can't make a swap disk."""
    size = size_mb * MEBIBYTE
    return Part(settings={"swap": {"filename": "/swapfile", "size": size, "maxsize": size}})


def salt() -> Part:
    """What salt-ssh needs where there is no minion: Python, and apt's bindings for its package states."""
    return Part(packages=("python3", "python3-apt"))
