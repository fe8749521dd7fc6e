"""Platforms on real sockets: the sandbox, or a server that says exactly what a test wants."""

import asyncio
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import asdict
from pathlib import Path
from typing import Any

from smstui.config.settings import Deployment
from smstui.domain.identifiers import IdKind, Reading
from smstui.domain.secret import Secret
from smstui.platforms.connect import connect
from smstui.platforms.correlation import correlated
from smstui.platforms.port import Found, Platform
from smstui.sandbox import Sandbox

CORRELATION_ID = "3f6c2b1e-0000-4000-8000-00000000c0de"


def reading(kind: str, value: str) -> Reading:
    return Reading(IdKind(kind), value)


def settings_of(sandbox: Sandbox, family: str) -> dict[str, Any]:
    """How to reach the sandbox, without secrets."""
    held = asdict(sandbox.access.sdp2 if family == "sdp2" else sandbox.access.opf)
    return {
        name: value
        for name, value in held.items()
        if name not in ("password", "ssp_credential", "observed_base_path")
    }


def password_of(sandbox: Sandbox, family: str) -> str:
    return (sandbox.access.sdp2 if family == "sdp2" else sandbox.access.opf).password


@asynccontextmanager
async def connected(
    family: str,
    settings: dict[str, Any],
    password: str,
    *,
    timeout_s: float = 5,
    ca_file: Path | None = None,
    connections: int = 80,
) -> AsyncIterator[Platform]:
    deployment = Deployment.model_validate(
        {
            "name": "test",
            "family": family,
            "timeout_s": timeout_s,
            "ca_file": ca_file,
            "connections": connections,
            family: settings,
        }
    )
    platform = connect(deployment, Secret(password))
    try:
        with correlated(CORRELATION_ID):
            yield platform
    finally:
        await platform.close()


@asynccontextmanager
async def asked(
    sandbox: Sandbox, family: str, *, timeout_s: float = 5, password: str = "", **settings: Any
) -> AsyncIterator[Platform]:
    """A platform on the sandbox; the sandbox itself must not fail meanwhile."""
    reached = settings_of(sandbox, family) | settings
    secret = password or password_of(sandbox, family)
    async with connected(family, reached, secret, timeout_s=timeout_s) as platform:
        yield platform
    assert sandbox.failures == []


async def one(platform: Platform, kind: str, value: str) -> Found:
    (found,) = await platform.resolve(reading(kind, value))
    return found


def answer(status: str, body: bytes | str, media: str = "text/xml", *extra: str) -> bytes:
    """A whole HTTP answer, as it goes over the line."""
    payload = body.encode() if isinstance(body, str) else body
    head = [f"HTTP/1.1 {status}", f"Content-Type: {media}", f"Content-Length: {len(payload)}"]
    return "\r\n".join([*head, *extra, "", ""]).encode() + payload


def soap(inner: str) -> bytes:
    """A whole answer around the children of a SOAP body."""
    return answer(
        "200 OK",
        '<?xml version="1.0"?><e:Envelope xmlns:e="http://schemas.xmlsoap.org/soap/envelope/">'
        f"<e:Header/><e:Body>{inner}</e:Body></e:Envelope>",
    )


class Saying:
    """A server on loopback that gives its answers in turn, the last one for ever.

    `heard` holds what came in. An answer may be a coroutine that writes as it likes.
    """

    def __init__(self, *answers: bytes | Callable[[asyncio.StreamWriter], Any]) -> None:
        self._answers: Sequence[bytes | Callable[[asyncio.StreamWriter], Any]] = answers
        self.heard: list[bytes] = []
        self.url = ""
        self.port = 0

    @asynccontextmanager
    async def listening(self, **tls: Any) -> AsyncIterator["Saying"]:
        self.listener = await asyncio.start_server(self._serve, "127.0.0.1", 0, **tls)
        self.port = self.listener.sockets[0].getsockname()[1]
        self.url = f"http{'s' if tls else ''}://127.0.0.1:{self.port}"
        try:
            yield self
        finally:
            self.listener.close()

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            while True:
                head = await reader.readuntil(b"\r\n\r\n")
                length = 0
                for line in head.lower().split(b"\r\n"):
                    if line.startswith(b"content-length:"):
                        length = int(line.partition(b":")[2])
                self.heard.append(head + await reader.readexactly(length))
                said = self._answers[min(len(self.heard), len(self._answers)) - 1]
                if isinstance(said, bytes):
                    writer.write(said)
                    await writer.drain()
                else:
                    await said(writer)
                    return
        except (asyncio.IncompleteReadError, ConnectionError):
            pass
        finally:
            writer.close()


def soap_settings(url: str) -> dict[str, Any]:
    return {"base_url": url, "username": "desk"}
