"""The promise of each word that a footer, or the last lines of a dialog, have for a key.

A word that is not here fails the walk (`test_honest_footer.py`).
"""

import ast
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from smstui import console
from smstui.actions import BY_ID, REGISTRY
from smstui.actions.keynames import normal
from smstui.console.screens.ask import AskScreen
from smstui.console.screens.form import FormScreen
from smstui.console.screens.pick import PickScreen
from smstui.console.screens.plan_dialog import PlanDialog
from smstui.console.screens.reading_dialog import ReadingDialog
from smstui.console.screens.sure import SureScreen
from smstui.console.widgets.line_edit import LineEdit
from smstui.console.widgets.panel import Panel
from smstui.console.widgets.record_list import RecordList
from smstui.console.widgets.sheet import Sheet
from tests.support.bench import Bench
from tests.support.robot import Robot

SIGNS: Final = {"⏎": "enter", "↑": "up", "↓": "down", "←": "left", "→": "right"}


def key_named(shown: str) -> str:
    """Return the key that a robot presses for one that the screen names."""
    key = SIGNS.get(shown) or normal(shown)
    assert key, f"{shown} is no key"
    return key


@dataclass(frozen=True)
class Hint:
    """A key that a dialog names, and its word."""

    keys: tuple[str, ...]
    word: str


def hints(robot: Robot) -> list[Hint]:
    """Return what the last lines of the dialog on top say of its keys."""
    sheets = robot.app.screen.query(Sheet)
    lines = sheets.first().foot._lines if sheets else ()
    return [
        hint
        for line in lines
        if not any(text.endswith(":") for text, _ in line)
        for hint in _named_in(line, "key")
    ]


def on_last_line(robot: Robot) -> list[Hint]:
    """Return the keys that the last line of the screen names."""
    return _named_in(robot.app.page.bars.footer._rows[0][0], "bar-key")


def _named_in(line: Any, key_role: str) -> list[Hint]:
    """Return the keys of a line, each with the words behind it; none where there is only `wait`."""
    told: list[tuple[str, str]] = []
    for text, role in line:
        if role == key_role:
            told.append((text, ""))
        elif told:
            told[-1] = (told[-1][0], told[-1][1] + text)
    return [Hint(tuple(keys.split()), " ".join(word.split())) for keys, word in told]


@dataclass(frozen=True)
class Before:
    """The console before a key."""

    screen: Any
    content: Any
    focused: Any
    lines: list[str]
    requests: int
    written: int
    reads: int
    entry: Any
    page: Any
    value: str
    rows: int
    in_detail: bool
    in_findings: bool
    is_running: bool
    reading_from: int
    seen_lines: int


def look(robot: Robot, bench: Bench, reads: int) -> Before:
    """Return the console as it stands. `reads` counts the works of its engine."""
    app = robot.app
    focused, base = app.focused, app.base
    return Before(
        app.screen, app.page.content, focused, robot.lines, len(bench.sandbox.traffic.requests),
        len(bench.written), reads, base.hand.entry, base.hand.page, getattr(focused, "value", ""),
        getattr(focused, "row_count", 0), base.has_class("-detail"), base.has_class("-findings"),
        app.queue_run.is_running, getattr(focused, "_top_line", 0),
        len(getattr(focused, "_rows", ())),
    )  # fmt: skip


@dataclass(frozen=True)
class Pressed:
    """A key that was pressed, with the console before and after."""

    robot: Robot
    before: Before
    after: Before

    @property
    def app(self) -> Any:
        return self.robot.app

    @property
    def asked(self) -> bool:
        """Whether the platform was asked, or what is kept on this machine."""
        return self.after.requests > self.before.requests

    @property
    def dialog(self) -> Any:
        """The dialog that the key has opened."""
        screen = self.app.screen
        return screen if self.app.has_dialog and screen is not self.before.screen else None

    @property
    def is_left(self) -> bool:
        """Whether the dialog of before is gone."""
        return self.before.screen not in self.app.screen_stack

    @property
    def said(self) -> str:
        return " ".join(f"{self.app.page.bars.said} {self.robot.text}".casefold().split())


Promise = Callable[[Pressed], bool]


def _opens(kind: type, *words: str) -> Promise:
    """A dialog of this kind opens and names what it is about."""

    def holds(key: Pressed) -> bool:
        return isinstance(key.dialog, kind) and all(word in key.said for word in words)

    return holds


def _about(word: str) -> Promise:
    """A dialog opens, for a choice, a text or the plan, and names what it is about."""
    return lambda key: key.dialog is not None and word in key.said


def _went_back(key: Pressed) -> bool:
    before, after = key.before, key.after
    return (
        before.content is not after.content or before.entry is not after.entry
        or before.page is not after.page or before.in_detail != after.in_detail
        or before.in_findings != after.in_findings
        or before.focused is not after.focused
    )  # fmt: skip


