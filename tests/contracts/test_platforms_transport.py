"""The line itself: what may come over it, what it may cost, and what it never carries."""

import asyncio
import gzip
import logging
import ssl
import subprocess
import time
from pathlib import Path

import pytest
from platform_line import CORRELATION_ID, Saying, answer, connected, reading, soap, soap_settings

from smstui.domain.errors import (
    BadConfiguration,
    Broken,
    Forbidden,
    NotSent,
    PlatformError,
    Refused,
    ServerFailed,
    SignInRefused,
    TimedOut,
    Unreadable,
    Unsupported,
)
from smstui.platforms.notes import REPLACED, noted
from smstui.platforms.port import Platform

BOX = "<r><return><UID>12</UID><caSN>AB12</caSN></return></r>"
PASSWORD = "SENTINEL-password"
CASN = reading("casn", "AB12")


async def failure(platform: Platform) -> PlatformError:
    with pytest.raises(PlatformError) as caught:
        await platform.resolve(CASN)
    error = caught.value
    said = f"{error} {error!r}"
    assert CORRELATION_ID in str(error), "the correlation id is how operators find it"
    assert error.hint, "every error says what to do"
    assert PASSWORD not in said
    return error


async def against(server: Saying, timeout_s: float = 5) -> PlatformError:
    async with (
        server.listening(),
        connected("sdp2", soap_settings(server.url), PASSWORD, timeout_s=timeout_s) as platform,
    ):
        error = await failure(platform)
        assert str(server.port) in error.message, "the sentence names the server"
        return error


async def test_a_good_answer_carries_the_correlation_id_and_no_compression() -> None:
    server = Saying(soap(BOX))
    async with (
        server.listening(),
        connected("sdp2", soap_settings(server.url), PASSWORD) as platform,
    ):
        (box,) = await platform.resolve(CASN)
        assert box.uid == "12"
        head = server.heard[0].lower()
        assert b"x-correlation-id: " + CORRELATION_ID.encode() in head
        assert b"accept-encoding: identity" in head


async def test_a_compressed_answer_that_was_not_asked_for_is_read_within_its_bound() -> None:
    body = soap(BOX).partition(b"\r\n\r\n")[2]
    packed = answer("200 OK", gzip.compress(body), "text/xml", "Content-Encoding: gzip")
    server = Saying(packed)
    async with (
        server.listening(),
        connected("sdp2", soap_settings(server.url), PASSWORD) as platform,
    ):
        (box,) = await platform.resolve(CASN)
        assert box.uid == "12"
    bomb = gzip.compress(b" " * (600 << 20), 1)
    assert len(bomb) < 4 << 20
    error = await against(Saying(answer("200 OK", bomb, "text/xml", "Content-Encoding: gzip")))
    assert isinstance(error, Unreadable)
    assert "more than 4 MB" in error.message
    brotli = answer("200 OK", b"\x0b\x02", "text/xml", "Content-Encoding: br")
    assert "compressed" in (await against(Saying(brotli))).message


async def test_the_charset_of_an_answer_counts_and_a_bad_character_is_said_once() -> None:
    box = BOX.replace("</caSN>", "</caSN><description>Łódź\x01</description>")
    body = soap(box).partition(b"\r\n\r\n")[2].decode().replace('<?xml version="1.0"?>', "")
    coded = answer("200 OK", f"\n{body}".encode("iso-8859-2"), "text/xml;charset=ISO-8859-2")
    server = Saying(coded)
    async with (
        server.listening(),
        connected("sdp2", soap_settings(server.url), PASSWORD) as platform,
    ):
        with noted() as notes:
            await platform.resolve(CASN)
            (found,) = await platform.resolve(CASN)
        assert "Łódź\ufffd" in found.model_dump_json()
    assert notes == [REPLACED]


async def test_an_answer_without_end_is_cut_off() -> None:
    async def flood(writer: asyncio.StreamWriter) -> None:
        writer.write(b"HTTP/1.1 200 OK\r\nContent-Type: text/xml\r\n\r\n")
        while True:
            writer.write(b" " * 65536)
            await writer.drain()

    error = await against(Saying(flood))
    assert isinstance(error, Unreadable)
    assert "more than 4 MB" in error.message


@pytest.mark.parametrize("head", [b"", b"HTTP/1.1 200 OK\r\nContent-Type: text/xml\r\n\r\n"])
async def test_the_total_time_beats_a_drip(head: bytes) -> None:
    async def drip(writer: asyncio.StreamWriter) -> None:
        writer.write(head)
        for byte in b"HTTP/1.1 200 OK\r\nX: " + b"y" * 10_000:
            writer.write(bytes([byte]))
            await writer.drain()
            await asyncio.sleep(0.05)

    began = time.perf_counter()
    error = await against(Saying(drip), timeout_s=0.4)
    assert isinstance(error, TimedOut)
    assert time.perf_counter() - began < 2
    assert "0.4 s" in error.message


