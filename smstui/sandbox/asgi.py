"""The ASGI application: it logs requests, applies faults and calls REST, SOAP and SRM."""

import asyncio
from collections.abc import Awaitable, Callable, MutableMapping
from datetime import datetime
from email.utils import format_datetime
from typing import Any, Literal, Protocol

from starlette.requests import ClientDisconnect
from starlette.routing import Router

from smstui.sandbox.access import Access
from smstui.sandbox.answer import TEXT, Answer, in_place_of, plain
from smstui.sandbox.delivery import Send, deliver, hang_up, reset
from smstui.sandbox.exchange import Exchange, InjectedFault
from smstui.sandbox.fault_answers import Speech, staged
from smstui.sandbox.faults import Fault, FaultBook
from smstui.sandbox.rest.app import routes as rest_routes
from smstui.sandbox.rest.platform import RestPlatform
from smstui.sandbox.soap.app import SoapApp
from smstui.sandbox.srm import routes as srm_routes
from smstui.sandbox.traffic import Traffic
from smstui.sandbox.world import World

Scope = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[MutableMapping[str, Any]]]

_TIMES = frozenset({"delay", "status", "server-fault", "drop-after", "answer", "silence"})
Ending = Literal["hang-up", "reset", "silence"]
"""The ways in which a connection without a response ends."""

_ENDINGS: dict[str, Ending] = {
    "drop-before": "hang-up",
    "drop-after": "hang-up",
    "reset-before": "reset",
    "silence": "silence",
}


class Served(Protocol):
    """The parts of a sandbox that an application serves."""

    world: World
    traffic: Traffic
    faults: FaultBook
    lag_ms: float
    tells_time: bool
    failures: list[Exception]

    @property
    def access(self) -> Access: ...

    @property
    def rest(self) -> RestPlatform: ...


