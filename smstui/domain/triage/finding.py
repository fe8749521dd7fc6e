"""The result of one check, and how it is worded."""

from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from typing import Any

from smstui.domain.bundle import Part
from smstui.domain.causes import Cause
from smstui.domain.changes.specs.table import remedy_of
from smstui.domain.marking import called
from smstui.domain.record import titled
from smstui.domain.text import clean, clean_sentence
from smstui.domain.words import shown
from smstui.domain.zone import minute


class Result(StrEnum):
    """The result of a check. What could not be checked is never FINE."""

    FAULT = "fault"
    CAUTION = "caution"
    NOT_CHECKED = "not-checked"
    FINE = "fine"


@dataclass(frozen=True, slots=True)
class Subject:
    """The record of a finding, as `Focus` names it. `id` is empty if it is not known."""

    kind: str
    id: str

    def __str__(self) -> str:
        return titled(self.kind, called(self.kind, self.id))


@dataclass(frozen=True, slots=True)
class Evidence:
    """One value that was checked. `value` None was not sent; `read_at` is when it was read.

    `moment` is the value if it is a moment, which has another form in JSON than for people.
    """

    what: str
    value: str | None
    read_at: datetime | None = None
    moment: datetime | None = None


@dataclass(frozen=True, slots=True)
class Next:
    """The next step: the value of an `Operation` that would fix it, or empty for advice alone.

    `about` is its target if that is not the subject of the finding. If there are several in
    `among`, a person chooses one. `words` are what is typed behind the operation, if that is known.
    `other` is an operation on the account that the last words of `text` speak of.
    """

    text: str
    action: str = ""
    about: Subject | None = None
    among: tuple[Subject, ...] = ()
    words: str = ""
    other: str = ""


@dataclass(frozen=True, slots=True)
class Finding:
    """The result of one check. `meaning` is in the customer's words.

    `blind` is a gap that matters: without the missing data nothing can be called fine. `certain` is
    true whatever else could not be read: a locked PIN is locked. `by_code` says that only the code
    on the viewer's screen tells it: it cannot confirm that code. `first` marks a likely
    cause that no field proves: where nothing is wrong, it is asked at the home before anything
    else. `question` is that question for the headline, if what was read is a reason to ask it.
    `beside_fault` is the meaning where another fault stops viewing too, so that it does not say
    that the rest can be watched; empty if it is the same.
    """

    check: str
    result: Result
    subject: Subject
    title: str
    evidence: tuple[Evidence, ...] = ()
    meaning: str = ""
    next: Next | None = None
    blind: bool = False
    certain: bool = False
    by_code: bool = False
    first: bool = False
    question: str = ""
    beside_fault: str = ""


@dataclass(frozen=True, slots=True)
class Report:
    """One check while it runs. Each method ends it."""

    check: str
    subject: Subject
    evidence: tuple[Evidence, ...] = ()
    vital: bool = False
    """True if a diagnosis without this check has no value."""

    def seeing(self, *evidence: Evidence) -> "Report":
        """Return the same check with more evidence."""
        return replace(self, evidence=(*self.evidence, *evidence))

    def fault(
        self,
        title: str,
        meaning: str,
        way_on: str,
        cause: Cause | None = None,
        *,
        certain: bool = False,
    ) -> Finding:
        """It blocks viewing, or breaks what the platform promises."""
        ended = self._ended(Result.FAULT, title, meaning, _next(way_on, cause))
        return replace(ended, certain=certain)

    def caution(
        self,
        title: str,
        meaning: str,
        way_on: str,
        cause: Cause | None = None,
        *,
        certain: bool = False,
    ) -> Finding:
        """It may block viewing, or it blocks something other than viewing."""
        ended = self._ended(Result.CAUTION, title, meaning, _next(way_on, cause))
        return replace(ended, certain=certain)

    def fine(self, title: str, meaning: str = "") -> Finding:
        """It was checked and is as it should be."""
        return self._ended(Result.FINE, title, meaning, None)

    def not_checked(
        self, title: str, way_on: str = "", cause: Cause | None = None, *, blind: bool = False
    ) -> Finding:
        """It could not be checked."""
        following = _next(way_on, cause) if way_on else None
        ended = self._ended(Result.NOT_CHECKED, title, "", following)
        return replace(ended, blind=blind or self.vital)

    def _ended(self, result: Result, title: str, meaning: str, way_on: Next | None) -> Finding:
        return Finding(
            self.check, result, self.subject, title, self.evidence, meaning=meaning, next=way_on
        )


def _next(text: str, cause: Cause | None) -> Next:
    """Return the next step, with the operation that remedies the cause."""
    return Next(text, remedy_of(cause) if cause is not None else "")


def besides(finding: Finding, cause: Cause) -> Finding:
    """Return `finding` whose next step ends with words for what remedies another cause too."""
    if finding.next is None:
        return finding
    return replace(finding, next=replace(finding.next, other=remedy_of(cause)))


def unless_worse(finding: Finding, meaning: str) -> Finding:
    """Return `finding`, which means no more than `meaning` where another fault stops viewing."""
    return replace(finding, beside_fault=meaning)


def aimed(finding: Finding, *at: Subject) -> Finding:
    """Return `finding` with its next step aimed at one record, or at one of several."""
    if finding.next is None or not at:
        return finding
    one = at[0] if len(at) == 1 else None
    return replace(finding, next=replace(finding.next, about=one, among=() if one else at))


def seen(part: Part[Any], what: str, value: object) -> Evidence:
    """Return a value of a record in `part` as text."""
    moment = value if isinstance(value, datetime) else None
    return Evidence(what, _said(value), part.read_at, moment)


def _said(value: object) -> str | None:
    match value:
        case None:
            return None
        case bool():
            return "yes" if value else "no"
        case datetime():
            return minute(value)
        case float():
            return f"{value:.2f}"
        case str():
            return clean_sentence(shown(value))
        case _:
            return clean(value)
