"""Plan again before applying, and refuse if the previewed state has changed."""

from collections.abc import Awaitable, Callable
from contextlib import suppress

from smstui.domain.changes.comparing import aim_moved
from smstui.domain.changes.facts import StateSnapshot
from smstui.domain.changes.plan import Plan
from smstui.domain.changes.refusal import ChangedSince, RefusedHere, Several
from smstui.domain.changes.request import Request
from smstui.domain.changes.verdict import moved, still_wanted
from smstui.domain.errors import NotFound, PlatformError, SmstuiError, StoreFailed
from smstui.domain.surface import in_words
from smstui.platforms.correlation import correlation_id
from smstui.services.changes.images import SnapshotReader
from smstui.services.changes.owners import Owners
from smstui.services.changes.planning import Planning
from smstui.store.journal import Journal
from smstui.store.plan_text import plan_from_text, plan_to_text


class Deciding:
    """Plans, and remembers what was shown."""

    def __init__(
        self, planning: Planning, images: SnapshotReader, journal: Journal, owners: Owners
    ) -> None:
        self._planning = planning
        self._images = images
        self._journal = journal
        self._owners = owners

    async def plan(self, request: Request) -> Plan:
        """Return the plan of a request from the platform's records now. Change nothing.

        It is remembered as what the person was shown. Raises SmstuiError; RefusedHere with no
        request at all where policy or platform forbid it.
        """
        plan = await self._planning.plan(request)
        self.shown(request.asked, plan)
        return plan

    async def decide(self, request: Request) -> Plan:
        """Return the plan to apply now, for who may have been shown one before; see `decided`."""
        return await self.decided(request.asked, lambda: self._planning.plan(request))

    def shown(self, asked: str, plan: Plan) -> None:
        """Remember `plan` as what the person was shown who asked for `asked`."""
        with suppress(StoreFailed):  # a plan that is only looked at needs no journal
            self._keep(asked, plan)

    async def decided(self, asked: str, planned: Callable[[], Awaitable[Plan]]) -> Plan:
        """Return the plan that `planned` makes, to be applied now for `asked`.

        Raises ChangedSince when what was shown not long ago is no longer so, or was for another
        record; then the new plan takes its place, and asking again decides on that. StoreFailed
        without a journal.
        """
        text = self._journal.preview(asked)
        try:
            shown = plan_from_text(text) if text is not None else None
        except ValueError:
            plan = await planned()
            self._keep(asked, plan)
            raise _changed("What was shown cannot be read.", plan) from None
        try:
            plan = await planned()
        except (RefusedHere, NotFound, Several) as refusal:
            if shown is not None:
                await self._refuse_moved(shown, refusal)
            raise
        if shown is not None and (told := await self._moved(shown, plan)):
            self._keep(asked, plan)
            raise _changed(told, plan)
        return plan

    def forget(self, asked: str) -> None:
        """Forget what was shown for `asked`: it is done."""
        with suppress(StoreFailed):
            self._journal.forget_preview(asked)

    def _keep(self, asked: str, plan: Plan) -> None:
        self._journal.keep_preview(asked, plan.account, plan_to_text(plan))

    async def _moved(self, shown: Plan, plan: Plan) -> str:
        """Return what `shown` rests on and is not so by `plan`, in sentences; empty if all is.

        The latest change may be another one than the one whose undo was shown: that is said first.
        """
        if plan.undoes != shown.undoes:
            way_on = in_words(
                "Page 5 undoes either.",
                "Run smstui undo --apply again to undo it, or smstui undo "
                f"{shown.undoes} for the former.",
            )
            return (
                f"The latest change is another one now. Shown was: {shown.title}. Now it is: "
                f"{plan.title}. {way_on}"
            )
        now: StateSnapshot = plan.preconditions
        if any(fact not in plan.preconditions for fact in shown.preconditions):
            now = {**await self._images.read(shown.subjects), **plan.preconditions}
        gone = still_wanted(moved(shown.preconditions, now), now)
        said = await self._owners.said(now, gone) if gone else ""
        return said or aim_moved(shown, plan, "shown")

    async def _refuse_moved(self, shown: Plan, refusal: SmstuiError) -> None:
        try:
            now = await self._images.read(shown.subjects)
        except PlatformError:
            return
        if gone := moved(shown.preconditions, now):
            said = await self._owners.said(now, gone)
            raise _changed(f"{said} {refusal.message}") from refusal


def _changed(what: str, plan: Plan | None = None) -> ChangedSince:
    return ChangedSince(
        f"Changed since the preview, nothing was sent. {what}",
        hint="Look at the new plan, then decide again." if plan else "",
        correlation_id=correlation_id(),
        plan=plan,
    )
