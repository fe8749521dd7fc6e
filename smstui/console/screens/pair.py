"""Page 2: boxes and cards, told apart by what they are, in whatever order they are scanned.

A pair is a saved draft the moment it is whole, with or without a platform. Scanning confirms
nothing: a plan, or the plan of the batch, is looked at in a dialog of its own. The work is done by
a `PairingRun`; this shows it and takes the keys.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from time import monotonic
from typing import TYPE_CHECKING, ClassVar, Final

from textual import on
from textual.app import ComposeResult

from smstui.actions import Place, Situation
from smstui.console.list_filters import says_hidden
from smstui.console.pairing_run import MOST_CODES, PairingRun
from smstui.console.plan_request import undo_latest, undo_plan_request
from smstui.console.screens.base import FOLDED_COLUMNS, page_keys
from smstui.console.screens.change_starts import open_draft
from smstui.console.screens.journal import read_change_of
from smstui.console.screens.page import PageContent
from smstui.console.screens.pair_row_actions import PairRowActions
from smstui.console.screens.pair_sides import Side
from smstui.console.views import pair_lines, pair_rows, pair_words
from smstui.console.widgets.banner import Banner
from smstui.console.widgets.bar import Bar
from smstui.console.widgets.box import Box
from smstui.console.widgets.line_edit import LineEdit
from smstui.console.widgets.record_list import RecordList
from smstui.console.widgets.text_panel import TextPanel
from smstui.domain.bundle import Bundle
from smstui.domain.identifiers import typed_ids
from smstui.domain.lists import is_heading
from smstui.domain.marking import coded
from smstui.domain.pair_list import is_pair
from smstui.domain.record import Record
from smstui.domain.scanning import Sort
from smstui.presentation.lines import Line

if TYPE_CHECKING:
    from smstui.console.host import Host
    from smstui.services.changes import ChangeResult
    from smstui.store.journal import Entry

_HINT: Final[Line] = [("Each pair is saved here as it is scanned.", "muted")]
_LINE_END: Final = re.compile(r"\r\n?|\n")


class PairPage(PageContent):
    """Shows what is here, and takes what is scanned, typed or pasted."""

    PLACE: ClassVar[Place] = Place.PAIR
    ENTER_OPENS: ClassVar[bool] = True

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
        self._early = ""
        """The beginning of a code that came before the page was laid out."""
        self._run = PairingRun(self, bundle, record)
        self._rows = PairRowActions(
            lambda: self.app, self._run, lambda: self.query_one("#pane-pairs", RecordList)
        )

    def compose(self) -> ComposeResult:
        with Box(id="pair-line"):
            yield Bar("pair-prompt", "base")
            yield LineEdit("scanned", _prompt(self.app), tab_enters=True)
        yield Banner("pair-banner")
        with Box(id="pair-sides"):
            yield TextPanel("box", "Box")
            yield TextPanel("card", "Smartcard")
        yield RecordList("pairs", "Pairs", pair_rows.COLUMNS, headed=True)

    def begin(self) -> None:
        self.query_one("#pair-prompt", Bar).show([(" › ", "key")])  # noqa: RUF001 - a prompt
        self.page.set_focus(self._edit)
        self._edit.take_text(self._early)
        self.show()
        self._run.start()

    @property
    def handlers(self) -> "tuple[object, ...]":
        return (self, self._rows, self._rows.into_list)

    @property
    def is_asking(self) -> bool:
        return self._run.is_asking

    @property
    def is_there(self) -> bool:
        return self.page.is_there

    # Scanning

    def take_ids(self, ids: Sequence[str]) -> None:
        """Take ids that were typed behind the command's word, or scanned."""
        self._run.take(ids)
        self._scanned_at = self._clock()
        if self.page.is_mounted:
            self._run.start()

    def take_paste(self, text: str) -> bool:
        """Take pasted codes in order, as scans; the last line stays in the field if it has no end.

        A box and a card on one line are a pair. A single code goes where keys would.
        """
        family = self.app.startup.family
        *lines, last = _LINE_END.split(text)
        *more, rest = _codes_of(last, family)
        codes = [code for line in lines if not is_heading(line) for code in _codes_of(line, family)]
        codes = [code for code in (*codes, *more) if code.strip()]
        rest = rest.replace("\t", " ")
        if len(codes) + bool(rest.strip()) < 2:
            return False
        if len(codes) > MOST_CODES:
            self.say(
                f"Ignored: {len(codes):,} codes were pasted. At most {MOST_CODES:,} at once; "
                f"nothing was kept of them.",
                "bar-caution",
            )
            return True
        if self._run.half is not None and any(is_pair(code, family) for code in codes):
            key = self.app.key("pair.clear")
            self.say(pair_words.in_the_way_sentence(self._run.half, key), "bar-caution")
            return True
        self.take_scan(rest.strip(), entered=False)
        self.take_ids(codes)
        return True

    def take_scan(self, text: str, entered: bool) -> None:
        """In place of what stood in the field: it may be the beginning of this one."""
        if self.page.is_mounted:
            self.page.set_focus(self._edit)
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
        elif self.page.is_active and not self._is_scanners_enter:
            self.do_pair()

    def on_unmount(self) -> None:
        """Say that the page was left before everything was kept."""
        self._run.stop()
        if left := len(self._run.left):
            self.app.say(
                f"Page 2 was left while {left:,} codes were not kept yet: paste them again.",
                "bar-caution",
            )

    @property
    def _is_scanners_enter(self) -> bool:
        """Whether an Enter comes so soon after a scan that it may belong to it. Then say so."""
        at = self._scanned_at
        if at is None or self._clock() - at > self.app.timing.join_s:
            return False
        self.say("Ignored: that Enter came with a scan. Press it again.", "bar-caution")
        return True

    # Keys

    def do_pair(self) -> None:
        """Show the plan of one pair, or of the batch. Nothing is sent before it is confirmed."""
        pairs = self.query_one("#pane-pairs", RecordList)
        if says_hidden(self.app, pairs, [draft.id for draft in self._run.fit], "pair"):
            return
        if len(self._run.fit) > 1:
            self._open_batch()
        elif (draft := self._run.next) is None:
            self._say_missing()
        else:
            open_draft(self.app, draft)

    def _open_batch(self) -> None:
        from smstui.console.screens.plan_dialog import PlanDialog
        from smstui.console.screens.plan_of_batch import BatchPlan

        self.app.frame_batch.one_frame()
        self.app.push_screen(PlanDialog(BatchPlan()))

    def _say_missing(self) -> None:
        here = self._run.half.sort if self._run.half else None
        missing = {Sort.BOX: "card", Sort.CARD: "box"}.get(here, "box or card") if here else (
            "box or card"
        )  # fmt: skip
        self.say(f"There is no {missing} yet: type or scan it.", "bar-caution")

    def do_pair_with(self, text: str) -> None:
        self.take_ids(typed_ids(text))

    def do_pair_clear(self) -> None:
        """Let go of a half, and empty both places for the next pair. What is saved stays."""
        self._run.clear()
        self.page.set_focus(self._edit)
        self.show()

    def do_reload(self) -> None:
        """Check every pair again, now; reads only."""
        self._run.look_again()

    def do_undo(self) -> None:
        """Take the last back: let go of what was only saved; plan the way back of a change."""
        what, key = self._run.last
        pairs = self.query_one("#pane-pairs", RecordList)
        if what == "saved" and says_hidden(self.app, pairs, [key], "pair"):
            return
        if what == "saved":
            self._run.discard(key)
        elif what == "applied":
            self.app.open_plan(undo_plan_request(key))
        else:
            self.app.open_plan(undo_latest(self.opened))

    @on(RecordList.Chosen)
    def _row_chosen(self, message: RecordList.Chosen) -> None:
        draft = self._run.pairs.get(message.key)
        if draft is None or self._is_scanners_enter:
            return
        if not draft.standing.is_over:
            open_draft(self.app, draft)
        elif draft.change:
            work = read_change_of(self, draft.change)
            self.run_worker(work, group="pair-change", exclusive=True)
        else:
            self.say(pair_words.over_sentence(draft))

    @on(TextPanel.Chosen)
    def _side_chosen(self) -> None:
        if not self._is_scanners_enter:
            self.do_pair()

    @property
    def row_count(self) -> int:
        return max(1, len(self._run.pairs))

    def situation(self, usual: Situation) -> Situation:
        if not self.is_there:
            return usual
        pair = self._rows.pair
        on_row = self.page.focused is self.query_one("#pane-pairs", RecordList)
        following = self._run.next
        has_next = following is not None and not following.standing.is_over
        plan = "plan…" if has_next else ""
        traits = frozenset({"unpaired"} if has_next else ())
        opens = "read it" if pair is not None and pair.standing.is_over else "open…"
        verbs = {
            "open": (opens if on_row else plan) if self._run.pairs else "",
            "pair.clear": "next pair" if self._run.sides else "",
            "draft.discard": "discard…",
            "reload": "check again" if self._run.pairs else "",
            "back": "clear" if self._edit.value else "back",
        }
        if on_row and self._rows.can_swap:
            verbs["swap"] = "swap card…"
        return usual._replace(
            record_kind="draft" if pair is not None else "",
            record_status=pair.standing if pair is not None else "",
            traits=traits,
            enters="take it" if self._edit.has_focus and self._edit.value else "",
            verbs={**usual.verbs, **verbs},
            first="swap" if "swap" in verbs else usual.first,
        )

    def do_back(self) -> None:
        if self._edit.value:
            self._edit.clear()
        else:
            self.app.leave_pages()

    def change_ended(self, result: "ChangeResult") -> None:
        self._run.change_ended(result)

    def came_late(self, entry: "Entry") -> None:
        self._run.shown_again()

    def shown_again(self) -> None:
        self._run.shown_again()

    def on_resize(self) -> None:
        """Wrap the lines of both codes to their panes, and fit what the empty field says."""
        self._edit.placeholder = _prompt(self.app)
        self.show()

    # Drawing

    def show_state(self, word: str, role: str) -> None:
        """Show a word on the platform at the end of the first line."""
        self.state = (word, role)
        self.page.refresh_bars()

    def show(self) -> None:
        """Show the run as it is now."""
        if not self.is_there:
            return
        for name, lines_of in (("box", _box_lines), ("card", _card_lines)):
            pane = self.query_one(f"#pane-{name}", TextPanel)
            pane.show(lines_of(self.app, self._run.sides, pane.inner_width))
        self.query_one("#pair-banner", Banner).show(self._run.banner.words)
        pairs = list(self._run.pairs.values())
        listed = self.query_one("#pane-pairs", RecordList)
        ends = self._run.banner.ends
        counted = pair_rows.count_of(pairs, ends)
        listed.head(count=str(len(pairs)) if pairs else "",
                    notes=[(counted, "muted")] if pairs else ())  # fmt: skip
        listed.show(pair_rows.rows_of(pairs, ends), (_HINT,))
        if key := self._run.take_newest():
            listed.point_at(key)
        self.app.waiting.tell(self.PLACE, sum(not pair.standing.is_over for pair in pairs))
        self.page.refresh_bars()

    @property
    def _edit(self) -> LineEdit:
        return self.query_one("#scanned", LineEdit)


