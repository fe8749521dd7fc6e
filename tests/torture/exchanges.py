"""Raise every kind of exception at every stage of an exchange, and see what becomes of it.

    python -m tests.torture.exchanges [--only TEXT]

Every exception class of the HTTP libraries, of ssl, socket and asyncio and of Python itself is
raised in place of each thing that httpcore does on the network: connecting, the TLS handshake,
writing and reading, closing. An exchange must end in an answer's failure with a sentence: before
the first byte "nothing was sent", from then on "no answer". What stops the program (an interrupt,
a cancelled task) must pass. Exits with 1 when something else came of one.
"""

import argparse
import asyncio
import builtins
import inspect
import logging
import socket
import ssl
import sys
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any

import anyio
import h11
import httpcore
import httpx
import stamina
from httpcore._backends.anyio import AnyIOBackend, AnyIOStream

from smstui.domain.errors import NoAnswer, NotSent, PlatformError
from smstui.platforms.answer import Answer, Question
from smstui.platforms.transport import Transport
from tests.support.failing_line import Line, Talk

MODULES = (builtins, httpx, httpcore, h11, anyio, ssl, socket, asyncio)
BODY = b"ok" * 100_000
"""More than httpcore reads at once."""
UNWRITTEN = "sending the head"
"""Where h11 refuses a request before its first byte, with its LocalProtocolError."""
MARK = "SENTINEL-text-of-an-exception"


@dataclass(frozen=True)
class Stage:
    """A thing that httpcore does on the network: its `at`th call raises."""

    name: str
    owner: type
    method: str
    at: int
    sent: bool


STAGES = (
    Stage("connecting", AnyIOBackend, "connect_tcp", 1, sent=False),
    Stage("sending the head", AnyIOStream, "write", 1, sent=True),
    Stage("sending the body", AnyIOStream, "write", 2, sent=True),
    Stage("reading the head", AnyIOStream, "read", 1, sent=True),
    Stage("reading the body", AnyIOStream, "read", 2, sent=True),
    Stage("looking at a new connection", AnyIOStream, "get_extra_info", 1, sent=False),
    Stage("looking for leftovers", AnyIOStream, "get_extra_info", 2, sent=True),
    Stage("closing", AnyIOStream, "aclose", 1, sent=True),
    Stage("judging", Transport, "_note_time", 1, sent=True),
)


def kinds() -> Iterator[BaseException]:
    """One exception of every class there is, with a text that must never be told."""
    public = {
        each
        for module in MODULES
        for each in vars(module).values()
        if inspect.isclass(each) and issubclass(each, BaseException)
    }
    for kind in sorted(public, key=lambda each: (each.__module__, each.__name__)):
        if kind is httpcore.ConnectionNotAvailable:
            continue  # between httpcore's own parts, before anything is sent
        if (made := _made(kind)) is not None:
            yield made


def _made(kind: type) -> BaseException | None:
    if issubclass(kind, Warning | GeneratorExit | StopIteration | StopAsyncIteration):
        return None  # Python itself turns the last three into another one inside a coroutine
    for given in ((MARK,), (1, MARK), (MARK, [OSError(MARK)]), (MARK, "a", 1), (),
                  ("utf-8", b"x", 0, 1, MARK), (b"x", None), (None, None)):  # fmt: skip
        with suppress(Exception):
            return kind(*given)  # type: ignore[no-any-return]
    return None


@dataclass
class Tally:
    """What came of the cases."""

    ended: Counter[str] = field(default_factory=Counter)
    wrong: list[str] = field(default_factory=list)

    @property
    def cases(self) -> int:
        return sum(self.ended.values())

    def __str__(self) -> str:
        ends = ", ".join(f"{number} {name}" for name, number in sorted(self.ended.items()))
        return f"{self.cases} cases: {ends}; {len(self.wrong)} wrong"


def good(talk: Talk) -> None:
    """A good answer after which the connection is closed."""
    head = f"HTTP/1.1 200 OK\r\nContent-Length: {len(BODY)}\r\nConnection: close\r\n\r\n"
    talk.send(head.encode(), BODY)
    talk.close()


