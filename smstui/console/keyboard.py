"""From a key to what it does: text for a line that is being typed, or an action of the registry.

Keys are taken in the app's own turn, in the order they came. A burst such as `/` and then an id
lands whole in the lookup box, because the focus moves before the next key is looked at.
"""

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from textual import events
from textual.timer import Timer

from smstui.actions import Action
from smstui.console.scanner import ENDINGS, PACE_S, can_start, is_scan, may_be_scanned
from smstui.console.widgets.line_edit import LineEdit

if TYPE_CHECKING:
    from smstui.console.acting_app import ActingApp


@dataclass
class _Waiting:
    """Keys that may be the start of a scan, and what each would do otherwise.

    `read_at` is when the latest was read, in seconds of the loop's clock.
    """

    characters: str = ""
    keys: list[events.Key] = field(default_factory=list)
    read_at: float = 0.0
    timer: Timer | None = None


@dataclass
class _Burst:
    """Characters read at a scanner's pace, whatever became of each.

    `waited` says that one of them was no key that moves. `ending` is the key that ended them.
    """

    characters: str = ""
    waited: bool = False
    ending: str = ""
    read_at: float = 0.0

    def add(self, event: events.Key, ends: bool) -> None:
        """Take the next key in the order they were read."""
        paced = event.time - self.read_at <= PACE_S
        character = (event.character or "") if event.is_printable else ""
        goes_on = paced and not self.ending and bool(character or ends)
        second_ending = paced and ends and self.ending not in ("", event.key)
        if not goes_on and not second_ending:
            self.characters, self.waited, self.ending = "", False, ""
        self.characters += character
        if ends:
            self.ending = event.key
        self.read_at = event.time


class Keyboard:
    """Holds keys until the first layout, tells scans from keys, runs actions."""

    def __init__(self, app: "ActingApp") -> None:
        self._app = app
        self._early: list[events.Key] | None = []
        self._waiting = _Waiting()
        self._past = _Waiting()
        self._line: LineEdit | None = None
        self._burst = _Burst()

    def hold(self) -> None:
        """Keep keys back until `open`: what they are meant for is not there yet."""
        if self._early is None:
            self._early = []

    async def open(self) -> None:
        """What was to come stands there: handle what was typed before it."""
        held, self._early = self._early or [], None
        for event in held:
            await self.take(event)

    @property
    def is_waiting(self) -> bool:
        """Whether a key is held back, for what is to come or to see whether a scan follows."""
        return bool(self._waiting.keys or self._early)

    @property
    def is_mid_scan(self) -> bool:
        """Whether the latest keys came as a scan does. Then none of them picks anything."""
        return self._burst.waited and is_scan(self._burst.characters)

    @property
    def burst(self) -> str:
        """The latest characters that were read at a scanner's pace."""
        return self._burst.characters

    def _ends(self, event: events.Key) -> bool:
        return event.key in ENDINGS or event.key in self._app.keymap.keys_by_id["open"]

    async def take(self, event: events.Key) -> None:
        """Handle one key."""
        if self._early is not None:
            self._early.append(event)
            return
        self._app.notice(event)
        self._burst.add(event, self._ends(event))
        if self._follows(event):
            if can_start(event.character) or (event.character or "") in ":.-":
                self._wait_with(event)
                return
            if is_scan(self._waiting.characters):
                entered = self._ends(event)
                if entered or self._waiting.keys:  # else it was handed over already
                    self._scanned(entered=entered)
                if entered:
                    return
            await self._release()
        elif self._belongs_to_line(event):
            return
        await self._act(event)

    def _follows(self, event: events.Key) -> bool:
        """Whether a key comes behind such as may be a scan: the one it follows was read just
        before it, even if this machine was so busy that it was let go of already."""
        past, self._past = self._past, _Waiting()
        if not self._waiting.keys and past.characters and event.time - past.read_at <= PACE_S:
            self._waiting.characters = past.characters
        return bool(self._waiting.characters)

    def _belongs_to_line(self, event: events.Key) -> bool:
        """Take a key of a scan that began in a line, though the focus left the line since."""
        line = self._line
        if line is None or line is self._app.focused or not line.is_mid_scan(event):
            return False
        if line.is_attached and line.screen in self._app.screen_stack:
            if takes := line.takes(event):
                line.take(event)
            return takes
        self._line = None  # it is gone, with what was in it
        if takes := can_start(event.character):
            self._waiting.characters = line.carry_off()
            self._wait_with(event)
        return takes

    async def _act(self, event: events.Key) -> None:
        heard = self._app.hears(event)
        focused = self._app.focused
        action = self._app.action_of(event.key)
        if (
            heard
            and isinstance(focused, LineEdit)
            and focused.takes(event)
            and not (event.is_printable and focused.is_blank and _leads_away(action, event))
        ):
            self._app.hush()
            focused.take(event)
            self._line = focused
            return
        if may_be_scanned(event.character) and not (action and action.moves):
            self._wait_with(event)  # unheard too: a scan is nobody's key, and is never lost
            return
        if heard:
            await self._run(action, event.key)

    async def _run(self, action: Action | None, key: str) -> None:
        if action is not None:
            await self._app.perform(action, key)

    def _wait_with(self, event: events.Key) -> None:
        self._burst.waited = True
        waiting = self._waiting
        waiting.keys.append(event)
        waiting.read_at = event.time
        waiting.characters += event.character or ""
        if waiting.timer is not None:
            waiting.timer.stop()
        waiting.timer = self._app.set_timer(PACE_S, self._after_pause)

    async def _after_pause(self) -> None:
        past = _Waiting(self._waiting.characters, read_at=self._waiting.read_at)
        if is_scan(self._waiting.characters):
            self._scanned(entered=False)
        else:
            await self._release()
        self._past = past

    def _scanned(self, entered: bool) -> None:
        text = self._taken().characters
        self._app.take_scan(text, entered)

    async def _release(self) -> None:
        """They were keys after all: each does what it does."""
        for event in self._taken().keys:
            if not self._app.hears(event):
                continue
            await self._run(self._app.action_of(event.key), event.key)

    def _taken(self) -> _Waiting:
        taken, self._waiting = self._waiting, _Waiting()
        if taken.timer is not None:
            taken.timer.stop()
        return taken


def _leads_away(action: Action | None, event: events.Key) -> bool:
    """Whether the key runs its action although a text could begin here: no id begins with the
    `/`, `?`, `:` or `[` that such keys are, so a person in the empty box means the action."""
    return action is not None and not can_start(event.character) and event.key != _BLANK


_BLANK = "space"
