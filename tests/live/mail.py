"""A small mail server of each kind: without TLS, with STARTTLS, and with TLS from the first byte on."""

import socketserver
import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Thread
from typing import Literal, cast

Kind = Literal["none", "starttls", "tls"]


class MailServer(socketserver.ThreadingTCPServer):
    """Takes mail on loopback.

    `delivered` has the recipients of each mail, joined with commas, and whether it came encrypted; `logins` counts who
    logged in.
    """

    allow_reuse_address = True
    daemon_threads = True

    def __init__(self, kind: Kind, certificate: Path, port: int) -> None:
        self.kind = kind
        self.tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        self.tls.load_cert_chain(certificate)
        self.delivered: list[tuple[str, bool]] = []
        self.logins = 0
        super().__init__(("127.0.0.1", port), _Session)


class _Session(socketserver.BaseRequestHandler):
    def handle(self) -> None:
        server = cast("MailServer", self.server)
        encrypted = server.kind == "tls"
        connection = server.tls.wrap_socket(self.request, server_side=True) if encrypted else self.request
        lines = connection.makefile("rb")
        recipients: list[str] = []

        def say(text: str) -> None:
            connection.sendall(f"{text}\r\n".encode())

        say("220 a test")
        while line := lines.readline().decode().strip():
            match line.split(" ")[0].upper():
                case "EHLO":
                    offered = ["STARTTLS"] if server.kind == "starttls" and not encrypted else ["AUTH PLAIN"]
                    say(f"250-a test\r\n250 {offered[0]}")
                case "STARTTLS":
                    say("220 go on")
                    connection, encrypted = server.tls.wrap_socket(connection, server_side=True), True
                    lines = connection.makefile("rb")
                case "AUTH":
                    server.logins += 1
                    say("235 welcome")
                case "RCPT":
                    recipients.append(line.partition("<")[2].partition(">")[0])
                    say("250 fine")
                case "DATA":
                    say("354 go on")
                    while lines.readline().strip() != b".":
                        pass
                    server.delivered.append((",".join(recipients), encrypted))
                    say("250 taken")
                case "QUIT":
                    say("221 bye")
                    return
                case _:
                    say("250 fine")


@contextmanager
def taking_mail(kind: Kind, certificate: Path, port: int = 0) -> Iterator[MailServer]:
    """A mail server while the context lasts; by default on a free port."""
    try:
        server = MailServer(kind, certificate, port)
    except PermissionError as error:
        rights = f"sudo sysctl net.ipv4.ip_unprivileged_port_start={port}"
        raise AssertionError(f"only root may listen on port {port} here: run `{rights}`") from error
    with server:
        thread = Thread(target=server.serve_forever, args=(0.05,))
        thread.start()
        try:
            yield server
        finally:
            server.shutdown()
            thread.join()
