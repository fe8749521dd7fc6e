"""One screen for every form. It fills a plan in; it confirms nothing and sends nothing.

Enter moves on and never more than that: what a scanner ends with leads to the next field, or to
Plan, where the Enter that plans is another one. The form stays beneath its plan, so that what
the change service refuses can be put right; when something was done it is gone with the plan.
"""

from asyncio import get_running_loop
from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, ClassVar, Final

from textual import events, on
from textual.app import ComposeResult
from textual.geometry import Size
from textual.screen import ModalScreen
from textual.widget import Widget
from textual.widgets import Input

from smstui.actions import Place
from smstui.console.plan_request import PlanRequest
from smstui.console.screens.base import BaseScreen, too_small
from smstui.console.screens.plan_protocols import WAY_BACK, way_back_after
from smstui.console.widgets.box import Box
from smstui.console.widgets.choice import Choice
from smstui.console.widgets.field_row import FieldRow
from smstui.console.widgets.sheet import Sheet
from smstui.domain.changes.entry_forms import Form

if TYPE_CHECKING:
    from smstui.services.changes import ChangeResult

AGAIN_S: Final = 0.15
"""Seconds after the last field was left in which an Enter is still the end of what was scanned."""


class FormScreen(ModalScreen[str], BaseScreen[str], inherit_bindings=False):
    """`given` stands in the fields from the start, by their names; `offered` is known for them.
    `refused` are values that the change service refuses, each with its sentence. `now` has what the
    record holds, for fields that show it first; `unchanged` is said while they all do.

    `make_plan_request` makes a plan_request of the filled-in fields.
    """

    PLACES: ClassVar[tuple[Place, ...]] = (Place.DIALOG,)

    def __init__(
        self,
        title: str,
        form: Form,
        family: str,
        make_plan_request: Callable[[Mapping[str, str]], PlanRequest],
        *,
        given: Mapping[str, str],
        offered: Mapping[str, Mapping[str, str]],
        refused: Mapping[str, Mapping[str, str]],
        now: Mapping[str, str],
        unchanged: str,
    ) -> None:
        super().__init__()
        self._heading = title
        self._make_plan_request = make_plan_request
        self._given = given
        self._rows = [
            FieldRow(
                field, family, self.do_list_down, offered.get(field.name, {}),
                now.get(field.name, ""),
            )
            for field in form.fields_of(family)
        ]  # fmt: skip
        for row in self._rows:
            row.refused = refused.get(row.field.name, {})
        self.way_back = WAY_BACK
        self._unchanged = unchanged
        self._says_lost = False
        self._is_planned = False
        """Whether its plan was opened over it."""
        self._emptied: FieldRow | None = None
        """The first field whose secret was not kept when that plan was opened."""
        self._came_back = False
        """Whether the plan over it was left and no key came since: the next Esc leaves."""
        self._left_at = 0.0

    def compose(self) -> ComposeResult:
        fields = Box(*self._rows, id="form-fields")
        yield Sheet("form", self._heading, fields, Choice("choice"))
        yield too_small()

    def on_mount(self) -> None:
        for row in self._rows:
            if text := self._given.get(row.field.name, ""):
                row.fill(text)
                self._check(row)
        self._choice.offer("Plan", live=True)
        first = next((row for row in self._rows if not row.given), self._rows[0])
        self._go(first.edit)
        self.fit(self.app.size)

    def fit(self, size: Size) -> None:
        super().fit(size)
        self._arrange()

    # What the keyboard asks

    def hears(self, event: events.Key) -> bool:
        """All but an Enter that came with what was scanned into the last field."""
        if not super().hears(event):
            return False
        if event.key == "enter" and self.focused is self._choice:
            soon, self._left_at = not self._is_alone(event.time), event.time
            if soon:
                return False
        action = self.app.dispatcher.action_of(event.key)
        if self._warns and action is not None:
            is_back = action.id == "back"
            self._says_lost, self._came_back = is_back and self._says_lost, is_back
            self._show_keys()
        return True

    def _is_alone(self, moment: float) -> bool:
        return moment - self._left_at >= AGAIN_S

    @property
    def is_settling(self) -> bool:
        """Whether an Enter would still be taken for the end of what was scanned."""
        return self.focused is self._choice and not self._is_alone(self._clock)

    @property
    def _warns(self) -> bool:
        """Whether the next Esc throws away what was typed."""
        return self._says_lost or self._came_back

    # Fields

    @on(Input.Changed)
    def _typed(self, message: Input.Changed) -> None:
        row = next(row for row in self._rows if row.edit is message.input)
        if self._warns:
            self._says_lost = self._came_back = False
            self._show_keys()
        if self._check(row):
            self._arrange()

    @on(Choice.Taken)
    def _taken(self, message: Choice.Taken) -> None:
        if message.goes_on:
            self._plan()
        else:
            self.do_back()

    def _check(self, row: FieldRow, *, whole: bool = False) -> bool:
        """Say what is wrong in a field, going by those above it. Whether it changed height."""
        above = self._rows[: self._rows.index(row)]
        return row.check(
            whole,
            {each.key: each.field.label for each in above if each.is_scanned},
        )

    def _plan(self) -> None:
        """Show the plan, if nothing is wrong or missing; else the first field that is."""
        for row in self._rows:
            self._check(row, whole=True)
        self.app.frame_batch.one_frame()
        self._arrange()
        wrong = next((row for row in self._rows if row.wrong), None)
        if wrong is None and self._unchanged and not any(row.is_touched for row in self._rows):
            wrong = self._rows[0]
            wrong.tell(self._unchanged)
            self._arrange()
        if wrong is not None:
            self._go(wrong.edit)
            return
        plan_request = self._make_plan_request({row.field.name: row.value for row in self._rows})
        secrets = [row for row in self._rows if row.field.is_secret and row.edit.value]
        for row in secrets:
            row.edit.value = ""
        self._is_planned, self._emptied = True, next(iter(secrets), None)
        self.app.open_plan(plan_request)

    def help_line(self) -> str:
        """Return what the keys of the form lead to."""
        key = self.app.key
        return (
            f"{key('open')} goes to the next field, then to Plan. The plan is shown first: nothing "
            f"is sent before {key('plan.apply')} there."
        )

    # The end

    def change_ended(self, result: "ChangeResult") -> None:
        self.way_back = way_back_after(result)

    def on_screen_resume(self) -> None:
        """The plan over it was left: with what was done, nothing is left to fill in.

        A secret was not kept for the way back; its field has the cursor then.
        """
        if not self.way_back:
            self.app.frame_batch.one_frame()
            self.leave("")
        elif self._is_planned:
            self._is_planned = False
            if self._emptied is not None:
                self._go(self._emptied.edit)
            self._came_back = any(row.is_touched for row in self._rows)
            self._show_keys()

    def do_back(self) -> None:
        """Leave; what was typed is thrown away at the second key only."""
        if not self._warns and any(row.is_touched for row in self._rows):
            self._says_lost = True
            self._show_keys()
            return
        self.leave("")

    # Moving

    def do_list_down(self) -> None:
        """The next field; after the last one Plan, which takes another Enter."""
        edits = [row.edit for row in self._rows]
        at = edits.index(self.focused) if self.focused in edits else len(edits)
        if at + 1 < len(edits):
            self._go(edits[at + 1])
        elif at < len(edits):
            self._left_at = self._clock
            self._go(self._choice, goes_on=True)

    def do_list_up(self) -> None:
        if self.focused is not self._rows[0].edit:
            self._step(-1)

    def do_pane_next(self) -> None:
        self._step(1)

    def do_pane_previous(self) -> None:
        self._step(-1)

    def _step(self, by: int) -> None:
        stops: list[tuple[Widget | None, bool]] = [(row.edit, False) for row in self._rows]
        stops += [(self._choice, True), (self._choice, False)]
        now = (self.focused, self._choice.goes_on if self.focused is self._choice else False)
        at = stops.index(now) if now in stops else 0
        to, goes_on = stops[(at + by) % len(stops)]
        if to is not None:
            self._go(to, goes_on=goes_on)

    def _go(self, to: Widget, *, goes_on: bool = False) -> None:
        self.app.frame_batch.one_frame()
        self._choice.choose(goes_on)
        self.set_focus(to)
        self._show_keys()
        self._arrange()

    # Inside

    def _arrange(self) -> None:
        """Show the fields there is room for, the one in hand among them."""
        if not self.query(Sheet):
            return
        for _ in range(2):  # what is said to be in view may take a line of the title
            self._place_fields(self.query_one(Sheet))

    def _place_fields(self, sheet: Sheet) -> None:
        room = max(1, sheet.room - 1)  # one for the choice
        at = next((n for n, row in enumerate(self._rows) if row.edit is self.focused), None)
        first, last = _window([row.height for row in self._rows], at, room)
        for n, row in enumerate(self._rows):
            row.display = first <= n <= last
            row.mark(n == at)
        in_view = f"{first + 1}-{last + 1} of {len(self._rows)}"
        all_in_view = last - first + 1 == len(self._rows)
        sheet.tell("" if all_in_view else in_view)

    def _show_keys(self) -> None:
        key = self.app.key
        sheet = self.query_one(Sheet)
        if self._says_lost:
            lost = " again: discard what was typed"
            sheet.hint([[("  ", "base"), (key("back"), "key"), (lost, "caution")]])
            return
        onward = "plan" if self._choice.goes_on else "next field"
        if self.focused is self._choice and not self._choice.goes_on:
            onward = "close"
        move = f"{key('pane.next')} {key('pane.previous')}"
        away = "discard what was typed" if self._came_back else "close"
        sheet.keys([(key("open"), onward), (move, "move"), (key("back"), away)])

    @property
    def _choice(self) -> Choice:
        return self.query_one("#choice", Choice)

    @property
    def _clock(self) -> float:
        return get_running_loop().time()


def _window(heights: Sequence[int], at: int | None, room: int) -> tuple[int, int]:
    """First and last of the lines that fit into `room` with number `at` among them."""
    last = at if at is not None else len(heights) - 1
    first, taken = last, heights[last]
    while first > 0 and taken + heights[first - 1] <= room:
        first -= 1
        taken += heights[first]
    while last + 1 < len(heights) and taken + heights[last + 1] <= room:
        last += 1
        taken += heights[last]
    return first, last
