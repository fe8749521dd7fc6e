"""One row among several that are changed one after the other: how it is told, and its exit."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from smstui.commands.change import EXITS
from smstui.commands.change_form import change_form, failure_form
from smstui.commands.change_lines import plan_lines, result_lines
from smstui.commands.exits import Exit, exit_of
from smstui.commands.global_options import GlobalOptions
from smstui.commands.output import OutputFailed, error_form, narrate, say, say_document, say_lines
from smstui.config.settings import Deployment
from smstui.domain.changes.plan import Plan
from smstui.domain.changes.verdict import Outcome, in_words_of
from smstui.domain.errors import SmstuiError
from smstui.presentation.results import said_of
from smstui.services.changes import ChangeResult
from smstui.services.drafts import DraftCheck
from smstui.store.drafts import Standing

_OUTCOMES = {
    Exit.REFUSED_HERE: Outcome.REFUSED_HERE,
    Exit.CHANGED: Outcome.CHANGED,
    Exit.UNREACHABLE: Outcome.NOT_SENT,
    Exit.REFUSED_BY_PLATFORM: Outcome.REFUSED_BY_PLATFORM,
}


@dataclass(frozen=True, slots=True)
class Row:
    """The parts of a row's report that any outcome has: its `operation` and own fields."""

    operation: str
    told: Mapping[str, Any]


class RowTeller:
    """Tells rows on standard output: documents of `schema`, or lines. Remembers their exits."""

    def __init__(
        self, deployment: Deployment, noun: str, wanted: GlobalOptions, *, total: int
    ) -> None:
        self._deployment = deployment
        self._noun = noun
        self._json = wanted.json
        self._masker = wanted.masker
        self.total = total
        self.codes: list[Exit] = []

    def planned(self, n: int, row: Row, draft_check: DraftCheck) -> Exit:
        """Tell a row that is only planned, done already, or set aside."""
        code, said = _weight(draft_check)
        if draft_check.plan:
            self._masker.records.learn_plan(draft_check.plan)
        self.codes.append(code)
        if self._json:
            form = self._form(row, plan=draft_check.plan, outcome=_outcome_of(code, draft_check))
            form["message"] = said or None
            if code is not Exit.DONE:
                form["error"] = _error(draft_check, code, said)
            say_document(form)
        else:
            self._head(n, row, _word(draft_check))
            if draft_check.plan:
                say_lines(f"  {line}" for line in plan_lines(draft_check.plan))
            if said:
                say(f"    {said}")
        return code

    def ended(self, n: int, row: Row, result: ChangeResult) -> Exit:
        """Tell a row that was applied."""
        code = EXITS[result.outcome]
        self._masker.records.learn_plan(result.plan)
        self.codes.append(code)
        if self._json:
            form = self._form(row, plan=result.plan, result=result)
            if code not in (Exit.DONE, Exit.ACCEPTED):
                form |= failure_form(result)
            say_document(form)
        else:
            self._head(n, row, in_words_of(result.outcome))
            say_lines(f"  {line}" for line in plan_lines(result.plan))
            say_lines(f"  {line}" for line in result_lines(result))
            if said := said_of(result):
                say(f"    {said}")
        return code

    def refused(self, n: int, row: Row, error: SmstuiError) -> Exit:
        """Tell a row that was not applied because of `error`."""
        code = exit_of(error)
        self.codes.append(code)
        if self._json:
            outcome = _OUTCOMES.get(code, Outcome.REFUSED_HERE)
            say_document(self._form(row, outcome=str(outcome)) | {"error": error_form(error)})
        else:
            self._head(n, row, in_words_of(_OUTCOMES.get(code, Outcome.REFUSED_HERE)))
            say(f"    {error}")
        return code

    def interrupted(
        self, n: int, row: Row, *, plan: Plan | None = None, change_id: str = "", sent: bool = False
    ) -> Exit:
        """Tell a row that an interrupt ended. It may have been sent if it has a `change_id`."""
        code = Exit.UNKNOWN if change_id else Exit.UNREACHABLE
        outcome = Outcome.UNKNOWN if change_id else Outcome.NOT_SENT
        said = "Interrupted before anything was sent for this row."
        if change_id:
            said = "Interrupted. The request was sent" if sent else "Interrupted while it was sent"
            said = f"{said}; what came of it is not known. smstui journal --settle decides it."
        self.codes.append(code)
        if plan:
            self._masker.records.learn_plan(plan)
        if self._json:
            form = self._form(row, plan=plan, outcome=str(outcome))
            error = {"code": str(outcome), "message": said, "hint": None, "correlation_id": None}
            say_document(form | {"change_id": change_id or None, "message": said, "error": error})
        else:
            self._head(n, row, in_words_of(outcome))
            say(f"    {said}")
        return code

    def not_tried(self, rows: Sequence[Row], why: str) -> None:
        """The rows after one with which it made no sense to go on."""
        self.codes += [Exit.UNREACHABLE] * len(rows)
        if self._json:
            told = {"code": "not-tried", "message": why, "hint": None, "correlation_id": None}
            for row in rows:
                form = self._form(row, outcome=str(Outcome.NOT_SENT))
                say_document(form | {"error": told})
        elif rows:
            say(f"{len(rows)} more not tried: {why}")

    def cut_short(self, error: OutputFailed) -> Exit:
        """Return the exit after a row that could not be told: no row is tried after it."""
        told, left = len(self.codes), self.total - len(self.codes)
        rest = f"; {left} more not tried" if left else ""
        narrate(f"smstui: {error} after row {told} of {self.total}{rest}. "
                "smstui journal has what was done.")  # fmt: skip
        self.codes += [Exit.UNREACHABLE] * left
        return exit_of_rows(self.codes)

    def sum_up(self, *, applied: bool) -> Exit:
        """Say a sentence about the whole, and return its exit."""
        good = sum(code is Exit.DONE for code in self.codes)
        word = "verified or done already" if applied else "ready or done already"
        accepted = sum(code is Exit.ACCEPTED for code in self.codes)
        also = f", {accepted} accepted" if accepted else ""
        if failed := len(self.codes) - good - accepted:
            also += f", {failed} {'not done' if applied else 'not ready'}"
        narrate(f"smstui: {good} of {len(self.codes)} {word}{also}.")
        return exit_of_rows(self.codes)

    def _form(self, row: Row, **known: Any) -> dict[str, Any]:
        form = change_form(self._noun, self._deployment.name, self._deployment.family, **known)
        return {"schema": form.pop("schema"), **row.told, **form, "operation": row.operation}

    def _head(self, n: int, row: Row, word: str) -> None:
        told = " ".join(
            f"line {value}" if name == "line" else str(value)
            for name, value in row.told.items()
            if value not in (None, "")
        )
        say(f"{n} of {self.total}  {word}: {told}")


