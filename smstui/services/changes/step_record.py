"""What became of each step of a change so far: told as it goes, and kept in the journal."""

from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from typing import Final

from smstui.domain.age import utc_now
from smstui.domain.changes.plan import Plan
from smstui.domain.changes.verdict import DONE, Answer, Outcome, StepResult, of_change
from smstui.domain.changes.watch import watch_until
from smstui.domain.errors import NoAnswer, NotSent, SignInRefused, SmstuiError, StoreFailed
from smstui.platforms.correlation import correlation_id
from smstui.services.changes.change_result import ChangeResult
from smstui.store.journal import Journal
from smstui.store.plan_text import results_to_text

Progress = Callable[[StepResult], None]
"""Told of every turn of a step, in the engine's thread."""

ALREADY_SO: Final = "It was already so when it was looked at; somebody else may have done it."
LEFT: Final = (
    "smstui ended before this was decided. It will be decided by reading; nothing is sent again."
)
BUG: Final = "smstui failed here; this is a bug."


class StepRecord:
    """The results of the steps of one change. `undecided` leaves the change open in the journal."""

    def __init__(
        self, plan: Plan, change_id: str, journal: Journal, progress: Progress | None
    ) -> None:
        self._plan = plan
        self._change = change_id
        self._journal = journal
        self._progress = progress
        self._results: list[StepResult] = []
        self._message = ""
        self._stops = ""
        self.undecided = False

    @property
    def last(self) -> StepResult:
        return self._results[-1]

    @property
    def has_sent(self) -> bool:
        return any(each.sent for each in self._results)

    @property
    def nothing(self) -> str:
        """Nothing of the change, or nothing beyond the steps that were sent."""
        return "Nothing more" if self.has_sent else "Nothing"

    def unsent(self, error: SmstuiError) -> str:
        """Say that the last step was not sent. `error` may say so of itself alone."""
        said = str(error)
        if self.has_sent and isinstance(error, NotSent):
            said = error.reason or said
        title = self._plan.steps[self.last.n - 1].short_title
        return f"{self.nothing} was sent to {title}. {said}"

    def stop(self, error: SmstuiError) -> None:
        """Remember why a batch must end here: the next row would meet the same."""
        if isinstance(error, SignInRefused):
            self._stops = "the platform did not accept the sign-in."
        elif isinstance(error, NotSent | NoAnswer):
            self._stops = "the platform is not reached."

    def update(self, result: StepResult) -> None:
        """Replace the result of the last step, or begin that of the next, and tell it."""
        if self._results and self._results[-1].n == result.n:
            self._results[-1] = result
        else:
            self._results.append(result)
        if self._progress:
            self._progress(result)

    def finish(self, outcome: Outcome, message: str) -> None:
        """End the last step."""
        turn = self.last
        as_wanted = outcome is Outcome.VERIFIED and turn.answer is Answer.ACKNOWLEDGEMENT
        self._message = "" if as_wanted and ALREADY_SO not in message else message
        self.update(replace(turn, outcome=outcome, message=message))

    def leave(self) -> None:
        """Leave the last step open, to be decided by reading."""
        self.undecided = True
        if self._results:
            self.finish(Outcome.UNKNOWN, LEFT)

    def stumble(self) -> None:
        """Record a bug: open if something was sent, and else ended."""
        if self.has_sent:
            self.leave()
        elif self._results:
            self.finish(Outcome.NOT_SENT, f"{BUG} Nothing was sent.")
        self.end()

    def _where(self) -> str:
        """Return which steps are done and which are not, for a change that is partly done."""
        done = {each.n for each in self._results if each.outcome in DONE}
        titles = [(n in done, step.title) for n, step in enumerate(self._plan.steps, start=1)]
        return (
            f"Done: {'; '.join(title for yes, title in titles if yes)}. "
            f"Not done: {'; '.join(title for yes, title in titles if not yes)}."
        )

    def sending(self) -> None:
        """Record on disk that the step is sent now. Raise StoreFailed; it is told afterwards."""
        self._results[-1] = replace(self.last, sent=True, sent_at=utc_now().isoformat())
        self.note()

    def note(self) -> None:
        """Record the results. The outcome is unknown until it is proven otherwise."""
        self._journal.note(self._change, results_to_text(self._results), Outcome.UNKNOWN)

    def note_answer(self) -> None:
        with suppress(StoreFailed):  # it is on disk that it was sent; that is what counts
            self.note()

    def end(self) -> ChangeResult:
        """End the change in the journal, or leave it open there, and return its result."""
        outcome = of_change(self._results, len(self._plan.steps))
        if outcome is Outcome.PARTIAL and len(self._plan.steps) > 1:
            self._message = f"{self._where()} {self._message}"
        text = results_to_text(self._results)
        watch = None
        try:
            if self.undecided:
                self._journal.leave_open(self._change, outcome, text)
            else:
                watch = watch_until(self._plan, self._results, outcome)
                self._journal.end(self._change, outcome, text, watch)
        except StoreFailed as error:
            watch = None
            # It was sent and judged: that stands, whatever became of the record of it.
            self._message = f"{self._message} Its outcome could not be journalled. {error}".strip()
        return ChangeResult(
            self._change,
            self._plan,
            outcome,
            tuple(self._results),
            self._message,
            correlation_id(),
            self.undecided,
            self._stops,
            watch,
        )
