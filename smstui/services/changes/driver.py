"""Driving a journalled plan to its end: read again, send once, settle, read again, judge."""

import asyncio
from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from datetime import UTC, datetime
from typing import Final

from smstui.domain.changes.facts import Fact, Image, picked
from smstui.domain.changes.operations import Call
from smstui.domain.changes.plan import Plan, Step
from smstui.domain.changes.verdict import (
    Outcome,
    Seen,
    StepResult,
    moved,
    of_acknowledged,
    of_change,
    of_unanswered,
    said_of,
    seen,
)
from smstui.domain.errors import (
    NoAnswer,
    NotSent,
    PlatformError,
    Refused,
    SmstuiError,
    StoreFailed,
)
from smstui.platforms.port import Errand
from smstui.platforms.writes import Acknowledgement, PlatformWriter, Prepared
from smstui.services.changes.images import Images
from smstui.services.changes.request import ChangeResult
from smstui.services.changes.settling import Leaving, Settling
from smstui.store.journal import Journal
from smstui.store.plan_text import results_to_text

Progress = Callable[[StepResult], None]
"""Told of every turn of a step, in the engine's thread."""

LEFT: Final = (
    "smstui ended before this was decided. It will be decided by reading; nothing is sent again."
)


class Driver:
    """Drives one change. Once it runs, nothing but the end of the process stops it."""

    def __init__(
        self,
        plan: Plan,
        change_id: str,
        *,
        images: Images,
        writer: Callable[[], PlatformWriter],
        journal: Journal,
        settling: Settling,
        errand: Errand,
        progress: Progress | None = None,
    ) -> None:
        self._plan = plan
        self._change = change_id
        self._images = images
        self._writer = writer
        self._journal = journal
        self._settling = settling
        self._errand = errand
        self._progress = progress
        self._results: list[StepResult] = []
        self._message = ""
        self._undecided = False
        self._looked_at = 0.0

    async def drive(self) -> ChangeResult:
        """The end of the change, journalled. Raises only what is a bug of ours."""
        try:
            await self._steps()
        except Leaving:
            self._leave()
        except asyncio.CancelledError:
            self._leave()
            with suppress(StoreFailed):
                self._note()
            raise
        return self._end()

    # Steps

    async def _steps(self) -> None:
        for n, step in enumerate(self._plan.steps, start=1):
            self._turn(StepResult(n, correlation_id=self._errand.correlation_id))
            if await self._ready(n, step):
                await self._send_and_judge(n, step)
            if self._results[-1].outcome is not Outcome.VERIFIED:
                return

    async def _ready(self, n: int, step: Step) -> bool:
        """Whether the ground is as it was shown. Ends the step where it is not."""
        subjects = self._plan.subjects if n == 1 else step.subjects
        self._looked_at = asyncio.get_running_loop().time()
        try:
            now = await self._images.read((*subjects, *step.subjects), self._errand)
        except SmstuiError as error:
            self._finish(Outcome.NOT_SENT, f"Nothing was sent. {error}")
            return False
        if step.write.call is Call.END_SESSION and seen(step, now) is Seen.APPLIED:
            self._turn(replace(self._results[-1], verified=True, outcome=Outcome.VERIFIED,
                               message="it had ended already; nothing was sent"))  # fmt: skip
            return False
        ground = self._plan.guard if n == 1 else step.before
        if gone := moved(ground, now):
            self._finish(
                Outcome.CHANGED,
                f"Changed since it was shown, nothing was sent. Now {said_of(now, gone)}.",
            )
            return False
        return True

    async def _send_and_judge(self, n: int, step: Step) -> None:
        try:
            writer = self._writer()
            prepared = await writer.prepare(step.write, self._errand)
        except SmstuiError as error:
            self._finish(Outcome.NOT_SENT, f"Nothing was sent. {error}")
            return
        if gone := moved(picked(step.before, _shared(step, prepared)), prepared.carried):
            self._finish(
                Outcome.CHANGED,
                f"Changed since it was shown, nothing was sent. "
                f"Now {said_of(prepared.carried, gone)}.",
            )
            return
        try:
            sent_at = datetime.now(UTC).isoformat()
            self._turn(replace(self._results[-1], sent=True, sent_at=sent_at))
            self._note()
        except StoreFailed as error:
            self._turn(replace(self._results[-1], sent=False, sent_at=""))
            self._finish(Outcome.REFUSED_HERE, f"Nothing was sent. {error}")
            return
        try:
            said = await self._once(writer, prepared, step)
        except NotSent as error:
            self._turn(replace(self._results[-1], sent=False, sent_at=""))
            self._finish(Outcome.NOT_SENT, str(error))
        except NoAnswer as error:
            await self._unanswered(step, error)
        except SmstuiError as error:
            refused = isinstance(error, Refused)
            self._turn(replace(self._results[-1], sent=refused, acknowledged=False))
            outcome = Outcome.REFUSED_BY_PLATFORM if refused else Outcome.NOT_SENT
            self._finish(outcome, str(error))
        else:
            await self._acknowledged(step, said)

    async def _once(
        self, writer: PlatformWriter, prepared: Prepared, step: Step
    ) -> Acknowledgement:
        """Send. A refused sign-in had no effect; if the facts bear that out, sign in again.

        That is the one case in which a request leaves twice, and then the first one certainly
        did nothing.
        """
        try:
            return await writer.send(prepared, self._errand)
        except Refused as refusal:
            if not step.provable or not isinstance(refusal, writer.renewable):
                raise
            now = await self._images.read(step.subjects, self._errand)
            if seen(step, now) is not Seen.UNTOUCHED:
                raise NoAnswer(
                    f"The sign-in was refused, and yet something moved. {refusal.message}",
                    correlation_id=self._errand.correlation_id,
                ) from refusal
            prepared = await writer.prepare(step.write, self._errand)
            return await writer.send(prepared, self._errand, sign_in_again=True)

    async def _acknowledged(self, step: Step, said: Acknowledgement) -> None:
        self._turn(
            replace(
                self._results[-1], acknowledged=True, message=said.message, created=said.created
            )
        )
        if not step.provable:
            await self._glance(step)
            outcome = Outcome.PARTIAL if said.failed else Outcome.NOT_VERIFIED
            self._finish(
                outcome,
                f"The platform acknowledged it ({said.message}); nothing that can be read again "
                "proves it.",
            )
            return
        try:
            overlap_s = asyncio.get_running_loop().time() - self._looked_at
            sight, now = await self._settling.acknowledged(
                step,
                lambda: self._look(step),
                at_once=said.changed is False,
                overlap_s=overlap_s,
            )
        except PlatformError as error:
            self._undecided = True
            self._finish(Outcome.UNKNOWN, f"Acknowledged, and it cannot be read again. {error}")
            return
        outcome = Outcome.PARTIAL if said.failed else of_acknowledged(sight)
        self._judge(step, outcome, now, said.message, overtaken=sight is Seen.OTHER)

    async def _unanswered(self, step: Step, error: NoAnswer) -> None:
        self._turn(replace(self._results[-1], message=str(error)))
        with suppress(StoreFailed):  # it is on disk that it was sent; that is what counts
            self._note()
        if not step.provable:
            self._finish(
                Outcome.UNKNOWN, f"{error} Nothing that can be read tells whether it was done."
            )
            return
        try:
            sight, now = await self._settling.unanswered(step, lambda: self._look(step))
        except PlatformError as failed:
            self._undecided = True
            self._finish(Outcome.UNKNOWN, f"{error.message} It cannot be read again. {failed}")
            return
        self._judge(step, of_unanswered(sight), now, error.message)

    def _judge(
        self, step: Step, outcome: Outcome, now: Image, said: str, *, overtaken: bool = False
    ) -> None:
        verified = outcome is Outcome.VERIFIED
        self._turn(replace(self._results[-1], verified=verified))
        if verified:
            self._finish(outcome, said)
            return
        words = {
            Outcome.NOT_VERIFIED: (
                "The platform acknowledged it, and somebody else changed it at the same time"
                if overtaken
                else "The platform acknowledged it, and nothing has changed"
            ),
            Outcome.NOT_APPLIED: "No answer came, and after the settle time nothing has changed",
            Outcome.PARTIAL: "Only a part of it is so",
            Outcome.UNKNOWN: "No answer came, and what is there now is neither the old nor the new",
        }[outcome]
        told = f" ({said})" if said else ""
        self._finish(outcome, f"{words}{told}: {said_of(now, list(step.after))}.")

    async def _look(self, step: Step) -> Image:
        return await self._images.read(step.subjects, self._errand)

    async def _glance(self, step: Step) -> None:
        """Read again although it proves nothing: what is shown next should be of after it."""
        try:
            await self._images.read(step.subjects, self._errand)
        except PlatformError:
            return

    # The record of it

    def _turn(self, result: StepResult) -> None:
        if self._results and self._results[-1].n == result.n:
            self._results[-1] = result
        else:
            self._results.append(result)
        if self._progress:
            self._progress(result)

    def _finish(self, outcome: Outcome, message: str) -> None:
        self._message = "" if outcome is Outcome.VERIFIED else message
        self._turn(replace(self._results[-1], outcome=outcome, message=message))

    def _leave(self) -> None:
        self._undecided = True
        if self._results:
            self._finish(Outcome.UNKNOWN, LEFT)

    def _where(self) -> str:
        """Which steps are done and which are not, for a change that is done in part."""
        done = {each.n for each in self._results if each.outcome is Outcome.VERIFIED}
        titles = [(n in done, step.title) for n, step in enumerate(self._plan.steps, start=1)]
        return (
            f"Done: {'; '.join(title for yes, title in titles if yes)}. "
            f"Not done: {'; '.join(title for yes, title in titles if not yes)}."
        )

    def _note(self) -> None:
        # From the first byte until it is proven otherwise.
        self._journal.note(self._change, results_to_text(self._results), Outcome.UNKNOWN)

    def _end(self) -> ChangeResult:
        outcome = of_change(self._results, len(self._plan.steps))
        if outcome is Outcome.PARTIAL and len(self._plan.steps) > 1:
            self._message = f"{self._where()} {self._message}"
        text = results_to_text(self._results)
        try:
            if self._undecided:
                self._journal.note(self._change, text, outcome)
            else:
                self._journal.end(self._change, outcome, text)
        except StoreFailed as error:
            # It was sent and judged: that stands, whatever became of the record of it.
            self._message = f"{self._message} Its outcome could not be journalled. {error}".strip()
        return ChangeResult(
            self._change,
            self._plan,
            outcome,
            tuple(self._results),
            self._message,
            self._errand.correlation_id,
            self._undecided,
        )


def _shared(step: Step, prepared: Prepared) -> list[Fact]:
    return [fact for fact in step.before if fact in prepared.carried]