async def test_a_redirect_is_not_followed() -> None:
    elsewhere = Saying(soap(BOX))
    async with elsewhere.listening():
        moved = answer("307 Temporary Redirect", "", "text/xml", f"Location: {elsewhere.url}/")
        error = await against(Saying(moved))
    assert isinstance(error, Refused)
    assert elsewhere.heard == []


@pytest.mark.parametrize(
    ("body", "why"),
    [
        (b"", "empty"),
        (b"<html><p>hello", "no XML"),
        (b"<html/>", "no SOAP envelope"),
        (b'<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>', "DTD"),
        (b"<e:Envelope xmlns:e='x'><e:Body><r><return>hello</return></r></e:Body></e:Envelope>",
         "text where a record"),
    ],
)  # fmt: skip
async def test_what_makes_no_sense_is_said_so_without_quoting_it(body: bytes, why: str) -> None:
    error = await against(Saying(answer("200 OK", body)))
    assert isinstance(error, Unreadable)
    assert why in error.message
    assert "hello" not in str(error)


async def test_half_a_body_is_no_answer() -> None:
    whole = soap(BOX)

    async def cut(writer: asyncio.StreamWriter) -> None:
        writer.write(whole[: len(whole) // 2])
        await writer.drain()

    async def cut_without_length(writer: asyncio.StreamWriter) -> None:
        body = whole.partition(b"\r\n\r\n")[2]
        writer.write(b"HTTP/1.1 200 OK\r\nContent-Type: text/xml\r\n\r\n" + body[:-30])
        await writer.drain()

    assert isinstance(await against(Saying(cut)), Broken)
    assert isinstance(await against(Saying(cut_without_length)), Unreadable)


async def test_a_read_is_asked_again_after_a_failure_of_the_server_and_three_times_at_most() -> (
    None
):
    flaky = Saying(answer("500 Oops", ""), soap(BOX))
    async with (
        flaky.listening(),
        connected("sdp2", soap_settings(flaky.url), PASSWORD) as platform,
    ):
        assert await platform.resolve(CASN)
    assert len(flaky.heard) == 2
    dead = Saying(answer("500 Oops", ""))
    assert isinstance(await against(dead), ServerFailed)
    assert len(dead.heard) == 3


async def test_an_attempt_that_never_left_is_told_as_such_whatever_the_one_before_came_to() -> None:
    async def fail_and_leave(writer: asyncio.StreamWriter) -> None:
        server.listener.close()
        writer.write(answer("500 Oops", "", "text/plain", "Connection: close"))
        await writer.drain()

    server = Saying(fail_and_leave)
    async with (
        server.listening(),
        connected("sdp2", soap_settings(server.url), PASSWORD) as platform,
    ):
        error = await failure(platform)
    assert isinstance(error, NotSent)
    assert "refused the connection" in error.message


@pytest.mark.parametrize(
    ("status", "kind"),
    [
        ("400 Bad", Refused),
        ("401 No", SignInRefused),
        ("403 No", Forbidden),
        ("404 No", Unsupported),
        ("405 No", Unsupported),
        ("408 Late", TimedOut),
        ("409 Clash", Refused),
        ("418 Teapot", Refused),
        ("429 Many", Refused),
        ("500 Oops", ServerFailed),
        ("501 No", Unsupported),
        ("502 Bad", ServerFailed),
        ("503 Busy", ServerFailed),
        ("599 Odd", ServerFailed),
        ("304 Same", Refused),
    ],
)
@pytest.mark.parametrize("body", ["", "<html>SENTINEL</html>", "<e:Envelope xmlns:e='x'/>"])
async def test_what_each_status_means_whatever_comes_with_it(
    status: str, kind: type[PlatformError], body: str
) -> None:
    error = await against(Saying(answer(status, body if "304" not in status else "")))
    assert isinstance(error, kind)
    assert status.split(maxsplit=1)[0] in str(error)
    assert "SENTINEL" not in str(error)


@pytest.mark.parametrize("status", ["400 Bad", "401 No", "403 No", "404 No", "409 No"])
async def test_a_refusal_is_not_asked_again(status: str) -> None:
    server = Saying(answer(status, ""))
    await against(server)
    assert len(server.heard) == 1


async def test_a_short_retry_after_is_waited_out_and_a_long_one_is_told() -> None:
    busy = Saying(answer("503 Busy", "", "text/plain", "Retry-After: 1"), soap(BOX))
    async with busy.listening(), connected("sdp2", soap_settings(busy.url), PASSWORD) as platform:
        began = time.perf_counter()
        assert await platform.resolve(CASN)
        assert time.perf_counter() - began >= 1
    later = Saying(answer("429 Slow down", "", "text/plain", "Retry-After: 120"))
    error = await against(later)
    assert isinstance(error, Refused), "a 4xx is a refusal: the request was not processed"
    assert "120 s" in str(error)
    assert len(later.heard) == 1


async def test_a_wait_that_is_longer_than_the_total_time_is_not_begun() -> None:
    busy = Saying(answer("503 Busy", "", "text/plain", "Retry-After: 4"))
    began = time.perf_counter()
    error = await against(busy, timeout_s=2)
    assert isinstance(error, ServerFailed)
    assert "4 s" in error.hint
    assert time.perf_counter() - began < 1
    assert len(busy.heard) == 1


async def test_nobody_listens() -> None:
    server = Saying()
    async with server.listening():
        url = server.url
    async with connected("sdp2", soap_settings(url), PASSWORD) as platform:
        error = await failure(platform)
    assert isinstance(error, NotSent)
    assert "refused the connection" in error.message


async def test_a_cancelled_call_ends_at_once_and_leaves_the_client_usable() -> None:
    reached = asyncio.Event()

    async def silence(_: asyncio.StreamWriter) -> None:
        reached.set()
        await asyncio.Event().wait()

    server = Saying(silence, soap(BOX))
    async with (
        server.listening(),
        connected("sdp2", soap_settings(server.url), PASSWORD, timeout_s=30) as platform,
    ):
        calls = [asyncio.create_task(platform.resolve(CASN))]
        await reached.wait()
        calls[0].cancel()
        began = time.perf_counter()
        (end,) = await asyncio.gather(*calls, return_exceptions=True)
        assert isinstance(end, asyncio.CancelledError)
        assert time.perf_counter() - began < 1
        assert await platform.resolve(CASN)


@pytest.mark.parametrize("connections", [1, 12])
async def test_many_calls_at_once_are_bounded(connections: int) -> None:
    open_now, most = 0, 0

    async def slow(writer: asyncio.StreamWriter) -> None:
        nonlocal open_now, most
        open_now += 1
        most = max(most, open_now)
        await asyncio.sleep(0.02)
        open_now -= 1
        writer.write(soap(BOX).replace(b"\r\n\r\n", b"\r\nConnection: close\r\n\r\n", 1))
        await writer.drain()

    server = Saying(slow)
    async with (
        server.listening(),
        connected("sdp2", soap_settings(server.url), PASSWORD, connections=connections) as platform,
    ):
        await asyncio.gather(*(platform.resolve(CASN) for _ in range(40)))
    assert most == connections


async def test_the_environment_has_no_say(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("HTTP_PROXY", "http_proxy", "ALL_PROXY", "all_proxy"):
        monkeypatch.setenv(name, "http://127.0.0.1:9")
    server = Saying(soap(BOX))
    async with (
        server.listening(),
        connected("sdp2", soap_settings(server.url), PASSWORD) as platform,
    ):
        assert await platform.resolve(CASN)


async def test_nothing_of_a_call_is_logged(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO)
    await against(Saying(answer("500 Oops", "SENTINEL-body")))
    assert "SENTINEL" not in caplog.text
    assert "127.0.0.1" not in caplog.text


@pytest.fixture
def certificate(tmp_path: Path) -> Path:
    """A certificate for 127.0.0.1 that signs itself, its key beside it."""
    path = tmp_path / "own.pem"
    subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1",
         "-nodes", "-days", "2", "-subj", "/CN=127.0.0.1", "-addext", "subjectAltName=IP:127.0.0.1",
         "-keyout", str(path.with_suffix(".key")), "-out", str(path)],
        check=True, capture_output=True,
    )  # fmt: skip
    return path


async def test_a_certificate_is_trusted_only_by_its_authority(certificate: Path) -> None:
    tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    tls.load_cert_chain(certificate, certificate.with_suffix(".key"))
    server = Saying(soap(BOX))
    async with server.listening(ssl=tls):
        where = soap_settings(server.url)
        async with connected("sdp2", where, PASSWORD, ca_file=certificate) as platform:
            assert await platform.resolve(CASN)
        before = len(server.heard)
        async with connected("sdp2", where, PASSWORD) as platform:
            error = await failure(platform)
    assert isinstance(error, NotSent)
    assert "certificate is not trusted" in error.message
    assert "ca_file" in error.hint
    assert len(server.heard) == before, "nothing may leave before the certificate is known"


async def test_https_to_a_plain_server_is_no_connection() -> None:
    async def plain(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(b"HTTP/1.1 400 Bad Request\r\n\r\n")
        writer.close()

    talkative = await asyncio.start_server(plain, "127.0.0.1", 0)
    async with talkative:
        where = soap_settings(f"https://127.0.0.1:{talkative.sockets[0].getsockname()[1]}")
        async with connected("sdp2", where, PASSWORD) as platform:
            error = await failure(platform)
    assert isinstance(error, NotSent)
    assert "no secure connection" in error.message
    assert "port" in error.hint
    silent = Saying()
    async with silent.listening():
        where = soap_settings(silent.url.replace("http:", "https:"))
        async with connected("sdp2", where, PASSWORD, timeout_s=0.5) as platform:
            error = await failure(platform)
    assert isinstance(error, NotSent)
    assert "in time" in error.message


@pytest.mark.parametrize("content", [None, "no certificate"])
async def test_a_ca_file_that_is_none_is_a_matter_of_configuration(
    tmp_path: Path, content: str | None
) -> None:
    path = tmp_path / "ca.pem"
    if content:
        path.write_text(content)
    with pytest.raises(BadConfiguration, match="ca_file"):
        async with connected("sdp2", soap_settings("https://127.0.0.1"), "x", ca_file=path):
            pass
