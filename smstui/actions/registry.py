"""The one registry: everything a person can do, in the order menus show it."""

from typing import Final

from smstui.actions import availability as when
from smstui.actions.action import Action, Place, Tier
from smstui.actions.changing import (
    DEVICES,
    message_possible,
    of_kind,
    permitted,
    sessions_endable,
    something_paired,
    status_possible,
)
from smstui.actions.provisioning import PROVISIONING

_ANYWHERE = frozenset({Place.ANYWHERE})
_LOOKUP = frozenset({Place.LOOKUP})
_LISTS = frozenset({Place.LIST, Place.DIALOG})
_BOTH = frozenset({Place.ANYWHERE, Place.DIALOG})
_DIALOG = frozenset({Place.DIALOG})
_SESSIONS = frozenset({Place.SESSIONS})
_TRIAGE = frozenset({Place.TRIAGE})
_DRAFTS = frozenset({Place.PAIR, Place.DRAFTS})
_WITH_CASE = frozenset({Place.LOOKUP, Place.SESSIONS, Place.JOURNAL})
_RELOADED = frozenset({Place.LOOKUP, Place.SESSIONS, Place.JOURNAL, Place.TRIAGE}) | _DRAFTS

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
        "match.pick", tuple("abcdefhilmnopstuvw"), "Pick the row with this letter",
        frozenset({Place.PICK}), available=when.with_row, takes_key=True, listed=False,
    ),
    Action(
        "match.filter", ("/",), "Filter the rows to pick from", frozenset({Place.FILTER}),
        listed=False, footer="filter",
    ),
    Action(
        "pair", ("p",), "Pair a box and a smartcard", _ANYWHERE,
        words=("pair",), twin="smstui pair BOX CARD", writes=True, tier=Tier.REVERSIBLE,
        available=permitted("pair"), footer="pair",
    ),
    Action(
        "status", ("s",), "Change the status", _LOOKUP,
        words=("status",), twin="smstui status ID STATUS", writes=True, tier=Tier.IRREVERSIBLE,
        available=permitted(
            "account-status", "box-status", "enable", "disable", then=status_possible
        ),
        footer="status",
    ),
    Action(
        "sessions.end", ("t",), "End sessions", _LOOKUP | _SESSIONS,
        words=("teardown",), twin="smstui teardown ID", writes=True, tier=Tier.DISRUPTIVE,
        available=permitted(
            "end-session", "end-device-sessions", "end-account-sessions", then=sessions_endable
        ),
        footer="end sessions",
    ),
    Action(
        "mark", ("space",), "Mark, or unmark", _SESSIONS,
        available=when.with_row, footer="mark",
    ),
    Action(
        "reload", ("r",), "Ask the platform again", _RELOADED,
        words=("reload",), twin="smstui lookup ID",
        available=when.reload_possible, footer="reload",
    ),
    Action(
        "copy", ("y",), "Copy an id, or the whole sheet", _LOOKUP,
        words=("copy", "yank"), available=when.copy_possible, footer="copy",
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
        "card.ask", ("a",), "Ask the card at its own end", _LOOKUP,
        words=("ask-card",), available=when.card_askable, footer="ask card",
    ),
    Action(
        "unpair", ("U",), "Take the card out of its box", _LOOKUP,
        words=("unpair",), twin="smstui unpair BOX", writes=True, tier=Tier.DISRUPTIVE,
        available=permitted("unpair", then=something_paired),
    ),
    Action(
        "swap", ("w",), "Swap the card or the box", _LOOKUP,
        words=("swap",), twin="smstui swap-card BOX CARD", writes=True, tier=Tier.DISRUPTIVE,
        available=permitted("swap-card", "swap-box", then=of_kind("box", noun="a box")),
    ),
    Action(
        "refresh", ("R",), "Send the rights again", _LOOKUP,
        words=("refresh",), twin="smstui refresh ID", writes=True, tier=Tier.REVERSIBLE,
        available=permitted("refresh", then=of_kind(*DEVICES, noun="a device")),
    ),
    Action(
        "enable", (), "Enable a device", _LOOKUP,
        words=("enable",), twin="smstui enable ID", writes=True, tier=Tier.REVERSIBLE,
        available=permitted("enable", then=of_kind(*DEVICES, noun="a device")),
    ),
    Action(
        "disable", (), "Disable a device", _LOOKUP,
        words=("disable",), twin="smstui disable ID", writes=True, tier=Tier.DISRUPTIVE,
        available=permitted("disable", then=of_kind(*DEVICES, noun="a device")),
    ),
    Action(
        "ban", (), "Ban this box alone", _LOOKUP,
        words=("ban",), twin="smstui ban ID", writes=True, tier=Tier.DISRUPTIVE,
        available=permitted("ban", then=of_kind("box", noun="a box")),
    ),
    Action(
        "unban", (), "Lift the ban of a box", _LOOKUP,
        words=("unban",), twin="smstui unban ID", writes=True, tier=Tier.REVERSIBLE,
        available=permitted("unban", then=of_kind("box", noun="a box")),
    ),
    Action(
        "recover-date-code", (), "Recover the date code of a box long unused", _LOOKUP,
        words=("recover-date-code",), twin="smstui recover-date-code ID", writes=True,
        tier=Tier.REVERSIBLE,
        available=permitted("recover-date-code", then=of_kind("box", noun="a box")),
    ),
    Action(
        "pin.reset", (), "Set a PIN of the account", _LOOKUP,
        words=("reset-pin", "pin"), twin="smstui reset-pin ID TYPE", writes=True,
        tier=Tier.REVERSIBLE, available=permitted("reset-pin", then=when.with_bundle),
    ),
    Action(
        "cas-pin", (), "Set the PIN of a box at the CAS", _LOOKUP,
        words=("cas-pin",), twin="smstui cas-pin BOX", writes=True, tier=Tier.REVERSIBLE,
        available=permitted("cas-set-pin", then=of_kind("box", noun="a box")),
    ),
    Action(
        "cas-pin.reset", (), "Reset the PIN of a box to the CAS default", _LOOKUP,
        words=("reset-cas-pin",), twin="smstui reset-pin BOX CAS", writes=True,
        tier=Tier.REVERSIBLE,
        available=permitted("cas-reset-pin", then=of_kind("box", noun="a box")),
    ),
    Action(
        "approve", (), "Approve a device", _LOOKUP,
        words=("approve",), twin="smstui approve ID", writes=True, tier=Tier.REVERSIBLE,
        available=permitted("approve", then=of_kind(*DEVICES, noun="a device")),
    ),
    Action(
        "card.suspend", (), "Suspend a smartcard", _LOOKUP,
        words=("suspend-card",), twin="smstui suspend-card CARD", writes=True,
        tier=Tier.DISRUPTIVE,
        available=permitted("suspend-card", then=of_kind("card", noun="a smartcard")),
    ),
    Action(
        "message", (), "Send a message to an open device", _LOOKUP,
        words=("message",), twin="smstui message ID TEXT", writes=True, tier=Tier.REVERSIBLE,
        available=permitted("message", then=message_possible),
    ),
    *PROVISIONING,
    Action(
        "undo", ("u",), "Undo a change", _BOTH,
        words=("undo",), twin="smstui undo", writes=True, tier=Tier.DISRUPTIVE,
        available=permitted("undo"),
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
        "draft.discard", ("delete",), "Let go of the draft under the cursor", _DRAFTS,
        words=("discard",), twin="smstui drafts DRAFT --discard", available=when.with_row,
        footer="discard",
    ),
    Action(
        "filter", ("f",), "Filter the list", frozenset({Place.JOURNAL, Place.TRIAGE}),
        words=("filter",), footer="filter",
    ),
    Action(
        "queue.export", ("e",), "Write the queue to a file", _TRIAGE,
        words=("export",), twin="smstui diagnose - --csv",
        available=when.with_queue, footer="export",
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
    Action("scanner", (), "Measure the scanner and its link", _ANYWHERE, words=("scanner",)),
    Action("redraw", ("ctrl+l",), "Draw the screen afresh", _BOTH, words=("redraw",)),
    Action(
        "suspend", ("ctrl+z",), "Suspend to the shell; fg comes back", _BOTH, words=("suspend",)
    ),
    Action("quit", ("ctrl+q",), "Quit", _BOTH, words=("quit", "exit"), footer="quit"),
)  # fmt: skip

BY_ID: Final = {action.id: action for action in REGISTRY}
