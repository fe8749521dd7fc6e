"""The same questions by every road of the command line and the services, in one comparable form.

A diagnosis is asked for at once, of what was opened before, among others, and by command. A pair
is planned by its change, by other ids, as a draft, and as a row of a batch. Nothing is judged
here: what the roads say is compared by `households_oracle`.
"""

import json
import os
import sys
from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, fields
from io import BytesIO, TextIOWrapper
from types import SimpleNamespace
from typing import Any, Final
from unittest.mock import patch

from smstui.commands.main import run
from smstui.domain.changes.forms import plan_form
from smstui.domain.changes.operations import Operation
from smstui.domain.changes.plan import Plan
from smstui.domain.changes.refusal import AlreadySo, RefusedHere
from smstui.domain.errors import SmstuiError
from smstui.domain.marking import plain
from smstui.domain.secret import Secret
from smstui.domain.triage.diagnosis import Diagnosis
from smstui.domain.triage.forms import finding_form
from smstui.services.changes import Request
from smstui.services.diagnosis import utc_now
from smstui.services.outcomes import Opened
from smstui.services.queue.running import Answered
from tests.support.changing import Workshop
from tests.support.command_line import undisturbed_logging
from tests.torture.households_states import CASN, FREE, C, S, X, Y


def _plain(value: Any) -> Any:
    """`value` without the marks of personal and foreign text: only some roads print it."""
    match value:
        case str():
            return type(value)(plain(value))
        case tuple() | list():
            return type(value)(map(_plain, value))
        case dict():
            return {name: _plain(part) for name, part in value.items()}
        case _:
            return value


def _without_marks(told: Any) -> None:
    for each in fields(told):
        object.__setattr__(told, each.name, _plain(getattr(told, each.name)))


@dataclass(frozen=True)
class Verdict:
    """What one road says of a household. A finding is its check, result, subject, title and the
    way on, with the action that is offered."""

    headline: str
    result: str
    findings: tuple[tuple[str, ...], ...]

    def __post_init__(self) -> None:
        _without_marks(self)

    def of(self, subject: str, checks: Sequence[str]) -> set[tuple[str, ...]]:
        """The findings of some checks about one record, without what is fine."""
        return {
            one for one in self.findings if one[0] in checks and one[2] == subject
            and one[1] != "fine"
        }  # fmt: skip


def verdict_of(diagnosis: Diagnosis) -> Verdict:
    """A diagnosis in comparable form."""
    findings = [finding_form(one, utc_now()) for one in diagnosis.findings]
    return _verdict(diagnosis.verdict, diagnosis.result, findings)


def _verdict(headline: str, result: str, findings: Sequence[Any]) -> Verdict:
    return Verdict(
        headline,
        str(result),
        tuple(
            (
                one["check"], one["result"], f"{one['subject']['kind']} {one['subject']['id']}",
                one["title"], *((one["next"]["text"], one["next"]["action"] or "")
                                if one["next"] else ("", "")),
            )
            for one in findings
        ),
    )  # fmt: skip


@dataclass(frozen=True)
class PairEnd:
    """What comes of a pair: `planned`, `paired` where it is so already, or `refused`.

    `said` is the reason where it is not planned; `asks` is what a plan asks a person for.
    """

    word: str
    steps: tuple[str, ...] = ()
    warnings: tuple[str, ...] = ()
    said: str = ""
    asks: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        _without_marks(self)

    @property
    def titles(self) -> tuple[str, ...]:
        """The steps as a person reads them."""
        return tuple(json.loads(step)["title"] for step in self.steps)


def end_of(plan: Plan) -> PairEnd:
    """A plan in comparable form."""
    return _end_of_form(plan_form(plan))


def _end_of_form(form: Any) -> PairEnd:
    asks = tuple(form[name] or "" for name in ("confirm", "reason_needed", "last4_needed", "tier"))
    steps = tuple(json.dumps(_plain(step), sort_keys=True) for step in form["steps"])
    return PairEnd("planned", steps, tuple(form["warnings"]), asks=asks)


def end_of_error(error: SmstuiError) -> PairEnd:
    """A refusal in comparable form."""
    if isinstance(error, AlreadySo):
        return PairEnd("paired", said=error.message)
    return PairEnd("refused", said=f"{error.message} {error.hint}".strip())


# A diagnosis


def diagnosed(place: Workshop, text: str) -> Any:
    """What `text` leads to and its diagnosis, asked for at once."""
    place.changes  # noqa: B018  opens the desk
    return place.call(_diagnosed(place, text))


async def _diagnosed(place: Workshop, text: str) -> Any:
    return await place.client.diagnose(text)


def diagnosed_when_open(place: Workshop, text: str) -> Verdict | None:
    """The diagnosis of what was looked up before; None where no single record opened."""

    async def asked() -> Diagnosis | None:
        outcome = await place.client.look_up(text)
        return await place.client.diagnose_opened(outcome) if isinstance(outcome, Opened) else None

    found = place.call(asked())
    return verdict_of(found) if found is not None else None


def diagnosed_in_a_queue(place: Workshop, texts: Sequence[str]) -> list[Verdict | None]:
    """The diagnoses of several ids that were asked for together, as the triage queue does."""

    async def each() -> AsyncIterator[str]:
        for text in texts:
            yield text

    async def asked() -> list[Answered]:
        return [one async for one in await place.client.diagnose_many(each())]

    found = sorted(place.call(asked()), key=lambda one: one.place)
    diagnoses = [one.diagnosed.diagnosis if one.diagnosed else None for one in found]
    return [verdict_of(one) if one is not None else None for one in diagnoses]


