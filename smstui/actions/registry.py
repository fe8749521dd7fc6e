"""The one registry: everything a person can do, in the order menus show it."""

from typing import Final

from smstui.actions import availability as when
from smstui.actions.action import Action, Place

_ANYWHERE = frozenset({Place.ANYWHERE})
_LOOKUP = frozenset({Place.LOOKUP})
_LISTS = frozenset({Place.LIST, Place.DIALOG})
_BOTH = frozenset({Place.ANYWHERE, Place.DIALOG})

REGISTRY: Final[tuple[Action, ...]] = (
    Action(
        "lookup.focus", ("/",), "Look an id up", _ANYWHERE,
        words=("lookup", "find"), twin="smstui lookup ID", footer="lookup",
    ),
    Action(
        "open", ("enter",), "Open what is under the cursor", _BOTH,
        available=when.with_row, footer="open",
    ),
    Action(
        "match.pick", tuple("abcdefhilmnopstuvw"), "Pick the row with this letter",
        frozenset({Place.PICK}), available=when.with_row, takes_key=True, listed=False,
    ),
    Action(
        "reload", ("r",), "Ask the platform again", _LOOKUP,
        words=("reload", "refresh"), twin="smstui lookup ID",
        available=when.reload_possible, footer="reload",
    ),
    Action(
        "copy", ("y",), "Copy an id, or the whole sheet", _LOOKUP,
        words=("copy", "yank"), available=when.copy_possible, footer="copy",
    ),
    Action(
        "reveal", ("x",), "Show secrets for 5 s", _LOOKUP,
        words=("reveal",), available=when.reveal_possible, footer="reveal",
    ),
    Action(
        "card.ask", ("a",), "Ask the card at its own end", _LOOKUP,
        words=("ask-card",), available=when.card_askable, footer="ask card",
    ),
    Action(
        "lookup.cached", (), "Look the id up in the cache only", _LOOKUP,
        words=("offline", "cached"), twin="smstui lookup ID --offline",
    ),
    Action(
        "recents.forget", (), "Forget what was looked up", _LOOKUP,
        words=("forget",), available=when.something_remembered,
    ),
    Action(
        "history.back", ("[",), "Back to the bundle before", _LOOKUP,
        words=("back",), available=when.earlier_bundle,
    ),
    Action(
        "history.forward", ("]",), "Forward to the bundle after", _LOOKUP,
        words=("forward",), available=when.later_bundle,
    ),
    Action(
        "screen.lookup", ("1",), "Lookup", _ANYWHERE,
        words=("home",), twin="smstui lookup ID",
    ),
    Action("pane.next", ("tab",), "Next pane", _BOTH, moves=True, footer="panes"),
    Action("pane.previous", ("shift+tab",), "Previous pane", _BOTH, moves=True),
    Action("list.down", ("j", "down"), "Down", _LISTS, moves=True),
    Action("list.up", ("k", "up"), "Up", _LISTS, moves=True),
    Action("list.top", ("g", "home"), "First", _LISTS, moves=True),
    Action("list.bottom", ("G", "end"), "Last", _LISTS, moves=True),
    Action("list.half-down", ("ctrl+d",), "Half a page down", _LISTS, moves=True),
    Action("list.half-up", ("ctrl+u",), "Half a page up", _LISTS, moves=True),
    Action("list.page-down", ("pagedown",), "A page down", _LISTS, moves=True),
    Action("list.page-up", ("pageup",), "A page up", _LISTS, moves=True),
    Action("back", ("escape", "ctrl+c"), "Stop, close, or up one level", _BOTH, footer="back"),
    Action("leave", ("q",), "Back to where you came from", _ANYWHERE),
    Action(
        "menu", ("?", "ctrl+p"), "All actions here", _ANYWHERE,
        words=("help",), footer="all keys",
    ),
    Action("command", (":",), "Type a command", _ANYWHERE),
    Action("theme.choose", (), "Choose a theme", _ANYWHERE, words=("theme", "themes")),
    Action("theme.reload", (), "Read the theme files again", _ANYWHERE, words=("theme-reload",)),
    Action(
        "screenshot", (), "Save a picture, secrets masked", _ANYWHERE,
        words=("screenshot",),
    ),
    Action("redraw", ("ctrl+l",), "Draw the screen afresh", _BOTH, words=("redraw",)),
    Action("quit", ("ctrl+q",), "Quit", _BOTH, words=("quit", "exit"), footer="quit"),
)  # fmt: skip

BY_ID: Final = {action.id: action for action in REGISTRY}
