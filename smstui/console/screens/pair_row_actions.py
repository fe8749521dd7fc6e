"""What is done to the pair under the cursor, and the keys that lead into the list of pairs."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from smstui.console.pairing_run import PairingRun
from smstui.console.screens.change_starts import open_swap
from smstui.console.screens.sure import make_sure
from smstui.console.views import pair_rows, pair_words
from smstui.console.widgets.list_keys import ListKeys
from smstui.console.widgets.record_list import RecordList
from smstui.domain.changes.pairing import says_taken
from smstui.store.drafts import Draft, Standing

if TYPE_CHECKING:
    from smstui.console.host import Host


class PairRowActions:
    """The actions on the pair under the cursor of `listed`. None of them sends anything."""

    def __init__(
        self, app: "Callable[[], Host]", run: PairingRun, listed: Callable[[], RecordList]
    ) -> None:
        self._app = app
        self._run = run
        self._listed = listed
        self.into_list = ListKeys(
            self._step_in, lambda: listed().inner_height, lambda: listed().row_count
        )
        """Handles the keys that move, where the list has not the focus."""

    @property
    def pair(self) -> Draft | None:
        """The pair under the cursor."""
        return self._run.pairs.get(self._listed().key)

    @property
    def can_swap(self) -> bool:
        """Whether its box has another card, so that a swap puts its card in."""
        pair = self.pair
        is_aside = pair is not None and pair.standing is Standing.ASIDE
        return pair is not None and is_aside and says_taken(pair.said)

    def do_swap(self) -> None:
        """Plan to put the card of the pair in place of the one in its box."""
        if (pair := self.pair) is not None:
            open_swap(self._app(), pair)

    def do_draft_discard(self) -> None:
        """Let go of the pair, which is not done. Sends nothing."""
        if (pair := self.pair) is not None:
            make_sure(
                self._app(),
                f"Discard the saved pair of box {pair.target_named} and card "
                f"{pair_rows.number(pair.second_named)}? {pair_words.sent_words(pair)}",
                "discard it",
                lambda: self._run.discard(pair.id),
            )

    def _step_in(self, lines: int) -> None:
        """Give the focus to the list. By one line that is all: the cursor is seen first."""
        listed = self._listed()
        if listed.key:
            listed.screen.set_focus(listed)
            if abs(lines) > 1:
                listed.move_by(lines)
