"""Read a transcript: its lookups, diagnoses and change requests, to make them again."""

import json
from collections.abc import Mapping
from typing import Annotated, Any, Final, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, ValidationError

from smstui.domain.bundle import Family
from smstui.domain.case.document import SCHEMA
from smstui.domain.changes.operations import Operation
from smstui.domain.errors import BadConfiguration
from smstui.domain.identifiers import IdKind
from smstui.domain.text import Clean, clean

LARGEST: Final = 4_000_000
"""The most characters of a transcript. One of 500 events has a tenth of it."""


def _text(raw: Any) -> Any:
    if not isinstance(raw, str):
        raise ValueError("no text")
    return clean(raw)


Text = Annotated[Clean, BeforeValidator(_text)]


class _Read(BaseModel):
    model_config = ConfigDict(frozen=True, extra="ignore", hide_input_in_errors=True)


class FoundThen(_Read):
    """The result of a question."""

    kind: Text
    id: Text
    account: Text | None = None
    status: Text | None = None
    counts: Mapping[Text, int] = {}


class QuestionThen(_Read):
    event: Literal["question"]
    text: Text
    as_kind: IdKind
    found: FoundThen


class SubjectThen(_Read):
    kind: Text
    id: Text


class FindingThen(_Read):
    check: Text
    result: Text


class DiagnosisThen(_Read):
    event: Literal["diagnosis"]
    subject: SubjectThen
    reported: Text | None = None
    verdict: Text
    findings: tuple[FindingThen, ...] = ()


class RequestThen(_Read):
    """The request of a change."""

    operation: Operation
    target: Text
    second: Text | None = None
    values: Mapping[Text, Text] = {}
    as_kind: IdKind | None = None
    secret: bool = False


class StepThen(_Read):
    title: Text
    before: Mapping[Text, Text | None] = {}
    after: Mapping[Text, Text | None] = {}


class PlanThen(_Read):
    title: Text
    steps: tuple[StepThen, ...] = ()


class PlanEventThen(_Read):
    """A plan that was shown or refused, or a change that was made of one."""

    event: Literal["plan", "change"]
    title: Text
    request: RequestThen | None = None
    plan: PlanThen | None = None
    refusal: Text | None = None


EventThen = Annotated[QuestionThen | DiagnosisThen | PlanEventThen, Field(discriminator="event")]


class Transcript(_Read):
    """The parts of a transcript that can be made again. Everything else is for people."""

    family: Family
    account: Text | None = None
    privacy: bool = False
    events: tuple[EventThen, ...] = ()


def transcript_from(text: str, origin: str) -> Transcript:
    """Return the transcript in `text`. Raises BadConfiguration naming `origin` if it is not one."""
    if len(text) > LARGEST:
        raise _wrong(origin, "is too large")
    try:
        read = json.loads(text)
    except (ValueError, RecursionError):
        raise _wrong(origin, "is not a JSON document") from None
    if not isinstance(read, dict) or read.get("schema") != SCHEMA:
        raise _wrong(origin, f"is not {SCHEMA}")
    try:
        return Transcript.model_validate(read)
    except ValidationError as error:
        first = error.errors(include_input=False, include_url=False)[0]
        place = ".".join(clean(part, 40) for part in first["loc"])
        raise _wrong(origin, f"does not say what it must at {place}") from None


def _wrong(origin: str, what: str) -> BadConfiguration:
    return BadConfiguration(
        f"{clean(origin)} {what}, so nothing was asked.",
        hint="smstui transcript ID --json --output FILE makes one.",
    )
