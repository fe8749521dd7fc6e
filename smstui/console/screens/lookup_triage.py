"""Why this customer cannot watch: the findings beside what is open, or in place of its lists."""

from typing import TYPE_CHECKING, Final

from textual import on
from textual.geometry import Size
from textual.worker import Worker

from smstui.actions import BY_ID
from smstui.console.screens.lookup_moving import LookupMoving
from smstui.console.widgets.record_list import RecordList
from smstui.domain.changes.specs.table import spec_of
from smstui.domain.errors import SmstuiError
from smstui.domain.marking import personal

if TYPE_CHECKING:
    from collections.abc import Sequence

    from smstui.actions import Action
    from smstui.domain.bundle import Focus
    from smstui.domain.triage.diagnosis import Diagnosis
    from smstui.domain.triage.finding import Finding, Subject
    from smstui.services.changes import ChangeResult
    from smstui.services.outcomes import Opened

TITLE: Final = "Why can't they watch?"


class LookupTriage(LookupMoving):
    def __init__(self) -> None:
        super().__init__()
        self._diagnosis: Diagnosis | None = None
        self._judged: tuple[Focus, str] | None = None
        self._judged_of: Opened | None = None
        """The records that the findings are about; newer ones may be open until they are judged."""
        self._before_change: Diagnosis | None = None
        """What was found before the change that ended last, while its findings are in view."""

    @property
    def findings(self) -> RecordList | None:
        """The pane of the findings, once it was needed."""
        found = self.query("#pane-findings")
        return found.first(RecordList) if found else None

    def do_diagnose(self) -> None:
        self.do_diagnose_with("")

    def do_diagnose_with(self, code: str) -> None:
        """Diagnose the record in hand; `code` is what the viewer reads."""
        opened = self._hand.opened
        if opened is None:
            self.say("Nothing is open. Type an id and press enter.", "bar-caution")
            return
        focus = self._focus_in_hand(opened)
        if self._judged is None or self._judged[0] != focus:
            self._before_change = None
        self._judge(focus, code)

    def _judge(self, focus: "Focus", code: str) -> None:
        keys_read = self.app.dispatcher.keys_read

        async def work() -> None:
            await self._diagnose(focus, code, keys_read)

        # The function, not its coroutine: one that is replaced before it starts leaves nothing.
        self._judging: Worker[None] | None = self.run_worker(work, group="diagnose", exclusive=True)

    async def _diagnose(self, focus: "Focus", code: str, keys_read: int) -> None:
        opened = self._hand.opened
        if opened is None:
            return  # closed by the next key of the same burst
        pane = await self._shown_pane(keys_read)
        if self._judged != (focus, code):
            self._diagnosis = None
            pane.head(TITLE, focus.title)
            pane.show((), ([("looking at every part…", "muted")],))
        self._judged = (focus, code)
        pane.dim(self._diagnosis is not None)
        try:
            client = await self.app.client()
            diagnosis = await client.engine.run(
                client.diagnose_opened(opened, focus, reported=code)
            )
        except SmstuiError as error:
            self._say_why(pane, error)
            return
        if self._hand.opened is opened and self.has_class("-findings"):
            self._diagnosis, self._judged_of = diagnosis, opened
            self.app.casebook.judged(opened, diagnosis, code)
            self._show_findings()
            self.call_after_refresh(self._show_findings)  # the pane has its width by then

    async def _shown_pane(self, keys_read: int) -> RecordList:
        """The pane, made when first needed, in view and in hand."""
        from smstui.console.views.finding_rows import FINDINGS

        pane = self.findings
        if pane is None:
            pane = RecordList("findings", TITLE, FINDINGS)
            await self.bundle.mount(pane)
        if not self.has_class("-findings"):
            self.app.frame_batch.one_frame()
            self._came_from = None if self.focused is self.bundle.detail else self.focused
            self.set_class(False, "-detail")
            self.set_class(True, "-findings")
            self._give_focus(pane, keys_read)
            self.refresh_bars()
        return pane

    def _show_findings(self) -> None:
        pane, diagnosis, opened = self.findings, self._diagnosis, self._judged_of
        if pane is None or diagnosis is None or opened is None:
            return
        from smstui.console.views.finding_rows import Page, rows_of
        from smstui.domain.triage.aftermath import gone
        from smstui.presentation.times import note_of, shorter

        now = self.app.now()
        cached = opened.source == "cache"
        note = note_of(opened.bundle.read_at, now)
        word = "offline · " if opened.offline else "cached · " if cached else ""
        role = "stale" if cached else "muted"
        pane.head(
            TITLE, str(diagnosis.subject), [(f"{word}{text}", role) for text in shorter(note)]
        )
        pane.dim(False)
        before = self._before_change
        taken = gone(before, diagnosis) if before else ()
        page = Page(now, pane.inner_width or 60, self._key_of)
        pane.show(rows_of(diagnosis, page, taken))

    def _say_why(self, pane: RecordList, error: SmstuiError) -> None:
        from smstui.console.styled_text import wrap

        pane.dim(False)
        self._diagnosis = None
        lines = [[(line, "fault")] for line in wrap(str(error), pane.inner_width or 60)]
        again = [(self.app.key("diagnose"), "key"), (" asks again", "muted")]
        pane.show((), (*lines, again))

    def _key_of(self, operation: str) -> str:
        """How to come from a finding to the plan of `operation`; nothing where there is none."""
        action = _action_for(operation)
        if action is None:
            return ""
        return f"{self.app.key('open')} or {self.app.key(action.id)}: {action.title.lower()}"

    # What becomes of it

    @on(RecordList.Chosen)
    async def _finding_chosen(self, message: RecordList.Chosen) -> None:
        """From a finding to the plan of what would mend it; without one, all of it to read."""
        from smstui.console.views.finding_rows import finding_at

        if message.pane != "findings" or self._diagnosis is None:
            return
        finding = finding_at(self._diagnosis, message.key)
        if finding is None:
            return
        advice = finding.next
        action = _action_for(advice.action) if advice else None
        if action is not None and advice is not None and advice.among:
            self._choose(action, advice.among)
        elif action is None or not await self._perform_on(
            action, (advice.about if advice else None) or finding.subject
        ):
            self._read_out(finding)

    async def _perform_on(self, action: "Action", about: "Subject") -> bool:
        """Do it to that record; False where the bundle has none such."""
        held = self.bundle.hold(about.kind, about.id)
        if held:
            await self.app.dispatcher.perform(action)
        return held

    def _choose(self, action: "Action", among: "Sequence[Subject]") -> None:
        """Which of several records it is to be done to."""
        from smstui.console.screens.pick import pick

        known = {str(one): one for one in among}
        choice = {name: (name, self._name_of(one)) for name, one in known.items()}

        def picked(name: str) -> None:
            self.run_worker(self._perform_on(action, known[name]), group="choice")

        pick(self.app, f"{action.title}: which?", choice, picked)

    def _name_of(self, subject: "Subject") -> str:
        """What people call it."""
        opened = self._hand.opened
        if opened is None:
            return ""
        bundle = opened.bundle
        if subject.kind == "session":
            played = next((one for one in bundle.sessions if one.uid == subject.id), None)
            told = (played.content_id, played.device_uid) if played else ()
            return " on device ".join(word for word in told if word)
        named = next((one.name for one in bundle.devices if one.id == subject.id), None)
        return personal(named) if named else ""

    def _read_out(self, finding: "Finding") -> None:
        from smstui.console.screens.reading_dialog import ReadingDialog
        from smstui.console.views.finding_rows import Page, whole

        now, key_of = self.app.now(), self._key_of
        dialog = ReadingDialog(
            str(finding.subject), lambda width: whole(finding, Page(now, width, key_of))
        )
        self.app.push_dialog(dialog, lambda _: None)

    def change_ended(self, _result: "ChangeResult") -> None:
        """What was found before it is kept, to tell what the change took away."""
        if self._in_view and self._diagnosis is not None:
            self._before_change = self._diagnosis

    def _show_entry(self) -> None:
        """Findings of another record go; those of this one are made anew from what is new."""
        entry, judged = self._hand.entry, self._judged
        if (
            entry is None
            or entry is not self._drawn
            or self.bundle.asked_by != entry.opened.bundle.focus
        ):
            self._put_findings_away()
        super()._show_entry()
        if judged is not None and self._in_view:
            self._judge(*judged)

    def fit(self, size: Size) -> None:
        super().fit(size)
        self.call_after_refresh(self._show_findings)

    def do_back(self) -> None:
        if self._hand.asking is None and self._in_view:
            self._close_findings()
        else:
            super().do_back()

    def do_leave(self) -> None:
        if self._in_view:
            self._close_findings()
        else:
            super().do_leave()

    def _open_detail(self, pane: str, key: str) -> None:
        self._put_findings_away()
        super()._open_detail(pane, key)

    @property
    def _in_view(self) -> bool:
        return self.has_class("-findings") and self._hand.opened is not None

    def _close_findings(self) -> None:
        self.app.frame_batch.one_frame()
        in_hand = self.focused is self.findings
        self._put_findings_away()
        if in_hand:
            self.set_focus(self._came_from or self.bundle.first_pane())
        self.refresh_bars()

    def _put_findings_away(self) -> None:
        self.set_class(False, "-findings")
        self._diagnosis, self._judged, self._before_change = None, None, None
        self.workers.cancel_group(self, "diagnose")

    def _focus_in_hand(self, opened: "Opened") -> "Focus":
        """What the diagnosis is about: the device, card or account in hand, else the question."""
        from smstui.domain.bundle import Focus

        if self._judged is not None and self.focused is self.findings:
            return self._judged[0]
        record = self.bundle.record
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