def exit_of_rows(codes: Sequence[Exit]) -> Exit:
    """Return the exit code of several rows (design §8): of a single row, its own.

    Otherwise 0 when all are verified or already so, 12 when at least one is accepted and the
    others are well, and 11.
    """
    if len(codes) == 1:
        return codes[0]
    if all(code is Exit.DONE for code in codes):
        return Exit.DONE
    well = all(code in (Exit.DONE, Exit.ACCEPTED) for code in codes)
    return Exit.ACCEPTED if well else Exit.PARTIAL


def _weight(draft_check: DraftCheck) -> tuple[Exit, str]:
    if draft_check.standing in (Standing.READY, Standing.DONE):
        is_done = draft_check.standing is Standing.DONE and bool(draft_check.said)
        return (
            Exit.DONE,
            f"{draft_check.said} Nothing is sent for it." if is_done else draft_check.said,
        )
    if draft_check.error is not None:
        return exit_of(draft_check.error), draft_check.said
    return Exit.REFUSED_HERE, draft_check.said


def _outcome_of(code: Exit, draft_check: DraftCheck) -> str | None:
    if draft_check.standing is Standing.READY:
        return None
    if draft_check.standing is Standing.DONE:
        return str(Outcome.VERIFIED)
    return str(_OUTCOMES.get(code, Outcome.REFUSED_HERE))


def _word(draft_check: DraftCheck) -> str:
    return {Standing.DONE: "done already", Standing.WAITING: "not reached"}.get(
        draft_check.standing, str(draft_check.standing)
    )


def _error(draft_check: DraftCheck, code: Exit, said: str) -> dict[str, str | None]:
    if draft_check.error is not None:
        return error_form(draft_check.error)
    outcome = str(_OUTCOMES.get(code, Outcome.REFUSED_HERE))
    return {"code": outcome, "message": said, "hint": None, "correlation_id": None}
