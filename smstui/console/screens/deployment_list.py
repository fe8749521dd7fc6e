"""The list of deployments to go to, and why one was not opened."""

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Final

from smstui.console.screens.dialogs import read_out
from smstui.console.screens.pick import PickScreen
from smstui.console.styled_text import wrap
from smstui.console.widgets.rows import Column, Row
from smstui.presentation.filtering import narrowed
from smstui.presentation.lines import Line

if TYPE_CHECKING:
    from smstui.console.host import Host
    from smstui.console.startup import Listed

COLUMNS: Final = (
    Column("name", most=40, firm=True),
    Column(" label", most=24, firm=True),
    Column("tint", most=9, firm=True, worth=0),
    Column("family", most=6, firm=True, worth=2),
    Column("mode", most=4, firm=True),
    Column("role", most=10, firm=True, worth=1),
    Column("host", most=60, rank=3, grows=True),
)


def choose(app: "Host", listed: "Sequence[Listed]", chosen: Callable[[str], None]) -> None:
    """Offer the deployments, the one in use in hand."""
    now = app.startup.deployment

    rows = [_row(each) for each in listed]

    def told(name: str) -> str:
        found = next((each for each in listed if each.name == name), None)
        if found is None:
            return ""
        mode = "RO" if found.read_only else "RW"
        return (
            f"{found.name}: {found.label}, {found.family}, {mode}, {found.role}, "
            f"tint {found.tint}, {found.host}."
        )

    app.push_dialog(
        PickScreen(
            f"Deployments, now {now}",
            COLUMNS,
            lambda typed: list(narrowed(rows, typed)),
            at=now,
            whole=told,
        ),
        lambda name: chosen(name) if name else None,
    )


def _row(each: "Listed") -> Row:
    mode = ("RO", "base") if each.read_only else ("RW", "caution")
    return Row(
        each.name,
        (
            (each.name, "strong"),
            (f" {each.label} ", f"tint-{each.tint}"),
            (each.tint, "base"),
            (each.family, "base"),
            mode,
            (each.role, "base"),
            (each.host, "muted"),
        ),
    )


def read_refusal(app: "Host", title: str, why: str, stays: str) -> None:
    """Show why a deployment was not opened, whole, and that the one in use stays."""

    def lines(width: int) -> Sequence[Line]:
        told: list[Line] = [[(line, "base")] for line in wrap(why, width)]
        return [*told, [], *([(line, "strong")] for line in wrap(stays, width))]

    read_out(app, title, lines)
