"""What a choice says of its keys, and why nothing was picked. Pure."""

from collections.abc import Callable
from typing import Final

from smstui.presentation.lines import Line, Span


def keys_line(
    key: Callable[[str], str], filtering: bool, letters: bool, on_bar: bool = False
) -> Line:
    """Return the hint line: which keys do what just now."""
    pick, back = key("open"), key("back")
    if filtering:
        told = [("↑ ↓", "move"), (pick, "pick"), (back, "end the filter")]
    else:
        told = [("letter", "pick its row")] if letters else []
        told += [
            (f"{key('list.down')} {key('list.up')} ↑ ↓", "move"), (pick, "pick"),
            (key("match.filter"), "filter"), (back, "close"),
        ]  # fmt: skip
    line: list[Span] = []
    for name, does in told:
        roles = ("bar-key", "bar") if on_bar else ("key", "muted")
        line += [(f"  {name}", roles[0]), (f" {does}", roles[1])]
    return line


def is_id(scanned: str) -> bool:
    """Whether text that came like a scan is an id: one word with a digit in it."""
    return any(map(str.isdigit, scanned)) and not any(map(str.isspace, scanned.strip()))


SHORTEST_IN_DIALOG: Final = 8
"""Characters that a scan has at least in a dialog: fewer may be a hand's, bunched by the link,
and belong to what the dialog asks for."""


def is_code_in_dialog(scanned: str) -> bool:
    """Whether text that came like a scan into a dialog is an id to look up."""
    return is_id(scanned) and len(scanned.strip()) >= SHORTEST_IN_DIALOG


def not_picked(text: str, scanned: str) -> str:
    """Return the sentence for an Enter that picks nothing."""
    if scanned:
        return "Ignored: that looked like scanned input. Nothing was picked."
    return f'Nothing matches "{text}". Nothing was picked.'
