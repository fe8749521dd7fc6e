"""Drive a journalled plan to its end: read again, send once, settle, read again, judge."""

import asyncio
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import replace

from smstui.domain.changes.comparing import is_owner
from smstui.domain.changes.facts import Fact, StateSnapshot, picked
from smstui.domain.changes.identity import identities, passed_on
from smstui.domain.changes.operations import Call
from smstui.domain.changes.plan import Plan, Step
from smstui.domain.changes.verdict import (
    DONE,
    Outcome,
    Seen,
    StepResult,
    moved,
    seen,
    still_wanted,
    verdict,
)
from smstui.domain.changes.viewing import none_ended
from smstui.domain.errors import (
    NoAnswer,
    NotSent,
    PlatformError,
    Refused,
    SmstuiError,
    StoreFailed,
)
from smstui.platforms.correlation import correlation_id
from smstui.platforms.writes import Acknowledgement, PlatformWriter, Prepared
from smstui.services.changes.change_result import ChangeResult
from smstui.services.changes.images import SnapshotReader
from smstui.services.changes.judged import judged
from smstui.services.changes.owners import Owners
from smstui.services.changes.settling import Leaving, Settling, Sight
from smstui.services.changes.step_record import ALREADY_SO, Progress, StepRecord
from smstui.store.journal import Journal


