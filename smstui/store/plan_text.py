"""Plans and results as JSON, for the journal and the drafts.

The `Stored…` models are the persisted form. pydantic makes it from a plan, refuses what is
damaged, and writes it byte for byte as before. A secret is never part of it.
"""

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime
from typing import Annotated, Any, TypeVar

from pydantic import (
    AliasChoices,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    StrictBool,
    StrictInt,
)

from smstui.domain.bundle import Family
from smstui.domain.changes.facts import Fact, Subject
from smstui.domain.changes.operations import Call, Operation
from smstui.domain.changes.plan import Plan, Step, Tier, Write
from smstui.domain.changes.request import Request
from smstui.domain.changes.verdict import Outcome, StepResult
from smstui.domain.identifiers import IdKind, Reading
from smstui.domain.marking import foreign, personal

T = TypeVar("T")


def plan_to_text(plan: Plan) -> str:
    """Return `plan` as JSON, without the secrets of its writes."""
    return _text(StoredPlan.model_validate(plan).model_dump(mode="json"))


def plan_from_text(text: str) -> Plan:
    """Return the plan in `text`. Raises ValueError if it is damaged or of a newer version."""
    return _read(text, lambda form: StoredPlan.model_validate(form).plan(), "plan")


def holds_in(text: str) -> tuple[str, ...]:
    """Return the locks of the plan in `text`, even of a newer version; none if it is no plan."""
    try:
        form = json.loads(text)
        return tuple(lock for lock in form["holds"] if isinstance(lock, str))
    except (ValueError, KeyError, TypeError, RecursionError):
        return ()


def results_to_text(results: Sequence[StepResult]) -> str:
    """Return `results` as JSON."""
    stored = (StoredResult.model_validate(result) for result in results)
    return _text([each.model_dump(mode="json") | {"marked": True} for each in stored])


def results_from_text(text: str) -> tuple[StepResult, ...]:
    """Return the results in `text`. Raises ValueError like `plan_from_text`."""

    def read(form: Any) -> tuple[StepResult, ...]:
        return tuple(StoredResult.model_validate(each).result() for each in form)

    return _read(text, read, "list of results")


def _text(form: Any) -> str:
    return json.dumps(form, ensure_ascii=True, separators=(",", ":"))


def _read(text: str, read: Callable[[Any], T], noun: str) -> T:
    try:
        return read(json.loads(text))
    except (ValueError, TypeError, AttributeError, RecursionError):
        raise ValueError(f"not a {noun} of this program") from None


def _fact_rows(facts: Any) -> Any:
    """Return a snapshot of the domain as rows; leave anything else to the check."""
    if not isinstance(facts, Mapping):
        return facts
    return [(*_astuple(fact), value) for fact, value in facts.items()]


def _subject_row(subject: Any) -> Any:
    """Return a subject of the domain as a row; leave anything else to the check."""
    if not isinstance(subject, Subject):
        return subject
    return subject.kind, subject.ask.kind, subject.ask.value


def _astuple(fact: Fact) -> tuple[str, str, str]:
    return fact.kind, fact.id, fact.name


FactRows = Annotated[tuple[tuple[str, str, str, str | None], ...], BeforeValidator(_fact_rows)]
SubjectRow = Annotated[tuple[str, IdKind, str], BeforeValidator(_subject_row)]


def _snapshot(rows: FactRows) -> dict[Fact, str | None]:
    return {Fact(kind, key, name): value for kind, key, name, value in rows}


def _subjects(rows: Iterable[SubjectRow]) -> tuple[Subject, ...]:
    return tuple(Subject(kind, Reading(id_kind, value)) for kind, id_kind, value in rows)


class Stored(BaseModel):
    """A persisted form. The names and the order of its fields are a contract."""

    model_config = ConfigDict(from_attributes=True, hide_input_in_errors=True, defer_build=True)


class StoredWrite(Stored):
    call: Call
    target: str
    values: dict[str, str | None]

    def write(self) -> Write:
        return Write(self.call, self.target, self.values)


class StoredStep(Stored):
    write: StoredWrite
    title: str
    before: FactRows
    after: FactRows
    subjects: tuple[SubjectRow, ...]
    tier: StrictInt
    undo: StoredWrite | None
    provable: StrictBool

    def step(self) -> Step:
        return Step(
            write=self.write.write(),
            title=self.title,
            before=_snapshot(self.before),
            after=_snapshot(self.after),
            subjects=_subjects(self.subjects),
            tier=Tier(self.tier),
            undo=self.undo.write() if self.undo else None,
            provable=self.provable,
        )


class StoredRequest(Stored):
    """`secret` says that one came with it. The operation is that of the plan."""

    target: str
    second: str
    values: dict[str, str]
    as_kind: IdKind | None
    secret: StrictBool = Field(validation_alias=AliasChoices("had_secret", "secret"))

    def request(self, operation: Operation) -> Request:
        return Request(
            operation,
            self.target,
            self.second,
            self.values,
            self.as_kind,
            had_secret=self.secret,
        )


class StoredPlan(Stored):
    """`private` is only in plans of older versions: names that their warnings do not mark.

    `notes` is written if there are any; those of older versions are among the warnings.
    """

    operation: Operation
    title: str
    family: Family
    steps: tuple[StoredStep, ...]
    guard: FactRows = Field(validation_alias=AliasChoices("guard", "preconditions"))
    subjects: tuple[SubjectRow, ...]
    holds: tuple[str, ...] = Field(validation_alias=AliasChoices("holds", "locks"))
    account: str
    warnings: tuple[str, ...]
    confirm: str
    reason_needed: str
    last4_needed: str = ""
    undoes: str
    wanted: StoredRequest | None = Field(None, validation_alias=AliasChoices("wanted", "request"))
    notes: tuple[str, ...] = Field((), exclude_if=lambda notes: not notes)
    private: tuple[str, ...] = Field((), exclude=True)

    def plan(self) -> Plan:
        return Plan(
            operation=self.operation,
            title=self.title,
            family=self.family,
            steps=tuple(step.step() for step in self.steps),
            preconditions=_snapshot(self.guard),
            subjects=_subjects(self.subjects),
            locks=self.holds,
            account=self.account,
            notes=self.notes,
            warnings=tuple(self._marked(warning) for warning in self.warnings),
            confirm=self.confirm,
            reason_needed=self.reason_needed,
            last4_needed=self.last4_needed,
            undoes=self.undoes,
            request=self.wanted.request(self.operation) if self.wanted else None,
        )

    def _marked(self, warning: str) -> str:
        for name in self.private:
            warning = warning.replace(f"({name})", f"({personal(name)})")
        return warning


class StoredResult(Stored):
    """`marked` is false in results of older versions, which did not mark the platform's words."""

    model_config = ConfigDict(extra="forbid")

    n: StrictInt
    sent: StrictBool = False
    acknowledged: StrictBool | None = None
    verified: StrictBool | None = None
    outcome: Outcome | None
    correlation_id: str = ""
    message: str = ""
    created: str = ""
    sent_at: str = ""
    looked_at: str = ""
    own_refusal: StrictBool = False
    marked: bool = Field(False, exclude=True)

    def result(self) -> StepResult:
        if self.sent_at and datetime.fromisoformat(self.sent_at).tzinfo is None:
            raise ValueError("a moment without an offset")
        fields = self.model_dump()
        return StepResult(
            **fields | {"message": self.message if self.marked else foreign(self.message)}
        )
