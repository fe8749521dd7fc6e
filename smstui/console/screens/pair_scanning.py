"""Codes on their way in: each on disk before it is told of, in the order they were scanned."""

import re
from collections.abc import Sequence
from typing import TYPE_CHECKING, Final

from textual import on

from smstui.console.screens.pair_looking import PairLooking
from smstui.console.screens.pair_sides import Side
from smstui.console.views import pair_rows
from smstui.console.views.pair_lines import CardInHand
from smstui.console.widgets.line_edit import LineEdit
from smstui.domain.changes.operations import Operation
from smstui.domain.device import SetTopBox
from smstui.domain.errors import SmstuiError
from smstui.domain.identifiers import IdKind
from smstui.domain.scanning import Code, Sort
from smstui.domain.smartcard import SmartCard

if TYPE_CHECKING:
    from smstui.console.startup import Client
    from smstui.services.drafts import Scanned


MOST_CODES: Final = 4_000
"""Codes of one paste: two thousand pairs, each on disk within a few milliseconds."""
_SHOWN_EACH: Final = 100
_CODE_END: Final = re.compile(r"\r\n?|\n|\t")


class PairScanning(PairLooking):
    """Takes what is scanned, typed or pasted. Confirms nothing."""

    def do_pair(self) -> None:
        """What Enter means in the empty field."""
        raise NotImplementedError

    def take_ids(self, ids: Sequence[str]) -> None:
        """Ids typed behind the command's word, or scanned; each goes where it belongs."""
        self._waiting += [text for text in ids if text.strip()]
        self._scanned_at = self._clock()
        if self.is_mounted:
            self._go()

    def take_paste(self, text: str) -> bool:
        """Take pasted codes in order, as scans; the last line stays in the field if it has no end.

        A single code goes where keys would.
        """
        *codes, rest = _CODE_END.split(text)
        codes = [code for code in codes if code.strip()]
        if len(codes) + bool(rest.strip()) < 2:
            return False
        if len(codes) > MOST_CODES:
            self.say(
                f"Ignored: {len(codes):,} codes were pasted. At most {MOST_CODES:,} at once; "
                f"nothing was kept of them.",
                "bar-caution",
            )
            return True
        self.take_scan(rest.strip(), entered=False)
        self.take_ids(codes)
        return True

    def take_scan(self, text: str, entered: bool) -> None:
        """In place of what stood in the field: it may be the beginning of this one."""
        if self.is_mounted:
            self.set_focus(self._edit)
            self._edit.clear()
            self._edit.take_text("" if entered else text)
        else:
            self._early = "" if entered else text
        if entered:
            self.take_ids([text])

    @on(LineEdit.Entered, "#scanned")
    def _entered(self, message: LineEdit.Entered) -> None:
        if message.text.strip():
            self.take_ids([message.text])
        elif self.is_active and not self._is_scanners_enter:
            self.do_pair()

    def on_unmount(self) -> None:
        """Say that the screen was left before everything was kept."""
        if left := len(self._waiting):
            self.app.say(
                f"Page 2 was left while {left:,} codes were not kept yet: paste them again.",
                "bar-caution",
            )

    def _go(self) -> None:
        if "scan" not in self._busy:
            self._busy.add("scan")
            self.run_worker(self._take_all(), group="pair-scan")

    async def _take_all(self) -> None:
        """Put every code that waits where it belongs; on disk before it is shown."""
        try:
            client = await self.app.client()
            if not self._begun:
                await self._begin(client)
                self._begun = True
            while self._waiting:
                taken = await client.engine.run(client.scans.take(self._waiting[0]))
                del self._waiting[0]
                self._took(taken)
                if self._waiting and not len(self._waiting) % _SHOWN_EACH:
                    self._show()
        except SmstuiError as error:
            code = self._waiting.pop(0) if self._waiting else ""
            told = f"{pair_rows.number(code)}: {error}" if code else str(error)
            self._words = ("NOT SAVED", told, "tint-error")
            self.say(error.message, "bar-fault")
            self.app.ring()
        finally:
            self._busy.discard("scan")
        self._show()
        self._look()

    async def _begin(self, client: "Client") -> None:
        """What was scanned before, on this screen or in an earlier run, and what is in hand."""
        self._pairs = {
            draft.id: draft
            for draft in await client.engine.run(client.drafts.open())
            if draft.operation == Operation.PAIR
        }
        seed = self._seed
        if isinstance(seed, SetTopBox):
            kind = IdKind.DEVICE_UID if self.app.startup.family == "sdp2" else IdKind.OPF_DEVICE
            code, as_kind = (seed.casn, IdKind.CASN) if seed.casn else (seed.uid or "", kind)
            await self._hold(client, Code(code, Sort.BOX), as_kind)
            self._sides = {Sort.BOX: Side(code, box=seed, bundle=self._seed_bundle)}
        elif isinstance(seed, SmartCard) and seed.number:
            await self._hold(client, Code(seed.number, Sort.CARD), None)
            held = CardInHand(seed.number, seed, seed.box_uid or "")
            self._sides = {Sort.CARD: Side(seed.number, card=held, bundle=self._seed_bundle)}
        else:
            hand = await client.engine.run(client.scans.hand())
            self._half, self._second = hand.first, hand.second
            self._sides = {code.sort: Side(code.text) for code in hand.codes}
        if self._half is not None and self._second is not None:
            self._words = pair_rows.unsure_words(self._half, self._second)
        elif self._half is not None:
            self._words = pair_rows.half_words(self._half)
        elif self._pairs:
            self._current = next(reversed(self._pairs))

    async def _hold(self, client: "Client", code: Code, kind: IdKind | None) -> None:
        await client.engine.run(client.scans.hold(code, kind))
        self._half, self._second = code, None

    def _took(self, taken: "Scanned") -> None:
        self._half, self._second = taken.half, taken.second
        self._pairs.pop(taken.discarded, None)
        if taken.took == "half":
            self._current = ""
            self._sides = {taken.code.sort: Side(taken.code.text)}
        elif taken.took == "unsure":
            self._sides[taken.code.sort] = Side(taken.code.text)
        elif taken.took == "pair" and taken.draft is not None:
            draft = taken.draft
            self._pairs[draft.id] = draft
            self._view(draft)
            self._last = ("saved", draft.id)
        elif taken.let_go:
            self._sides = {}
        self._words = pair_rows.scanned_words(taken, len(self._pairs))
        if taken.took in ("wrong", "again", "unsure") or taken.let_go:
            self.app.ring()
