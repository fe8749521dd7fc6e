"""The one ASGI application in front of both faces: it logs, strikes, and hands requests on."""

import asyncio
from collections.abc import Awaitable, Callable, MutableMapping
from typing import TYPE_CHECKING, Any

from starlette.requests import ClientDisconnect
from starlette.routing import Router

from smstui.sandbox.answer import TEXT, Answer, in_place_of, plain
from smstui.sandbox.exchange import Exchange, StruckError
from smstui.sandbox.line import Send, deliver, hang_up
from smstui.sandbox.rest.app import routes as rest_routes
from smstui.sandbox.soap.face import SoapFace
from smstui.sandbox.srm import routes as srm_routes

if TYPE_CHECKING:
    from smstui.sandbox.server import Sandbox

Scope = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[MutableMapping[str, Any]]]

_TIMES = frozenset({"delay", "status", "server-fault", "drop-after"})


class Front:
    """Takes every request of a sandbox."""

    def __init__(self, sandbox: "Sandbox") -> None:
        self._sandbox = sandbox
        self._soap = SoapFace(sandbox)
        self._router = Router([*rest_routes(sandbox), *srm_routes(sandbox)])

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request (ASGI)."""
        exchange = self._exchange(scope)
        scope["state"] = {"exchange": exchange}
        transport: asyncio.Transport = scope["smstui.transport"]
        answer: Answer | None
        try:
            answer = await self._answer(scope, receive, exchange)
            answer = await self._afterwards(answer, exchange)
        except StruckError as struck:
            answer = self._struck(struck, exchange)
        except ClientDisconnect:
            answer = None  # it was killed before its request was whole: nothing was asked
        except Exception as failure:
            # A bug of the sandbox: kept for the tests to find, answered like any platform's.
            self._sandbox.failures.append(failure)
            answer = plain(500, TEXT, b"Internal Server Error")
        finally:
            exchange.finish()
        if answer is None:
            hang_up(transport)
            while (await receive())["type"] != "http.disconnect":
                pass
            return
        await deliver(answer, exchange, transport, send)

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

    async def _afterwards(self, answer: Answer, exchange: Exchange) -> Answer | None:
        """What the faults that strike after processing make of an answer."""
        for fault in exchange.faults:
            if fault.effect not in _TIMES:
                continue
            if fault.effect == "drop-after":
                exchange.result += ", then the line was dropped"
                return None
            if not fault.after:
                continue
            if fault.effect == "delay":
                await asyncio.sleep(int(fault.value) / 1000)
            else:
                exchange.result += f", then answered {fault.effect}"
                answer = in_place_of(fault, _speaks_soap(exchange))
        return answer

    @staticmethod
    def _struck(struck: StruckError, exchange: Exchange) -> Answer | None:
        if struck.fault.effect == "drop-before":
            return None
        return in_place_of(struck.fault, _speaks_soap(exchange))


def _speaks_soap(exchange: Exchange) -> bool:
    return exchange.family == "sdp2" and not exchange.path.startswith("/srm/")


class _Collected:
    """Starlette's answer, caught before it reaches the line."""

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