def diagnosed_by_command(place: Workshop, texts: Sequence[str]) -> list[Verdict | None]:
    """The same by `smstui diagnose --json`."""
    _, documents = smstui(place, ("diagnose", "--json", *texts))
    return [
        _verdict(one["verdict"], one["result"], one["findings"]) if one["verdict"] else None
        for one in documents
    ]


# A pair


def requested(box: str, card: str) -> Request:
    return Request(Operation.PAIR, box, card, {}, secret=Secret("4321"))


def paired_by_change(place: Workshop, box: str, card: str) -> PairEnd:
    """The plan of the change, or its refusal."""
    changes = place.changes
    try:
        return end_of(place.call(changes.plan(requested(box, card))))
    except SmstuiError as error:
        return end_of_error(error)


def paired_by_draft(place: Workshop, box: str, card: str) -> tuple[PairEnd, PairEnd | str | None]:
    """A draft that is saved and checked: what it comes to, and what it was saved with.

    The second is a plan, or the sentence that stood against one; None where too little was known.
    """
    drafts = place.client.drafts
    try:
        draft = place.call(drafts.save(Request(Operation.PAIR, box, card)))
    except SmstuiError as error:
        return end_of_error(error), None
    try:
        (checked,) = place.call(drafts.check([draft.id]))
        shown = place.call(drafts.get(draft.id))
        known = _known_of(draft.plan, draft.said)
        draft_check = checked.draft_check
        if draft_check.plan is not None:
            told = {"ready", "set aside"}
            word = "" if str(shown.standing) in told else f"is {shown.standing}"
            return _but(end_of(draft_check.plan), word), known
        if draft_check.error is None:
            return PairEnd("refused", said=draft_check.said), known
        return end_of_error(draft_check.error), known
    finally:
        with suppress(RefusedHere):  # it is done already
            place.call(drafts.discard(draft.id))


def _known_of(plan: str, said: str) -> PairEnd | str | None:
    from smstui.store.plan_text import plan_from_text

    known = plan_from_text(plan) if plan else None
    if known is not None and known.steps:
        return end_of(known)
    return said.removeprefix("As far as is known here: ") or None


def _but(end: PairEnd, word: str) -> PairEnd:
    return PairEnd(word, said=str(end)) if word else end


@dataclass(frozen=True)
class BatchEnd:
    """The exit of a batch, what became of its first row, and whether that row is set aside."""

    code: int
    end: PairEnd
    rows: int
    is_aside: bool = False


def paired_by_batch(place: Workshop, *lines: str) -> BatchEnd:
    """`smstui batch` of a file with these lines; nothing is applied."""
    code, documents = smstui(place, ("batch", "-", "--json"), "\n".join(lines) + "\n")
    first = documents[0]
    error = first.get("error")
    if first.get("plan"):
        return BatchEnd(code, _end_of_form(first["plan"]), len(documents), error is not None)
    if error:
        said = f"{error['message']} {error['hint'] or ''}".strip()
        return BatchEnd(code, PairEnd("refused", said=said), len(documents))
    told = (first.get("message") or "").removesuffix(" Nothing is sent for it.")
    return BatchEnd(code, PairEnd("paired", said=told), len(documents))


def one_row_files(at: int) -> str:
    """One pair, written in a way of its own for each number."""
    forms = (f"{X} {C}", f"{CASN[X]},{C}", f"{C};{CASN[X]}", f"{CASN[X].lower()}\t{C}",
             f'box,card\n# a note\n"{X}","{C}"')  # fmt: skip
    return forms[at % len(forms)]


TWICE: Final = (f"{X} {C}", f"{CASN[X]} {C}")
"""One pair by two kinds of id: it counts once."""
BESIDE: Final = (f"{CASN[X]} {C}", f"{S} {FREE}")
"""Two pairs that have nothing to do with each other."""
CLASHING: Final = (f"{X} {C}", f"{CASN[Y]} {C}")
"""Two boxes for one card: the file is refused."""


# The command line, in this process


class _Kept(BytesIO):
    """What was written, also when the stream in front of it is gone."""

    def close(self) -> None:
        pass


def smstui(place: Workshop, arguments: Sequence[str], stdin: str = "") -> tuple[int, list[Any]]:
    """Run a command on the deployment of `place`: its exit and its documents."""
    written = _Kept()
    out, err = (TextIOWrapper(sink, "utf-8", write_through=True) for sink in (written, _Kept()))
    reader = SimpleNamespace(buffer=BytesIO(stdin.encode()), isatty=lambda: False)
    with (
        _streams(reader, out, err),
        patch.dict(os.environ, place.environment),
        undisturbed_logging(),
    ):
        code = run(("--deployment", place.deployment, *arguments))
    return code, [json.loads(line) for line in written.getvalue().decode().splitlines()]


@contextmanager
def _streams(reader: Any, out: Any, err: Any) -> Iterator[None]:
    before = sys.stdin, sys.stdout, sys.stderr
    sys.stdin, sys.stdout, sys.stderr = reader, out, err
    try:
        yield
    finally:
        sys.stdin, sys.stdout, sys.stderr = before
