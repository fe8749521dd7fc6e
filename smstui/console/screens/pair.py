"""Screen 2: boxes and cards, told apart by what they are, in whatever order they are scanned.

A pair is a saved draft the moment it is whole, with or without a platform. Scanning confirms
nothing: a plan, or the plan of the batch, is looked at in a dialog of its own. The aspects are
a file each, one standing on the other: parts, looking, scanning; here is what keys do.
"""

from typing import TYPE_CHECKING, Final

from textual import on

from smstui.console.screens.pair_scanning import PairScanning
from smstui.console.screens.pair_sides import Side
from smstui.console.views import pair_rows
from smstui.console.widgets.bar import Bar
from smstui.console.widgets.record_list import RecordList
from smstui.console.widgets.text_panel import TextPanel
from smstui.console.wish import undo_wish
from smstui.domain.changes.operations import Operation
from smstui.domain.errors import SmstuiError
from smstui.domain.identifiers import typed_ids
from smstui.domain.scanning import Sort
from smstui.store.drafts import Draft, Standing

if TYPE_CHECKING:
    from smstui.services.changes import ChangeResult


class PairScreen(PairScanning):
    """Screen 2."""

    ENTER_OPENS = True

    def on_mount(self) -> None:
        self.fit(self.app.size)
        self.query_one("#pair-prompt", Bar).show([(" › ", "key")])  # noqa: RUF001 - a prompt
        self.set_focus(self._edit)
        self._edit.take_text(self._early)
        self._show()
        self._go()

    # Keys

    def do_pair(self) -> None:
        """The plan of what is here: of one pair, or of the batch. Nothing is sent before yes."""
        fit = [one for one in self._pairs.values() if one.standing in _FIT]
        if len(fit) > 1:
            self._open_batch()
            return
        draft = self._pairs.get(self._current) or next(iter(fit), None)
        if draft is None or (self._half is not None and not fit):
            self._say_missing()
        else:
            self.app.open_draft(draft)

    def _open_batch(self) -> None:
        from smstui.console.screens.batch_dialog import BatchDialog

        self.app.frame_batch.one_frame()
        self.app.push_screen(BatchDialog())

    def _say_missing(self) -> None:
        here = self._half.sort if self._half else None
        missing = {Sort.BOX: "card", Sort.CARD: "box"}.get(here, "box or card") if here else (
            "box or card"
        )  # fmt: skip
        self.say(f"There is no {missing} yet: type or scan it.", "bar-caution")

    def do_pair_with(self, text: str) -> None:
        self.take_ids(typed_ids(text))

    def do_pair_clear(self) -> None:
        """Let go of a half, and empty both places for the next pair. What is saved stays."""
        self._sides, self._current = {}, ""
        self._words = pair_rows.resting_words()
        self.set_focus(self._edit)
        if self._half is not None:
            self._half, self._second = None, None
            self.run_worker(self._drop_half(), group="pair-drop")
        self._show()

    async def _drop_half(self) -> None:
        client = await self.app.client()
        await client.engine.run(client.scans.drop())

    def do_reload(self) -> None:
        """Check every pair again, now; reads only."""
        for draft in self._pairs.values():
            if not draft.standing.is_over:
                self._pairs[draft.id] = as_waiting(draft)
        self._sides = {sort: Side(side.code) for sort, side in self._sides.items()}
        self._look()

    def do_undo(self) -> None:
        """Take the last back: let go of what was only saved; plan the way back of a change."""
        what, key = self._last
        if what == "saved":
            self._discard(key)
        elif what == "applied":
            self.app.open_plan(undo_wish(key))
        else:
            self.app.do_undo()

    def do_draft_discard(self) -> None:
        """Let go of the pair under the cursor; nothing is sent for it."""
        if key := self.query_one("#pane-pairs", RecordList).key:
            pair = self._pairs[key]
            self.app.make_sure(
                f"The saved pair of box {pair.target_named} and card "
                f"{pair_rows.number(pair.second_named)}. Nothing was sent for it.",
                "lets go of it",
                lambda: self._discard(key),
            )

    def _discard(self, key: str) -> None:
        self._last = ("", "")
        self.run_worker(self._discarded(key), group="pair-drop")

    async def _discarded(self, key: str) -> None:
        try:
            client = await self.app.client()
            draft = await client.engine.run(client.drafts.discard(key))
        except SmstuiError as error:
            self.say(str(error), "bar-fault")
            return
        self._pairs.pop(key, None)
        if key == self._current:
            self._sides, self._current = {}, ""
            self._words = pair_rows.resting_words()
        named = f"Box {draft.target_named} and card {pair_rows.number(draft.second_named)}"
        self.say(f"{named}: taken back, it was only saved.")
        self._show()

    @on(RecordList.Chosen)
    def _row_chosen(self, message: RecordList.Chosen) -> None:
        draft = self._pairs.get(message.key)
        if draft is not None and not self._is_scanners_enter:
            self.app.open_draft(draft)

    @on(TextPanel.Chosen)
    def _side_chosen(self) -> None:
        if not self._is_scanners_enter:
            self.do_pair()

    @property
    def row_count(self) -> int:
        return max(1, len(self._pairs))

    def do_back(self) -> None:
        if self._edit.value:
            self._edit.clear()
        else:
            super().do_back()

    def change_ended(self, result: "ChangeResult") -> None:
        """A change came to its end: what is shown was read before it."""
        if result.plan.operation is Operation.PAIR and result.outcome == "verified":
            self._last = ("applied", result.change_id)
        self._sides = {sort: Side(side.code) for sort, side in self._sides.items()}
        self.run_worker(self._read_again(), group="pair-again")

    async def _read_again(self) -> None:
        """The pairs as they are on disk now."""
        try:
            client = await self.app.client()
            kept = {draft.id: draft for draft in await client.engine.run(client.drafts.all())}
        except SmstuiError as error:
            self.say(str(error), "bar-fault")
            return
        self._pairs = {key: kept.get(key, draft) for key, draft in self._pairs.items()}
        if (draft := self._pairs.get(self._current)) is not None and self._half is None:
            self._words = pair_rows.pair_words(draft, self._number_of(draft.id))
        self._show()
        self._look()


_FIT: Final = (Standing.WAITING, Standing.READY)
"""Pairs that one yes may cover."""


def as_waiting(draft: Draft) -> Draft:
    """A draft that is to be checked again."""
    from dataclasses import replace

    return replace(draft, standing=Standing.WAITING, said="")
