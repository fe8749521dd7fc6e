"""A connection that carried more than its answer is never used again.

A gateway that sends each answer twice would otherwise answer every question with the one before.
"""

import asyncio
import re
import ssl
import subprocess
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from pathlib import Path

import httpx
import pytest
from platform_line import connected, reading, soap, soap_settings

from smstui.domain.device import SetTopBox
from smstui.platforms import leftovers
from smstui.platforms.port import Platform

Send = Callable[[asyncio.StreamWriter, bytes], Awaitable[None]]


class Echo:
    """Answers each question with a box of the CASN that was asked for, sent by `send`."""

    def __init__(self, send: Send, *, padding: int = 0) -> None:
        self._send = send
        self._padding = f"<description>{'x' * padding}</description>"
        self.asked = 0
        self.connections = 0

    @asynccontextmanager
    async def platform(self, certificate: Path | None = None) -> AsyncIterator[Platform]:
        """A platform on this server, over TLS where there is a certificate."""
        tls = None
        if certificate:
            tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            tls.load_cert_chain(certificate, certificate.with_suffix(".key"))
        listener = await asyncio.start_server(self._serve, "127.0.0.1", 0, ssl=tls)
        where = f"http{'s' if tls else ''}://127.0.0.1:{listener.sockets[0].getsockname()[1]}"
        try:
            settings = soap_settings(where)
            async with connected("sdp2", settings, "x", ca_file=certificate) as platform:
                yield platform
        finally:
            listener.close()

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.connections += 1
        try:
            while True:
                head = (await reader.readuntil(b"\r\n\r\n")).lower()
                length = int(head.partition(b"content-length:")[2].split(b"\r\n")[0])
                found = re.search(rb"<casn>(\w+)</casn>", await reader.readexactly(length))
                assert found is not None
                self.asked += 1
                casn = found[1].decode()
                inner = f"<UID>{int(casn, 16)}</UID><caSN>{casn}</caSN>{self._padding}"
                await self._send(writer, soap(f"<r><return>{inner}</return></r>"))
                await writer.drain()
        except (asyncio.IncompleteReadError, ConnectionError):
            pass
        finally:
            writer.close()


async def once(writer: asyncio.StreamWriter, said: bytes) -> None:
    writer.write(said)


async def twice(writer: asyncio.StreamWriter, said: bytes) -> None:
    writer.write(said + said)


async def in_two_pieces(writer: asyncio.StreamWriter, said: bytes) -> None:
    writer.write(said)
    await writer.drain()
    writer.write(said)


async def twice_and_a_half(writer: asyncio.StreamWriter, said: bytes) -> None:
    writer.write(said + said + said[: len(said) // 2])


@pytest.fixture(params=["http", "https"])
def certificate(request: pytest.FixtureRequest, tmp_path: Path) -> Path | None:
    """A certificate for 127.0.0.1 that signs itself, its key beside it; None for plain HTTP."""
    if request.param == "http":
        return None
    path = tmp_path / "own.pem"
    subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1",
         "-nodes", "-days", "2", "-subj", "/CN=127.0.0.1", "-addext", "subjectAltName=IP:127.0.0.1",
         "-keyout", str(path.with_suffix(".key")), "-out", str(path)],
        check=True, capture_output=True,
    )  # fmt: skip
    return path


async def believed(platform: Platform, casn: str) -> str | None:
    """The CASN of the box that the platform found, if it found one."""
    found = await platform.resolve(reading("casn", casn))
    assert all(isinstance(one, SetTopBox) for one in found)
    return found[0].casn if found and isinstance(found[0], SetTopBox) else None


@pytest.mark.parametrize("padding", [0, 31_000, 60_000])
@pytest.mark.parametrize("send", [twice, in_two_pieces, twice_and_a_half])
async def test_an_answer_is_never_taken_for_the_next_one(
    certificate: Path | None, send: Send, padding: int
) -> None:
    echo = Echo(send, padding=padding)
    async with echo.platform(certificate) as platform:
        for casn in ("AB12CD01", "AB12CD02", "AB12CD02", "AB12CD03"):
            before = echo.asked
            assert await believed(platform, casn) == casn
            assert echo.asked > before, "the answer of an earlier question was used"


async def test_of_two_answers_on_a_used_connection_neither_is_believed() -> None:
    """The second question on a connection gets an old answer and, behind it, its own."""
    sent: dict[asyncio.StreamWriter, bytes] = {}

    async def late(writer: asyncio.StreamWriter, said: bytes) -> None:
        writer.write(sent.get(writer, b"") + said)
        sent.setdefault(writer, said)

    echo = Echo(late)
    async with echo.platform() as platform:
        assert await believed(platform, "AB12CD01") == "AB12CD01"
        assert await believed(platform, "AB12CD01") == "AB12CD01"
    assert (echo.asked, echo.connections) == (3, 2), "asked again, on a connection of its own"


async def test_a_clean_connection_is_kept(certificate: Path | None) -> None:
    echo = Echo(once)
    async with echo.platform(certificate) as platform:
        for casn in ("AB12CD01", "AB12CD02", "AB12CD03"):
            assert await believed(platform, casn) == casn
    assert echo.connections == 1


async def test_what_http_library_holds_back_can_still_be_seen() -> None:
    """A canary: `leftovers` reads private names of httpx and httpcore."""
    seen: list[bytes | None] = []

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nokSURPLUS")
        await reader.read()  # until the client leaves
        writer.close()  # Python 3.12 and later wait for it

    listener = await asyncio.start_server(serve, "127.0.0.1", 0)
    port = listener.sockets[0].getsockname()[1]
    async with listener, httpx.AsyncClient() as client:
        request = client.build_request("GET", f"http://127.0.0.1:{port}/")
        response = await client.send(request, stream=True)
        assert isinstance(response.stream, httpx.AsyncByteStream)
        assert b"".join([piece async for piece in response.stream]) == b"ok"
        seen.append(leftovers._unread_by_h11(response))
        await response.aclose()
    assert seen == [b"SURPLUS"]
