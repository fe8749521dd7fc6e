"""From a key to its action here and now, and from an action to the method that runs it."""

from collections.abc import Callable, Sequence
from inspect import isawaitable
from time import monotonic
from typing import TYPE_CHECKING, Final

from textual import events
from textual.css.query import NoMatches

from smstui.actions import BY_ID, PAGES, REGISTRY, Action, Place, Situation
from smstui.console.screens.base import BaseScreen, KeyListener
from smstui.domain.marking import typed

if TYPE_CHECKING:
    from smstui.console.host import Host


_NUMBERED: Final = (
    Place.LOOKUP, Place.PAIR, Place.SESSIONS, Place.TRIAGE, Place.JOURNAL,
)  # fmt: skip
"""The pages by their numbers."""


class Dispatcher:
    """Looks at the focused widget, the screen on top and the handlers of the app, in this order.

    An action is run by the first of them that has its method `do_…`.
    """

    def __init__(self, app: "Host", handlers: Sequence[object]) -> None:
        self._app = app
        self._handlers = handlers
        self.keys_read = 0
        """Keys read so far, whatever became of them."""
        self._reload_at = float("-inf")
        """The time of the latest key that asks the platform again."""

    # What the screen on top does with a key

    @property
    def _screen(self) -> BaseScreen[object] | None:
        screen = self._app.screen
        return screen if isinstance(screen, BaseScreen) else None

    @property
    def _listener(self) -> KeyListener | None:
        return self._screen.listener if self._screen is not None else None

    def notice(self, event: events.Key) -> None:
        """Let the screen on top know that a key was read."""
        self.keys_read += 1
        if self._listener is not None:
            self._listener.notice(event)

    def hears(self, event: events.Key) -> bool:
        """Return whether the screen on top counts this key. The key that quits counts always."""
        if event.key in self._app.keymap.keys_by_id["quit"]:
            return True
        return self._screen is None or self._screen.hears(event)

    def screen_takes_whole(self, event: events.Key) -> bool:
        """Return whether the dialog on top took the key as it came."""
        return self._listener is not None and self._listener.takes_whole(event)

    def screen_asks_for(self, event: events.Key) -> bool:
        """Return whether the key is a character that the dialog on top asks for."""
        return self._listener is not None and self._listener.asks_for(event)

    def take_asked(self, event: events.Key) -> str:
        """Hand it such a character. Returns the scanned code that it ends, else ""."""
        return self._listener.take_asked(event) if self._listener is not None else ""

    def take_scan(self, text: str, entered: bool) -> None:
        """Put a scanned id into the lookup box, whatever screen is on top."""
        self._app.page.take_scan(text, entered)
        if self._listener is not None:
            self._listener.scanned_over()
        if self._app.has_dialog:
            self._app.say(f"{typed(text)} came like a scan and went to the page behind this.")

    # Actions

    def action_of(self, key: str) -> Action | None:
        """Return the action of a key here and now. A letter shown on a row picks the row.

        A letter that no row shows moves or filters, where it is the key for that.
        """
        if self._screen is not None and self._screen.picks(key):
            return BY_ID["match.pick"]
        action = self._app.keymap.find(key, self._places)
        if action is BY_ID["match.pick"]:
            places = [place for place in self._places if place is not Place.PICK]
            around = self._app.keymap.find(key, places)
            goes_on = around is not None and (around.moves or around is BY_ID["filter"])
            return around if goes_on else action
        return action

    async def perform(self, action: Action, key: str = "") -> None:
        """Run an action, or say why it cannot run.

        With its `key`, the row under the cursor comes first: it may name the record. A key that
        moves does nothing where nothing can move, and none says over a dialog what a page would do.
        """
        app = self._app
        if key and action.id == "reload" and self._is_held_down():
            return
        app.hush()
        screen = self._screen
        handlers = _handlers_of(screen)
        focused = getattr(app.focused, "handlers", (app.focused,))
        # A change is begun over a dialog by the dialog alone: its key names it there.
        around = () if action.writes and app.has_dialog else self._handlers
        method = _method_of(action, (*focused, *handlers, *around))
        if method is None and (action.moves or (action.writes and app.has_dialog)):
            return
        if key and action.writes and await _does_on_row(handlers, action):
            return
        reason = action.available(self.situation)
        if reason is not None:
            app.say(reason, "bar-caution")
            return
        if method is not None:
            result = method(key) if action.takes_key else method()
            if isawaitable(result):
                await result
        elif not _starts(handlers, action) and not (key and app.has_dialog):
            self._say_not_here(action)
        app.page.refresh_footer()

    def _is_held_down(self) -> bool:
        """Return whether the key that asks again comes as a held one does: it asks once."""
        before, self._reload_at = self._reload_at, monotonic()
        return self._reload_at - before <= self._app.timing.apart_s

    def say_elsewhere(self, key: str) -> None:
        """Say of a key that does nothing here, but something on another page, that it does not.

        What was said before goes with any key.
        """
        if self._app.has_dialog:
            return
        self._app.hush()
        keys = self._app.keymap.keys_by_id
        found = (each for each in REGISTRY if key in keys[each.id] and each.places & PAGES)
        if (action := next(found, None)) is not None:
            self._say_not_here(action)

    def _say_not_here(self, action: Action) -> None:
        page = _page_of(action)
        does = action.footer.rstrip("…") or f"{action.title[:1].lower()}{action.title[1:]}"
        where = f"on page {page}" if page else "in a dialog"
        here = f"{self._app.key('menu')} shows what is here."
        told = f"{self._app.key(action.id)} ({does}) works {where}, not on this screen."
        self._app.say(f"{told} {here}")

    def perform_with(self, action: Action, argument: str) -> None:
        """Run an action with the text that was typed after its word."""
        app = self._app
        if action.writes and (reason := action.available(self.situation)) is not None:
            app.say(reason, "bar-caution")
            return
        for node in (*app.page.handlers, *self._handlers):
            method = getattr(node, f"{handler_of(action)}_with", None)
            if method is not None:
                method(argument)
                return
        if _starts(app.page.handlers, action, argument):
            return
        if not action.places & {*app.page.places}:
            self._say_not_here(action)
        else:
            app.say(f":{action.words[0]} takes no argument.", "bar-caution")

    @property
    def situation(self) -> Situation:
        """The moment, as actions see it; in a dialog, of what lies beneath it."""
        now = self._app.page.situation
        if not self._app.has_dialog:
            return now
        place = Place.CHANGE if Place.CHANGE in self._places else Place.DIALOG
        return now._replace(place=place, rows=1)

    @property
    def _places(self) -> tuple[Place, ...]:
        return self._screen.places if self._screen is not None else (Place.ANYWHERE,)


