"""The main screen: one box that takes any id, and all that hangs on it."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from textual import on
from textual.app import ComposeResult
from textual.geometry import Size
from textual.timer import Timer
from textual.widget import Widget

from smstui.actions import Place, Situation
from smstui.console.history import History
from smstui.console.questions import Question, Questions
from smstui.console.screens import dialogs
from smstui.console.screens.base import BaseScreen
from smstui.console.views import bars
from smstui.console.widgets.bar import Bar
from smstui.console.widgets.box import Box
from smstui.console.widgets.line_edit import LineEdit
from smstui.console.widgets.panel import Panel
from smstui.console.widgets.record_list import RecordList
from smstui.console.widgets.text_panel import TextPanel
from smstui.domain.errors import SmstuiError

if TYPE_CHECKING:
    from smstui.console.views.finder import Page
    from smstui.console.widgets.bundle_view import BundleView
    from smstui.domain.device import SetTopBox
    from smstui.domain.smartcard import SmartCard
    from smstui.services.outcomes import Opened, Recent


REVEAL_S = 5
FOLLOW_S = 0.08
"""Seconds a cursor rests before the record beside the list follows it."""


class LookupScreen(BaseScreen[None]):
    @property
    def places(self) -> tuple[Place, ...]:
        usual = (Place.LIST, Place.LOOKUP, Place.ANYWHERE)
        picking = self._page in ("matches", "nothing") and self.focused is self.finder
        return (Place.PICK, *usual) if picking else usual

    def __init__(self) -> None:
        super().__init__()
        self._questions = Questions(self, lambda: self.app)
        self._history: History[Opened] = History()
        self._opened: Opened | None = None
        self._last: Question | None = None
        self._picks: dict[str, Question] = {}
        self._recents: Sequence[Recent] = ()
        self._page = ""
        self._crumb = ""
        self._state = ("starting", "bar-muted")
        self._guess = ""
        self._said = ""
        self._following: Timer | None = None
        self._masking: Timer | None = None
        self._came_from: Widget | None = None

    def compose(self) -> ComposeResult:
        yield Bar("header")
        with Box(id="ask"):
            yield Bar("prompt", "base")
            yield LineEdit("box", "type or scan any id, then enter", keeps=True)
            yield Bar("guess", "base")
        with Box(id="body"):
            yield RecordList("finder", "Recent look-ups", ())
        yield Bar("footer")
        yield self.too_small()

    def on_mount(self) -> None:
        self.fit(self.app.size)
        self.query_one("#prompt", Bar).show([(f" {self.app.key('lookup.focus')} ", "key")])
        self.finder.show((), ([("opening the desk…", "muted")],))
        self.set_focus(self.box)
        self.refresh_bars()

    # Parts

    @property
    def box(self) -> LineEdit:
        return self.query_one("#box", LineEdit)

    @property
    def finder(self) -> RecordList:
        return self.query_one("#pane-finder", RecordList)

    @property
    def bundle(self) -> "BundleView":
        from smstui.console.widgets.bundle_view import BundleView

        return self.query_one(BundleView)

    @property
    def _is_ready(self) -> bool:
        """Whether records can be shown. What does so must not be imported while the desk's
        thread imports the same libraries: two threads inside one circle of modules each see half
        of it."""
        return bool(self.query("#bundle"))

    async def make_ready(self) -> None:
        """Load and lay out what a bundle is shown with, before there can be one."""
        from smstui.console.widgets.bundle_view import BundleView

        await self.query_one("#body").mount(BundleView())

    def desk_opened(self) -> None:
        """Questions are answered from now on."""
        if self._questions.in_flight is None:
            self._state = ("ready", "bar")
            self.show_recents()
        self.refresh_bars()

    # Asking

    @on(LineEdit.Entered, "#box")
    def _entered(self, message: LineEdit.Entered) -> None:
        self.ask(Question(message.text))

    def ask(self, question: Question) -> None:
        """Ask the platform; what stands here stays, faded, until the answer comes."""
        from smstui.domain.errors import BadIdentifier
        from smstui.domain.identifiers import identify

        try:
            asked = identify(question.text, self.app.glance.family, question.kind)
        except BadIdentifier as error:
            if self._is_ready:
                self._fail(question, error)
            else:
                self.say(str(error), "bar-caution")
            return
        self._last = question
        self._guess = asked.guess
        self._state = ("asking…", "bar-caution")
        self._fade(True)
        self._questions.ask(question)
        self.refresh_bars()

    @on(Questions.Cached)
    def _cached(self, message: Questions.Cached) -> None:
        if self._questions.is_current(message.number):
            self._open(message.opened)
            self._fade(True)

    @on(Questions.Answered)
    def _answered(self, message: Questions.Answered) -> None:
        from smstui.console.views import finder
        from smstui.domain.identifiers import WORDS
        from smstui.services.outcomes import Nothing, Opened, Several

        outcome = message.outcome
        self._fade(False)
        self._guess = outcome.asked.guess
        match outcome:
            case Opened():
                focus = outcome.bundle.focus
                self._guess = f"read as {WORDS[outcome.kind]}, {focus.kind} {focus.id}"
                self._state = ("offline", "bar-fault") if outcome.offline else ("online", "bar")
                self._keep(outcome, message.question.anew)
                self._open(outcome)
                if outcome.offline:
                    self.say(outcome.offline, "bar-caution")
            case Several():
                self._state = ("online", "bar")
                self._picks = {
                    f"match:{at}": Question(match.asked, match.as_kind)
                    for at, match in enumerate(outcome.matches)
                }
                page = finder.matches_page(outcome, self._text_width, self._letters)
                self._show_page(page, "matches")
            case Nothing():
                self._state = ("offline", "bar-fault") if outcome.offline else ("online", "bar")
                self._picks = {
                    f"near:{at}": Question(near.text, near.kind)
                    for at, near in enumerate(outcome.suggestions)
                }
                page = finder.nothing_page(
                    outcome, self.app.now(), self._text_width, self.app.key, self._letters
                )
                self._show_page(page, "nothing")
        self.refresh_bars()

    @on(Questions.Failed)
    def _failed(self, message: Questions.Failed) -> None:
        self._fail(message.question, message.error)

    def _fail(self, question: Question, error: SmstuiError) -> None:
        from smstui.console.views import finder

        self._fade(False)
        self._last = question
        self._state = ("no answer", "bar-fault")
        page = finder.error_page(error, question.text, self._text_width, self.app.key)
        self._show_page(page, "failed")
        self.refresh_bars()

    # Showing

    def _keep(self, opened: "Opened", anew: bool) -> None:
        if anew:
            self._history.add(opened)
        else:
            self._history.replace(opened)

    def _open(self, opened: "Opened") -> None:
        self.app.curtain.one_frame()
        fresh = self._opened is None or self._opened.bundle.focus != opened.bundle.focus
        self._opened = opened
        self._crumb = ""
        self.bundle.show(opened, self.app.now(), self.app.key)
        self.set_class(True, "-opened")
        if fresh or not self._in_panes:
            self.set_class(False, "-detail")
            self.set_focus(self.bundle.first_pane())
        self.refresh_bars()
        self.call_after_refresh(self._refit)

    def fit(self, size: Size) -> None:
        super().fit(size)
        self.call_after_refresh(self._refit)

    def _refit(self) -> None:
        """Break lines anew for the room there is now; what fits already is not drawn again."""
        if self._opened is not None and self.has_class("-opened"):
            self.bundle.show(self._opened, self.app.now(), self.app.key)
        self.refresh_bars()

    def _show_page(self, page: "Page", crumb: str) -> None:
        """A list in place of the bundle; the bundle is where Esc leads back to."""
        self.app.curtain.one_frame()
        self._page = crumb
        self._crumb = page.title if crumb != "recents" else ""
        self.finder.head(page.title, page.count)
        self.finder.show(page.rows, (), page.columns)
        self.set_class(False, "-opened")
        if crumb != "recents":
            self.set_focus(self.finder)

    def show_recents(self) -> None:
        """What was looked up lately, read from the cache each time it is shown."""
        self.run_worker(self._load_recents(), group="recents", exclusive=True)

    async def _load_recents(self) -> None:
        from smstui.console.views import finder

        try:
            desk = await self.app.desk()
            self._recents = await desk.engine.run(desk.recents())
        except SmstuiError as error:
            self._fail(Question(""), error)
            return
        page = finder.recents_page(self._recents, self.app.now())
        self._picks = {
            row.key: Question(recent.asked, recent.as_kind)
            for row, recent in zip(page.rows, self._recents, strict=True)
        }
        if self.has_class("-opened"):
            return
        self._show_page(page, "recents")
        if not page.rows:
            hint = [("Nothing has been looked up here yet. Type any id of a customer:", "base")]
            kinds = [("CASN, smartcard, MAC, serial, NUID, account number or login", "muted")]
            self.finder.show((), (hint, kinds))
        self.refresh_bars()

    def _fade(self, faded: bool) -> None:
        self.finder.dim(faded)
        for view in self.query("#bundle"):
            view.dim(faded)  # type: ignore[attr-defined]

    @property
    def _text_width(self) -> int:
        return max(20, self.finder.inner_width or self.size.width - 4)

    @property
    def _letters(self) -> list[str]:
        return self.app.keymap.shown("match.pick").split()

    @property
    def _in_panes(self) -> bool:
        return isinstance(self.focused, Panel) and self.focused is not self.finder

    # The first and last line

    def say(self, text: str, role: str = "bar-strong") -> None:
        """One sentence on the last line; empty brings the keys back."""
        self._said = text
        if text:
            self.query_one("#footer", Bar).show([(" ", "bar"), (text, role)])
        else:
            self._show_footer()

    def refresh_bars(self) -> None:
        """Say anew where we are and which keys help. Draws nothing when nothing changed."""
        glance = self.app.glance
        self.query_one("#header", Bar).show(
            bars.header(glance.label, glance.tint, glance.read_only, self._crumbs()),
            bars.header_end(glance.family, *self._state),
        )
        self.query_one("#guess", Bar).show([(f"{self._guess} ", "muted")] if self._guess else ())
        self.refresh_footer()

    def refresh_footer(self) -> None:
        """The keys again, unless a sentence stands there."""
        if not self._said:
            self._show_footer()

    def _show_footer(self) -> None:
        line = bars.footer(self.app.keymap, self.situation, self.places, self.size.width)
        self.query_one("#footer", Bar).show(line)

    def _crumbs(self) -> list[str]:
        crumbs = ["Lookup"]
        if self.has_class("-opened") and self._opened is not None:
            owner, focus = self._opened.bundle.owner, self._opened.bundle.focus
            if owner is not None and owner.id:
                crumbs.append(owner.id)
            if focus.kind != "account":
                crumbs.append(f"{focus.kind} {focus.id}")
        elif self._crumb:
            crumbs.append(self._crumb)
        return crumbs

    @property
    def situation(self) -> Situation:
        opened = self.has_class("-opened")
        if not opened:
            return self._situation_without_bundle()
        from smstui.console.views import detail

        record = self.bundle.record
        pane = self.focused
        return Situation(
            place=Place.LOOKUP,
            pane=pane.pane if isinstance(pane, Panel) else "",
            record_kind=getattr(record, "noun", ""),
            record_id=(record.id or "") if record else "",
            rows=pane.row_count if isinstance(pane, RecordList | TextPanel) else 0,
            has_bundle=True,
            has_secret=record is not None and detail.has_secret(record),
            secret_known=record is not None and detail.knows_secret(record),
            card_told_by_box=bool(getattr(record, "told_by_box", None)),
            clipboard_off=self.app.glance.clipboard == "off",
            asking=self._questions.in_flight is not None,
            ready=True,
            can_go_back=self._history.can_go_back,
            can_go_forward=self._history.can_go_forward,
        )

    def _situation_without_bundle(self) -> Situation:
        return Situation(
            place=Place.LOOKUP,
            pane="finder" if self.focused is self.finder else "",
            rows=self.finder.row_count if self.focused is self.finder else 0,
            asking=self._questions.in_flight is not None,
            ready=self._is_ready,
            can_go_back=self._history.can_go_back,
            can_go_forward=self._history.can_go_forward,
            clipboard_off=self.app.glance.clipboard == "off",
            problem=self._page if self._page in ("failed", "nothing") else "",
        )

    # Moving about

    @on(RecordList.Pointed)
    def _pointed(self, message: RecordList.Pointed) -> None:
        """The record beside the list follows the cursor once that rests."""
        pane = self.focused
        if (
            self._in_panes
            and isinstance(pane, RecordList)
            and pane.pane == message.pane != "detail"
        ):
            self.bundle.take_in_hand(message.pane, message.key)
            if self._following is not None:
                self._following.stop()
            self._following = self.set_timer(FOLLOW_S, self._follow)

    @property
    def is_asking(self) -> bool:
        """Whether something is still to come: an answer, or the record beside the list."""
        return self._questions.in_flight is not None or self._following is not None

    def _follow(self) -> None:
        self._following = None
        if self.has_class("-opened"):
            self.bundle.show_record(self.app.now())
            self.refresh_bars()

    @on(RecordList.Chosen)
    def _chosen(self, message: RecordList.Chosen) -> None:
        if message.pane == "finder":
            question = self._picks.get(message.key)
            if question is not None:
                self.ask(question)
        elif message.pane != "detail":
            self._open_detail(message.pane, message.key)

    @on(TextPanel.Chosen)
    def _account_chosen(self, message: TextPanel.Chosen) -> None:
        self._open_detail(message.pane, message.pane)

    def _open_detail(self, pane: str, key: str) -> None:
        self.bundle.point(pane, key, self.app.now())
        self._came_from = self.focused
        self.set_class(True, "-detail")
        self.set_focus(self.bundle.detail)
        self.refresh_bars()

    def on_descendant_focus(self) -> None:
        """The record in hand is that of the pane in hand."""
        pane = self.focused
        if self.has_class("-opened") and isinstance(pane, Panel):
            if isinstance(pane, TextPanel):
                self.bundle.point(pane.pane, pane.pane, self.app.now())
            elif isinstance(pane, RecordList) and pane.pane not in ("finder", "detail"):
                self.bundle.point(pane.pane, pane.key, self.app.now())
        self.refresh_bars()

    def do_match_pick(self, key: str) -> None:
        """The row with this letter, wherever the cursor is."""
        rows = [key for key in self._picks if key.startswith(("match:", "near:"))]
        at = self.app.keymap.keys_by_id["match.pick"].index(key)
        if at < len(rows):
            self.ask(self._picks[rows[at]])

    def do_lookup_focus(self) -> None:
        self.set_focus(self.box)
        self.box.select_all()

    do_screen_lookup = do_lookup_focus

    def do_pane_next(self) -> None:
        self._step_pane(1)

    def do_pane_previous(self) -> None:
        self._step_pane(-1)

    def _step_pane(self, step: int) -> None:
        panes = [pane for pane in self.query(Panel) if pane.region and pane.display]
        if not panes:
            return
        at = panes.index(self.focused) if self.focused in panes else (-1 if step > 0 else 0)
        self.app.curtain.one_frame()
        self.set_focus(panes[(at + step) % len(panes)])

    def do_list_down(self) -> None:
        """From the box into the list below it."""
        self._step_pane(1)

    def do_back(self) -> None:
        """Stop the call in flight; else close what is on top; else leave the box."""
        if self._questions.in_flight is not None:
            self._questions.give_up()
            self._state = ("stopped", "bar")
            self._fade(False)
            self.refresh_bars()
            self.say("Stopped. What is shown is from before.")
        elif self.has_class("-detail"):
            self._close_detail()
        elif self.focused is self.box and self.has_class("-opened"):
            self.set_focus(self.bundle.first_pane())
        elif self.focused is self.box:
            self.box.clear()
        else:
            self.do_leave()

    def do_leave(self) -> None:
        if self.has_class("-detail"):
            self._close_detail()
        elif not self.has_class("-opened") and self._opened is not None and self._page != "recents":
            self._open(self._opened)
        elif self._page == "recents" and not self.has_class("-opened"):
            self.set_focus(self.box)
            self.say(f"{self.app.key('quit')} quits.")
        else:
            self._opened = None
            self._guess = ""
            self.set_class(False, "-opened")
            self.box.clear()
            self.set_focus(self.box)
            self.show_recents()

    def _close_detail(self) -> None:
        self.set_class(False, "-detail")
        self.set_focus(self._came_from or self.bundle.first_pane())

    def do_reload(self) -> None:
        if self._last is not None:
            self.ask(Question(self._last.text, self._last.kind, anew=not self.has_class("-opened")))

    def do_history_back(self) -> None:
        self._open(self._history.back())

    def do_history_forward(self) -> None:
        self._open(self._history.forward())

    def take_scan(self, text: str, entered: bool) -> None:
        """A scan from anywhere: into the box, and asked when it was ended by Enter."""
        self.set_focus(self.box)
        self.box.clear()
        self.box.take_text(f"{text}\n" if entered else text)

    def do_lookup_focus_with(self, text: str) -> None:
        self.ask(Question(text))

    def do_lookup_cached(self) -> None:
        text = self.box.value or (self._last.text if self._last else "")
        if text:
            self.do_lookup_cached_with(text)
        else:
            self.say("Type an id first.", "bar-caution")

    def do_lookup_cached_with(self, text: str) -> None:
        self.ask(Question(text, offline=True))

    def do_recents_forget(self) -> None:
        self.run_worker(self._forget(), group="recents", exclusive=True)

    async def _forget(self) -> None:
        try:
            desk = await self.app.desk()
            await desk.engine.run(desk.forget())
        except SmstuiError as error:
            self.say(str(error), "bar-fault")
            return
        self.say(f"Nothing of {self.app.glance.label} is remembered on this machine any more.")
        await self._load_recents()

    def do_copy(self) -> None:
        from smstui.console.views import copying, detail

        now = self.app.now()
        if self._opened is None or not self.has_class("-opened"):
            picked = self._picks.get(self.finder.key)
            dialogs.copy_text(self.app, picked.text if picked else self.finder.sentences)
            return
        record, field = self.bundle.record, ""
        if record is not None and self.focused is self.bundle.detail:
            field = detail.value_of(record, self.bundle.detail.key, now)
        dialogs.choose_copy(self.app, copying.choices(self._opened.bundle, record, field, now))

    def do_reveal(self) -> None:
        """Secrets of the record in hand, for five seconds or until another is in hand."""
        if not self.bundle.detail.region:
            self._open_detail(*self.bundle.in_hand)
        self.bundle.reveal(True, self.app.now())
        if self._masking is not None:
            self._masking.stop()
        self._masking = self.set_timer(REVEAL_S, self.mask)
        self.say(f"Shown for {REVEAL_S} s.", "bar-caution")

    def mask(self) -> None:
        """Hide the secrets again, at once."""
        if self.has_class("-opened"):
            self.bundle.reveal(False, self.app.now())

    def do_card_ask(self) -> None:
        from smstui.console import revision
        from smstui.domain.smartcard import SmartCard

        opened, card = self._opened, self.bundle.record
        box = revision.box_of(opened, card) if opened and isinstance(card, SmartCard) else None
        if opened is None or box is None or not isinstance(card, SmartCard):
            self.say("No box of this account names the card.", "bar-caution")
            return
        self.run_worker(self._ask_card(opened, card, box), group="card", exclusive=True)

    async def _ask_card(self, opened: "Opened", card: "SmartCard", box: "SetTopBox") -> None:
        from smstui.console import revision

        try:
            desk = await self.app.desk()
            read = await desk.engine.run(desk.smartcard_of(box))
        except SmstuiError as error:
            self.say(str(error), "bar-fault")
            return
        if self._opened is not opened:
            return
        told = revision.with_card(opened, card, read)
        if told is opened:
            self.say(
                read.reason or f"Card {card.id} does not answer at its own end.", "bar-caution"
            )
            return
        self._history.replace(told)
        self._open(told)
