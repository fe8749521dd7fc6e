"""What a choice says of its keys, and why nothing was picked. Pure."""

from collections.abc import Callable, Sequence
from typing import Final

from smstui.actions.keynames import shown
from smstui.console.styled_text import width_of
from smstui.domain.marking import typed
from smstui.presentation.lines import Line


def keys_of_choice(
    key: Callable[[str], str], rows: int, *, filtering: bool, letters: str = ""
) -> list[tuple[str, str]]:
    """Return which keys do what just now, with `rows` to pick from.

    `letters` are those of the rows, as told.
    """
    pick, back = [(key("open"), "pick")] if rows else [], key("back")
    if filtering:
        return [*([(up_and_down(), "move")] if rows > 1 else []), *pick, (back, "end the filter")]
    return [
        *([(letters, "pick the row")] if letters else []), *(moving(key) if rows > 1 else []),
        *pick, (key("match.filter"), "filter"), (back, "close"),
    ]  # fmt: skip


def moving(key: Callable[[str], str]) -> list[tuple[str, str]]:
    """Return the keys that move a text or a list, and what they do."""
    return [(f"{key('list.down')} {key('list.up')} {up_and_down()}", "move")]


def up_and_down() -> str:
    """Return the names of both arrow keys."""
    return f"{shown('up')} {shown('down')}"


def hint_line(told: Sequence[tuple[str, str]], on_bar: bool = False) -> Line:
    """Return keys, each with what it does, on one line."""
    roles = ("bar-key", "bar") if on_bar else ("key", "muted")
    return [
        span for name, does in told for span in ((f"  {name}", roles[0]), (f" {does}", roles[1]))
    ]


def hint_lines(told: Sequence[tuple[str, str]], width: int) -> list[Line]:
    """Return keys as the last lines of a dialog: on one line, or on more where that is short."""
    lines: list[list[tuple[str, str]]] = [[]]
    for piece in told:
        if lines[-1] and width_of(hint_line([*lines[-1], piece])) > width:
            lines.append([])
        lines[-1].append(piece)
    return [hint_line(line) for line in lines]


def is_id(scanned: str) -> bool:
    """Return whether text that came like a scan is an id: one word with a digit in it."""
    return any(map(str.isdigit, scanned)) and not any(map(str.isspace, scanned.strip()))


SHORTEST_IN_DIALOG: Final = 8
"""Characters that a scan has at least in a dialog: fewer may be a hand's, bunched by the link,
and belong to what the dialog asks for."""


def is_code_in_dialog(scanned: str) -> bool:
    """Return whether text that came like a scan into a dialog is an id to look up."""
    return is_id(scanned) and len(scanned.strip()) >= SHORTEST_IN_DIALOG


def no_filter(scanned: str) -> str:
    """Return the sentence for a scan into a filter that is no id."""
    return f'Ignored: "{typed(scanned.strip())}" came like a scan. The filter is as it was.'


def not_picked(text: str, scanned: str) -> str:
    """Return the sentence for an Enter that picks nothing."""
    if scanned:
        return f'Ignored: "{typed(scanned.strip())}" came like a scan. Nothing was picked.'
    return f'Nothing matches "{typed(text)}". Nothing was picked.'
