"""A server on loopback that does to each request whatever a test says, down to the bytes of TLS."""

import http.client
import os
import socket
import ssl
import struct
import subprocess
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

CORRUPT_RECORD = b"\x17\x03\x03\x00\x40" + b"\xa5" * 64
"""A TLS record that no key decrypts."""
PLAIN_ALERT = b"\x15\x03\x03\x00\x02\x02\x28"
"""A TLS alert (handshake failure), not encrypted."""


@dataclass
class Talk:
    """One request on one connection, and what may be done to it.

    `nth` counts the requests of the connection, from 1.
    """

    connection: socket.socket
    request: bytes
    nth: int
    ended: bool = False

    @property
    def path(self) -> str:
        return self.request.split(b" ", 2)[1].decode()

    def send(self, *pieces: bytes) -> None:
        with suppress(OSError):
            for piece in pieces:
                self.connection.sendall(piece)

    def raw(self, data: bytes) -> None:
        """Write past TLS."""
        with suppress(OSError):
            os.write(self.connection.fileno(), data)

    def close(self) -> None:
        """End the connection in good order."""
        self.ended = True

    def reset(self) -> None:
        """End the connection with RST."""
        linger = struct.pack("ii", 1, 0)
        with suppress(OSError):
            self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, linger)
        self.ended = True


Act = Callable[[Talk], None]


class Line:
    """Listens at `url`; `act` is called for each whole request. `heard` holds them all."""

    def __init__(self, act: Act, tls: ssl.SSLContext | None = None) -> None:
        self.act = act
        self.heard: list[bytes] = []
        self.connections = 0
        self._tls = tls
        self._listener = socket.create_server(("127.0.0.1", 0))
        self._open: set[socket.socket] = set()
        self.port = self._listener.getsockname()[1]
        self.url = f"http{'s' if tls else ''}://127.0.0.1:{self.port}"

    @contextmanager
    def listening(self) -> Iterator["Line"]:
        thread = threading.Thread(target=self._accept, daemon=True)
        thread.start()
        try:
            yield self
        finally:
            with suppress(OSError):
                self._listener.shutdown(socket.SHUT_RDWR)
            self._listener.close()
            for connection in list(self._open):
                with suppress(OSError):
                    connection.shutdown(socket.SHUT_RDWR)
            thread.join()

    def _accept(self) -> None:
        while True:
            try:
                connection, _ = self._listener.accept()
            except OSError:
                return
            self.connections += 1
            threading.Thread(target=self._serve, args=(connection,), daemon=True).start()

    def _serve(self, connection: socket.socket) -> None:
        self._open.add(connection)
        try:
            if self._tls is not None:
                connection = self._tls.wrap_socket(connection, server_side=True)
            self._requests(connection)
        except (OSError, ValueError):
            pass
        finally:
            self._open.discard(connection)
            connection.close()

    def _requests(self, connection: socket.socket) -> None:
        held = b""
        for nth in range(1, 10_000):
            while b"\r\n\r\n" not in held:
                if not (more := connection.recv(65536)):
                    return
                held += more
            head, _, held = held.partition(b"\r\n\r\n")
            length = 0
            for line in head.lower().split(b"\r\n"):
                if line.startswith(b"content-length:"):
                    length = int(line.partition(b":")[2])
            while len(held) < length:
                if not (more := connection.recv(65536)):
                    return
                held += more
            request, held = head + b"\r\n\r\n" + held[:length], held[length:]
            self.heard.append(request)
            talk = Talk(connection, request, nth)
            self.act(talk)
            if talk.ended:
                return


def forwarded(request: bytes, url: str) -> bytes:
    """The answer of the server at `url` to `request`, as bytes."""
    where = urlsplit(url)
    head, _, body = request.partition(b"\r\n\r\n")
    first, *lines = head.decode("latin-1").split("\r\n")
    method, target, _ = first.split(" ", 2)
    pairs = (line.split(": ", 1) for line in lines)
    headers = {name: value for name, value in pairs if name.lower() not in ("host", "connection")}
    line = http.client.HTTPConnection(where.hostname or "", where.port, timeout=20)
    try:
        line.request(method, target, body, headers)
        said = line.getresponse()
        content = said.read()
    finally:
        line.close()
    status = f"HTTP/1.1 {said.status} Told\r\nContent-Type: {said.headers['content-type']}\r\n"
    return f"{status}Content-Length: {len(content)}\r\n\r\n".encode() + content


@dataclass(frozen=True)
class Certificate:
    """A certificate on loopback, and the authority that signed it."""

    path: Path
    key: Path
    authority: Path

    def server(self, **wanted: object) -> ssl.SSLContext:
        """A context of a server with it."""
        tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        tls.load_cert_chain(self.path, self.key)
        for name, value in wanted.items():
            setattr(tls, name, value)
        return tls


def make_certificate(
    folder: Path,
    names: str = "IP:127.0.0.1",
    *,
    since: str = "20200101000000Z",
    until: str = "20400101000000Z",
) -> Certificate:
    """Sign a certificate for `names`, with an authority of its own, for a time of its own."""
    folder.mkdir(parents=True, exist_ok=True)
    config = folder / "ca.cnf"
    config.write_text(
        "[ca]\ndefault_ca=own\n[own]\ndir=.\nnew_certs_dir=.\ndatabase=index.txt\nserial=serial\n"
        "default_md=sha256\npolicy=any\nx509_extensions=leaf\nunique_subject=no\n"
        "[any]\ncommonName=supplied\n"
        f"[leaf]\nsubjectAltName={names}\n"
        "[req]\ndistinguished_name=dn\n[dn]\n"
        "[root]\nbasicConstraints=critical,CA:true\nkeyUsage=critical,keyCertSign\n"
        "subjectKeyIdentifier=hash\n"
    )
    (folder / "index.txt").write_text("")
    (folder / "serial").write_text("01")
    new_key = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes"]
    for command in (
        ["req", "-x509", *new_key, "-days", "9000", "-subj", "/CN=Test authority",
         "-config", "ca.cnf", "-extensions", "root", "-keyout", "ca.key", "-out", "ca.pem"],
        ["req", "-new", *new_key, "-subj", "/CN=server", "-config", "ca.cnf",
         "-keyout", "own.key", "-out", "own.csr"],
        ["ca", "-batch", "-config", "ca.cnf", "-cert", "ca.pem", "-keyfile", "ca.key",
         "-startdate", since, "-enddate", until, "-in", "own.csr", "-out", "own.pem", "-notext"],
    ):  # fmt: skip
        subprocess.run(["openssl", *command], cwd=folder, check=True, capture_output=True)
    return Certificate(folder / "own.pem", folder / "own.key", folder / "ca.pem")