def _page_of(action: Action) -> int:
    """Return the number of the first page that has the action; 0 where none has."""
    return next((at for at, place in enumerate(_NUMBERED, start=1) if place in action.places), 0)


def _method_of(action: Action, nodes: Sequence[object]) -> "Callable[..., object] | None":
    """Return the method of the first of `nodes` that runs the action; None where none does."""
    found = (getattr(node, handler_of(action), None) for node in nodes)
    return next((method for method in found if method is not None), None)


def _handlers_of(screen: BaseScreen[object] | None) -> Sequence[object]:
    """Return the handlers of a screen; the screen alone while its parts are not there yet."""
    if screen is None:
        return ()
    try:
        return screen.handlers
    except NoMatches:
        return (screen,)


async def _does_on_row(handlers: Sequence[object], action: Action) -> bool:
    """Have a handler do the action on the record that the row under its cursor names for it.

    False if none did: the action is for the record in hand.
    """
    does = (getattr(handler, "does_on_row", None) for handler in handlers)
    do = next((do for do in does if do is not None), None)
    return do is not None and await do(action)


def _starts(handlers: Sequence[object], action: Action, *typed: str) -> bool:
    """Have a change begun by the first handler that begins changes. False where none did."""
    starts = (getattr(handler, "start_change", None) for handler in handlers)
    start = next((start for start in starts if start is not None), None)
    return start is not None and start(action.id, *typed)


def handler_of(action: Action) -> str:
    """Return the name of the method that runs it."""
    return "do_" + action.id.replace(".", "_").replace("-", "_")
