"""Keep the answers to reads as they came, while `smstui doctor` looks at a known id."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from typing import Final, TypeVar

from smstui.platforms.answer import Answer, Judge, Question

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Observed:
    """An answer to the catalogue's read `name`, asked for the values `of`."""

    name: str
    of: Sequence[str]
    answer: Answer


_KEPT: Final[ContextVar[list[Observed] | None]] = ContextVar("observed answers", default=None)


@contextmanager
def observing() -> Iterator[list[Observed]]:
    """Have every answer kept that this task and its children get inside of it."""
    kept: list[Observed] = []
    token = _KEPT.set(kept)
    try:
        yield kept
    finally:
        _KEPT.reset(token)


def observed(name: str, of: Sequence[str], judge: Judge[T]) -> Judge[T]:
    """Return `judge`, which keeps each good answer before it judges it, if anybody observes."""
    kept = _KEPT.get()
    if kept is None:
        return judge

    def judged(answer: Answer, question: Question) -> T:
        if answer.ok:
            kept.append(Observed(name, of, answer))
        return judge(answer, question)

    return judged
