"""HTTP: the one module that knows httpx.

One TLS context and one bound on connections a deployment. A question has a total time and a
largest answer; redirects are not followed, cookies not kept, the environment not trusted,
certificates always verified, and no compression asked for. What goes wrong becomes one of
`smstui.domain.errors`: NotSent only when certainly nothing left this machine.
"""

import asyncio
import logging
import ssl
import time
from collections.abc import AsyncIterator, Iterable, Mapping
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from datetime import datetime
from email.utils import parsedate_to_datetime
from functools import partial
from http.cookiejar import CookieJar, DefaultCookiePolicy
from pathlib import Path
from types import MappingProxyType
from typing import Any, Final, Self, TypeVar

import httpx
import stamina
from stamina.instrumentation import set_on_retry_hooks

from smstui.domain.age import utc_now
from smstui.domain.errors import (
    Broken,
    PlatformError,
    ServerFailed,
    SmstuiError,
)
from smstui.domain.secret import Secret
from smstui.platforms.answer import Answer, Judge, Question
from smstui.platforms.clock import PlatformClock
from smstui.platforms.correlation import correlation_id
from smstui.platforms.documents import Malformed
from smstui.platforms.encodings import TooLong, in_utf8, unpacked
from smstui.platforms.failures import (
    broken,
    doubtful,
    timed_out,
    too_large,
    unreachable,
    unreadable,
)
from smstui.platforms.headers import with_headers
from smstui.platforms.leftovers import has_leftovers
from smstui.platforms.reasons import (
    OF_REQUEST,
    SLOW_TO_CONNECT,
    after_sending,
    before_sending,
    is_of_the_line,
    kind_of,
)
from smstui.platforms.trust import ClientCertificate, ProxyRoute, bare_context, trusted

T = TypeVar("T")

LARGEST_ANSWER: Final = 4 * 1024 * 1024
"""Bytes. Without a cap 0.6 MB of gzip became 586 MB."""
POOL_SIZE: Final = 8
"""Connections of one client. httpx's pool looks at every connection and at every waiting request
for each request: at 64 connections that was half of all the work, in pools of eight nothing."""
ATTEMPTS: Final = 3
"""Of a read that meets a 5xx or a dead connection (opf.md "Conventions", D)."""
LONGEST_WAIT_S: Final = 5.0
"""Seconds a Retry-After may ask for and still be waited out while a customer is on the phone."""

LONGEST_TOLD_S: Final = 999_999.0
"""Seconds; a Retry-After beyond that is told as this."""

CORRELATION: Final = "x-correlation-id"
NO_HEADERS: Final[Mapping[str, Secret | str]] = MappingProxyType({})

LOG: Final = logging.getLogger("smstui.platforms")
LOG.addHandler(logging.NullHandler())  # without one, logging would write on the screen

for _name in ("httpx", "httpcore"):
    logging.getLogger(_name).setLevel(logging.WARNING)  # at INFO they print whole addresses
set_on_retry_hooks([])  # a retry is no news for a screen


