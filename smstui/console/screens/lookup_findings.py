"""Why this customer cannot watch: the findings beside what is open, or in place of its lists."""

from typing import TYPE_CHECKING, Final

from textual.worker import Worker

from smstui.actions import BY_ID
from smstui.actions.availability import code_possible, with_bundle
from smstui.console.screens import dialogs
from smstui.console.styled_text import wrap
from smstui.console.views.verbs import short_on
from smstui.console.widgets.record_list import RecordList
from smstui.domain.changes.specs.table import spec_of
from smstui.domain.errors import SmstuiError
from smstui.domain.marking import personal
from smstui.domain.text import capital
from smstui.presentation.tables import FOLD
from smstui.presentation.times import note_if_older, note_of, shorter

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from smstui.actions import Action
    from smstui.console.screens.lookup_view import LookupView
    from smstui.domain.bundle import Focus
    from smstui.domain.triage.diagnosis import Diagnosis
    from smstui.domain.triage.finding import Finding, Subject
    from smstui.presentation.lines import Span
    from smstui.services.outcomes import Opened

TITLE: Final = "Why can't they watch?"


class Findings:
    """The findings on what is open: made, shown in their pane, and what becomes of one."""

    def __init__(self, view: "LookupView") -> None:
        self._view = view
        self._diagnosis: Diagnosis | None = None
        self._judged: tuple[Focus, str] | None = None
        self._judged_of: Opened | None = None
        """The records that the findings are about; newer ones may be open until they are judged."""
        self._judging: Worker[None] | None = None
        self._unfolded = False
        """Whether each check that could not be made is shown by itself."""
        self.came_with_record = False
        """Whether they were opened with the record, so that the way back leads past both."""
        self._row = ""
        """The text of the row of the queue that they came with."""
        self._before_change: Diagnosis | None = None
        """What was found before the change that ended last, while its findings are in view."""
        self.pane: RecordList | None = None
        """The pane of the findings, once it was needed."""

    def do_diagnose(self) -> None:
        self.do_diagnose_with("")

    def do_diagnose_with(self, code: str) -> None:
        """Diagnose the record in hand; `code` is what the viewer reads."""
        opened = self._view.hand.opened
        if opened is None:
            told = code_possible if code else with_bundle
            self._view.say(told(self._view.app.base.situation) or "", "bar-caution")
            return
        focus = self._focus_in_hand(opened)
        if self._judged is None or self._judged[0] != focus:
            self._before_change = None
        self.came_with_record = False
        self._judge(focus, code)

    def open_with_record(self, text: str) -> None:
        """Diagnose what was opened from the row `text` of the queue, which takes the result."""
        if (opened := self._view.hand.opened) is not None:
            self._judge(opened.bundle.focus, "")
            self.came_with_record, self._row = True, text

    def do_diagnose_code(self) -> None:
        """Ask for the code that the television shows, and diagnose with it."""
        from smstui.console.screens.ask import ask

        ask(
            self._view.app,
            "The code or the words that the television shows",
            "for example 1007, SSM 1007, 20002 or E16-4",
            self.do_diagnose_with,
            leads_to="diagnose",
        )

    do_diagnose_code_with = do_diagnose_with

    def _judge(self, focus: "Focus", code: str) -> None:
        keys_read = self._view.app.dispatcher.keys_read

        async def work() -> None:
            await self._diagnose(focus, code, keys_read)

        # The function, not its coroutine: one that is replaced before it starts leaves nothing.
        self._judging = self._view.run_worker(work, group="diagnose", exclusive=True)

    async def _diagnose(self, focus: "Focus", code: str, keys_read: int) -> None:
        opened = self._view.hand.opened
        if opened is None:
            return  # closed by the next key of the same burst
        pane = await self._shown_pane(keys_read)
        is_other = self._judged != (focus, code)
        if is_other:
            self._diagnosis = None
            pane.head(TITLE, focus.title)
            pane.show((), ([("looking at every part…", "muted")],))
        self._judged = (focus, code)
        if self._diagnosis is not None:  # not faded: that would send the whole pane twice
            pane.head(TITLE, str(self._diagnosis.subject), [("diagnosing again…", "muted")])
        try:
            client = await self._view.app.client()
            diagnosis = await client.engine.run(
                client.diagnose_opened(opened, focus, reported=code)
            )
        except SmstuiError as error:
            self._say_why(pane, error)
            return
        if self._view.hand.opened is opened and self._view.has_class("-findings"):
            self._diagnosis, self._judged_of = diagnosis, opened
            self._view.app.casebook.judged(opened, diagnosis, code)
            self.show()
            if is_other and code:
                self._point_at_code(pane)
            self._view.call_after_refresh(self.show)  # the pane has its width by then
            if self.came_with_record and not code:
                await self._view.app.queue_run.judged(self._row, opened, diagnosis)

    def _point_at_code(self, pane: RecordList) -> None:
        """Take the finding on the code that the viewer reads in hand."""
        from smstui.console.views.finding_rows import row_of_code

        if self._diagnosis is not None:
            pane.point_at(row_of_code(self._diagnosis))

    async def _shown_pane(self, keys_read: int) -> RecordList:
        """Return the pane, made when first needed, in view and in hand."""
        from smstui.console.views.finding_rows import FINDINGS

        pane = self.pane
        if pane is None:
            pane = self.pane = RecordList("findings", TITLE, FINDINGS)
            await self._view.body.bundle.mount(pane)
        if not self._view.has_class("-findings"):
            self._view.app.frame_batch.one_frame()
            focused = self._view.focused
            self._view.detail.remember(
                None if focused is self._view.body.bundle.detail else focused
            )
            self._view.set_class(False, "-detail")
            self._view.set_class(True, "-findings")
            self._view.line.give_focus(pane, keys_read)
            self._view.refresh_bars()
        return pane

    def show(self) -> None:
        """Show the findings for the width there is now."""
        pane, diagnosis, opened = self.pane, self._diagnosis, self._judged_of
        if pane is None or diagnosis is None or opened is None:
            return
        from smstui.console.views.finding_rows import Page, rows_of
        from smstui.domain.triage.diagnosis import gone

        now = self._view.app.now()
        word = "offline" if opened.offline else "cached" if opened.source == "cache" else ""
        pane.head(TITLE, str(diagnosis.subject), self._notes(opened, word, now))
        before = self._before_change
        taken = gone(before, diagnosis) if before else ()
        read_at = opened.bundle.read_at if not word else None
        code_key = "" if self._judged and self._judged[1] else self._view.app.key("diagnose.code")
        page = Page(now, pane.inner_width or 60, self._key_of, read_at, code_key)
        rows = rows_of(diagnosis, page, taken, unfolded=self._unfolded or pane.filter.is_set)
        if pane.filter.is_set:  # each check by itself can match, so there is nothing to fold
            rows = [row for row in rows if FOLD not in (row.key, row.part_of)]
        pane.show(rows)

    def _notes(self, opened: "Opened", word: str, now: "datetime") -> "Sequence[Span]":
        """Return when the records were read, where that is not the time on the first line."""
        read_at, shown = opened.bundle.read_at, self._view.hand.opened
        if word:
            return [(f"{word} · {text}", "stale") for text in shorter(note_of(read_at, now))]
        note = note_if_older(read_at, shown.bundle.read_at, now) if shown is not None else ""
        return [(text, "stale") for text in shorter(note)] if note else ()

    def _say_why(self, pane: RecordList, error: SmstuiError) -> None:
        self._diagnosis = None
        lines = [[(line, "fault")] for line in wrap(str(error), pane.inner_width or 60)]
        again = [(self._view.app.key("diagnose"), "key"), (" diagnose again", "muted")]
        pane.show((), (*lines, again))

    def _key_of(self, operation: str) -> str:
        """Return the key or word that leads to the plan of `operation`, if there is one."""
        action = _action_for(operation)
        if action is None:
            return ""
        key = self._view.app.key
        return f"{key('open')} or {key(action.id)}: {within_sentence(action.title)}"

    @property
    def verb(self) -> str:
        """The effect of Enter on the finding under the cursor."""
        pane, diagnosis = self.pane, self._diagnosis
        if pane is not None and pane.key == FOLD:
            return self.folding
        finding = self._found_at(pane.key) if pane and diagnosis else None
        if finding is None:
            return ""
        advice = finding.next
        action = _action_for(advice.action) if advice else None
        if advice is None or action is None:
            return "read it"
        targets = advice.among or (advice.about or finding.subject,)
        return short_on(action.title, [str(one) for one in targets])

    @property
    def folding(self) -> str:
        """The effect of the key that folds on the findings; empty where none is folded."""
        if self.pane is None or not self.pane.layout_of_rows.has_row(FOLD):
            return ""
        return "fold" if self._unfolded else "unfold"

    def _found_at(self, key: str) -> "Finding | None":
        """Return the finding whose row has this key."""
        from smstui.console.views.finding_rows import finding_at

        return finding_at(self._diagnosis, key) if self._diagnosis is not None else None

    # What becomes of it

    def fold(self) -> None:
        """Show each check that was not made, or fold them into one line again."""
        self._unfolded = not self._unfolded
        self.show()
        self._view.refresh_footer()

    async def does_on_row(self, action: "Action") -> bool:
        """Do the next step of the finding under the cursor, if it is `action`, as Enter does it."""
        pane = self.pane
        finding = self._found_at(pane.key) if pane and self._view.focused is pane else None
        advice = finding.next if finding else None
        if pane is None or advice is None or _action_for(advice.action) is not action:
            return False
        await self.choose(pane.key)
        return True

    async def choose(self, key: str) -> None:
        """From a finding to the plan of what would mend it; without one, all of it to read."""
        if self._diagnosis is None:
            return
        if key == FOLD:
            self.fold()
            return
        finding = self._found_at(key)
        if finding is None:
            return
        advice = finding.next
        action = _action_for(advice.action) if advice else None
        if action is not None and advice is not None and advice.among:
            self._choose(action, advice.among)
        elif action is None or not await self._perform_on(
            action, (advice.about if advice else None) or finding.subject,
            advice.words if advice else "",
        ):  # fmt: skip
            self._read_out(finding)

    async def _perform_on(self, action: "Action", about: "Subject", words: str = "") -> bool:
        """Do it to that record, as with `words` typed behind it; False where the bundle has none
        such."""
        held = self._view.body.bundle.hold(about.kind, about.id)
        if held and words:
            self._view.app.dispatcher.perform_with(action, words)
        elif held:
            await self._view.app.dispatcher.perform(action)
        return held

    def _choose(self, action: "Action", among: "Sequence[Subject]") -> None:
        """Ask which of several records the action is for."""
        from smstui.console.screens.pick import pick

        known = {str(one): one for one in among}
        choice = {name: (name, self._name_of(one)) for name, one in known.items()}

        def picked(name: str) -> None:
            self._view.run_worker(self._perform_on(action, known[name]), group="choice")

        pick(self._view.app, f"{action.title}: which?", choice, picked)

    def _name_of(self, subject: "Subject") -> str:
        """Return the name that people use for it."""
        opened = self._view.hand.opened
        if opened is None:
            return ""
        bundle = opened.bundle
        if subject.kind == "session":
            played = next((one for one in bundle.sessions if one.uid == subject.id), None)
            told = (played.content_id, played.device_uid) if played else ()
            return " on device ".join(word for word in told if word)
        device = next((one for one in bundle.devices if one.id == subject.id), None)
        chipset = getattr(device, "casn", None)  # a player has none
        casn = f"CASN {chipset}" if chipset else ""
        name = personal(device.name) if device and device.name else ""
        return ", ".join(word for word in (casn, name) if word)

    def _read_out(self, finding: "Finding") -> None:
        from smstui.console.views.finding_rows import Page, whole

        now, key_of = self._view.app.now(), self._key_of
        dialogs.read_out(
            self._view.app,
            capital(str(finding.subject)),
            lambda width: whole(finding, Page(now, width, key_of)),
        )

    def filtered(self) -> None:
        """Show the findings for the filter of the pane: one that is folded is found too."""
        if self.in_view:
            self.show()
        self._view.refresh_bars()

    def change_ended(self) -> None:
        """Keep what was found before a change, to tell what the change took away."""
        if self.in_view and self._diagnosis is not None:
            self._before_change = self._diagnosis

    def before_entry(self) -> None:
        """Put the findings away, where the entry about to be shown is another record."""
        entry = self._view.hand.entry
        if (
            entry is None
            or entry is not self._view.state.drawn
            or self._view.body.bundle.asked_by != entry.opened.bundle.focus
        ):
            self.put_away()

    def after_entry(self) -> None:
        """Judge anew from what is new, where findings of the entry are in view."""
        if self._judged is not None and self.in_view:
            self._judge(*self._judged)

    @property
    def in_view(self) -> bool:
        """Whether the findings stand beside what is open, or in its place."""
        return self._view.has_class("-findings") and self._view.hand.opened is not None

    def close(self) -> None:
        """Put the findings away, and give the focus back."""
        self._view.app.frame_batch.one_frame()
        in_hand = self._view.focused is self.pane
        self.put_away()
        if in_hand:
            self._view.detail.go_back()
        self._view.refresh_bars()

    def put_away(self) -> None:
        """Forget the findings."""
        self._view.set_class(False, "-findings")
        if (pane := self.pane) is not None:
            self._view.filters.clear([pane])
        self._diagnosis, self._judged, self._before_change = None, None, None
        self._unfolded = self.came_with_record = False
        if self._judging is not None:
            self._judging.cancel()

    def _focus_in_hand(self, opened: "Opened") -> "Focus":
        """Return the subject of the diagnosis: the record in hand, else the question."""
        from smstui.domain.bundle import Focus

        if self._judged is not None and self._view.focused is self.pane:
            return self._judged[0]
        record = self._view.body.bundle.record
        match getattr(record, "noun", ""):
            case "box" | "player" as kind if record is not None and record.id:
                return Focus(kind=kind, id=record.id)
            case "card" if record is not None and record.id:
                return Focus(kind="smartcard", id=record.id)
            case "account" | "user" if opened.bundle.owner is not None:
                return Focus(kind="account", id=opened.bundle.owner.id or "")
            case _:
                return opened.bundle.focus


def _action_for(operation: str) -> "Action | None":
    """Return the action that plans `operation`, which a finding names; None without one."""
    return BY_ID.get(spec_of(operation).action) if operation else None


def within_sentence(title: str) -> str:
    """Return a title as it is written within a sentence; CAS and PIN stay as they are."""
    return title[:1].lower() + title[1:] if not title[:2].isupper() else title
