"""Small web servers on loopback that can be right, wrong, slow or expired, and change while they run."""

import ssl
import subprocess
import threading
import time
from base64 import b64encode
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from socket import AF_INET, AF_INET6, socket
from typing import Any, Literal

Family = Literal["4", "6"]
ADDRESSES: dict[Family, str] = {"4": "127.0.0.1", "6": "::1"}
_AUTHORITY = """\
[ca]
default_ca = authority
[authority]
database = {0}/index
new_certs_dir = {0}
rand_serial = yes
certificate = {0}/authority.crt
private_key = {0}/authority.key
default_md = sha256
policy = any
x509_extensions = leaf
[any]
commonName = supplied
[leaf]
subjectAltName = IP:127.0.0.1,IP:::1
"""


@dataclass(frozen=True)
class Certificates:
    """Files with a certificate and its key, and the authority that both are trusted for."""

    authority: Path
    valid: Path
    expired: Path


def certificates(folder: Path) -> Certificates:
    """Make an authority, a certificate for loopback, and one that was valid in another decade."""
    (folder / "index").touch()
    (folder / "authority.cnf").write_text(_AUTHORITY.format(folder))
    key = ("-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-noenc")
    own = ("-keyout", f"{folder}/authority.key", "-out", f"{folder}/authority.crt")
    _openssl("req", "-x509", *key, "-days", "2", "-subj", "/CN=authority", *own)
    for name, start, end in (("valid", "20200101", "20491231"), ("expired", "20200101", "20200201")):
        files = ("-keyout", f"{folder}/{name}.key", "-out", f"{folder}/{name}.csr")
        _openssl("req", *key, "-subj", f"/CN={name}", *files)
        dates = ("-startdate", f"{start}000000Z", "-enddate", f"{end}000000Z")
        paths = ("-config", f"{folder}/authority.cnf", "-in", f"{folder}/{name}.csr", "-out", f"{folder}/{name}.crt")
        _openssl("ca", "-batch", "-notext", *dates, *paths)
        (folder / f"{name}.pem").write_text((folder / f"{name}.crt").read_text() + (folder / f"{name}.key").read_text())
    return Certificates(folder / "authority.crt", folder / "valid.pem", folder / "expired.pem")


def _openssl(*arguments: str) -> None:
    done = subprocess.run(["openssl", *arguments], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


@dataclass
class Site:
    """How a server answers just now: over TLS where it has a certificate, and to who has the login where it has one."""

    status: int = 200
    delay_seconds: float = 0
    certificate: Path | None = None
    login: str | None = None


class Server(ThreadingHTTPServer):
    """Serves what handlers make of requests, each in a thread of its own, TLS included."""

    daemon_threads = True
    request_queue_size = 64

    def __init__(self, family: Family, handler: type[BaseHTTPRequestHandler], site: Site) -> None:
        self.address_family = {"4": AF_INET, "6": AF_INET6}[family]
        self.site = site
        super().__init__((ADDRESSES[family], 0), handler)

    def finish_request(self, request: Any, client_address: Any) -> None:
        """Answer, with the certificate of the moment."""
        if self.site.certificate is None:
            super().finish_request(request, client_address)
            return
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(self.site.certificate)
        with context.wrap_socket(request, server_side=True) as wrapped:
            super().finish_request(wrapped, client_address)

    def handle_error(self, request: socket | tuple[bytes, socket], client_address: Any) -> None:
        """Say nothing: a client that doesn't like a certificate, or has waited long enough, hangs up."""


class _Page(BaseHTTPRequestHandler):
    server: Server

    def do_GET(self) -> None:
        site = self.server.site
        time.sleep(site.delay_seconds)
        login = f"Basic {b64encode(site.login.encode()).decode()}" if site.login else None
        self.send_response(401 if login and self.headers["Authorization"] != login else site.status)
        if site.status in {301, 302}:
            self.send_header("Location", "https://elsewhere.invalid/")
        self.send_header("Content-Type", "text/plain")
        self.end_headers()
        # Both a page and an exporter's figures.
        self.wfile.write(b"welcome 1\n")

    def log_message(self, *_: Any) -> None:
        """Say nothing: who asks logs what was wrong."""


@contextmanager
def running(server: Server) -> Iterator[int]:
    """Run a server while the context lasts; gives its port."""
    thread = threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True)
    thread.start()
    try:
        yield server.server_address[1]
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


@contextmanager
def serving(site: Site, family: Family) -> Iterator[int]:
    """Serve a site while the context lasts; gives its port."""
    with running(Server(family, _Page, site)) as port:
        yield port
