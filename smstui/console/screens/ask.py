"""A dialog for one line of text. What is entered fills a plan in; it confirms nothing."""

from collections.abc import Callable
from typing import TYPE_CHECKING, ClassVar

from textual import events, on
from textual.app import ComposeResult
from textual.geometry import Size
from textual.screen import ModalScreen
from textual.widgets import Input

from smstui.actions import Place
from smstui.console.screens.base import BaseScreen, too_small
from smstui.console.screens.plan_protocols import WAY_BACK, way_back_after
from smstui.console.styled_text import wrap
from smstui.console.views import choosing
from smstui.console.widgets.bar import Bar
from smstui.console.widgets.box import Box
from smstui.console.widgets.foot import Foot
from smstui.console.widgets.hand_edit import HandEdit
from smstui.console.widgets.line_edit import LineEdit
from smstui.console.widgets.sheet import MARGIN, Sheet
from smstui.domain.text import capital

if TYPE_CHECKING:
    from smstui.console.host import Host
    from smstui.services.changes import ChangeResult


def ask(
    app: "Host",
    title: str,
    hint: str,
    given: Callable[[str], None],
    *,
    masked: bool = False,
    leads_to: str = "show the plan",
    lists: bool = False,
    text: str = "",
) -> None:
    """Ask for one line of text, or a pasted list of them. Nothing comes of an empty one.

    `text` is proposed. It is a path: then a scan is no answer.
    """
    app.push_dialog(
        AskScreen(title, hint, masked, leads_to=leads_to, lists=lists, text=text),
        lambda text: given(text) if text and text.strip() else None,
    )


def ask_for_plan(
    app: "Host", title: str, hint: str, plan: Callable[[str], None], *, masked: bool = False
) -> None:
    """Ask for one line of text that a change needs. The dialog stays beneath the plan."""
    app.push_dialog(AskScreen(title, hint, masked, plan=plan), lambda _: None)


class AskScreen(ModalScreen[str], BaseScreen[str], inherit_bindings=False):
    """Ends with what was entered, or with "" when it was left.

    With a `plan` it stays beneath the plan that this opens, and has what was typed when the plan
    is left, unless it is masked. Once something was done it is gone with the plan. Of such a text
    the first Esc says that it would be lost, and the second discards it.
    """

    app: "Host"

    PLACES: ClassVar[tuple[Place, ...]] = (Place.DIALOG,)

    def __init__(
        self,
        title: str,
        hint: str,
        masked: bool = False,
        *,
        leads_to: str = "show the plan",
        lists: bool = False,
        text: str = "",
        plan: Callable[[str], None] | None = None,
    ) -> None:
        """`lists` takes several pasted lines for the answer, where else the first would be it."""
        super().__init__()
        self._text = text
        self._lists = lists
        self._heading = title
        self._hint = hint
        self._masked = masked
        self._leads_to = leads_to
        self._plan = plan
        self._kept: str | None = None
        """The text whose plan was opened; None before."""
        self.way_back = WAY_BACK if plan is not None else ""
        self._lost = ""
        """The text that the next Esc discards; empty while Esc would first say so."""
        self._came_back = False
        """Whether that is so because its plan was left."""
        self._told = Foot("ask-hint")

    def compose(self) -> ComposeResult:
        edit = (
            HandEdit("answer", "", masked=True)
            if self._masked
            else LineEdit("answer", "", scanned=True)
        )
        line = Box(Bar("ask-prompt", "base"), edit, id="ask-line")
        yield Sheet("ask", self._heading, self._told, line)
        yield too_small()

    def on_mount(self) -> None:
        self.fit(self.app.size)
        self.query_one("#ask-prompt", Bar).show([("  › ", "key")])  # noqa: RUF001 - a prompt
        self._show_keys()
        edit = self.query_one("#answer", LineEdit)
        edit.value = self._text
        edit.cursor_position = len(self._text)
        self.set_focus(edit)

    def fit(self, size: Size) -> None:
        """Show the hint in the field, or above it where the field would cut it."""
        super().fit(size)
        hint, room = f"{self._hint}, then {self.app.key('open')}", max(8, size.width - 2 * MARGIN)
        lines = wrap(hint, room)
        is_cut = len(lines) > 1
        self._told.show([[(f"{' ' * MARGIN}{line}", "muted")] for line in lines if is_cut])
        self.query_one("#answer", LineEdit).placeholder = "" if is_cut else hint

    @on(Input.Changed, "#answer")
    def _show_keys(self) -> None:
        """Name the keys: Enter leads on once there is a text."""
        edit, key, sheet = self.query_one("#answer", LineEdit), self.app.key, self.query_one(Sheet)
        if self._warns and not self._came_back:
            lost = " again: discard what was typed"
            sheet.hint([[("  ", "base"), (key("back"), "key"), (lost, "caution")]])
            return
        onward = [(key("open"), self._leads_to)] if edit.value.strip() else []
        away = "discard what was typed" if self._warns else "close"
        sheet.keys([*onward, (key("back"), away)])

    @property
    def _warns(self) -> bool:
        """Whether the next Esc discards what was typed."""
        return bool(self._lost) and self.query_one("#answer", LineEdit).value == self._lost

    def hears(self, event: events.Key) -> bool:
        """Any key but Esc takes back that the next Esc discards what was typed."""
        if not super().hears(event):
            return False
        action = self.app.dispatcher.action_of(event.key) if self._lost else None
        if action is not None and action.id != "back":
            self._lost = ""
            self._show_keys()
        return True

    def help_line(self) -> str:
        """Return what to type, and what Enter leads to."""
        key, onward = self.app.key, self._leads_to
        told = f"{capital(self._hint)}. Then {key('open')}: {onward}."
        if self._plan is None:
            return f"{told} {key('back')} closes this."
        return f"{told} Nothing is sent before {key('plan.apply')} there."

    def take_paste(self, text: str) -> bool:
        if not self._lists or len(text.strip().splitlines()) < 2:
            return False
        self.leave(text)
        return True

    @on(LineEdit.Entered, "#answer")
    def _entered(self, message: LineEdit.Entered) -> None:
        if (
            self._text
            and choosing.is_code_in_dialog(message.scanned)
            and "/" not in message.scanned
        ):
            self.leave("")
            self.app.dispatcher.take_scan(message.scanned, entered=True)
            return
        if self._plan is None or not message.text.strip():
            self.leave(message.text)
        elif self.is_active:  # of two Enters in one burst the first opens the plan
            edit, self._kept = message.edit, "" if self._masked else message.text
            if self._masked:
                edit.clear()
            self._plan(message.text)
            edit.call_later(edit.hand_on)

    def change_ended(self, result: "ChangeResult") -> None:
        self.way_back = way_back_after(result) if self._plan is not None else ""

    def on_screen_resume(self) -> None:
        """The plan over it was left: once something was done nothing is left to type."""
        if self._kept is None:
            return
        self.app.frame_batch.one_frame()
        if self.way_back:
            edit = self.query_one("#answer", LineEdit)
            is_new = bool(edit.value)  # a key may have come before this
            edit.stay(self._kept + edit.value)
            self._lost, self._came_back = "" if is_new else self._kept, True
            self._show_keys()
        else:
            self.leave("")

    def do_back(self) -> None:
        """Leave; a text that leads to a plan is discarded at the second key only."""
        text = self.query_one("#answer", LineEdit).value
        if self._plan is None or self._masked or self._warns or not text.strip():
            self.leave("")
            return
        self._lost, self._came_back = text, False
        self._show_keys()
