"""HTTP: the one module that knows httpx.

One client and one TLS context a deployment. A call has a total time and a largest answer;
redirects are not followed, the environment is not trusted, certificates are always verified,
and compressed answers are refused. What goes wrong becomes one of `smstui.domain.errors`:
NotSent only when certainly nothing left this machine.
"""

import asyncio
import logging
import ssl
from collections.abc import Callable, Iterable, Mapping
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from pathlib import Path
from typing import Any, Final, Self, TypeVar
from urllib.parse import urlsplit

import httpx
import stamina
from stamina.instrumentation import set_on_retry_hooks

from smstui.domain.errors import (
    BadConfiguration,
    Broken,
    NotSent,
    PlatformError,
    ServerFailed,
    TimedOut,
    Unreadable,
)
from smstui.domain.text import clean
from smstui.platforms.answer import Answer, Question
from smstui.platforms.port import Errand

T = TypeVar("T")
Judge = Callable[[Answer, Question, Errand], T]
"""Makes something of an answer, or raises a PlatformError."""

LARGEST_ANSWER: Final = 4 * 1024 * 1024
"""Bytes. Without a cap 0.6 MB of gzip became 586 MB."""
MOST_AT_ONCE: Final = 8
"""Requests under way together on one deployment."""
ATTEMPTS: Final = 3
"""Of a read that meets a 5xx or a dead connection (opf.md "Conventions", D)."""

SLOW_TO_CONNECT: Final = "it did not take the connection in time"
CORRELATION: Final = "x-correlation-id"

for _name in ("httpx", "httpcore"):
    logging.getLogger(_name).setLevel(logging.WARNING)  # at INFO they print whole addresses
set_on_retry_hooks([])  # a retry is no news for a screen


class Transport:
    """Sends questions. `read` may ask again within the total time, `send` asks once."""

    def __init__(self, timeout_s: float, tls: ssl.SSLContext) -> None:
        self._timeout_s = timeout_s
        self._free = asyncio.Semaphore(MOST_AT_ONCE)
        self._client = httpx.AsyncClient(
            verify=tls,
            trust_env=False,
            follow_redirects=False,
            timeout=httpx.Timeout(timeout_s),
            limits=httpx.Limits(
                max_connections=MOST_AT_ONCE,
                max_keepalive_connections=MOST_AT_ONCE,
                keepalive_expiry=30,
            ),
            headers={"Accept-Encoding": "identity", "User-Agent": "smstui"},
        )

    @classmethod
    def to(
        cls, addresses: Iterable[str | None], timeout_s: float, ca_file: Path | None = None
    ) -> Self:
        """A transport to `addresses`. Raises BadConfiguration for a CA file that is none.

        Reading the system's authorities costs 20 ms; without https a context that trusts nobody
        will do.
        """
        secure = ca_file or any(each and each.startswith("https:") for each in addresses)
        tls = _tls_context(ca_file) if secure else ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
        return cls(timeout_s, tls)

    async def read(self, question: Question, errand: Errand, judge: Judge[T]) -> T:
        """`judge`'s word on the answer; asked again on ServerFailed, Broken and 429."""
        flight = _Flight()
        try:
            async with asyncio.timeout(self._timeout_s):
                async for attempt in stamina.retry_context(
                    on=_worth_another, attempts=ATTEMPTS, timeout=None, wait_initial=0.1,
                    wait_max=2, wait_jitter=0.1,
                ):  # fmt: skip
                    with attempt:
                        return judge(
                            await self._exchange(question, errand, flight), question, errand
                        )
        except TimeoutError:
            raise self._out_of_time(question, errand, flight) from None
        raise AssertionError("a retry loop ends by returning or raising")

    async def send(self, question: Question, errand: Errand, judge: Judge[T]) -> T:
        """`judge`'s word on the answer; asked once, whatever happens."""
        flight = _Flight()
        try:
            async with asyncio.timeout(self._timeout_s):
                return judge(await self._exchange(question, errand, flight), question, errand)
        except TimeoutError:
            raise self._out_of_time(question, errand, flight) from None

    async def close(self) -> None:
        await self._client.aclose()

    # One exchange

    async def _exchange(self, question: Question, errand: Errand, flight: "_Flight") -> Answer:
        try:
            request = self._client.build_request(
                question.method,
                question.url,
                headers={**question.headers, CORRELATION: errand.correlation_id},
                content=question.body or None,
                extensions={"trace": flight.trace},
            )
        except (httpx.InvalidURL, ValueError):  # a header or an address HTTP cannot carry
            raise _unreachable(question, errand, "the request cannot be written") from None
        try:
            async with self._free:
                response = await self._client.send(request, stream=True)
                try:
                    return await self._whole(response, question, errand)
                finally:
                    await response.aclose()
        except httpx.HTTPError as error:
            raise _as_ours(error, flight.left, question, errand) from None

    async def _whole(self, response: httpx.Response, question: Question, errand: Errand) -> Answer:
        encoding = response.headers.get("content-encoding", "identity").strip().lower()
        if encoding not in ("", "identity"):
            raise unreadable(question, errand, "it came compressed, which was not asked for")
        body = bytearray()
        async for piece in response.aiter_raw():
            body += piece
            if len(body) > LARGEST_ANSWER:
                raise TooLarge(
                    f"The answer of {host_of(question)} to {question.about} cannot be used: "
                    f"it has more than {LARGEST_ANSWER >> 20} MB.",
                    hint="Ask for less: look a single device or card up by its own id.",
                    correlation_id=errand.correlation_id,
                )
        return Answer(
            response.status_code,
            response.headers.get("content-type", "").partition(";")[0].strip().lower(),
            _seconds(response.headers.get("retry-after")),
            bytes(body),
        )

    def _out_of_time(self, question: Question, errand: Errand, flight: "_Flight") -> PlatformError:
        if not flight.left:
            return _unreachable(question, errand, SLOW_TO_CONNECT)
        return _timed_out(question, errand, f"within {self._timeout_s:g} s")


