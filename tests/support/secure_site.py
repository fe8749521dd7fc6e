"""A TLS server on loopback with a certificate of its own, and what came in over it."""

import shutil
import socket
import ssl
import subprocess
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path

import pytest


@dataclass
class SecureSite:
    """`heard` has the head of every request; `secured` counts the handshakes that came about."""

    port: int
    certificate: Path
    heard: list[bytes] = field(default_factory=list)
    secured: int = 0

    @property
    def url(self) -> str:
        return f"https://localhost:{self.port}"


def self_signed(folder: Path, name: str = "own") -> tuple[Path, Path]:
    """A certificate for localhost that signs itself, and its key."""
    if not shutil.which("openssl"):
        pytest.skip("no openssl to make a certificate with")
    certificate, key = folder / f"{name}.pem", folder / f"{name}.key"
    subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1",
         "-nodes", "-days", "2", "-subj", "/CN=localhost",
         "-addext", "subjectAltName=DNS:localhost,IP:127.0.0.1",
         "-keyout", str(key), "-out", str(certificate)],
        check=True, capture_output=True,
    )  # fmt: skip
    return certificate, key


@contextmanager
def secure_site(folder: Path, answer: bytes) -> Iterator[SecureSite]:
    """A site that gives `answer` to everything."""
    certificate, key = self_signed(folder)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate, key)
    with socket.create_server(("127.0.0.1", 0)) as listener:
        site = SecureSite(listener.getsockname()[1], certificate)
        thread = threading.Thread(
            target=_accept, args=(listener, context, site, answer), daemon=True
        )
        thread.start()
        try:
            yield site
        finally:  # woken before its descriptor is another listener's
            listener.shutdown(socket.SHUT_RDWR)
            thread.join()


def _accept(
    listener: socket.socket, context: ssl.SSLContext, site: SecureSite, answer: bytes
) -> None:
    with suppress(OSError):
        while True:
            connection, _ = listener.accept()
            threading.Thread(
                target=_talk, args=(connection, context, site, answer), daemon=True
            ).start()


def _talk(
    connection: socket.socket, context: ssl.SSLContext, site: SecureSite, answer: bytes
) -> None:
    with (
        suppress(OSError, ValueError),
        context.wrap_socket(connection, server_side=True) as secured,
    ):
        site.secured += 1
        while head := _head(secured):
            site.heard.append(head)
            secured.sendall(answer)


def _head(secured: ssl.SSLSocket) -> bytes:
    """One whole request's head; its body is read and dropped."""
    data = b""
    while b"\r\n\r\n" not in data:
        more = secured.recv(4096)
        if not more:
            return b""
        data += more
    head, _, body = data.partition(b"\r\n\r\n")
    length = next(
        (int(line[15:]) for line in head.lower().split(b"\r\n") if line[:15] == b"content-length:"),
        0,
    )
    while len(body) < length:
        body += secured.recv(4096)
    return head
