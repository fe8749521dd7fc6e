"""Lines to a platform for tests: TLS in front of it, and an HTTP proxy that reaches it."""

import base64
import re
import socket
import ssl
import struct
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path

from tests.support.secure_site import self_signed


@dataclass
class Line:
    """What listens at `port`. `heard` has the first line of each connection to a proxy.

    `wants` is the user name and password, with a colon, that a proxy asks for. A line that
    `refuses` resets what is secure, and answers as a proxy that lets nothing through.
    """

    port: int
    wants: str = ""
    heard: list[str] = field(default_factory=list)
    refuses: bool = False


@contextmanager
def secured(target: int, certificate: Path, key: Path, clients: Path | None) -> Iterator[Line]:
    """TLS in front of the port `target`; with `clients`, it wants one of these certificates."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate, key)
    if clients is not None:
        context.verify_mode = ssl.CERT_REQUIRED
        context.load_verify_locations(clients)

    def talk(connection: socket.socket, line: Line) -> None:
        with context.wrap_socket(connection, server_side=True) as secure:
            if line.refuses:
                at_once = struct.pack("ii", 1, 0)
                secure.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, at_once)
                return
            _join(secure, socket.create_connection(("127.0.0.1", target)))

    with _listening(talk) as line:
        yield line


@contextmanager
def proxy(target: int) -> Iterator[Line]:
    """An HTTP proxy that leads everything to the port `target`."""

    def talk(connection: socket.socket, line: Line) -> None:
        head = b""
        while b"\r\n\r\n" not in head:
            more = connection.recv(4096)
            if not more:
                return
            head += more
        line.heard.append(head.split(b"\r\n")[0].decode("latin-1"))
        told = base64.b64encode(line.wants.encode()).decode()
        if line.wants and f"proxy-authorization: basic {told}\r\n" not in _lower_names(head):
            connection.sendall(
                b"HTTP/1.1 407 Proxy Authentication Required\r\nContent-Length: 0\r\n"
                b'Proxy-Authenticate: Basic realm="x"\r\n\r\n'
            )
            return
        if line.refuses:
            connection.sendall(b"HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\n\r\n")
            return
        other = socket.create_connection(("127.0.0.1", target))
        if head.startswith(b"CONNECT "):
            connection.sendall(b"HTTP/1.1 200 Connection established\r\n\r\n")
        else:
            other.sendall(_to_origin(head))
        _join(connection, other, _to_origin)

    with _listening(talk) as line:
        yield line


def _lower_names(head: bytes) -> str:
    """Return a head with the names of its headers, and the scheme, in lower case."""
    text = head.decode("latin-1")
    return re.sub(r"(?m)^[A-Za-z-]+: (?:Basic )?", lambda found: found[0].lower(), text)


def pair_of(folder: Path, name: str) -> tuple[Path, Path]:
    """A certificate and its key, which only their owner can read."""
    certificate, key = self_signed(folder, name)
    key.chmod(0o600)
    return certificate, key


@contextmanager
def _listening(talk: Callable[[socket.socket, Line], None]) -> Iterator[Line]:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        line = Line(listener.getsockname()[1])

        def serve() -> None:
            with suppress(OSError):
                while True:
                    connection, _ = listener.accept()
                    threading.Thread(target=one, args=(connection,), daemon=True).start()

        def one(connection: socket.socket) -> None:
            with suppress(OSError), connection:
                talk(connection, line)

        thread = threading.Thread(target=serve, daemon=True)
        thread.start()
        try:
            yield line
        finally:  # woken before its descriptor is another listener's
            listener.shutdown(socket.SHUT_RDWR)
            thread.join()


def _to_origin(data: bytes) -> bytes:
    """Have a path in the place of a whole address, as a proxy sends it on."""
    return re.sub(rb"^(\w+) http://[^/ ]+/", rb"\1 /", data)


Change = Callable[[bytes], bytes]


def _join(one: socket.socket, other: socket.socket, change: Change = bytes) -> None:
    """Carry bytes both ways until either end closes; those of `one` as `change` has them."""

    def carry(source: socket.socket, sink: socket.socket, change: Change = bytes) -> None:
        with suppress(OSError):
            while data := source.recv(65536):
                sink.sendall(change(data))
        for each in (source, sink):
            with suppress(OSError):
                each.shutdown(socket.SHUT_RDWR)

    back = threading.Thread(target=carry, args=(other, one), daemon=True)
    back.start()
    carry(one, other, change)
    back.join(5)
    other.close()