def _pairs(key: Pressed) -> bool:
    """The page of pairs opens with the box on it; there it is the plan of the next pair."""
    from smstui.console.screens.pair import PairPage

    if isinstance(key.before.content, PairPage):
        return isinstance(key.dialog, PlanDialog)
    return isinstance(key.after.content, PairPage) and "3422" in key.said


def _is_filtering(key: Pressed) -> bool:
    focused = key.after.focused
    return isinstance(focused, LineEdit) and "filter" in (focused.id or "")


def _panes(key: Pressed) -> bool:
    return key.after.focused is not key.before.focused and isinstance(key.after.focused, Panel)


def _looks_up(key: Pressed) -> bool:
    return key.app.page is key.app.base and (key.asked or key.after.entry is not key.before.entry)


def _folds(by: int) -> Promise:
    return lambda key: (key.after.seen_lines - key.before.seen_lines) * by > 0


FOOTER: Final[Mapping[str, Promise]] = {
    "lookup": lambda key: key.app.screen is key.app.base and key.app.base.line.box.has_focus,
    "look up": _looks_up,
    "open": _looks_up,
    "open…": _opens(PlanDialog),
    "read it": _opens(ReadingDialog),
    "fields": lambda key: not key.before.in_detail and key.after.in_detail,
    "fold": _folds(-1),
    "unfold": _folds(1),
    "diagnose": lambda key: "Why can't they watch?" in key.robot.text,
    "code…": _opens(AskScreen, "the code or the words"),
    "suspend…": _opens(PickScreen, "suspended"),
    "activate…": _opens(PickScreen, "active"),
    "disable…": _about("disable"),
    "enable…": _about("enable"),
    "status…": _opens(PickScreen),
    "lift the ban…": _opens(PlanDialog, "ban"),
    "undo…": _opens(PlanDialog, "undo"),
    "end…": _about("session"),
    "end sessions…": _about("session"),
    "pair…": _pairs,
    "unpair…": _opens(PlanDialog, "card"),
    "message…": _opens(AskScreen, "message"),
    "mail…": _opens(AskScreen, "mail"),
    "plan…": _opens(PlanDialog),
    "discard…": _opens(SureScreen, "nothing was sent for it"),
    "add…": _opens(AskScreen, "add to the queue"),
    "load…": _opens(AskScreen, "load a list"),
    "export…": _opens(PickScreen, "write the queue"),
    "mark": lambda key: ("1 marked" in key.robot.text) is not ("1 marked" in str(key.before.lines)),
    "reload": lambda key: key.asked,
    "read again": lambda key: key.after.reads > key.before.reads,
    "check again": lambda key: key.asked,
    "check all": lambda key: key.asked,
    "diagnose all": lambda key: key.asked,
    "stop": lambda key: key.before.is_running and not key.after.is_running,
    "copy": lambda key: _opens(PickScreen, "copy")(key) or "characters" in key.said,
    "case": _opens(PickScreen, "the case"),
    "reveal": lambda key: "shown for" in key.said and key.after.lines[:-1] != key.before.lines[:-1],
    "ask card": lambda key: key.asked,
    "filter": _is_filtering,
    "clear filter": lambda key: not key.app.page.filters.is_active,
    "to the list": lambda key: isinstance(key.after.focused, RecordList),
    "clear": lambda key: bool(key.before.value) and key.before.focused.value != key.before.value,
    "take it": lambda key: not key.before.focused.value and key.after.lines != key.before.lines,
    "next pair": lambda key: not key.before.content._run.sides,
    "panes": _panes,
    "back": _went_back,
    "quit": lambda key: key.app._exit,
    "all keys": _opens(PickScreen, "all actions here"),
}  # fmt: skip


def _moved(key: Pressed) -> bool:
    return key.after.lines != key.before.lines or key.after.focused is not key.before.focused


def _closes(key: Pressed) -> bool:
    """The dialog goes; one with a text in it says first that the text would be lost."""
    if isinstance(key.before.screen, AskScreen | FormScreen) and not key.is_left:
        return any("discard" in hint.word for hint in hints(key.robot))
    return key.is_left


def _applied(key: Pressed) -> bool:
    """A plan was applied, or what was asked was done: the dialog that asks is gone."""
    if isinstance(key.before.screen, PlanDialog):
        return _writes(key)
    return key.is_left


def _names_what_is_wrong(key: Pressed) -> bool:
    """A form goes to the first field that keeps it from being planned, and says why."""
    form = key.app.screen
    wrong = [row for row in getattr(form, "_rows", ()) if row.wrong]
    return bool(wrong) and form.focused is wrong[0].edit


def _writes(key: Pressed) -> bool:
    return key.after.written > key.before.written


def _asks_again(key: Pressed) -> bool:
    return any(hint.word == "apply" for hint in hints(key.robot)) and "! again:" in key.robot.text


