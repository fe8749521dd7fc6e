"""A platform server of the test's own: it answers what the test says, and keeps what it heard."""

import json
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit
from xml.sax.saxutils import escape

SOAP = "http://schemas.xmlsoap.org/soap/envelope/"
NIL = 'xmlns:i="http://www.w3.org/2001/XMLSchema-instance" i:nil="true"'


@dataclass(frozen=True)
class Asked:
    """One request: a SOAP operation by its name and body, or a REST call by its path and query."""

    method: str
    path: str
    query: Mapping[str, str] = field(default_factory=dict)
    body: str = ""

    @property
    def filter(self) -> Mapping[str, Any]:
        held: Mapping[str, Any] = json.loads(self.query.get("filter", "{}"))
        return held


Answers = Callable[[Asked], Any]
"""The body of the answer: text as XML, anything else as JSON; or (status, body)."""


class ForeignSite:
    """A server on loopback."""

    def __init__(self, answers: Answers) -> None:
        self.answers = answers
        self.heard: list[Asked] = []
        site = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def _serve(self) -> None:
                url = urlsplit(self.path)
                length = int(self.headers.get("Content-Length", "0"))
                query = {name: values[0] for name, values in parse_qs(url.query).items()}
                body = self.rfile.read(length).decode()
                asked = Asked(self.command, url.path, query, body)
                if url.path.endswith("/token"):
                    said: Any = {"access_token": "t-1", "expires_in": 300}
                else:
                    site.heard.append(asked)
                    said = site.answers(asked)
                status, said = said if isinstance(said, tuple) else (200, said)
                xml = isinstance(said, str)
                payload = (said if xml else json.dumps(said)).encode()
                self.send_response(status)
                self.send_header("Content-Type", "text/xml" if xml else "application/json")
                self.send_header("Content-Length", str(len(payload)))
                self.end_headers()
                self.wfile.write(payload)

            do_GET = do_POST = do_PUT = do_DELETE = _serve  # noqa: N815  named by http.server

            def log_message(self, *_: Any) -> None:
                return

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._server.daemon_threads = True
        self.url = f"http://127.0.0.1:{self._server.server_address[1]}"

    @contextmanager
    def running(self) -> Iterator["ForeignSite"]:
        thread = threading.Thread(target=self._server.serve_forever, args=(0.01,), daemon=True)
        thread.start()
        try:
            yield self
        finally:
            self._server.shutdown()
            self._server.server_close()
            thread.join()

    @property
    def opf(self) -> dict[str, Any]:
        """Settings of an `opf` deployment that is reached here."""
        return {
            "adm_url": f"{self.url}/adm",
            "rmg_url": f"{self.url}/rmg",
            "keycloak_url": f"{self.url}/keycloak",
            "client_id": "smstui",
            "username": "desk",
            "tenant": "t-1",
        }

    @property
    def sdp2(self) -> dict[str, Any]:
        """Settings of an `sdp2` deployment that is reached here."""
        return {"base_url": self.url, "username": "desk"}


def envelope(inner: str) -> str:
    """A SOAP answer around the children of its response element."""
    return f'<e:Envelope xmlns:e="{SOAP}"><e:Body><r>{inner}</r></e:Body></e:Envelope>'


def element(name: str, value: Any) -> str:
    """A value as XML: null as xsi:nil, a mapping as children."""
    if value is None:
        return f"<{name} {NIL}/>"
    if isinstance(value, Mapping):
        return f"<{name}>{''.join(element(*pair) for pair in value.items())}</{name}>"
    return f"<{name}>{escape(str(value))}</{name}>"
