"""The one registry: everything a person can do, in the order menus show it."""

from typing import Final

from smstui.actions import availability as when
from smstui.actions.action import Action, Place
from smstui.actions.changes import IN_FOOTER, OTHERS

_ANYWHERE = frozenset({Place.ANYWHERE})
_LOOKUP = frozenset({Place.LOOKUP})
_LISTS = frozenset({Place.LIST, Place.DIALOG})
_BOTH = frozenset({Place.ANYWHERE, Place.DIALOG})
_DIALOG = frozenset({Place.DIALOG})
_SESSIONS = frozenset({Place.SESSIONS})
_TRIAGE = frozenset({Place.TRIAGE})
_DRAFTS = frozenset({Place.PAIR, Place.DRAFTS})
_WITH_CASE = frozenset({Place.LOOKUP, Place.SESSIONS, Place.JOURNAL, Place.CHANGE})
PAGES: Final = frozenset({Place.LOOKUP, Place.SESSIONS, Place.JOURNAL, Place.TRIAGE}) | _DRAFTS

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
        "diagnose", ("d",), "Say why they cannot watch", _LOOKUP,
        words=("diagnose", "why"), twin="smstui diagnose ID",
        available=when.with_bundle, footer="diagnose",
    ),
    Action(
        "diagnose.code", ("D",), "Diagnose a code from the screen", _LOOKUP,
        words=("code",), twin="smstui diagnose ID --reported CODE",
        available=when.code_possible,
    ),
    Action(
        "match.pick", tuple("abcdefhilmnopstuvw"), "Pick the row with this letter",
        frozenset({Place.PICK}), available=when.with_row, takes_key=True, listed=False,
    ),
    Action(
        "match.filter", ("/",), "Filter the rows to pick from", frozenset({Place.FILTER}),
        listed=False, footer="filter",
    ),
    *IN_FOOTER,
    Action(
        "mark", ("space",), "Mark, or unmark", _SESSIONS,
        available=when.session_in_hand, footer="mark",
    ),
    Action(
        "reload", ("r",), "Ask the platform again", PAGES,
        words=("reload",), twin="smstui lookup ID",
        available=when.reload_possible, footer="reload",
    ),
    Action(
        "copy", ("y",), "Copy an id, a list, or the whole sheet", PAGES | {Place.CHANGE},
        words=("copy", "yank"), available=when.copy_possible, footer="copy",
    ),
    Action(
        "fold", (".",), "Unfold what is on one line, or fold it", _LOOKUP,
        words=("fold", "unfold"), available=when.foldable, footer="fold",
    ),
    Action(
        "case", ("c",), "The case: read it, hand it on", _WITH_CASE,
        words=("case", "transcript"), twin="smstui transcript CHANGE|ID",
        available=when.case_possible, footer="case",
    ),
    Action(
        "cross-test", (), "Cross-test: box and card with a pair that works", _LOOKUP,
        words=("cross-test",), available=when.with_bundle,
    ),
    Action(
        "reveal", ("x",), "Show secrets for 5 s", _LOOKUP,
        words=("reveal",), available=when.reveal_possible, footer="reveal",
    ),
    Action(
        "card.ask", ("a",), "Read the card's own record", _LOOKUP,
        words=("ask-card",), available=when.card_askable, footer="ask card",
    ),
    *OTHERS,
    Action(
        "lookup.cached", (), "Look the id up in the cache only", _LOOKUP,
        words=("offline", "cached"), twin="smstui lookup ID --offline",
    ),
    Action(
        "recents.forget", (), "Forget what was looked up", _LOOKUP,
        words=("forget",), available=when.something_remembered,
    ),
    Action(
        "history.back", ("[",), "Back to the record opened before", _LOOKUP,
        words=("back",), available=when.earlier_bundle,
    ),
    Action(
        "history.forward", ("]",), "Forward to the record opened after", _LOOKUP,
        words=("forward",), available=when.later_bundle,
    ),
    Action(
        "screen.lookup", ("1", "alt+1"), "Lookup", _ANYWHERE,
        words=("home",), twin="smstui lookup ID",
    ),
    Action("screen.pair", ("2", "alt+2"), "Pair", _ANYWHERE, words=("pairing",)),
    Action(
        "screen.sessions", ("3", "alt+3"), "Sessions", _ANYWHERE,
        words=("sessions",), twin="smstui sessions ID", available=when.with_bundle,
    ),
    Action(
        "screen.triage", ("4", "alt+4"), "Triage many ids", _ANYWHERE,
        words=("triage",), twin="smstui diagnose - --brief",
    ),
    Action(
        "screen.journal", ("5", "alt+5"), "Journal", _ANYWHERE,
        words=("journal",), twin="smstui journal",
    ),
    Action(
        "screen.drafts", (), "Changes that wait", _ANYWHERE,
        words=("drafts",), twin="smstui drafts",
    ),
    Action(
        "draft.discard", ("delete",), "Discard the draft under the cursor", _DRAFTS,
        words=("discard",), twin="smstui drafts DRAFT --discard", available=when.draft_in_hand,
        footer="discard",
    ),
    Action(
        "filter", ("f",), "Filter the list; !word leaves rows out", PAGES,
        words=("filter",), footer="filter",
    ),
    Action(
        "queue.export", ("e",), "Write the list to a file", PAGES,
        words=("export",), twin="smstui diagnose - --csv",
        available=when.export_possible, footer="export",
    ),
    Action(
        "queue.add", ("n",), "Add ids to the queue by hand", _TRIAGE, words=("add",), footer="add",
    ),
    Action(
        "queue.load", ("l",), "Load a list of ids from a file", _TRIAGE, words=("load",),
        twin="smstui --triage FILE", footer="load",
    ),
    Action(
        "queue.clear", (), "Begin with an empty queue", _TRIAGE,
        words=("clear-queue",), available=when.with_queue,
    ),
    Action(
        "pair.clear", ("ctrl+n",), "Begin the next pair", frozenset({Place.PAIR}),
        words=("next-pair",), footer="next pair",
    ),
    Action("plan.apply", ("!",), "Apply the plan that is shown", _DIALOG, listed=False),
    Action("plan.again", ("r",), "Plan it again", _DIALOG, listed=False),
    Action("dialog.help", ("?", "ctrl+p"), "Say what a dialog is for", _DIALOG, listed=False),
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
    Action(
        "leave", ("q",), "Back to where you came from", _ANYWHERE | frozenset({Place.PICK}),
    ),
    Action(
        "menu", ("?", "ctrl+p"), "All actions here", _ANYWHERE,
        words=("help",), footer="all keys",
    ),
    Action("command", (":",), "Type a command", _ANYWHERE),
    Action("theme.choose", (), "Choose a theme", _ANYWHERE, words=("theme", "themes")),
    Action("theme.reload", (), "Read the theme files again", _ANYWHERE, words=("theme-reload",)),
    Action(
        "privacy", (), "Mask names, addresses and login ids, or show them", _ANYWHERE,
        words=("privacy",), twin="smstui --privacy",
    ),
    Action(
        "screenshot", (), "Save a picture, secrets masked", _ANYWHERE,
        words=("screenshot",),
    ),
    Action(
        "deployment.choose", (), "Go to another deployment", _ANYWHERE,
        words=("deployment", "deployments"), twin="smstui --deployment NAME",
    ),
    Action("scanner", (), "Measure the scanner and its link", _ANYWHERE, words=("scanner",)),
    Action("redraw", ("ctrl+l",), "Draw the screen afresh", _BOTH, words=("redraw",)),
    Action(
        "suspend", ("ctrl+z",), "Suspend to the shell; fg comes back", _BOTH, words=("suspend",)
    ),
    Action("quit", ("ctrl+q",), "Quit", _BOTH, words=("quit", "exit"), footer="quit"),
)  # fmt: skip

BY_ID: Final = {action.id: action for action in REGISTRY}