class _Flight:
    """Whether the first byte of a request has left; what decides between `NotSent` and not."""

    def __init__(self) -> None:
        self.left = False

    async def trace(self, event: str, _: Any) -> None:
        """httpcore's account of what it does."""
        if event.endswith("send_request_headers.started"):
            self.left = True


class TooLarge(Unreadable):
    """An answer beyond LARGEST_ANSWER; the rest of it was not taken."""


class AskedToWait(ServerFailed):
    """429 or 503 with a time to wait, in seconds."""

    def __init__(self, message: str, *, wait_s: float, correlation_id: str) -> None:
        super().__init__(
            message, hint=f"Try again in {wait_s:.0f} s.", correlation_id=correlation_id
        )
        self.wait_s = wait_s


def refuse_server_errors(answer: Answer, question: Question, errand: Errand) -> None:
    """Raise for 429 and for any 5xx."""
    if answer.status in (429, 503) and answer.retry_after_s is not None:
        raise AskedToWait(
            f"{host_of(question)} is busy and put {question.about} off (HTTP {answer.status}).",
            wait_s=answer.retry_after_s,
            correlation_id=errand.correlation_id,
        )
    if answer.status >= 500 or answer.status == 429:
        raise ServerFailed(
            f"{host_of(question)} failed at {question.about} (HTTP {answer.status}).",
            hint="Try again; if it stays so, tell the platform's operators the correlation id.",
            correlation_id=errand.correlation_id,
        )


def host_of(question: Question) -> str:
    """Where it went, for a sentence: host and port, no path and no user."""
    return urlsplit(question.url).netloc.rpartition("@")[2]


def _worth_another(error: Exception) -> bool | float:
    if isinstance(error, AskedToWait):
        return error.wait_s if error.wait_s <= LONGEST_WAIT_S else False
    return isinstance(error, ServerFailed | Broken)


LONGEST_WAIT_S: Final = 5.0
"""Seconds a Retry-After may ask for and still be waited out while a customer is on the phone."""


def _seconds(text: str | None) -> float | None:
    """A Retry-After header: seconds, or a date."""
    if not text:
        return None
    if text.strip().isdigit():
        return float(text.strip()[:6])
    try:
        return max(0.0, (parsedate_to_datetime(text) - datetime.now(UTC)).total_seconds())
    except (ValueError, TypeError):
        return None


def _tls_context(ca_file: Path | None) -> ssl.SSLContext:
    try:
        return ssl.create_default_context(cafile=ca_file)
    except (OSError, ssl.SSLError) as error:
        raise BadConfiguration(
            f"ca_file {ca_file} cannot be used: {clean(getattr(error, 'strerror', '') or error)}.",
            hint="It must be a readable file of certificates in PEM form.",
        ) from None


def _as_ours(
    error: httpx.HTTPError, left: bool, question: Question, errand: Errand
) -> PlatformError:
    if isinstance(error, httpx.ConnectError | httpx.ConnectTimeout | httpx.PoolTimeout) or not left:
        return _unreachable(question, errand, _why(error))
    if isinstance(error, httpx.TimeoutException):
        return _timed_out(question, errand, "in time")
    return Broken(
        f"The connection to {host_of(question)} broke during {question.about}.",
        hint="Try again; if it stays so, look at the link or at a proxy in between.",
        correlation_id=errand.correlation_id,
    )


def _timed_out(question: Question, errand: Errand, limit: str) -> TimedOut:
    return TimedOut(
        f"{host_of(question)} gave no answer to {question.about} {limit}.",
        hint="Try again; if it stays so, the platform is slow or the link is bad.",
        correlation_id=errand.correlation_id,
    )


def _why(error: BaseException) -> str:
    """What kept the question here, in words."""
    causes: Mapping[type[BaseException], str] = {
        ssl.SSLCertVerificationError: "its certificate is not trusted here",
        ssl.SSLError: "no secure connection came about",
        ConnectionRefusedError: "it refused the connection",
        TimeoutError: SLOW_TO_CONNECT,
    }
    cause: BaseException | None = error
    while cause is not None:
        for kind, words in causes.items():
            if isinstance(cause, kind):
                reason = getattr(cause, "verify_message", "")
                return f"{words} ({clean(reason)})" if reason else words
        if type(cause).__name__ == "gaierror":
            return "its name is not known"
        cause = cause.__cause__ or cause.__context__
    if isinstance(error, httpx.TimeoutException):
        return SLOW_TO_CONNECT
    return "no connection came about"


def _unreachable(question: Question, errand: Errand, why: str) -> NotSent:
    certificate = "certificate" in why
    return NotSent(
        f"{host_of(question)} cannot be reached: {why}. Nothing was sent for {question.about}.",
        hint=(
            "Name the authority that signed it with ca_file; verification stays on."
            if certificate
            else "Check the link, the VPN and the address in the configuration."
        ),
        correlation_id=errand.correlation_id,
    )


def unreadable(question: Question, errand: Errand, why: str) -> Unreadable:
    """The error for an answer that makes no sense; `why` never quotes it."""
    return Unreadable(
        f"The answer of {host_of(question)} to {question.about} cannot be used: {why}.",
        hint="Try again; if it stays so, tell the platform's operators.",
        correlation_id=errand.correlation_id,
    )
