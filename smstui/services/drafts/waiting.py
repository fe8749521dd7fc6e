"""Drafts of one deployment: save at once, check again by reading, apply only for a person."""

import asyncio
import time
import uuid
from collections.abc import Callable, Container, Iterable, Sequence
from contextlib import suppress
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any, Final

from smstui.config.settings import Deployment
from smstui.domain.age import utc_now
from smstui.domain.changes.comparing import (
    aim_moved,
    differing,
    facts_moved,
    is_owner,
    not_so,
)
from smstui.domain.changes.confirmation import Confirmation
from smstui.domain.changes.context import subjects_of
from smstui.domain.changes.facts import StateSnapshot
from smstui.domain.changes.plan import Plan
from smstui.domain.changes.refusal import AlreadySo, RefusedHere, Several
from smstui.domain.changes.request import Request
from smstui.domain.changes.specs.table import SPECS
from smstui.domain.changes.verdict import Outcome
from smstui.domain.errors import BadIdentifier, NotFound, PlatformError, SmstuiError, StoreFailed
from smstui.domain.identifiers import identify
from smstui.domain.marking import typed
from smstui.domain.pairing_hand import HowScanned, doubtful
from smstui.domain.scanning import BOX_KINDS
from smstui.domain.surface import lead
from smstui.services.changes.change_result import ChangeResult, current_user
from smstui.services.changes.change_service import Changes, new_change_id
from smstui.services.changes.planning import well_formed
from smstui.services.changes.step_record import Progress
from smstui.services.drafts.checking import Checked, DraftCheck, check_draft, request_of
from smstui.services.drafts.rivals import competing, told_of_rivals
from smstui.services.drafts.setting_aside import (
    DOUBTED,
    aim_of,
    confirmed_by_itself,
    is_as_it_ended,
    one_of,
    set_aside,
    set_aside_as_changed,
    unseen_sentence,
    used_elsewhere,
)
from smstui.store.drafts import Draft, DraftBook, Standing
from smstui.store.plan_text import plan_from_text, plan_to_text
from smstui.store.unreadable import Unreadable

AT_ONCE: Final = 4
"""The most drafts that are checked at the same time. The platform's own limit is lower."""

RECENT_S: Final = 30.0
"""Seconds for which the plan of a check that found a draft ready is shown without a new one."""

SETTLED: Final = (Outcome.VERIFIED, Outcome.ACCEPTED)
"""Outcomes after which the draft is finished. One that is half done waits for its other half."""


