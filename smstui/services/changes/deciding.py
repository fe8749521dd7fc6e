"""From a wish to the plan that is applied, past what the person was shown before."""

from contextlib import suppress

from smstui.domain.changes.plan import Plan
from smstui.domain.changes.refusal import ChangedSince, RefusedHere
from smstui.domain.changes.verdict import moved, said_of
from smstui.domain.errors import PlatformError, StoreFailed
from smstui.platforms.port import Errand
from smstui.services.changes.images import Images
from smstui.services.changes.planning import Planning
from smstui.services.changes.request import Request
from smstui.store.journal import Journal
from smstui.store.plan_text import plan_from_text, plan_to_text


class Deciding:
    """Plans, and remembers what was shown."""

    def __init__(self, planning: Planning, images: Images, journal: Journal) -> None:
        self._planning = planning
        self._images = images
        self._journal = journal

    async def plan(self, request: Request, errand: Errand) -> Plan:
        """What would be done, with what the platform says now. Changes nothing.

        It is remembered as what the person was shown. Raises SmstuiError; RefusedHere with no
        request at all where policy or platform forbid it.
        """
        plan = await self._planning.plan(request, errand)
        with suppress(StoreFailed):  # a plan that is only looked at needs no journal
            self._journal.keep_preview(request.asked, plan.account, plan_to_text(plan))
        return plan

    async def decide(self, request: Request, errand: Errand) -> Plan:
        """The plan to apply now, for who may have been shown one before.

        Raises ChangedSince when what was shown not long ago is no longer so; then the new plan
        takes its place, and the same request decides on that. StoreFailed without a journal.
        """
        shown = self._journal.preview(request.asked)
        try:
            plan = await self._planning.plan(request, errand)
        except RefusedHere as refusal:
            if shown is not None:
                await self._refuse_moved(plan_from_text(shown), errand, refusal)
            raise
        if shown is None:
            return plan
        before = plan_from_text(shown).guard
        gone = moved(before, {**before, **plan.guard})
        if gone:
            self._journal.keep_preview(request.asked, plan.account, plan_to_text(plan))
            raise _changed(said_of(plan.guard, gone), errand, plan)
        return plan

    async def _refuse_moved(self, shown: Plan, errand: Errand, refusal: RefusedHere) -> None:
        try:
            now = await self._images.read(shown.subjects, errand)
        except PlatformError:
            return
        if gone := moved(shown.guard, now):
            raise _changed(
                f"{said_of(now, gone)}: {refusal.message.rstrip('.')}", errand
            ) from refusal


def _changed(what: str, errand: Errand, plan: Plan | None = None) -> ChangedSince:
    return ChangedSince(
        f"Changed since the preview, nothing was sent. Now {what}.",
        hint="Look at the new plan, then decide again." if plan else "",
        correlation_id=errand.correlation_id,
        plan=plan,
    )