class Transport:
    """Sends questions, at most `connections` at once; further ones wait, within their time.

    `read` may ask again within its time, `send` asks once.
    """

    def __init__(
        self,
        timeout_s: float,
        tls: ssl.SSLContext,
        connections: int = POOL_SIZE,
        clock: PlatformClock | None = None,
        *,
        headers: Mapping[str, Secret | str] = NO_HEADERS,
        proxy: ProxyRoute | None = None,
    ) -> None:
        """`headers` go with every request, in place of others of their names."""
        self.clock = clock or PlatformClock("")
        self._timeout_s = timeout_s
        self._tls = tls
        self._headers = headers
        self._proxy = proxy
        self._free = asyncio.Semaphore(connections)
        self._pools = [_ConnectionPool(tls, proxy)]

    @classmethod
    def to(
        cls,
        addresses: Iterable[str | None],
        timeout_s: float,
        ca_file: Path | None = None,
        connections: int = POOL_SIZE,
        clock: PlatformClock | None = None,
        *,
        client: ClientCertificate | None = None,
        headers: Mapping[str, Secret | str] = NO_HEADERS,
        proxy: ProxyRoute | None = None,
    ) -> Self:
        """Return a transport to `addresses`. Raise BadConfiguration for an unusable file.

        `clock` is told what the answers say of the platform's time.

        Reading the system's authorities costs 20 ms; without https a context that trusts nobody
        will do.
        """
        secure = any(each and each.startswith("https:") for each in addresses)
        secure = secure or ca_file is not None or client is not None
        secure = secure or (proxy is not None and proxy.is_secure)
        tls = trusted(ca_file, client).context if secure else bare_context()
        return cls(timeout_s, tls, connections, clock, headers=headers, proxy=proxy)

    def deadline(self) -> float:
        """Return when a question that begins now is out of time; several calls may share it."""
        return asyncio.get_running_loop().time() + self._timeout_s

    async def read(self, question: Question, judge: Judge[T], until: float | None = None) -> T:
        """`judge`'s word on the answer, by `until` (a `deadline`; default: one from now).

        Asked again, ATTEMPTS times in all, on a 5xx, on a connection that broke, and where the
        server says when to come back; never on another 4xx.
        """
        state = _CallState()
        until = self.deadline() if until is None else until
        try:
            async with asyncio.timeout_at(until):
                async for attempt in stamina.retry_context(
                    on=partial(_worth_another, until), attempts=ATTEMPTS, timeout=None,
                    wait_initial=0.1, wait_max=2, wait_jitter=0.1,
                ):  # fmt: skip
                    with attempt:
                        return await self._judged(question, judge, state)
        except TimeoutError:
            raise self._out_of_time(question, state) from None
        raise AssertionError("a retry loop ends by returning or raising")

    async def send(self, question: Question, judge: Judge[T], until: float | None = None) -> T:
        """`judge`'s word on the answer, by `until`; asked once, whatever happens."""
        state = _CallState()
        try:
            async with asyncio.timeout_at(self.deadline() if until is None else until):
                return await self._judged(question, judge, state)
        except TimeoutError:
            raise self._out_of_time(question, state) from None

    async def close(self) -> None:
        await asyncio.gather(*(pool.close() for pool in self._pools))

    # One exchange

    async def _judged(self, question: Question, judge: Judge[T], state: "_CallState") -> T:
        """One attempt. Whatever fails in it is an SmstuiError; an interrupt and the like pass."""
        state.begin()
        try:
            return await self._attempt(question, judge, state)
        finally:
            if state.is_stale:
                await self._retire(state.pool)

    async def _attempt(self, question: Question, judge: Judge[T], state: "_CallState") -> T:
        try:
            return judge(await self._logged(question, state), question)
        except PlatformError as error:
            state.came_to = error
            raise
        except SmstuiError:
            raise
        except Exception as error:
            state.came_to = _failure(error, question, state)
            raise state.came_to from None

    async def _logged(self, question: Question, state: "_CallState") -> Answer:
        """Exchange once, and log it at `debug`: without body, header, query and ids."""
        began, status = time.monotonic(), None
        try:
            answer = await self._exchange(question, state)
            status = answer.status
            return answer
        finally:
            if LOG.isEnabledFor(logging.DEBUG):
                request = {
                    "method": question.method,
                    "path": question.path,
                    "status": status,
                    "duration_ms": round((time.monotonic() - began) * 1000),
                    "correlation_id": correlation_id(),
                }
                LOG.debug("request", extra={"fields": request})

    async def _exchange(self, question: Question, state: "_CallState") -> Answer:
        async with self._free, self._lane() as pool:
            state.pool = pool
            return await self._exchanged(pool.client, question, state)

    @asynccontextmanager
    async def _lane(self) -> AsyncIterator["_ConnectionPool"]:
        """Yield a pool with a connection to spare: the first such, so that few pools are in use."""
        pool = next((one for one in self._pools if one.under_way < POOL_SIZE), None)
        if pool is None:
            pool = _ConnectionPool(self._tls, self._proxy)
            self._pools.append(pool)
        pool.under_way += 1
        try:
            yield pool
        finally:
            pool.under_way -= 1
            if pool not in self._pools and not pool.under_way:
                await pool.close()

    async def _retire(self, stale: "_ConnectionPool | None") -> None:
        """Give up all pools of the time of `stale`, unless that was done already.

        A connection of it broke before any answer, and had carried another request before. The
        others may be as old: the next attempt gets a new one. Requests under way are not disturbed.
        """
        if stale not in self._pools:
            return
        pools, self._pools = self._pools, [_ConnectionPool(self._tls, self._proxy)]
        for pool in pools:
            if not pool.under_way:
                await pool.close()

    async def _exchanged(
        self, client: httpx.AsyncClient, question: Question, state: "_CallState"
    ) -> Answer:
        try:
            request = client.build_request(
                question.method,
                question.url,
                headers=self._headers_of(question),
                content=question.body or None,
                extensions={"trace": state.trace},
            )
        except Exception as error:  # a header or an address that HTTP cannot carry
            why = f"the request cannot be written ({kind_of(error)})"
            raise unreachable(question, why, OF_REQUEST) from None
        sent = self.clock.own()
        response = await client.send(request, stream=True)
        state.answered = True
        try:
            self._note_time(response, question, sent)
            whole = await _whole(response, question)
            if await has_leftovers(response, whole.size) and not state.is_first:
                raise doubtful(question)
            return whole.answer
        finally:
            with suppress(Exception):  # what was read counts, however the connection ends
                await response.aclose()

    def _headers_of(self, question: Question) -> dict[str, str]:
        own = {
            name: held.reveal() if isinstance(held, Secret) else held
            for name, held in self._headers.items()
        }
        return with_headers({**question.headers, CORRELATION: correlation_id()}, own)

    def _note_time(self, response: httpx.Response, question: Question, sent: datetime) -> None:
        dates, stored = response.headers.get_list("date"), "age" in response.headers
        self.clock.note(question.url, dates, sent, stored=stored)

    def _out_of_time(self, question: Question, state: "_CallState") -> PlatformError:
        if state.came_to is not None:
            return state.came_to  # time ran out while waiting for another attempt
        if not state.left:
            return unreachable(question, SLOW_TO_CONNECT)
        return timed_out(question, self._timeout_s)


