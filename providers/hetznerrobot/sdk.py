"""Dedicated servers: names, reverse DNS, firewalls and SSH keys.

The provider's resources and functions, as programs use them. Written by `python -m providers.kit.sdk hetznerrobot`
from the provider's models; do not edit.
"""

from typing import Any, TypedDict

import pulumi
from pulumi import Input, InvokeOptions, Output, ResourceOptions

TITLE = "Hetzner Robot"
"""What people call the service."""
SETTINGS = {
    "user": "HETZNER_ROBOT_USER",
    "password": "HETZNER_ROBOT_PASSWORD",
    "url": "HETZNER_ROBOT_URL",
}
"""The provider's settings, each with the environment variable that stands for it."""
LOGIN = ("user", "password")
"""The settings that are needed to log in."""
_TO_PYTHON = {
    "allowLockout": "allow_lockout",
    "dstIp": "dst_ip",
    "dstPort": "dst_port",
    "filterIpv6": "filter_ipv6",
    "ipVersion": "ip_version",
    "ipv6Network": "ipv6_network",
    "lockoutConfirmedFor": "lockout_confirmed_for",
    "mainIpv4": "main_ipv4",
    "publicKey": "public_key",
    "serverNumber": "server_number",
    "srcIp": "src_ip",
    "srcPort": "src_port",
    "sshPort": "ssh_port",
    "sshSources": "ssh_sources",
    "tcpFlags": "tcp_flags",
    "whitelistHos": "whitelist_hos",
}
"""Python's name of each property whose name in the engine differs."""
_TO_ENGINE = {python: engine for engine, python in _TO_PYTHON.items()}


class _Resource(pulumi.CustomResource):
    def translate_input_property(self, prop: str) -> str:
        return _TO_ENGINE.get(prop, prop)

    def translate_output_property(self, prop: str) -> str:
        return _TO_PYTHON.get(prop, prop)


class FirewallRule(TypedDict, total=False):
    """A rule of a firewall. The first rule that matches a packet decides; a packet that matches none is dropped."""

    name: Input[str]
    """What people call it: letters, digits, spaces and . - + _ @"""
    ip_version: Input[str]
    """ipv4 or ipv6; both if left out, and then no address and no protocol can be named"""
    dst_ip: Input[str]
    """The destination: an IPv4 address or network; any if left out"""
    src_ip: Input[str]
    """The source: an IPv4 address or network; any if left out"""
    dst_port: Input[str]
    """The destination ports: "22", a range like "20-23", or several like "80,443"; any if left out"""
    src_port: Input[str]
    """The source ports: "53", a range like "1024-65535", or several; any if left out"""
    protocol: Input[str]
    """tcp, udp, icmp, gre, esp, ah or ipip; any if left out"""
    tcp_flags: Input[str]
    """Flags of tcp: "ack", "syn|ack" for any of them, "syn&ack" for all"""
    action: Input[str]
    """accept or discard"""


class Firewall(_Resource):
    """The firewall of a dedicated server, in the network before it.

    It is stateless. Answers to connections that the server opens need an input rule (tcp_flags "ack", or the answering
    port), and answers of its own services need an output rule. Rules that would keep managers from logging in by SSH
    are refused, unless two arguments confirm it: allow_lockout=True and lockout_confirmed_for=<the server's number>.
    A rule that names an address of the server itself doesn't count as letting managers in.

    Deleting it switches it off, and the server is open to everyone then. An import takes the server's number.

    Args:
        resource_name: Its name in the program.
        opts: The resource options.
        server_number: The number of the server that it protects
        input: What may come in, at most 10 rules; their order matters
        output: What may go out, at most 10 rules; everything by default, and never none
        filter_ipv6: Filter IPv6 too; else all of it passes
        whitelist_hos: Let in Hetzner's own services, such as the rescue system
        port: main, or kvm for the port of a KVM console
        ssh_port: The port of SSH, for the check that managers can log in
        ssh_sources: The networks that managers log in from, for the check that they can; all of IPv4 by default
        allow_lockout: Accept rules that keep managers out; needs lockout_confirmed_for too
        lockout_confirmed_for: The server's number once more, to confirm allow_lockout
    """

    server_number: Output[int]
    input: Output[list[dict[str, Any]]]
    output: Output[list[dict[str, Any]] | None]
    filter_ipv6: Output[bool]
    whitelist_hos: Output[bool]
    port: Output[str]
    ssh_port: Output[int]
    ssh_sources: Output[list[str] | None]
    allow_lockout: Output[bool]
    lockout_confirmed_for: Output[int | None]

    def __init__(
        self,
        resource_name: str,
        opts: ResourceOptions | None = None,
        *,
        server_number: Input[int],
        input: Input[list[Input[FirewallRule]]],
        output: Input[list[Input[FirewallRule]]] | None = None,
        filter_ipv6: Input[bool] | None = None,
        whitelist_hos: Input[bool] | None = None,
        port: Input[str] | None = None,
        ssh_port: Input[int] | None = None,
        ssh_sources: Input[list[Input[str]]] | None = None,
        allow_lockout: Input[bool] | None = None,
        lockout_confirmed_for: Input[int] | None = None,
    ) -> None:
        props = {
            "server_number": server_number,
            "input": input,
            "output": output,
            "filter_ipv6": filter_ipv6,
            "whitelist_hos": whitelist_hos,
            "port": port,
            "ssh_port": ssh_port,
            "ssh_sources": ssh_sources,
            "allow_lockout": allow_lockout,
            "lockout_confirmed_for": lockout_confirmed_for,
        }
        super().__init__("hetznerrobot:index:Firewall", resource_name, props, opts)


