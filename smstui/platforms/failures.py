"""An exchange that came to nothing, told as one of `smstui.domain.errors`.

Every sentence names the host, what was asked and for which id, and what to do; none quotes a
body, an address beyond the host, or a secret.
"""

from typing import Final

from smstui.domain.errors import Broken, NotSent, Refused, ServerFailed, TimedOut, Unreadable
from smstui.domain.known_secrets import without_secrets
from smstui.domain.text import Clean
from smstui.platforms.answer import Answer, Question, host_of
from smstui.platforms.correlation import correlation_id
from smstui.platforms.reasons import LINK, Reason

AGAIN: Final = "Try again; if it stays so, tell the platform's operators the correlation id."
MIXES: Final = "Try again. If it repeats, give the platform's operators the correlation id."


class TooLarge(Unreadable):
    """An answer beyond the largest that is taken; the rest of it was not read."""


class MixedUp(Unreadable):
    """An answer to another question, with how many records.

    `spelled_like` says that its ids differ from the one asked for in their spelling alone: then a
    platform may search loosely.
    """

    def __init__(
        self, message: str, *, hint: str, correlation_id: str, records: int, spelled_like: bool
    ) -> None:
        super().__init__(message, hint=hint, correlation_id=correlation_id)
        self.records = records
        self.spelled_like = spelled_like


class PutOff(ServerFailed):
    """503 with a time to wait, in seconds."""

    def __init__(self, message: str, *, wait_s: float, correlation_id: str) -> None:
        hint = f"Try again in {wait_s:.0f} s."
        super().__init__(message, hint=hint, correlation_id=correlation_id)
        self.wait_s = wait_s


class TooMany(Refused):
    """429: asked too often. `wait_s` is the time to wait, in seconds, where it was told."""

    def __init__(self, message: str, *, wait_s: float | None, correlation_id: str) -> None:
        hint = "Try again later." if wait_s is None else f"Try again in {wait_s:.0f} s."
        super().__init__(message, hint=hint, correlation_id=correlation_id, http_status=429)
        self.wait_s = wait_s


def unreachable(question: Question, why: str, hint: str = LINK) -> NotSent:
    """Certainly nothing left this machine."""
    reason = f"{host_of(question)} cannot be reached: {why}."
    return NotSent(
        f"{reason} Nothing was sent for {question.about}.",
        hint=hint,
        correlation_id=correlation_id(),
        reason=reason,
    )


def timed_out(question: Question, limit_s: float) -> TimedOut:
    """Sent, and no whole answer in time."""
    return TimedOut(
        f"{host_of(question)} gave no answer to {question.about} within {limit_s:g} s.",
        hint="Try again; if it stays so, the platform is slow or the link is bad.",
        correlation_id=correlation_id(),
    )


def broken(question: Question, reason: Reason) -> Broken:
    """The connection died after the request had begun to leave."""
    return Broken(
        f"The connection to {host_of(question)} broke during {question.about}: {reason.why}.",
        hint=reason.hint,
        correlation_id=correlation_id(),
    )


def doubtful(question: Question) -> Broken:
    """More than one answer came on a connection that had carried another request before."""
    return Broken(
        f"{host_of(question)} sent more than one answer to {question.about}, so it is not certain "
        "which one is meant. Neither was used.",
        hint=f"{MIXES} A gateway may send answers twice.",
        correlation_id=correlation_id(),
    )


def mixed_up(
    question: Question, why: str, records: int = 0, *, spelled_like: bool = False
) -> MixedUp:
    """The answer belongs to another question; `why` never quotes it."""
    return MixedUp(
        f"{host_of(question)} gave another answer than the one to {question.about}: {why}. "
        "Nothing of it was used.",
        hint=f"{MIXES} A gateway may mix answers up, or not know a filter (smstui doctor).",
        correlation_id=correlation_id(),
        records=records,
        spelled_like=spelled_like,
    )


def contradiction(why: str) -> MixedUp:
    """Two answers contradict each other; `why` is a sentence."""
    return MixedUp(
        f"{why} Nothing of it was used.",
        hint=MIXES,
        correlation_id=correlation_id(),
        records=1,
        spelled_like=False,
    )


def unreadable(question: Question, why: str) -> Unreadable:
    """The answer makes no sense; `why` never quotes it."""
    return Unreadable(
        f"The answer of {host_of(question)} to {question.about} cannot be used: {why}.",
        hint=AGAIN,
        correlation_id=correlation_id(),
    )


def too_large(question: Question, most: int) -> TooLarge:
    """The answer has more than `most` bytes."""
    return TooLarge(
        f"The answer of {host_of(question)} to {question.about} cannot be used: "
        f"it has more than {most >> 20} MB.",
        hint="Ask for less: look a single device or card up by its own id.",
        correlation_id=correlation_id(),
    )


def server_failed(question: Question, said: str) -> ServerFailed:
    """The server says that it failed; `said` is its word on it, cleaned."""
    return ServerFailed(
        f"{host_of(question)} failed at {question.about} ({without_secrets(said)}).",
        hint=AGAIN,
        correlation_id=correlation_id(),
    )


def refused(
    question: Question,
    *,
    said: str,
    code: Clean | None = None,
    http_status: int | None = None,
) -> Refused:
    """The platform said no; `said` is its word on it, cleaned, and `code` its own code."""
    return Refused(
        f"{host_of(question)} refused {question.wanted} ({without_secrets(said)}).",
        hint="The id may not be of this kind; smstui doctor compares the catalogue.",
        correlation_id=correlation_id(),
        platform_code=code or "",
        http_status=http_status,
    )


def refuse_server_errors(answer: Answer, question: Question) -> None:
    """Raise for 408, 429 and any 5xx."""
    host, status = host_of(question), f"HTTP {answer.status}"
    if answer.status == 408:
        raise TimedOut(
            f"{host} gave up waiting during {question.about} ({status}).",
            hint=AGAIN,
            correlation_id=correlation_id(),
        )
    if answer.status == 429:
        raise TooMany(
            f"{host} was asked too often and refused {question.wanted} ({status}).",
            wait_s=answer.retry_after_s,
            correlation_id=correlation_id(),
        )
    if answer.status == 503 and answer.retry_after_s is not None:
        raise PutOff(
            f"{host} is busy and put {question.about} off ({status}).",
            wait_s=answer.retry_after_s,
            correlation_id=correlation_id(),
        )
    if answer.status >= 500:
        raise server_failed(question, status)
