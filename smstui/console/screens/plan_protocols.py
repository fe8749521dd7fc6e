"""The phases of a plan dialog, and what its parts may ask of each other."""

from collections.abc import Callable, Sequence
from enum import Enum, auto
from typing import TYPE_CHECKING, Any, Final, Protocol

from textual.timer import Timer
from textual.widget import Widget

from smstui.console.check import Check
from smstui.console.widgets.reading import Reading
from smstui.domain.changes.confirmation import Confirmation
from smstui.domain.changes.plan import Plan
from smstui.domain.changes.verdict import Outcome
from smstui.domain.errors import SmstuiError
from smstui.presentation.lines import Line, Span

if TYPE_CHECKING:
    from smstui.console.host import Host
    from smstui.services.changes import ChangeResult
    from smstui.store.journal import Entry


WAY_BACK: Final = "back to the form"
"""What leaving a plan leads to, where the text it was made of was typed."""
_NOT_DONE: Final = (Outcome.REFUSED_HERE, Outcome.REFUSED_BY_PLATFORM, Outcome.NOT_SENT,
                    Outcome.CHANGED)  # fmt: skip
"""Ends after which the same text may be planned again."""


def way_back_after(result: "ChangeResult") -> str:
    """Return what leaving the plan leads to after a change; empty once something was done."""
    return WAY_BACK if result.outcome in _NOT_DONE else ""


class Phase(Enum):
    """The progress of a plan."""

    ASKING = auto()
    SHOWN = auto()
    APPLYING = auto()
    ENDED = auto()
    REFUSED = auto()


class PlanView(Protocol):
    """The dialog, as the subject and the confirm row see it."""

    plan: Plan | None
    result: "ChangeResult | None"

    @property
    def app(self) -> "Host": ...
    @property
    def subject(self) -> "PlanSubject": ...
    @property
    def reading(self) -> Reading: ...
    @property
    def is_laid_out(self) -> bool: ...
    @property
    def is_there(self) -> bool: ...
    @property
    def is_active(self) -> bool: ...
    @property
    def is_applying(self) -> bool: ...
    @property
    def is_attached(self) -> bool: ...
    @property
    def is_too_small(self) -> bool: ...
    @property
    def focused(self) -> Widget | None: ...
    def ask(self) -> None: ...
    def show_plan(self, plan: Plan) -> None: ...
    def show_progress(self) -> None: ...
    def show_end(
        self,
        phase: Phase,
        lines: Callable[[int], Sequence[Line]],
        head: tuple[str, Sequence[Span]] | None = None,
    ) -> None: ...
    def refuse(self, error: SmstuiError) -> None: ...
    def apply(self, plan: Plan, given: Confirmation) -> None: ...
    def do_back(self) -> None: ...
    def set_focus(self, widget: Widget | None) -> None: ...
    def query_one(self, selector: str, expect_type: type[Any]) -> Any: ...
    def query(self, selector: str) -> Any: ...
    def set_timer(self, delay: float, callback: Callable[[], Any]) -> Timer: ...
    def call_after_refresh(self, callback: Callable[[], None]) -> bool: ...
    def call_later(self, callback: Callable[..., Any], *args: Any, **kwargs: Any) -> bool: ...


class PlanSubject(Protocol):
    """The subject of a plan: one change, or a batch of pairs."""

    @property
    def title(self) -> str: ...
    def head_of(self, plan: Plan) -> Sequence[Span]:
        """Return the notes beside the title of a plan."""
        ...

    def plan_lines(self, plan: Plan, width: int) -> Sequence[Line]: ...
    def progress_lines(self, plan: Plan, width: int) -> Sequence[Line]: ...
    def check_of(self, plan: Plan, needed: bool) -> Check | None:
        """Return the characters that are asked for. `needed` says that the plan needs some."""
        ...

    def wrong_check(self, typed: str, asked: str) -> str:
        """Return the sentence on characters that are missing or wrong."""
        ...

    async def ask(self, view: PlanView) -> None:
        """Make the plan, and have it shown."""
        ...

    async def apply(self, view: PlanView, plan: Plan, given: Confirmation) -> None:
        """Apply a plan that was confirmed, and have its end shown. The dialog may be closed."""
        ...

    def begin(self) -> None:
        """Forget the progress of an earlier plan."""
        ...

    def ask_again(self, view: PlanView, phase: Phase) -> None:
        """Plan anew, where that is possible after such an end."""
        ...

    def undo(self, view: PlanView, result: "ChangeResult") -> None:
        """Plan the undo of what was applied."""
        ...

    def came_late(self, view: PlanView, entry: "Entry") -> None:
        """Show the end of a change anew, whose effect was seen after its last look."""
        ...

    def memento(self) -> Callable[[], None]:
        """Return a function that makes the subject what it is now."""
        ...