class _ConnectionPool:
    """One client with its POOL_SIZE connections, and how many of them are in use."""

    def __init__(self, tls: ssl.SSLContext, proxy: ProxyRoute | None) -> None:
        self.under_way = 0
        self.client = httpx.AsyncClient(
            verify=tls,
            proxy=_proxy(proxy, tls),
            trust_env=False,
            follow_redirects=False,
            timeout=None,  # the total time is ours: httpx's would outlive a drip  # noqa: S113
            cookies=CookieJar(DefaultCookiePolicy(allowed_domains=[])),
            limits=httpx.Limits(
                max_connections=POOL_SIZE, max_keepalive_connections=POOL_SIZE, keepalive_expiry=30
            ),
            headers={"Accept-Encoding": "identity", "User-Agent": "smstui"},
            event_hooks={"response": [_forget_location]},
        )

    async def close(self) -> None:
        """Let go of its connections, however they end."""
        with suppress(Exception):
            await self.client.aclose()


def _proxy(route: ProxyRoute | None, tls: ssl.SSLContext) -> httpx.Proxy | None:
    if route is None:
        return None
    context = tls if route.is_secure else None
    return httpx.Proxy(route.address, ssl_context=context, auth=route.credentials)


async def _forget_location(response: httpx.Response) -> None:
    """Drop the address of a redirect: httpx parses it, and fails, although none is followed."""
    response.headers.pop("location", None)


