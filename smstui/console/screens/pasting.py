"""Route a paste: one line is text, several are a list that a person decides about.

No number of lines starts anything by itself, and none keeps the console from the next key.
"""

import re
from typing import TYPE_CHECKING, Final

from textual import events

from smstui.console.input_decoder import MOST_PASTED
from smstui.console.screens import pages
from smstui.console.screens.base import BaseScreen
from smstui.console.widgets.field_edit import FieldEdit
from smstui.console.widgets.line_edit import LONGEST_LINE, LineEdit
from smstui.console.widgets.rows import Column, Row
from smstui.domain.pair_list import pairs_among

if TYPE_CHECKING:
    from smstui.console.host import Host

MOST_IN_A_FORM: Final = 50
"""Lines that a form takes, one a field; no form has as many fields."""
_LINE_END: Final = re.compile(r"\r\n?|\n")


def take(app: "Host", paste: events.Paste) -> None:
    """Give a paste to what it is meant for, or ask what it is meant for."""
    text, screen = paste.text, app.screen
    if len(text) > MOST_PASTED:
        app.say(f"Ignored: more than {MOST_PASTED:,} characters were pasted.", "bar-caution")
        return
    if isinstance(screen, BaseScreen) and screen.take_paste(text):
        return
    lines = lines_of(text)
    if (longest := max(map(len, lines), default=0)) > LONGEST_LINE:
        app.say(
            f"Ignored: a line of {longest:,} characters was pasted. "
            f"A field takes at most {LONGEST_LINE:,}.",
            "bar-caution",
        )
        return
    edit = screen.query("LineEdit:focus").results(LineEdit)
    field = next(iter(edit), None)
    if len(lines) < 2:
        text = _without_blank_lines(text)
        if field is not None:
            field.post_message(events.Paste(text))
        else:
            app.dispatcher.take_scan(text, entered=False)
    elif not screen.is_modal:
        offer(app, text, len(lines))
    elif isinstance(field, FieldEdit) and len(lines) <= MOST_IN_A_FORM:
        field.post_message(paste)
    else:
        if isinstance(screen, BaseScreen) and screen.listener is not None:
            screen.listener.scanned_over()
        app.say(
            f"Ignored: {len(lines):,} lines were pasted over a dialog. Close it, then paste again.",
            "bar-caution",
        )


def lines_of(text: str) -> list[str]:
    """Return the lines of a paste that are not blank."""
    return [line for line in _LINE_END.split(text) if line.strip()]


def _without_blank_lines(text: str) -> str:
    """Return the one line of `text`, with one end if it has any."""
    line, *ends = _LINE_END.split(text.lstrip("\r\n"))
    return f"{line}\n" if ends else line


def offer(app: "Host", text: str, count: int) -> None:
    """Ask whether several pasted lines are a list, pairs, or nothing.

    Lines of which each has a box and a card are pairs first, and counted as such.
    """
    from smstui.console.pairing_run import MOST_CODES
    from smstui.console.screens.pick import PickScreen
    from smstui.services.queue.keeping import MOST

    choices = {
        "list": (f"open as a list of {count:,} ids", "page 4; not diagnosed yet"),
        "pairs": (f"take {count:,} codes as pairs, in this order", "page 2; kept as drafts"),
        "cancel": ("cancel", "forget what was pasted"),
    }
    if count > MOST:
        choices["list"] = (f"open the first {MOST:,} ids as a list", "page 4; it holds no more")
    if count > MOST_CODES:
        choices["pairs"] = ("take them as pairs", f"{MOST_CODES:,} codes at most")
    elif pairs := pairs_among(lines_of(text), app.startup.family):
        counted = "1 pair" if pairs == 1 else f"{pairs:,} pairs"
        choices = {
            "pairs": (f"take {counted} of a box and a card", "page 2; kept as drafts"),
            "list": ("open the first id of each line as a list", choices["list"][1]),
            "cancel": choices["cancel"],
        }

    def narrow(typed: str) -> list[Row]:
        return [
            Row(name, ((what, "strong"), (where, "muted")))
            for name, (what, where) in choices.items()
            if typed.casefold() in what
        ]

    def done(name: str | None) -> None:
        if name == "list":
            pages.open_triage(app, ids=text)
        elif name == "pairs":
            pages.open_pairing_with(app, text)

    columns = (Column("what", most=48), Column("where", most=30))
    app.push_dialog(PickScreen(f"{count:,} lines were pasted", columns, narrow), done)
