"""Exit codes, and which error ends in which. The codes are part of the command line's contract."""

from enum import IntEnum
from typing import Final

from smstui.domain import errors
from smstui.domain.changes.refusal import ChangedSince, RefusedHere, Several


class Exit(IntEnum):
    """The exit codes (design §8)."""

    DONE = 0
    BUG = 1
    USAGE = 2
    NOT_FOUND = 3
    SEVERAL = 4
    REFUSED_HERE = 5
    REFUSED_BY_PLATFORM = 6
    UNREACHABLE = 7
    UNKNOWN = 8
    NO_EFFECT = 9
    CHANGED = 10
    PARTIAL = 11
    ACCEPTED = 12
    INTERRUPTED = 130


_OF_ERROR: Final[dict[type[errors.SmstuiError], Exit]] = {
    errors.BadIdentifier: Exit.USAGE,
    errors.BadConfiguration: Exit.USAGE,
    errors.NotFound: Exit.NOT_FOUND,
    errors.StoreFailed: Exit.REFUSED_HERE,
    RefusedHere: Exit.REFUSED_HERE,
    ChangedSince: Exit.CHANGED,
    Several: Exit.SEVERAL,
    errors.Unsupported: Exit.REFUSED_HERE,
    errors.Refused: Exit.REFUSED_BY_PLATFORM,
    errors.NotSent: Exit.UNREACHABLE,
    # Of a read: nothing that changes anything was sent, and there was no answer to be had.
    errors.NoAnswer: Exit.UNREACHABLE,
    errors.PlatformError: Exit.UNREACHABLE,
}


def exit_of(error: errors.SmstuiError) -> Exit:
    """Return the exit code for `error`, by the nearest class in the table."""
    for kind in type(error).__mro__:
        if kind in _OF_ERROR:
            return _OF_ERROR[kind]
    return Exit.BUG


def worst(codes: list[Exit]) -> Exit:
    """Return the exit of a run over several ids: the first that is not 0."""
    return next((code for code in codes if code is not Exit.DONE), Exit.DONE)
