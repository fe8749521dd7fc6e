"""A theme's roles as styles ready to draw with."""

from collections.abc import Mapping
from functools import cached_property
from typing import Any, Final, Protocol

from rich.style import Style

ROLES: Final = (
    "base",  # text on the ground of everything
    "strong",  # what a line is about
    "muted",  # secondary text
    "faint",  # hints, empty places
    "accent",  # the one accent
    "frame", "frame-focus",  # lines around a pane
    "title", "title-focus",  # what a pane shows
    "heading",  # columns and groups
    "key",  # a key to press
    "cursor", "cursor-away",  # the row in hand, with and without the focus
    "good", "caution", "fault", "off", "unknown",  # states, always beside a glyph and a word
    "stale",  # data that is not fresh
    "bar", "bar-strong", "bar-muted", "bar-key", "bar-caution", "bar-fault",  # first and last line
    "input", "input-cursor", "input-hint", "input-selection",  # where text is typed
    "sheet", "sheet-title", "sheet-note",  # ground of a dialog, its title, a note beside that
    "tint-success", "tint-warning", "tint-error", "tint-primary", "tint-secondary", "tint-accent",
)  # fmt: skip
"""Every role a theme must give a style. `tint-…` are the values of a deployment's `tint`."""

FALLBACKS: Final = {"sheet": "bar", "sheet-title": "bar-strong", "sheet-note": "bar"}
"""Roles that a theme file may leave out, each with the role that stands in for it."""

_BARE_REVERSED: Final = ("cursor", "input-cursor", "input-selection", "bar", "bar-strong",
                         "sheet-title", "sheet-note")  # fmt: skip


class Palette:
    """Looks a role up. `bare` drops all colour and keeps meaning by reverse, bold and dim."""

    def __init__(self, styles: Mapping[str, Style], bare: bool = False) -> None:
        self._bare = bare
        self._styles = {
            role: _bare(role, style) if bare else style for role, style in styles.items()
        }

    def style(self, role: str) -> Style:
        """Return the style of `role`; `a/b` is the colours of `b` with the attributes of `a`."""
        found = self._styles.get(role)
        if found is None:
            found = self._styles[role] = self._mixed(role)
        return found

    @cached_property
    def raised(self) -> "Palette":
        """The same roles on the ground of a sheet, where they stand on the usual ground."""
        if self._bare or "sheet" not in self._styles:
            return self
        usual, sheet = self._styles["base"], self._styles["sheet"]
        over = Style.from_color(None, sheet.bgcolor)
        return Palette(
            {
                role: style + over if style.bgcolor == usual.bgcolor else style
                for role, style in self._styles.items()
            }
        )

    def _mixed(self, role: str) -> Style:
        over, _, under = role.partition("/")
        if not under:
            return self._styles["base"]
        return self._styles[over] + Style.from_color(None, self._styles[under].bgcolor)


class Painted(Protocol):
    """A widget that draws with a palette."""

    @property
    def app(self) -> Any: ...
    @property
    def screen(self) -> Any: ...


def palette_of(widget: Painted) -> Palette:
    """Return the palette for a widget: in a dialog it stands on a sheet."""
    palette: Palette = widget.app.palette
    return palette.raised if widget.screen.is_modal else palette


def _bare(role: str, style: Style) -> Style:
    reverse = role in _BARE_REVERSED or role.startswith(("tint-", "bar-"))
    return Style(
        bold=style.bold,
        dim=role in ("muted", "faint", "frame", "off", "input-hint") or None,
        underline=style.underline,
        italic=style.italic,
        reverse=reverse or None,
    )