def judge(answer: Answer, _: Question) -> bytes:
    return answer.body


def run(cases: Sequence[tuple[BaseException, Stage, bool]]) -> Tally:
    """Try each exception at its stage, as a read or as a write."""
    tally = Tally()
    stamina.set_testing(True, attempts=1)
    logging.disable()  # an exception that nobody foresaw is logged with its way, which takes long
    try:
        with Line(good).listening() as line:
            for error, stage, writes in cases:
                _try(line, error, stage, writes, tally)
    finally:
        stamina.set_testing(False)
        logging.disable(logging.NOTSET)
    return tally


def _try(line: Line, error: BaseException, stage: Stage, writes: bool, tally: Tally) -> None:
    case = f"{type(error).__module__}.{type(error).__name__} while {stage.name}"
    stops = not isinstance(error, Exception)
    try:
        came = asyncio.run(_exchange(line.url, error, stage, writes))
    except PlatformError as failure:
        tally.ended[type(failure).__name__] += 1
        unwritten = type(error).__name__ == "LocalProtocolError" and stage.name == UNWRITTEN
        wanted = NoAnswer if stage.sent and not unwritten else NotSent
        if stops or not isinstance(failure, wanted):
            tally.wrong.append(f"{case}: {failure!r}")
        elif MARK in str(failure) or not failure.hint or str(line.port) not in failure.message:
            tally.wrong.append(f"{case}: {failure}")
    except BaseException as passed:
        tally.ended["passed on"] += 1
        if not stops or type(passed) is not type(error):
            tally.wrong.append(f"{case}: {passed!r} left the transport")
    else:
        tally.ended["answered"] += 1
        # An answer that was read whole counts, whatever becomes of its connection afterwards, and a
        # server may answer before it has read the whole request.
        may = stage.name in ("closing", "sending the head", "sending the body")
        if stops or came != BODY or not may:
            tally.wrong.append(f"{case}: answered")


async def _exchange(url: str, error: BaseException, stage: Stage, writes: bool) -> bytes:
    transport = Transport.to([url], timeout_s=5)
    question = Question("POST", url, "a test of 12", {"X": "y"}, b"body")
    ask = transport.send if writes else transport.read
    with raising(stage.owner, stage.method, stage.at, error):
        return await ask(question, judge)


class raising:  # noqa: N801 - reads as a phrase
    """Replace a method for a while: its `at`th call raises."""

    def __init__(self, owner: type, method: str, at: int, error: BaseException) -> None:
        self._owner, self._method, self._at, self._error = owner, method, at, error
        self._calls = 0
        self._kept: Callable[..., Any] = getattr(owner, method)

    def __enter__(self) -> None:
        kept = self._kept

        def count() -> None:
            self._calls += 1
            if self._calls == self._at:
                raise self._error

        async def waited(*given: Any, **named: Any) -> Any:
            count()
            return await kept(*given, **named)

        def plain(*given: Any, **named: Any) -> Any:
            count()
            return kept(*given, **named)

        chosen = waited if inspect.iscoroutinefunction(kept) else plain
        setattr(self._owner, self._method, chosen)

    def __exit__(self, *_: object) -> None:
        setattr(self._owner, self._method, self._kept)


def some_cases() -> list[tuple[BaseException, Stage, bool]]:
    """Every exception, and every stage many times; reads and writes in turn."""
    return [
        (error, STAGES[(at + more) % len(STAGES)], bool((at + more) % 2))
        for at, error in enumerate(kinds())
        for more in (0, 3)
    ]


def all_cases() -> list[tuple[BaseException, Stage, bool]]:
    return [(error, stage, writes) for error in kinds() for stage in STAGES
            for writes in (False, True)]  # fmt: skip


def main() -> int:
    parser = argparse.ArgumentParser()
    parser.add_argument("--only", default="", help="a part of the name of an exception or stage")
    only = parser.parse_args().only
    cases = [case for case in all_cases() if only in f"{type(case[0]).__name__} {case[1].name}"]
    tally = run(cases)
    print(tally)
    for case in tally.wrong:
        print(case)
    return 1 if tally.wrong else 0


if __name__ == "__main__":
    sys.exit(main())
