"""Send an answer: whole, or as a fault wants it."""

import asyncio
import gzip
import socket
import struct
from collections.abc import Awaitable, Callable, MutableMapping
from http import HTTPStatus
from typing import Any

from smstui.sandbox.answer import Answer
from smstui.sandbox.exchange import Exchange
from smstui.sandbox.faults import Fault

Send = Callable[[MutableMapping[str, Any]], Awaitable[None]]


async def deliver(
    answer: Answer, exchange: Exchange, transport: asyncio.Transport, send: Send
) -> None:
    """Send an answer with the faults of its exchange."""
    for shaping in exchange.faults:
        answer = _reshaped(answer, shaping)
    if exchange.hit_by("truncate"):
        transport.write(_head(answer, length=None) + answer.body[: len(answer.body) // 2])
        transport.close()
        return
    if cutting := exchange.hit_by("reset"):
        sent = int(cutting.value)
        cut = len(answer.body) // 2 if sent < 0 else sent
        transport.write(_head(answer, len(answer.body)) + answer.body[:cut])
        reset(transport)
        return
    await _start(answer, send)
    if drip := exchange.hit_by("drip"):
        step = max(1, int(drip.value))
        for at in range(0, len(answer.body), step):
            await _body(answer.body[at : at + step], send, more=True)
            await asyncio.sleep(drip.every_ms / 1000)
        await _body(b"", send)
        return
    await _body(answer.body, send)


def hang_up(transport: asyncio.Transport) -> None:
    """End the connection without an answer."""
    transport.close()


def reset(transport: asyncio.Transport) -> None:
    """End the connection with an RST, after the bytes written so far."""
    line = transport.get_extra_info("socket")
    if line is not None:
        line.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    transport.abort()


def _reshaped(answer: Answer, fault: Fault) -> Answer:
    if fault.effect == "type":
        return answer.with_type(fault.value.encode("latin-1", "replace"))
    if fault.effect == "oversize":
        padding = b" " * (int(fault.value) * 1024 * 1024)
        return Answer(answer.status, answer.headers, answer.body + padding)
    if fault.effect == "gzip":
        headers = [*answer.headers, (b"content-encoding", b"gzip")]
        return Answer(answer.status, headers, gzip.compress(answer.body))
    return answer


async def _start(answer: Answer, send: Send) -> None:
    length = (b"content-length", str(len(answer.body)).encode())
    await send(
        {
            "type": "http.response.start",
            "status": answer.status,
            "headers": [*answer.headers, length],
        }
    )


async def _body(content: bytes, send: Send, more: bool = False) -> None:
    await send({"type": "http.response.body", "body": content, "more_body": more})


def _head(answer: Answer, length: int | None) -> bytes:
    """Return the head as bytes. Two faults break HTTP, so they bypass the HTTP library."""
    phrase = HTTPStatus(answer.status).phrase
    lines = [f"HTTP/1.1 {answer.status} {phrase}".encode()]
    lines += [name + b": " + value for name, value in answer.headers]
    if length is None:
        lines.append(b"connection: close")
    else:
        lines.append(f"content-length: {length}".encode())
    return b"\r\n".join(lines) + b"\r\n\r\n"