class Application:
    """The ASGI application of a sandbox."""

    def __init__(self, sandbox: Served) -> None:
        self._sandbox = sandbox
        sdp2 = sandbox.access.sdp2
        self._soap = SoapApp(sandbox.world, sdp2)
        self._router = Router(
            [*rest_routes(sandbox.rest), *srm_routes(sandbox.world, sandbox.rest, sdp2)]
        )

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request (ASGI)."""
        original, taken = dict(scope), _Taken(receive)
        exchange = self._exchange(scope)
        scope["state"] = {"exchange": exchange}
        transport: asyncio.Transport = scope["smstui.transport"]
        answer: Answer | Ending
        try:
            answer = await self._answer(scope, taken, exchange)
            answer = await self._afterwards(answer, exchange)
        except InjectedFault as injected:
            answer = _in_place(injected.fault, exchange)
        except ClientDisconnect:
            answer = (
                "hang-up"  # the client ended before its request was complete: there was no request
            )
        except Exception as failure:
            # A bug of the sandbox: kept for the tests, and answered like one of a platform.
            self._sandbox.failures.append(failure)
            answer = plain(500, TEXT, b"Internal Server Error")
        finally:
            if exchange.again_ms is None:
                exchange.finish()
        try:
            if isinstance(answer, Answer):
                if self._sandbox.tells_time:
                    answer = _dated(answer, self._sandbox.world.now())
                await deliver(answer, exchange, transport, send)
            else:
                _end(answer, transport)
        finally:
            if exchange.again_ms is not None:
                await self._again(original, taken.body, exchange, exchange.again_ms)
        if not isinstance(answer, Answer):
            while (await receive())["type"] != "http.disconnect":
                pass

    async def _again(self, scope: Scope, body: bytes, exchange: Exchange, after_ms: int) -> None:
        """Process the request, late or a second time. Its log entry says so."""
        try:
            await asyncio.sleep(after_ms / 1000)
            copy = self._exchange(scope)
            copy.traffic, copy.book, copy.lag_ms = Traffic(), FaultBook(), 0
            scope["state"] = {"exchange": copy}
            await self._answer(scope, _Taken.again(body), copy)
            exchange.result += f"; {after_ms} ms after the answer {copy.result}"
        except Exception as failure:
            self._sandbox.failures.append(failure)
        finally:
            exchange.finish()

    def _exchange(self, scope: Scope) -> Exchange:
        correlation_id = next(
            (value for name, value in scope["headers"] if name == b"x-correlation-id"), None
        )
        sandbox = self._sandbox
        return Exchange(
            method=scope["method"],
            path=scope["path"],
            correlation_id=correlation_id and correlation_id.decode("latin-1"),
            traffic=sandbox.traffic,
            book=sandbox.faults,
            now=sandbox.world.now,
            lag_ms=sandbox.lag_ms,
        )

    async def _answer(self, scope: Scope, receive: Receive, exchange: Exchange) -> Answer:
        if self._soap.serves(scope["path"]):
            return await self._soap.answer(scope, receive, exchange)
        collected = _Collected()
        await self._router(scope, receive, collected.take)
        return collected.answer()

    async def _afterwards(self, answer: Answer, exchange: Exchange) -> Answer | Ending:
        """Apply the faults that come after processing to an answer."""
        for fault in exchange.faults:
            if fault.effect not in _TIMES:
                continue
            if fault.effect == "drop-after":
                exchange.result += ", then the line was dropped"
                return "hang-up"
            if not fault.after:
                continue
            if fault.effect == "delay":
                await asyncio.sleep(int(fault.value) / 1000)
                continue
            exchange.result += f", then answered {fault.effect}"
            instead = _in_place(fault, exchange)
            if not isinstance(instead, Answer):
                return instead
            answer = instead
        return answer


def _dated(answer: Answer, now: datetime) -> Answer:
    """Return the answer with a Date, unless it has one."""
    if any(name.lower() == b"date" for name, _ in answer.headers):
        return answer
    date = format_datetime(now.replace(microsecond=0), usegmt=True).encode()
    return Answer(answer.status, [*answer.headers, (b"date", date)], answer.body)


def _in_place(fault: Fault, exchange: Exchange) -> Answer | Ending:
    """Return the answer of a fault, or how it ends the connection."""
    if fault.effect in _ENDINGS:
        return _ENDINGS[fault.effect]
    speech = _speech(exchange)
    if fault.effect == "answer":
        return staged(fault, speech)
    return in_place_of(fault, speech == "soap")


def _end(ending: Ending, transport: asyncio.Transport) -> None:
    if ending == "reset":
        reset(transport)
    elif ending == "hang-up":
        hang_up(transport)


def _speech(exchange: Exchange) -> Speech:
    if exchange.path.startswith("/srm/"):
        return "srm"
    return "soap" if exchange.family == "sdp2" else "rest"


class _Taken:
    """Remembers the body of a request, so that the request can be processed again."""

    def __init__(self, receive: Receive) -> None:
        self._receive = receive
        self.body = b""

    @classmethod
    def again(cls, body: bytes) -> "_Taken":
        async def whole() -> MutableMapping[str, Any]:
            return {"type": "http.request", "body": body, "more_body": False}

        return cls(whole)

    async def __call__(self) -> MutableMapping[str, Any]:
        message = await self._receive()
        self.body += message.get("body", b"")
        return message


class _Collected:
    """Catches Starlette's answer before it is sent."""

    def __init__(self) -> None:
        self._status = 500
        self._headers: list[tuple[bytes, bytes]] = []
        self._body = b""

    async def take(self, message: MutableMapping[str, Any]) -> None:
        if message["type"] == "http.response.start":
            self._status = message["status"]
            self._headers = [
                (name, value) for name, value in message["headers"] if name != b"content-length"
            ]
        else:
            self._body += message.get("body", b"")

    def answer(self) -> Answer:
        return Answer(self._status, self._headers, self._body)
