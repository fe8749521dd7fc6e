"""A gateway between the program and a sandbox that mixes answers up, over real sockets."""

import http.client
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import urlsplit


@dataclass(frozen=True)
class Request:
    """One request, without its headers: those of the one that came in are used."""

    method: str
    target: str
    body: str = ""


@dataclass(frozen=True)
class Reply:
    status: int
    media_type: str
    body: bytes

    @property
    def raw(self) -> bytes:
        head = (
            f"HTTP/1.1 {self.status} Told\r\nContent-Type: {self.media_type}\r\n"
            f"Content-Length: {len(self.body)}\r\n\r\n"
        )
        return head.encode() + self.body


Ask = Callable[[Request], Reply]
"""Asks the sandbox, in the name of whoever asked the gateway."""
Rule = Callable[[Request, Ask, Reply | None], bytes]
"""Gives the bytes to send for a request; the last answer on its connection is given as well."""


def honestly(request: Request, ask: Ask, _: Reply | None) -> bytes:
    return ask(request).raw


class _Server(ThreadingHTTPServer):
    def handle_error(self, *_: Any) -> None:
        """Say nothing of a connection that was given up."""


class Gateway:
    """Listens at `url`. `rule` answers each request."""

    def __init__(self, sandbox_url: str) -> None:
        where = urlsplit(sandbox_url)
        self.rule: Rule = honestly
        gateway = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"
            wbufsize = -1
            last: Reply | None = None

            def handle_any(self) -> None:
                length = int(self.headers.get("Content-Length") or 0)
                request = Request(self.command, self.path, self.rfile.read(length).decode())
                carried = {
                    name: value
                    for name, value in self.headers.items()
                    if name.lower() not in ("content-length", "host", "connection")
                }
                last = self.last

                def ask(asked: Request) -> Reply:
                    line = http.client.HTTPConnection(where.hostname or "", where.port, timeout=20)
                    try:
                        line.request(asked.method, asked.target, asked.body.encode(), carried)
                        said = line.getresponse()
                        media = said.headers.get_content_type()
                        return Reply(said.status, media, said.read())
                    finally:
                        line.close()

                def kept(asked: Request) -> Reply:
                    self.last = ask(asked)
                    return self.last

                self.wfile.write(gateway.rule(request, kept, last))
                self.wfile.flush()

            def log_message(self, *_: Any) -> None:
                """Say nothing."""

        for method in ("GET", "POST", "PUT", "DELETE"):
            setattr(Handler, f"do_{method}", Handler.handle_any)
        self._server = _Server(("127.0.0.1", 0), Handler)
        self._server.daemon_threads = True
        self.url = f"http://127.0.0.1:{self._server.server_address[1]}"

    @contextmanager
    def running(self) -> Iterator["Gateway"]:
        thread = threading.Thread(target=self._server.serve_forever, args=(0.02,), daemon=True)
        thread.start()
        try:
            yield self
        finally:
            self._server.shutdown()
            self._server.server_close()
            thread.join()