def _codes_of(line: str, family: str) -> list[str]:
    """Return the codes of a pasted line; the line itself where it is a pair."""
    return [line] if is_pair(line, family) else line.split("\t")


def _prompt(app: "Host") -> str:
    """Return what the empty field says, with the keys of the pages: a digit is typed here."""
    if app.size.width < FOLDED_COLUMNS:
        return "type or scan a box and a card"
    return f"type or scan box and card, in either order{page_keys(app)}"


def _box_lines(app: "Host", sides: Mapping[Sort, Side], width: int) -> pair_lines.Lines:
    side = sides.get(Sort.BOX)
    if side is None:
        uid = "UID" if app.startup.family == "sdp2" else "device id"
        return pair_lines.empty_lines(f"a box: CASN, NUID or {uid}", width)
    if side.box is None:
        return pair_lines.code_lines("box", coded(side.code), side.note, width)
    box = app.masker.records.record(side.box)
    return pair_lines.box_lines(box, side.bundle, app.now(), width)


def _card_lines(app: "Host", sides: Mapping[Sort, Side], width: int) -> pair_lines.Lines:
    side = sides.get(Sort.CARD)
    if side is None:
        return pair_lines.empty_lines("a smartcard's number", width)
    if side.card is None:
        return pair_lines.code_lines("card", pair_rows.number(side.code), side.note, width)
    named = _may_name_owner(app, sides)
    return pair_lines.card_lines(side.card, side.bundle, app.now(), width, named=named)


def _may_name_owner(app: "Host", sides: Mapping[Sort, Side]) -> bool:
    """Return whether the account is named: another customer's is not, to an installer."""
    box = sides.get(Sort.BOX)
    owners = [side.bundle.owner if side.bundle else None for side in sides.values()]
    uids = {owner.uid for owner in owners if owner is not None}
    has_box = box is not None and box.box is not None
    return app.session.role != "installer" or (has_box and len(uids) <= 1)