class ReverseDns(_Resource):
    """The reverse DNS of one address.

    An existing entry is adopted. Deleting that of a server's main IPv4 address sets it to
    static.<address>.clients.your-server.de again. An import takes the address.

    Args:
        resource_name: Its name in the program.
        opts: The resource options.
        ip: The IPv4 or IPv6 address
        ptr: The host name; its own address should be this one
    """

    ip: Output[str]
    ptr: Output[str]

    def __init__(
        self,
        resource_name: str,
        opts: ResourceOptions | None = None,
        *,
        ip: Input[str],
        ptr: Input[str],
    ) -> None:
        props = {
            "ip": ip,
            "ptr": ptr,
        }
        super().__init__("hetznerrobot:index:ReverseDns", resource_name, props, opts)


class Server(_Resource):
    """A dedicated server that was rented before.

    It is looked up by its number, and its name is set. A preview refuses a number that the account doesn't have, and
    one whose server has another address than `ipv4`, if that is given. It is never ordered or cancelled. A server that
    is removed from the program is only forgotten, and stays rented and running. An import takes the server's number.

    Args:
        resource_name: Its name in the program.
        opts: The resource options.
        server_number: The server's number in Robot; another number is another server
        name: The server's name in Robot, 1 to 100 characters
        ipv4: An address that the server must have, so that a wrong number is noticed; nothing is set by it
    """

    server_number: Output[int]
    name: Output[str]
    ipv4: Output[str | None]
    main_ipv4: Output[str | None]
    """The main IPv4 address; none if it has only IPv6"""
    ipv6_network: Output[str | None]
    """The IPv6 network with its mask, like 2a01:4f8:1:2::/64"""
    product: Output[str]
    """The rented model, like AX41-NVMe"""
    location: Output[str]
    """The data centre, like FSN1-DC14"""
    addresses: Output[list[str]]
    """All single addresses, the main one first"""

    def __init__(
        self,
        resource_name: str,
        opts: ResourceOptions | None = None,
        *,
        server_number: Input[int],
        name: Input[str],
        ipv4: Input[str] | None = None,
    ) -> None:
        props = {
            "server_number": server_number,
            "name": name,
            "ipv4": ipv4,
            "main_ipv4": None,
            "ipv6_network": None,
            "product": None,
            "location": None,
            "addresses": None,
        }
        super().__init__("hetznerrobot:index:Server", resource_name, props, opts)


class SshKey(_Resource):
    """An SSH key in the account.

    A key that the account has already is adopted with a warning and gets this name. An import takes its MD5
    fingerprint, as Robot shows it.

    Args:
        resource_name: Its name in the program.
        opts: The resource options.
        name: The key's name in Robot
        public_key: The line of an OpenSSH .pub file; its comment is ignored, and another key is another resource
    """

    name: Output[str]
    public_key: Output[str]
    fingerprint: Output[str]
    """Its MD5 fingerprint in the form aa:bb:…, which is its id in Robot"""
    type: Output[str]
    """Its algorithm, like ED25519"""

    def __init__(
        self,
        resource_name: str,
        opts: ResourceOptions | None = None,
        *,
        name: Input[str],
        public_key: Input[str],
    ) -> None:
        props = {
            "name": name,
            "public_key": public_key,
            "fingerprint": None,
            "type": None,
        }
        super().__init__("hetznerrobot:index:SshKey", resource_name, props, opts)


def get_servers(name: str | None = None, opts: InvokeOptions | None = None) -> dict[str, Any]:
    """The account's servers, in one request of its list.

    Args:
        name: Only those of this name
        opts: The invoke options, such as the provider.

    Returns:
        servers: By number
    """
    answer = pulumi.runtime.invoke("hetznerrobot:index:getServers", {"name": name}, opts).value
    return {_TO_PYTHON.get(key, key): value for key, value in (answer or {}).items()}