HINTS: Final[Mapping[str, Promise]] = {
    "close": _closes,
    "move": _moved,
    "pick": lambda key: key.is_left or _looks_up(key),
    "pick the row": lambda key: key.is_left,
    "filter": _is_filtering,
    "end the filter": lambda key: not key.is_left and not _is_filtering(key),
    "apply": _applied,
    "then ! again to apply": lambda key: _asks_again(key) and not _writes(key),
    "undo": lambda key: isinstance(key.app.screen, PlanDialog) and "undo" in key.said,
    "case": _opens(PickScreen, "the case of change"),
    "copy": _opens(PickScreen, "change id"),
    "read again, then plan": lambda key: key.after.reads > key.before.reads,
    "plan again": lambda key: key.after.reads > key.before.reads,
    "next field": lambda key: key.after.focused is not key.before.focused,
    "plan": lambda key: isinstance(key.dialog, PlanDialog) or _names_what_is_wrong(key),
    "back to the form": lambda key: isinstance(key.app.screen, AskScreen | FormScreen),
    "discard what was typed": lambda key: key.is_left,
    "again: discard what was typed": lambda key: key.is_left,
    "change the row": lambda key: key.after.lines != key.before.lines,
    "when the reason is typed": lambda key: not isinstance(key.after.focused, LineEdit),
    "show the plan": lambda key: isinstance(key.dialog, PlanDialog),
    "diagnose": lambda key: key.is_left and "Why can't they watch?" in key.robot.text,
    "add without diagnosing": lambda key: key.is_left and "1 id added" in key.said,
    "load without diagnosing": lambda key: key.is_left and "no.such.file" in key.said,
    "write a new file": lambda key: key.is_left and "written" in key.said,
    "use this id": lambda key: key.is_left and "sentinel" in key.said,
    "sign in again": lambda key: key.asked,
    "discard it": _applied,
    "empty the queue": _applied,
    "forget it": _applied,
    "sign in": lambda key: key.is_left and "was not opened" in key.said,
    "read on:": lambda key: key.after.reading_from > key.before.reading_from,
    "go to": _opens(AskScreen, "password"),
    "once the last four are typed": lambda key: not _writes(key) and "last four" in key.said,
    "once the last four are right": lambda key: not _writes(key) and "last four" in key.said,
}  # fmt: skip
"""By the word, or by its beginning. In a plan that asks for the last four its key says so."""

OF_FINDINGS: Final = frozenset(
    f"{action.title.split()[0].lower()}…" for action in REGISTRY if action.writes
)
"""The words for what a finding offers."""


def footer_promise(word: str) -> Promise | None:
    """Return what the word of a last line promises; None where it is not known."""
    offered = (lambda key: key.dialog is not None) if word in OF_FINDINGS else None
    return FOOTER.get(word, offered)


def hint_promise(word: str) -> Promise | None:
    """Return what the word of a dialog promises; None where it is not known."""
    begun = (promise for known, promise in HINTS.items() if word.startswith(f"{known} "))
    return HINTS.get(word) or next(begun, None)


# The words that there are, by the code


def footer_words() -> set[str]:
    """Return the words of the registry, and those that a page has for an action or for Enter."""
    found = {action.footer for action in REGISTRY}
    for node in _nodes_of_the_console():
        match node:
            case ast.Dict(keys=keys, values=values):
                named = [key.value for key in keys if isinstance(key, ast.Constant)]
                if named and set(named) <= BY_ID.keys():
                    found.update(*map(_texts, values))
            case ast.FunctionDef(name="enters" | "_enters" | "folding"):
                found |= _returned(node)
    return found - {"", *NEVER}


def hint_words() -> set[str]:
    """Return the words that stand behind a key in a dialog."""
    found: set[str] = set()
    for node in _nodes_of_the_console():
        match node:
            case ast.keyword(arg="leads_to", value=value):
                found |= _texts(value)
            case ast.Tuple(elts=[shown, ast.Constant(value=str(word))]) if _names_a_key(shown):
                found.add(word)
            case ast.Call(func=ast.Name(id="make_sure"), args=[_, _, does, *_]):
                found |= _texts(does)
    return {word.strip() for word in found} - {"", "key"}


NEVER: Final = frozenset({"add", "discard", "export", "load", "detail"})
"""Words of actions that every page names otherwise, and the name of a pane."""


def _nodes_of_the_console() -> Iterator[ast.AST]:
    for path in sorted(Path(console.__file__).parent.rglob("*.py")):
        yield from ast.walk(ast.parse(path.read_text("utf-8")))


def _texts(node: ast.AST) -> set[str]:
    return {each.value for each in ast.walk(node)
            if isinstance(each, ast.Constant) and isinstance(each.value, str)}  # fmt: skip


def _returned(function: ast.AST) -> set[str]:
    returns = [each.value for each in ast.walk(function) if isinstance(each, ast.Return)]
    return set().union(*(_texts(each) for each in returns if each is not None))


def _names_a_key(node: ast.AST) -> bool:
    """Return whether a text is made with the name of a key."""
    calls = [each.func for each in ast.walk(node) if isinstance(each, ast.Call)]
    return any(getattr(each, "attr", getattr(each, "id", "")) == "key" for each in calls)
