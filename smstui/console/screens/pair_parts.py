"""What stands on the pairing screen: the scan field, the state in big, both halves, the pairs."""

from collections.abc import Callable
from time import monotonic
from typing import ClassVar

from textual.app import ComposeResult
from textual.timer import Timer

from smstui.actions import Place
from smstui.console.screens.pair_sides import Side
from smstui.console.screens.room import PageScreen
from smstui.console.views import pair_lines, pair_rows
from smstui.console.widgets.banner import Banner
from smstui.console.widgets.bar import Bar
from smstui.console.widgets.box import Box
from smstui.console.widgets.line_edit import LineEdit
from smstui.console.widgets.record_list import RecordList
from smstui.console.widgets.text_panel import TextPanel
from smstui.domain.bundle import Bundle
from smstui.domain.device import SetTopBox
from smstui.domain.identifiers import code_key
from smstui.domain.record import Record
from smstui.domain.scanning import Code, Sort
from smstui.domain.smartcard import SmartCard
from smstui.store.drafts import Draft


class PairParts(PageScreen):
    """Shows what is here; asks and decides nothing."""

    PLACE: ClassVar[Place] = Place.PAIR
    TITLE_OF_PAGE: ClassVar[str] = "Pair"

    def __init__(
        self,
        bundle: Bundle | None,
        record: Record | None,
        clock: Callable[[], float] = monotonic,
    ) -> None:
        """Enter opens nothing while `clock` says that it may still be the scanner's."""
        super().__init__()
        self._clock = clock
        self._scanned_at: float | None = None
        self._seed = record if isinstance(record, SetTopBox | SmartCard) else None
        self._seed_bundle = bundle
        self._half: Code | None = None
        self._second: Code | None = None
        """The code beside the half, where their pair does not count yet."""
        self._sides: dict[Sort, Side] = {}
        self._pairs: dict[str, Draft] = {}
        self._current = ""
        self._waiting: list[str] = []
        self._early = ""
        self._begun = False
        self._busy: set[str] = set()
        self._tried: set[str] = set()
        self._retries = 0
        self._retry: Timer | None = None
        self._last: tuple[str, str] = ("", "")
        self._words = pair_rows.resting_words()

    def content(self) -> ComposeResult:
        with Box(id="pair-line"):
            yield Bar("pair-prompt", "base")
            yield LineEdit("scanned", "type or scan box and card, in either order", tab_enters=True)
        yield Banner("pair-banner")
        with Box(id="pair-sides"):
            yield TextPanel("box", "Box")
            yield TextPanel("card", "Smartcard")
        yield RecordList("pairs", "Pairs", pair_rows.COLUMNS)

    @property
    def is_asking(self) -> bool:
        return bool(self._busy)

    @property
    def _is_scanners_enter(self) -> bool:
        """Whether an Enter comes so soon after a scan that it may belong to it. Then say so."""
        at = self._scanned_at
        if at is None or self._clock() - at > self.app.timing.join_s:
            return False
        self.say("Ignored: that Enter came with a scan. Press it again.", "bar-caution")
        return True

    def _view(self, draft: Draft) -> None:
        """Have both panes show a pair; what is known of its codes already stays."""
        self._current = draft.id
        for sort, code in ((Sort.BOX, draft.target), (Sort.CARD, draft.second)):
            side = self._sides.get(sort)
            if side is None or code_key(side.code) != code_key(code):
                self._sides[sort] = Side(code)

    def _number_of(self, key: str) -> int:
        return list(self._pairs).index(key) + 1

    def _stand(self, word: str, role: str) -> None:
        self._state = (word, role)
        self.refresh_bars()

    # Drawing

    def _show(self) -> None:
        if not self.is_there:
            return
        sides = (("box", self._box_lines()), ("card", self._card_lines()))
        for name, lines in sides:
            self.query_one(f"#pane-{name}", TextPanel).show(lines)
        self.query_one("#pair-banner", Banner).show(*self._words)
        pairs = list(self._pairs.values())
        listed = self.query_one("#pane-pairs", RecordList)
        listed.head(count=str(len(pairs)) if pairs else "",
                    notes=[(pair_rows.count_of(pairs), "muted")] if pairs else ())  # fmt: skip
        listed.show(pair_rows.rows_of(pairs), (self._hint,))
        self.refresh_bars()

    @property
    def _hint(self) -> list[tuple[str, str]]:
        return [("Each pair is kept here the moment it is whole, without a platform too.", "muted")]

    def _box_lines(self) -> pair_lines.Lines:
        side = self._sides.get(Sort.BOX)
        if side is None:
            return pair_lines.empty_lines("a box: CASN, NUID or UID")
        if side.box is None:
            return pair_lines.code_lines("box", side.code, side.note)
        return pair_lines.box_lines(self.app.masker.record(side.box), side.bundle, self.app.now())

    def _card_lines(self) -> pair_lines.Lines:
        side = self._sides.get(Sort.CARD)
        if side is None:
            return pair_lines.empty_lines("a smartcard's number")
        if side.card is None:
            return pair_lines.code_lines("card", pair_rows.number(side.code), side.note)
        return pair_lines.card_lines(side.card, side.bundle, self.app.now(), self._may_name_owner)

    @property
    def _may_name_owner(self) -> bool:
        """Another customer's account is not named to an installer, as in the door's refusals."""
        box = self._sides.get(Sort.BOX)
        owners = [side.bundle.owner if side.bundle else None for side in self._sides.values()]
        uids = {owner.uid for owner in owners if owner is not None}
        has_box = box is not None and box.box is not None
        return self.app.role != "installer" or (has_box and len(uids) <= 1)

    @property
    def _edit(self) -> LineEdit:
        return self.query_one("#scanned", LineEdit)
