"""The records of a case. Plain values; the caller gives the time."""

from dataclasses import dataclass, replace
from datetime import datetime
from typing import TYPE_CHECKING

from smstui.domain.bundle import Bundle
from smstui.domain.privacy import PERSONAL_KINDS, ids_of_plan
from smstui.domain.shown_state import state_of
from smstui.domain.triage.finding import Subject

if TYPE_CHECKING:  # a first answer is recorded before any of these is needed
    from smstui.domain.changes.plan import Plan
    from smstui.domain.changes.request import Request
    from smstui.domain.changes.verdict import StepResult
    from smstui.domain.triage.cross_test import CrossTest
    from smstui.domain.triage.diagnosis import Diagnosis

MOST_EVENTS = 500
"""The most events of one case. The oldest are dropped."""


@dataclass(frozen=True, slots=True)
class Found:
    """The result of a lookup: its account, its state, the number of records of each part.

    `gaps` are the parts that could not be read, each with its reason.
    """

    record: Subject
    account: str
    status: str
    counts: tuple[tuple[str, int], ...] = ()
    gaps: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Question:
    """A lookup with a result. `offline` says why the cache answered, if it did."""

    at: datetime
    text: str
    kind: str
    found: Found
    source: str = "platform"
    offline: str = ""
    correlation_id: str = ""


@dataclass(frozen=True, slots=True)
class Judgement:
    """A diagnosis; `reported` is the code that the viewer read, `record` what was open then."""

    at: datetime
    reported: str
    diagnosis: "Diagnosis"
    record: Subject | None = None


@dataclass(frozen=True, slots=True)
class Planned:
    """A plan that was shown, or the reason why there is none. Nothing was sent for it."""

    at: datetime
    title: str
    operation: str = ""
    plan: "Plan | None" = None
    request: "Request | None" = None
    refusal: str = ""
    correlation_id: str = ""


@dataclass(frozen=True, slots=True)
class Change:
    """A change of the journal. `outcome` is empty while it is open."""

    at: datetime
    id: str
    operation: str
    plan: "Plan"
    results: "tuple[StepResult, ...]"
    outcome: str
    ended: datetime | None = None
    open: bool = False
    reason: str = ""
    role: str = ""
    person: str = ""
    correlation_id: str = ""
    undoes: str = ""


Event = Question | Judgement | Planned | Change


@dataclass(frozen=True, slots=True)
class Case:
    """Everything of one account since `began`, in the order it happened.

    `record` is what is open where the case is handed out; by default what was looked up last.
    """

    deployment: str
    family: str
    account: str
    began: datetime
    events: tuple[Event, ...] = ()
    cross_test: "CrossTest | None" = None
    gaps: tuple[str, ...] = ()
    """Sentences on changes that are missing here because they cannot be read."""
    record: Subject | None = None

    def having(self, *more: Event) -> "Case":
        """Return the case with `more` in order. A change replaces its earlier state."""
        changes = {one.id: one for one in more if isinstance(one, Change)}
        kept = [one for one in self.events if not (isinstance(one, Change) and one.id in changes)]
        events = sorted([*kept, *more], key=lambda one: one.at)
        return replace(self, events=tuple(events[-MOST_EVENTS:]))

    @property
    def questions(self) -> tuple[Question, ...]:
        return tuple(one for one in self.events if isinstance(one, Question))

    @property
    def question(self) -> Question | None:
        """The latest lookup of the record in hand."""
        return next((one for one in reversed(self.questions) if self._is_of_record(one)), None)

    @property
    def judgement(self) -> Judgement | None:
        """The latest diagnosis of the record in hand, or of another one that was made from it."""
        judged = [one for one in self.events if isinstance(one, Judgement)]
        return next((one for one in reversed(judged) if self._is_of_record(one)), None)

    def _is_of_record(self, event: Question | Judgement) -> bool:
        if self.record is None:
            return True
        if isinstance(event, Question):
            return event.found.record == self.record
        return self.record in (event.record, event.diagnosis.subject)

    @property
    def changes(self) -> tuple[Change, ...]:
        return tuple(one for one in self.events if isinstance(one, Change))

    @property
    def ids(self) -> frozenset[str]:
        """The ids that the case is about; no login id is among them."""
        asked = {one.text for one in self.questions if one.kind not in PERSONAL_KINDS}
        plans = [one.plan for one in self.changes]
        plans += [one.plan for one in self.events if isinstance(one, Planned) and one.plan]
        return frozenset({self.account, *asked}.union(*map(ids_of_plan, plans)))


def found_in(bundle: Bundle) -> Found:
    """Return the result, without a name or an address."""
    owner = bundle.owner
    counts, gaps = [], []
    for name, part in bundle.parts():
        if name in ("account", "pins"):
            continue
        if part.was_read:
            counts.append((name, part.total if part.total is not None else len(part)))
        else:
            gaps.append((name, part.reason or str(part.state)))
    return Found(
        Subject(bundle.focus.kind, bundle.focus.id),
        (owner.id or "") if owner else "",
        state_of(owner, bundle.platform_time(bundle.read_at)).word,
        tuple(counts),
        tuple(gaps),
    )
