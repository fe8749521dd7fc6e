"""What the platform says of the codes and pairs, asked while the next is being scanned."""

from collections.abc import Awaitable, Callable
from dataclasses import replace
from typing import TYPE_CHECKING, Final

from smstui.console.screens.pair_parts import PairParts
from smstui.console.screens.pair_sides import Side, box_side, card_side
from smstui.console.views import pair_rows
from smstui.domain.errors import NoAnswer, NotFound, NotSent, SmstuiError
from smstui.domain.scanning import Sort
from smstui.store.drafts import Standing

if TYPE_CHECKING:
    from smstui.console.startup import Client
    from smstui.services.drafts import Checked, PairingChecked

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
            client = await self.app.client()
            while (work := self._next_look()) is not None:
                await work(client)
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

    def _next_look(self) -> "Callable[[Client], Awaitable[None]] | None":
        """What is still to be asked; None when nothing is. Each code is asked about once."""
        if self._unchecked - self._tried:
            return self._check
        for sort, side in self._sides.items():
            if not side.was_asked and not side.is_known:
                return self._look_at_box if sort is Sort.BOX else self._look_at_card
        return None

    @property
    def _unchecked(self) -> set[str]:
        return {draft.id for draft in self._pairs.values() if draft.standing is Standing.WAITING}

    async def _check(self, client: "Client") -> None:
        ids = self._unchecked - self._tried
        self._tried |= ids
        answer = await client.engine.run(client.scans.check(ids, gives_back=True))
        for checked in answer.checked:
            self._checked(checked)
            if not checked.draft_check.was_reached and checked.draft_check.error is not None:
                raise checked.draft_check.error
        if any(isinstance(each.draft_check.error, NotFound) for each in answer.checked):
            await self._read_all(client)
        if answer.discarded:
            self._taken_back(answer)

    async def _read_all(self, client: "Client") -> None:
        """Read the pairs as they are on disk: those behind a refused code are set aside too."""
        kept = {draft.id: draft for draft in await client.engine.run(client.drafts.all())}
        self._pairs = {key: kept.get(key, draft) for key, draft in self._pairs.items()}

    def _taken_back(self, answer: "PairingChecked") -> None:
        """Show that a code of the latest pair is nobody's: the other one is in hand again."""
        self._pairs.pop(answer.discarded, None)
        if self._current == answer.discarded:
            self._current = ""
        self._half, self._second = answer.half, None
        if (half := answer.half) is not None:
            side = self._sides.get(half.sort)
            is_shown = side is not None and side.code == half.text
            self._sides = {half.sort: side if side and is_shown else Side(half.text)}
        self._refused(answer.said)

    def _refused(self, told: str) -> None:
        self._words = pair_rows.refused_words("WRONG CODE", told, self._half)
        self.say(told, "bar-caution")
        self.app.ring()

    def _checked(self, checked: "Checked") -> None:
        draft = checked.draft
        if draft.id not in self._pairs:
            return
        self._pairs[draft.id] = draft
        if draft.id == self._current and self._half is None:
            self._words = pair_rows.pair_words(draft, self._number_of(draft.id))
            if draft.standing is Standing.ASIDE:
                self.app.ring()

    async def _look_at_box(self, client: "Client") -> None:
        code = self._sides[Sort.BOX].code
        await self._found(client, Sort.BOX, await box_side(client, code))

    async def _look_at_card(self, client: "Client") -> None:
        code = self._sides[Sort.CARD].code
        await self._found(client, Sort.CARD, await card_side(client, code, self.app.startup.family))

    async def _found(self, client: "Client", sort: Sort, side: Side) -> None:
        """Show whose a code is. One in hand that is nobody's does not wait for another one."""
        if sort not in self._sides or self._sides[sort].code != side.code:
            return
        self._sides[sort] = replace(side, was_asked=True)
        code = next((each for each in (self._half, self._second)
                     if each is not None and each.text == side.code), None)  # fmt: skip
        if code is None or side.is_known or side.offline:
            return
        is_first = code is self._half and self._second is None
        may_be_box = is_first and sort is Sort.CARD
        if may_be_box and await client.engine.run(client.scans.is_box_after_all()):
            self._half = await client.engine.run(client.scans.half())
            self._sides = {Sort.BOX: Side(side.code)}
            if self._half is not None:
                self._words = pair_rows.half_words(self._half)
            return
        left = await client.engine.run(client.scans.refuse(code))
        if code in (self._half, self._second):
            self._half, self._second = left, None
            self._sides.pop(sort, None)
            self._refused(side.note)

    def _later(self) -> None:
        """Ask again in a while: something waits for the platform."""
        if self._unchecked and self._retry is None and self.is_there:
            wait = RETRY_S[min(self._retries, len(RETRY_S) - 1)]
            self._retries += 1
            self._retry = self.set_timer(wait, self._ask_again)

    def _ask_again(self) -> None:
        self._retry = None
        self._look()
