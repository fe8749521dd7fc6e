"""The filters of the lists of one screen: typed in one line, cleared with one key."""

from collections.abc import Callable, Iterable, Sequence
from typing import TYPE_CHECKING

from smstui.console.widgets.filter_line import FilterLine
from smstui.console.widgets.record_list import RecordList

if TYPE_CHECKING:
    from smstui.console.host import Host
    from smstui.console.screens.base import BaseScreen

OPEN = "-filter"
"""The class of a screen while the line is in the place of its last one."""


class ListFilters:
    """Types the filter of a list on the screen's last line, or in the line that the page has.

    The line is made when it is first needed, and takes the place of the keys: nothing above moves.
    """

    def __init__(
        self,
        screen: "BaseScreen[None]",
        in_hand: Callable[[], RecordList | None],
        own_line: Callable[[], FilterLine | None] = lambda: None,
        *,
        changed: Callable[[], None],
    ) -> None:
        """`in_hand` returns the list that is meant where none has the focus. `changed` is called
        after a list was narrowed."""
        self._screen = screen
        self._in_hand = in_hand
        self._own_line = own_line
        self._changed = changed
        self._line: FilterLine | None = None

    # What a screen may ask

    @property
    def handlers(self) -> tuple[object, ...]:
        """The handlers of the actions. The first clears, while there is anything to clear."""
        clearing = (_Clearing(self),) if self.is_active else ()
        return (*clearing, self, *((self._line,) if self.is_open and self._line else ()))

    @property
    def is_open(self) -> bool:
        """Whether the last line is the field of a filter."""
        return self._screen.has_class(OPEN)

    @property
    def is_active(self) -> bool:
        """Whether Esc clears a filter, or leaves its field."""
        line = self._own_line()
        is_typing = self.is_open or (line is not None and line.edit.has_focus)
        return is_typing or any(one.filter.typed for one in self._lists)

    @property
    def leading(self) -> RecordList | None:
        """The list whose filter is being typed."""
        return self._line.pane if self._line is not None and self.is_open else None

    @property
    def pane(self) -> RecordList | None:
        """The list that a key means: the one with the focus, else the one in hand."""
        focused = self._screen.focused
        return focused if isinstance(focused, RecordList) else self._in_hand()

    @property
    def enters(self) -> str:
        """The effect of Enter where a filter is typed."""
        line = self._own_line() or self._line
        return line.enters if line is not None else ""

    # Keys

    async def do_filter(self) -> None:
        """Type the filter of the list in hand."""
        own = self._own_line()
        if own is not None:
            own.begin()
            return
        pane = self.pane
        if pane is None:
            return
        app = self._screen.app
        line = self._line
        if line is None:
            line = FilterLine(
                app.key("filter"),
                pane,
                "words to keep; !word leaves rows out",
                keeps=True,
                name="list-filter",
            )
            line.changed = self._changed
            self._line = line
            await self._screen.mount(line, after="#footer")
        app.frame_batch.one_frame()
        self._screen.set_class(True, OPEN)
        line.begin(pane)

    def do_filter_with(self, text: str) -> None:
        """Filter the list in hand by `text`."""
        own, pane = self._own_line(), self.pane
        if own is not None:
            own.edit.value = text
        elif pane is not None:
            pane.narrow(text)
            self._screen.set_focus(pane)
            self._changed()

    # What becomes of it

    def focus_moved(self) -> None:
        """Close the field when the focus has left it. The filter stays."""
        line = self._own_line() or self._line
        if line is None or line.edit.has_focus:
            return
        if line.pane is not None:
            line.pane.look_focused(False)
        if self.is_open:
            self._screen.app.frame_batch.one_frame()
            self._screen.set_class(False, OPEN)

    def clear(self, lists: Sequence[RecordList] | None = None) -> None:
        """Show every row again, of all lists or of `lists`."""
        for one in self._lists if lists is None else lists:
            one.narrow("")
        own = self._own_line()
        if own is not None:
            own.edit.clear()
        self._changed()

    def leave(self) -> None:
        """Clear the filters, and go to the list whose filter was being typed."""
        self._screen.app.frame_batch.one_frame()
        line = self._own_line() or self._line
        was_typing = line is not None and line.edit.has_focus
        self.clear()
        if was_typing and line is not None:
            line.to_list()

    @property
    def _lists(self) -> Sequence[RecordList]:
        return list(self._screen.walk_children(RecordList))


def says_hidden(app: "Host", pane: RecordList, keys: Iterable[str], noun: str) -> bool:
    """Return whether the filter hides one of these rows, and say that nothing was done to it."""
    hidden = pane.filter.hidden.intersection(keys)
    if hidden:
        which = f"1 {noun} is" if len(hidden) == 1 else f"{len(hidden)} {noun}s are"
        app.say(
            f"Nothing was done: {which} hidden by the filter. {app.key('back')} clears it.",
            "bar-caution",
        )
    return bool(hidden)


class _Clearing:
    """The way back while there is a filter: it clears that, and does nothing else."""

    def __init__(self, filters: ListFilters) -> None:
        self._filters = filters

    def do_back(self) -> None:
        self._filters.leave()