class _CallState:
    """One attempt: whether its first byte has left, and the error it came to.

    `is_first` says that it is the first request on its connection, `answered` that the head of an
    answer came.
    """

    def __init__(self) -> None:
        self.came_to: PlatformError | None = None
        self.begin()

    @property
    def is_stale(self) -> bool:
        """Whether its connection broke before an answer, and had carried a request before."""
        used = self.left and not self.is_first
        return used and not self.answered and isinstance(self.came_to, Broken)

    def begin(self) -> None:
        self.pool: _ConnectionPool | None = None
        self.left = False
        self.is_first = False
        self.answered = False
        self.came_to = None

    async def trace(self, event: str, told: Any) -> None:
        """httpcore's account of what it does. Asking a proxy for a tunnel sends nothing yet."""
        if _is_of_tunnel(told):
            return
        if event.endswith("connect_tcp.complete"):
            self.is_first = True
        elif event.endswith("send_request_headers.started"):
            if self.left:
                raise RuntimeError("one attempt sends its request once")
            self.left = True
        elif event.endswith("send_request_headers.failed") and _is_unwritten(told):
            self.left = False


def _is_of_tunnel(told: Any) -> bool:
    request = told.get("request") if isinstance(told, dict) else None
    return getattr(request, "method", b"") == b"CONNECT"


def _is_unwritten(told: Any) -> bool:
    """Return whether h11 refused to write a request, which it does before the first byte."""
    error = told.get("exception") if isinstance(told, dict) else None
    return type(error).__name__ == "LocalProtocolError"


def _failure(error: Exception, question: Question, state: _CallState) -> PlatformError:
    """Return the result of an exchange that ended in an exception of another library."""
    if not state.left:
        reason = before_sending(error)
        return unreachable(question, reason.why, reason.hint)
    if is_of_the_line(error):
        is_new = state.is_first and not state.answered
        is_new_tls = is_new and question.url.startswith("https:")
        return broken(question, after_sending(error, is_new_tls=is_new_tls))
    LOG.error("an answer raised %s", kind_of(error), exc_info=error)
    why = f"it could not be read ({kind_of(error)})"
    return unreadable(question, why)


@dataclass(frozen=True, slots=True)
class _Whole:
    """An answer that was read to its end, and the bytes that its body had on the line."""

    answer: Answer
    size: int


async def _whole(response: httpx.Response, question: Question) -> _Whole:
    body = bytearray()
    if not isinstance(response.stream, httpx.AsyncByteStream):
        raise TypeError("an AsyncClient answers with an asynchronous stream")
    async for piece in response.stream:  # `aiter_raw` would put the connection back at the end
        body += piece
        if len(body) > LARGEST_ANSWER:
            raise too_large(question, LARGEST_ANSWER)
    media_type = response.headers.get("content-type", "")
    try:
        plain = unpacked(bytes(body), response.headers.get("content-encoding", ""), LARGEST_ANSWER)
    except TooLong:
        raise too_large(question, LARGEST_ANSWER) from None
    except Malformed as error:
        raise unreadable(question, str(error)) from None
    return _Whole(
        Answer(
            response.status_code,
            media_type.partition(";")[0].strip().lower(),
            _seconds(response.headers.get("retry-after")),
            in_utf8(plain, media_type),
        ),
        len(body),
    )


def _worth_another(until: float, error: Exception) -> bool | float:
    """Return whether to ask again, or after how many seconds."""
    wait_s: float | None = getattr(error, "wait_s", None)
    if wait_s is not None:
        in_time = asyncio.get_running_loop().time() + wait_s < until
        return wait_s if in_time and wait_s <= LONGEST_WAIT_S else False
    return isinstance(error, ServerFailed | Broken)


def _seconds(text: str | None) -> float | None:
    """Return a Retry-After header: seconds, or a date."""
    text = (text or "").strip()
    if text.isascii() and text.isdigit():
        return float(text[:6])
    try:
        left = (parsedate_to_datetime(text) - utc_now()).total_seconds()
    except (ValueError, TypeError, OverflowError):
        return None
    return min(max(0.0, left), LONGEST_TOLD_S)
