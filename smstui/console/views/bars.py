"""The first and the last line: where we are, on what, and which keys help now. Pure."""

from collections.abc import Sequence

from smstui.actions import REGISTRY, Keymap, Place, Situation
from smstui.console.ink import Line, Span, width_of

FOOTER_KEYS_AT_80 = 7


def header(label: str, tint: str, read_only: bool, crumbs: Sequence[str]) -> Line:
    """Environment with its tint, RO or RW, and the way to here."""
    mode: Span = (" RO ", "bar-strong") if read_only else (" RW ", "bar-caution")
    line: list[Span] = [(f" {label} ", f"tint-{tint}"), mode]
    for at, crumb in enumerate(crumbs):
        line.append((" › " if at else " ", "bar-muted"))  # noqa: RUF001 - the sign of a way
        line.append((crumb, "bar-strong" if at == len(crumbs) - 1 else "bar"))
    return line


def header_end(family: str, state: str, role: str) -> Line:
    """Platform family and how it stands with it."""
    return [(f"{family}  ", "bar-muted"), (f"{state} ", role)]


def footer(keys: Keymap, now: Situation, places: Sequence[Place], width: int) -> Line:
    """The keys that do something here and now, at most seven at 80 columns."""
    here = set(places)
    line: list[Span] = []
    shown = 0
    most = max(FOOTER_KEYS_AT_80, width // 12)
    for action in REGISTRY:
        if not action.footer or not action.places & here or action.available(now) is not None:
            continue
        piece: list[Span] = [
            (f" {keys.first(action.id)}", "bar-key"),
            (f" {action.footer} ", "bar"),
        ]
        if shown == most or width_of(line) + width_of(piece) > width:
            break
        line += piece
        shown += 1
    return line
