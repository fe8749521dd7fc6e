"""The results of `smstui doctor`: one line a check."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from smstui.commands.exits import Exit


class Result(StrEnum):
    """The result of a check. `skipped`: an earlier fault left nothing to check, or it cannot."""

    FINE = "fine"
    CAUTION = "caution"
    FAULT = "fault"
    SKIPPED = "skipped"


@dataclass(frozen=True, slots=True)
class Check:
    """One thing looked at. `ends_in` is the exit code its fault asks for."""

    name: str
    result: Result
    detail: str
    hint: str = ""
    correlation_id: str = ""
    ends_in: Exit = Exit.USAGE


def fine(name: str, detail: str) -> Check:
    return Check(name, Result.FINE, detail)


def caution(name: str, detail: str, hint: str = "") -> Check:
    return Check(name, Result.CAUTION, detail, hint)


def skipped(name: str, why: str) -> Check:
    return Check(name, Result.SKIPPED, why)


def exit_of_checks(checks: Iterable[Check]) -> Exit:
    """Return the exit of the first fault; 0 where there is none."""
    return next((check.ends_in for check in checks if check.result is Result.FAULT), Exit.DONE)