class Driver:
    """Drive one change. Once it runs, nothing but the end of the process stops it."""

    def __init__(
        self,
        plan: Plan,
        change_id: str,
        *,
        images: SnapshotReader,
        owners: Owners,
        writer: Callable[[], PlatformWriter],
        journal: Journal,
        settling: Settling,
        before_sending: Callable[[Step], None],
        progress: Progress | None = None,
    ) -> None:
        self._before_sending = before_sending
        self._plan = plan
        self._images = images
        self._owners = owners
        self._writer = writer
        self._settling = settling
        self._record = StepRecord(plan, change_id, journal, progress)
        self._expected: StateSnapshot = {}
        self._looked_at = 0.0

    async def drive(self) -> ChangeResult:
        """Return the end of the change, journalled. Raise only what is a bug."""
        try:
            await self._steps()
        except Leaving:
            self._record.leave()
        except asyncio.CancelledError:
            self._record.leave()
            with suppress(StoreFailed):
                self._record.note()
            raise
        except Exception:
            with suppress(Exception):  # the bug is what is told
                self._record.stumble()
            raise
        return self._record.end()

    # Steps

    async def _steps(self) -> None:
        for n, step in enumerate(self._plan.steps, start=1):
            self._record.update(StepResult(n, correlation_id=correlation_id()))
            if await self._ready(n, step):
                await self._send_and_judge(n, step)
            if self._record.last.outcome not in DONE:
                return

    async def _ready(self, n: int, step: Step) -> bool:
        """Return whether the preconditions still hold. End the step if they do not."""
        subjects = self._plan.subjects if n == 1 else step.subjects
        self._looked_at = asyncio.get_running_loop().time()
        try:
            now = await self._images.read((*subjects, *step.subjects))
        except SmstuiError as error:
            self._not_sent(error, self._record.unsent(error))
            return False
        self._expected = self._context(n, step, now)
        own = identities(self._plan)
        gone = tuple(
            dict.fromkeys(
                (
                    *still_wanted(moved(self._expected, now), now),
                    *(moved(own, now) if n == 1 else passed_on(own, now)),
                )
            )
        )
        if gone:
            await self._changed(now, gone)
            return False
        if step.write.call is Call.END_SESSION and seen(step, now) is Seen.APPLIED:
            self._record.update(replace(self._record.last, verified=True, outcome=Outcome.VERIFIED,
                               message="it had ended already; nothing was sent"))  # fmt: skip
            return False
        return True

    def _context(self, n: int, step: Step, now: StateSnapshot) -> StateSnapshot:
        """Return what must be so before step `n`: the guard, or what the step itself changes.

        Whose the records are counts before every step, as far as it was read.
        """
        if n == 1:
            return self._plan.preconditions
        there = {(fact.kind, fact.id) for fact in now}
        kept = {
            fact: value
            for fact, value in self._plan.preconditions.items()
            if (is_owner(fact) or fact.name == "uid") and (fact.kind, fact.id) in there
        }
        for done in self._plan.steps[: n - 1]:
            kept |= {fact: value for fact, value in done.after.items() if fact in kept}
        return {**kept, **step.before}

    async def _changed(self, now: StateSnapshot, gone: Sequence[Fact]) -> None:
        """End the step because the facts `gone` are otherwise `now`."""
        said = await self._owners.said(now, gone)
        if all(seen(step, now) is Seen.APPLIED for step in self._plan.steps):
            said = f"{ALREADY_SO} {said}"
        nothing = f"{self._record.nothing} was sent"
        self._record.finish(
            Outcome.CHANGED, f"Changed since it was shown, {nothing.lower()}. {said}"
        )

    async def _send_and_judge(self, n: int, step: Step) -> None:
        try:
            writer = self._writer()
            prepared = await writer.prepare(
                step.write, title=step.short_title, lasting=not step.provable
            )
        except SmstuiError as error:
            self._not_sent(error, self._record.unsent(error))
            return
        if gone := _moved_in(self._expected, prepared):
            await self._changed(prepared.carried, gone)
            return
        try:
            self._record.sending()
            self._before_sending(step)
            self._record.update(self._record.last)  # told once it is on disk
        except StoreFailed as error:
            self._record.update(replace(self._record.last, sent=False, sent_at=""))
            self._record.finish(Outcome.REFUSED_HERE, self._record.unsent(error))
            return
        try:
            said = await self._once(writer, prepared, step)
        except NotSent as error:
            self._record.update(replace(self._record.last, sent=False, sent_at=""))
            self._not_sent(
                error, self._record.unsent(error) if self._record.has_sent else str(error)
            )
        except NoAnswer as error:
            await self._unanswered(step, error)
        except Refused as error:
            await self._refused(step, error)
        except SmstuiError as error:
            self._record.update(replace(self._record.last, sent=False, sent_at=""))
            self._not_sent(error, str(error))
        else:
            await self._acknowledged(step, said)

    async def _once(
        self, writer: PlatformWriter, prepared: Prepared, step: Step
    ) -> Acknowledgement:
        """Send. After a refused token, send again with another if two looks find no effect.

        That is the one case in which a request leaves twice. What cannot be read back never does.
        """
        try:
            return await self._answer_to(writer, prepared)
        except Refused as refusal:
            if not step.provable or not isinstance(refusal, writer.renewable):
                raise
            again = await self._renewed(writer, step)
            if again is None:
                raise
            try:
                return await self._answer_to(writer, again)
            except NotSent:  # the first request was: what came of that is the question
                raise refusal from None

    async def _answer_to(self, writer: PlatformWriter, prepared: Prepared) -> Acknowledgement:
        """Send. A bug is no answer: the request may have left, and reading decides."""
        try:
            return await writer.send(prepared)
        except SmstuiError:
            raise
        except Exception as error:
            raise NoAnswer(
                f"The answer could not be used ({type(error).__name__}).",
                hint="This is a bug. Please report it.",
                correlation_id=correlation_id(),
            ) from error

    async def _renewed(self, writer: PlatformWriter, step: Step) -> Prepared | None:
        """Return the step with another token, if nothing speaks against sending it again."""
        sight = await self._settling.at_once(step, lambda: self._look(step))
        if sight.seen is not Seen.UNTOUCHED:
            return None
        try:
            prepared = await writer.prepare(step.write, title=step.short_title)
            prepared = await writer.renewed(prepared)
        except SmstuiError:
            return None
        return None if _moved_in(self._expected, prepared) else prepared

    # The answer, and what is there

    async def _refused(self, step: Step, refusal: Refused) -> None:
        self._record.stop(refusal)
        self._record.update(
            replace(
                self._record.last,
                acknowledged=False,
                own_refusal=refusal.own_form,
                message=_words(refusal),
            )
        )
        if step.provable:
            self._record.note_answer()
            sight = await self._settling.at_once(
                step, lambda: self._look(step), overlap_s=self._overlap_s
            )
            self._judge(step, sight, _words(refusal))
        elif refusal.own_form:
            self._record.finish(
                Outcome.REFUSED_BY_PLATFORM,
                f"{_words(refusal)} This is the platform's answer; the change cannot be read back.",
            )
        else:
            self._cannot_be_read(_words(refusal))

    async def _acknowledged(self, step: Step, said: Acknowledgement) -> None:
        self._record.update(
            replace(
                self._record.last, acknowledged=True, message=said.message, created=said.created
            )
        )
        if not step.provable:
            told = f" ({said.message})" if said.message else ""
            if said.failed:
                self._record.finish(Outcome.PARTIAL, f"The platform did only a part of it{told}.")
            elif said.count == 0:
                self._record.finish(Outcome.ACCEPTED, none_ended(step.write.call))
            else:
                self._record.finish(
                    Outcome.ACCEPTED,
                    f"The platform acknowledged it{told}. It offers no way to read it back.",
                )
            self._record.note_answer()
            await self._read_again(step)
            return
        if said.failed:  # a failed command is a refusal of what can be read back (design §3)
            self._record.update(replace(self._record.last, acknowledged=False, own_refusal=True))
        self._record.note_answer()
        at_once = said.failed or said.changed is False
        look = self._settling.at_once if at_once else self._settling.acknowledged
        sight = await look(step, lambda: self._look(step), overlap_s=self._overlap_s)
        words = f"{said.message}." if said.failed else said.message
        if said.changed is False and sight.seen is Seen.APPLIED:
            words = f"{ALREADY_SO} The platform says of this request: {said.message}."
        self._judge(step, sight, words)

    async def _unanswered(self, step: Step, error: NoAnswer) -> None:
        self._record.update(replace(self._record.last, message=_words(error)))
        self._record.note_answer()
        if not step.provable:
            self._cannot_be_read(_words(error))
            return
        sight = await self._settling.unanswered(step, lambda: self._look(step))
        self._judge(step, sight, error.message)

    def _judge(self, step: Step, sight: Sight, said: str) -> None:
        """Decide a provable step by what is there."""
        turn = self._record.last
        ended = verdict(turn.answer, sight.seen)
        self._record.undecided = ended.open
        self._record.update(
            replace(
                turn,
                verified=ended.outcome is Outcome.VERIFIED,
                looked_at=sight.at.isoformat(),
            )
        )
        self._record.finish(ended.outcome, judged(step, turn.answer, sight, said, ended.outcome))

    def _cannot_be_read(self, said: str) -> None:
        """Leave a step open that no reading decides. It closes when the settle time is over."""
        self._record.undecided = True
        self._record.finish(
            Outcome.UNKNOWN, f"{said} Nothing that can be read shows whether it was done."
        )

    async def _look(self, step: Step) -> StateSnapshot:
        return await self._images.read(step.subjects, self._plan)

    async def _read_again(self, step: Step) -> None:
        """Read again although it proves nothing: what is shown next should be of after it."""
        with suppress(PlatformError):
            await self._images.read(step.subjects)

    @property
    def _overlap_s(self) -> float:
        """Seconds from the last look before the request to its answer."""
        return asyncio.get_running_loop().time() - self._looked_at

    def _not_sent(self, error: SmstuiError, message: str) -> None:
        self._record.stop(error)
        self._record.finish(Outcome.NOT_SENT, message)


def _moved_in(expected: StateSnapshot, prepared: Prepared) -> tuple[Fact, ...]:
    """Return the facts of `expected` that the whole object, just read, shows otherwise."""
    shared = [fact for fact in expected if fact in prepared.carried]
    return moved(picked(expected, shared), prepared.carried)


def _words(error: SmstuiError) -> str:
    """Return the sentence of `error` without its correlation id, which is that of the change."""
    return f"{error.message} {error.hint}".strip()