class Drafts:
    """The drafts of one deployment. Lives in the engine's thread."""

    def __init__(
        self,
        book: DraftBook,
        changes: Callable[[], Changes],
        deployment: Deployment,
        days: float,
        now: Callable[[], datetime] = utc_now,
    ) -> None:
        self._book = book
        self._changes = changes
        self._deployment = deployment
        self._days = days
        self._now = now
        self._known: dict[str, str] = {}
        """The last change of each draft when the draft was last checked here."""
        self._just_checked: dict[str, tuple[float, Checked]] = {}
        """What was ready at the last check here, and when, by a clock that is never set."""

    async def save(
        self,
        request: Request,
        consumed: Iterable[int] = (),
        scanned: HowScanned = HowScanned.TYPED,
    ) -> Draft:
        """Save `request` as a draft, with the plan from the cache. No call to the platform.

        It names the open drafts for the same box, card or account (`Draft.rivals`). Raises
        RefusedHere if the deployment does not do it, it cannot be a draft or a field is invalid,
        and StoreFailed.
        """
        if reason := SPECS[request.operation].cannot_wait:
            raise RefusedHere(reason, hint="Try again when the platform is back.")
        well_formed(request, self._deployment.family)
        plan, image_at, said = await self._changes().plan_offline(request)
        now = self._now()
        saved = self._book.save(
            Draft(
                id=uuid.uuid4().hex[:10],
                deployment=self._deployment.name,
                family=self._deployment.family,
                operation=request.operation,
                target=request.target,
                second=request.second,
                as_kind=request.as_kind or "",
                values=dict(request.values),
                made=now,
                expires=now + timedelta(days=self._days),
                plan=plan_to_text(plan) if plan else "",
                image_at=image_at if plan else None,
                said=f"As far as is known here: {said}" if said else "",
                person=current_user(),
                role=self._deployment.role,
                scanned=scanned,
            ),
            consumed,
        )
        return self._beside_others(saved)

    def _beside_others(self, draft: Draft) -> Draft:
        """Return `draft` with its relation to the other drafts."""
        others = [each for each in self._book.all() if each.id != draft.id]
        return told_of_rivals([*others, draft])[-1]

    async def all(self) -> Sequence[Draft]:
        """Return every draft, oldest first, including finished ones."""
        return told_of_rivals(self._book.all())

    async def unreadable(self) -> Sequence[Unreadable]:
        """Return the drafts that this version cannot read."""
        return self._book.unreadable()

    @property
    def problem(self) -> str:
        """A sentence on why the drafts are only read, or empty. For any thread."""
        return self._book.problem

    async def open(self) -> Sequence[Draft]:
        """Return the open drafts, oldest first."""
        return [draft for draft in await self.all() if not draft.standing.is_over]

    async def get(self, draft: str) -> Draft:
        """Return one draft by its id or the beginning of it. Raises NotFound."""
        found = self._book.get(draft)
        if found is None:
            raise NotFound(
                f"No draft {typed(draft)} found on {self._deployment.name}.",
                hint=f"{lead()}drafts lists them.",
            )
        return self._beside_others(found)

    async def discard(self, draft: str) -> Draft:
        """Discard a draft. Nothing is sent for it any more. RefusedHere if it was applied."""
        found = await self.get(draft)
        kept = self._book.change_open(found.id, standing=Standing.DISCARDED, said="")
        if kept.standing is Standing.DONE:
            raise RefusedHere(f"Draft {kept.id} is done. It was not discarded.", hint=kept.said)
        if kept.standing is Standing.EXPIRED:
            return self._book.change(found.id, standing=Standing.DISCARDED, said="")
        return kept

    # Checking

    async def check(
        self,
        ids: Iterable[str] | None = None,
        *,
        seen: Callable[[Checked], None] | None = None,
        deciding: bool = False,
        fresh: Container[str] = (),
        keeps: bool = False,
    ) -> Sequence[Checked]:
        """Check every open draft (or those of `ids`) against the platform. Only reads.

        Once the platform is not reached, the rest is not checked. `seen` is called with each in the
        engine's thread. `fresh` are drafts that were saved just now: their records count as known
        then. With `keeps`, a plan is only looked at: a draft whose change failed keeps saying so
        while it can be planned as before. Raises SignInRefused and StoreFailed.
        """
        chosen = None if ids is None else set(ids)
        drafts = [one for one in await self.open() if chosen is None or one.id in chosen]
        turns = asyncio.Semaphore(AT_ONCE)
        gone: list[DraftCheck] = []

        async def one(draft: Draft) -> Checked:
            async with turns:
                if gone:
                    return Checked(draft, gone[0])
                checked = await self._checked(draft, deciding, draft.id in fresh, keeps=keeps)
                if not checked.draft_check.was_reached:
                    gone.append(checked.draft_check)
            if seen:
                seen(checked)
            return checked

        found = await asyncio.gather(*(one(draft) for draft in drafts))
        nobodys = [
            draft
            for draft, checked in zip(drafts, found, strict=True)
            if draft.standing is Standing.WAITING
            and isinstance(checked.draft_check.error, NotFound)
        ]
        doubted = self._doubt_behind([draft.id for draft in nobodys if draft.scanned])
        return [self._as_doubted(one, doubted.get(one.draft.id)) for one in found]

    def _doubt_behind(self, nobodys: Sequence[str]) -> dict[str, Draft]:
        """Set aside the pairs that were scanned after one with an unknown code."""
        kept = self._book.all() if nobodys else []
        at = [n for n, draft in enumerate(kept) if draft.id in nobodys]
        found = [kept[n] for n in doubtful([draft.scanned for draft in kept], at)]
        told = {"scanned": HowScanned.DOUBTED, "standing": Standing.ASIDE, "said": DOUBTED}
        return {
            draft.id: self._book.change_open(draft.id, **told)
            for draft in found
            if not draft.standing.is_over
        }

    def _as_doubted(self, checked: Checked, doubted: Draft | None) -> Checked:
        if doubted is None:
            return checked
        draft_check = replace(checked.draft_check, standing=Standing.ASIDE, said=DOUBTED)
        return replace(checked, draft=self._beside_others(doubted), draft_check=draft_check)

    async def plan(self, draft: str) -> Plan:
        """Return the plan for one draft as of now, with the differences as a warning.

        A draft that was found ready here within the last `RECENT_S` seconds is not read again: the
        plan is that of its check, and applying it reads what it rests on. Raises the error that
        prevents it, NotSent and NoAnswer included; AlreadySo if nothing must be sent; RefusedHere
        for a finished draft.
        """
        recent = self._recent(draft)
        found = [recent] if recent else await self.check([draft], keeps=True)
        if not found:
            kept = await self.get(draft)
            if kept.standing is Standing.DONE and not kept.change:
                raise AlreadySo(kept.said)
            raise RefusedHere(f"Draft {kept.id} is {kept.standing}.", hint=kept.said)
        draft_check, moved = found[0].draft_check, found[0].moved
        if draft_check.plan is None:
            raise draft_check.error or RefusedHere(found[0].draft.said)
        doubt = DOUBTED if found[0].draft.scanned is HowScanned.DOUBTED else ""
        told = [each for each in (doubt, found[0].unseen, moved) if each]
        return replace(draft_check.plan, warnings=(*told, *draft_check.plan.warnings))

    def _recent(self, draft: str) -> Checked | None:
        """Return the check of a draft that was ready a moment ago and has not changed since."""
        at, checked = self._just_checked.pop(draft, (0.0, None))
        if checked is None or time.monotonic() - at > RECENT_S:
            return None
        kept = self._book.get(draft)
        return checked if kept is not None and self._beside_others(kept) == checked.draft else None

    async def _checked(
        self, draft: Draft, deciding: bool, is_fresh: bool, *, keeps: bool
    ) -> Checked:
        self._just_checked.pop(draft.id, None)
        draft_check = await self._draft_check(draft, deciding)
        if draft.taken_over:
            draft_check = confirmed_by_itself(draft_check)
        if not draft_check.was_reached:
            return Checked(draft, draft_check)
        told, shown = "", plan_from_text(draft.plan) if draft.plan else None
        is_by_itself = draft_check.plan is not None and draft_check.standing is Standing.ASIDE
        if shown and not (is_fresh and is_by_itself):
            draft_check, told = await self._compared(shown, draft_check)
        image: dict[str, Any] = {}
        unseen = unseen_sentence(shown) if draft_check.plan else ""
        if is_fresh and draft_check.plan and not told:
            unseen, image = "", {"plan": plan_to_text(draft_check.plan), "image_at": self._now()}
        if unseen and draft_check.standing is Standing.READY:
            draft_check = replace(draft_check, said=unseen)
        if draft_check.plan and unseen and not told:
            image = {"plan": plan_to_text(aim_of(draft_check.plan, shown, unseen))}
        if draft.scanned is HowScanned.DOUBTED and draft_check.standing is Standing.READY:
            draft_check = set_aside(draft_check, DOUBTED)
        if rivals := competing(replace(draft, **image), self._book.all()):
            draft_check = one_of(draft_check, rivals)
        if not (keeps and is_as_it_ended(draft, draft_check, told)):
            image |= {"standing": draft_check.standing, "said": draft_check.said}
        kept = self._book.change_open(
            draft.id,
            target=draft_check.request.target,
            second=draft_check.request.second,
            as_kind=draft_check.request.as_kind or "",
            checked=self._now(),
            **image,
        )
        self._known[kept.id] = kept.change
        is_new = bool(told) and told not in draft.said
        checked = Checked(self._beside_others(kept), draft_check, told, is_new, unseen)
        if draft_check.standing is Standing.READY:
            self._just_checked[draft.id] = (time.monotonic(), checked)
        return checked

    async def _draft_check(self, draft: Draft, deciding: bool) -> DraftCheck:
        """Check a draft. The code of a scanned box is its CASN, NUID or uid.

        A record with the code as its MAC address or serial number is not meant: of several, the box
        counts for which one of those kinds alone has a match.
        """
        request = request_of(draft)
        draft_check = await check_draft(self._changes(), request, deciding=deciding)
        if not (
            draft.scanned and request.as_kind is None and isinstance(draft_check.error, Several)
        ):
            return draft_check
        found: list[DraftCheck] = []
        for kind in identify(draft.target, self._deployment.family).kinds:
            if kind in BOX_KINDS:
                as_kind = replace(request, as_kind=kind)
                one = await check_draft(self._changes(), as_kind, deciding=deciding)
                if not isinstance(one.error, NotFound | BadIdentifier):
                    found.append(one)
        return found[0] if len(found) == 1 else draft_check

    async def _compared(self, shown: Plan, draft_check: DraftCheck) -> tuple[DraftCheck, str]:
        """Set aside what has changed since `shown`, with a sentence that gives both values.

        If the records differ from those of `shown`, nobody has seen the new plan: that is
        ChangedSince.
        """
        changes, plan = self._changes(), draft_check.plan
        if draft_check.standing is Standing.DONE:
            told = await self._done_elsewhere(changes, shown)
            return (set_aside_as_changed(draft_check, told), told) if told else (draft_check, "")
        if plan is None:
            try:
                told = await self._facts_moved(
                    changes, shown.preconditions, await changes.image(shown)
                )
            except PlatformError:
                told = ""
            return (set_aside(draft_check, told), told) if told else (draft_check, "")
        told = aim_moved(shown, plan)
        if told:
            owners = {fact: value for fact, value in shown.preconditions.items()
                      if is_owner(fact) and fact in plan.preconditions}  # fmt: skip
            told = f"{await self._facts_moved(changes, owners, plan.preconditions)} {told}".strip()
        gone = {
            fact: value
            for fact, value in shown.preconditions.items()
            if fact not in plan.preconditions
        }
        if gone:
            try:
                now = await changes.image(shown)
            except PlatformError as error:
                told = (
                    f"{told} The records that it was saved for could not be read: {error}".strip()
                )
            else:
                told = f"{told} {await self._facts_moved(changes, gone, now)}".strip()
        if told:
            return set_aside_as_changed(draft_check, told), told
        moved = await self._facts_moved(changes, shown.preconditions, plan.preconditions)
        return (set_aside(draft_check, moved), moved) if moved else (draft_check, "")

    async def _facts_moved(
        self, changes: Changes, before: StateSnapshot, now: StateSnapshot
    ) -> str:
        return facts_moved(before, now, await changes.names(now, differing(before, now)))

    async def _done_elsewhere(self, changes: Changes, shown: Plan) -> str:
        """Return what `shown` requested and is not true, although it is true of another record."""
        subjects = subjects_of(shown.subjects, *(step.subjects for step in shown.steps))
        try:
            missing = not_so(shown, await changes.image(replace(shown, subjects=subjects)))
        except PlatformError as error:
            return f"The records that it was saved for could not be read: {error}"
        return (
            f"It is already so for another record than the one it was saved for: {missing}"
            if missing
            else ""
        )

    # Applying

    async def shown(self, draft: str, plan: Plan) -> Draft:
        """Compare the draft with `plan` from now on, because the person has seen it."""
        return self._book.change_open(draft, plan=plan_to_text(plan), image_at=self._now())

    async def apply(
        self, draft: str, plan: Plan, given: Confirmation, *, progress: Progress | None = None
    ) -> ChangeResult:
        """Apply `plan`, made for `draft`, shown and confirmed; see `Changes.apply`.

        Raises ChangedSince if the draft was discarded, applied or claimed elsewhere since its
        check: then nothing was sent.
        """
        self._just_checked.clear()  # what is done now may change what the others rest on
        change, known = new_change_id(), await self._claimable(draft)
        kept, is_ours = self._book.claim(draft, change, known)
        if not is_ours:
            raise used_elsewhere(kept)
        try:
            result = await self._changes().apply(plan, given, progress=progress, change_id=change)
        except SmstuiError:  # nothing was sent
            with suppress(StoreFailed):
                self._book.release(draft, change, known)
            raise
        try:
            await self.ended(draft, result)
        except StoreFailed as error:
            # The outcome of the change is what counts; the next check corrects the draft.
            unmarked = f"Its draft {draft} could not be marked. {error}"
            return replace(result, message=f"{result.message} {unmarked}".strip())
        return result

    async def _claimable(self, draft: str) -> str:
        """Return the last change of a draft. Raises ChangedSince if that one did it.

        A process may have ended between its change and the draft's row.
        """
        known = self._known.get(draft)
        if known is None:
            known = (await self.get(draft)).change
        entry = await self._changes().change(known) if known else None
        if entry is not None and entry.id == known and entry.outcome in SETTLED:
            said = f"{entry.outcome}: {entry.title}"
            raise used_elsewhere(self._book.change_open(draft, standing=Standing.DONE, said=said))
        return known

    async def ended(self, draft: str, result: ChangeResult) -> Draft:
        """Record the result of a draft that was applied.

        It is compared with that plan then, if that is for its own operation: a pair may be done by
        a swap.
        """
        settled = result.outcome in SETTLED
        kept = self._book.get(draft)
        is_own = kept is not None and kept.operation == result.plan.operation
        seen = {"plan": plan_to_text(result.plan), "image_at": self._now()} if is_own else {}
        return self._book.change(
            draft,
            standing=Standing.DONE if settled else Standing.ASIDE,
            **({} if settled else seen),
            said=f"{result.outcome}: {result.message}" if result.message else str(result.outcome),
            change=result.change_id,
        )
