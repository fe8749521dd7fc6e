"""What the platform says of the codes and pairs, asked while the next is being scanned."""

from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING, Final

from smstui.console.screens.pair_parts import PairParts
from smstui.console.screens.pair_sides import Side, box_side, card_side
from smstui.console.views import pair_rows
from smstui.domain.errors import NoAnswer, NotSent, SmstuiError
from smstui.domain.scanning import Sort
from smstui.store.drafts import Standing

if TYPE_CHECKING:
    from smstui.console.glance import Desk
    from smstui.services.drafts import Checked

RETRY_S: Final = (5.0, 15.0, 30.0, 60.0)
"""Seconds until the platform is asked again while it is away and something waits for it."""


class PairLooking(PairParts):
    """Reads only. A scan never waits for it."""

    def on_unmount(self) -> None:
        if self._retry is not None:
            self._retry.stop()

    def _look(self) -> None:
        if "look" not in self._busy and self.is_there and self._begun:
            self._busy.add("look")
            self.run_worker(self._look_at_all(), group="pair-look")

    async def _look_at_all(self) -> None:
        self._stand("asking…", "bar-caution")
        standing = ("online", "bar")
        try:
            desk = await self.app.desk()
            while (work := self._next_look()) is not None:
                await work(desk)
                self._show()
        except (NotSent, NoAnswer) as error:
            standing = ("offline", "bar-fault")
            self._later()
            if self._half is None and not self._pairs:
                self.say(str(error), "bar-fault")
        except SmstuiError as error:
            standing = ("no answer", "bar-fault")
            self.say(str(error), "bar-fault")
        else:
            offline = any(side.offline for side in self._sides.values())
            standing = ("offline", "bar-fault") if offline else standing
            if offline and self._unchecked:
                self._later()
            elif not offline:
                self._retries = 0
        finally:
            self._busy.discard("look")
            self._tried.clear()
        self._stand(*standing)
        self._show()

    def _next_look(self) -> "Callable[[Desk], Awaitable[None]] | None":
        """What is still to be asked; None when nothing is."""
        if self._unchecked - self._tried:
            return self._check
        for sort, side in self._sides.items():
            if not side.is_known and not side.note:
                return self._look_at_box if sort is Sort.BOX else self._look_at_card
        return None

    @property
    def _unchecked(self) -> set[str]:
        return {draft.id for draft in self._pairs.values() if draft.standing is Standing.WAITING}

    async def _check(self, desk: "Desk") -> None:
        ids = self._unchecked - self._tried
        self._tried |= ids
        for checked in await desk.engine.run(desk.drafts.check(ids)):
            self._checked(checked)
            if not checked.weighed.was_reached and checked.weighed.error is not None:
                raise checked.weighed.error

    def _checked(self, checked: "Checked") -> None:
        draft = checked.draft
        if draft.id not in self._pairs:
            return
        self._pairs[draft.id] = draft
        if draft.id == self._current and self._half is None:
            self._words = pair_rows.pair_words(draft, self._number_of(draft.id))

    async def _look_at_box(self, desk: "Desk") -> None:
        code = self._sides[Sort.BOX].code
        await self._found(desk, Sort.BOX, await box_side(desk, code))

    async def _look_at_card(self, desk: "Desk") -> None:
        code = self._sides[Sort.CARD].code
        await self._found(desk, Sort.CARD, await card_side(desk, code, self.app.glance.family))

    async def _found(self, desk: "Desk", sort: Sort, side: Side) -> None:
        """Show whose a code is. A half that is nobody's does not wait for the other one."""
        if sort not in self._sides or self._sides[sort].code != side.code:
            return
        self._sides[sort] = side
        half = self._half
        if half is None or half.text != side.code or side.is_known or side.offline:
            return
        if sort is Sort.CARD and await desk.engine.run(desk.scans.is_box_after_all()):
            self._half = await desk.engine.run(desk.scans.half())
            self._sides = {Sort.BOX: Side(side.code)}
            if self._half is not None:
                self._words = pair_rows.half_words(self._half)
            return
        await desk.engine.run(desk.scans.drop())
        if self._half is half:
            self._half = None
            self._sides.pop(sort, None)
            self._words = ("WRONG CODE", side.note, "tint-error")
            self.say(side.note, "bar-caution")

    def _later(self) -> None:
        """Ask again in a while: something waits for the platform."""
        if self._unchecked and self._retry is None and self.is_there:
            wait = RETRY_S[min(self._retries, len(RETRY_S) - 1)]
            self._retries += 1
            self._retry = self.set_timer(wait, self._ask_again)

    def _ask_again(self) -> None:
        self._retry = None
        self._look()
