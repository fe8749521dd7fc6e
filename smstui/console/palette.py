"""A theme's roles as styles ready to draw with."""

from collections.abc import Mapping
from typing import Final

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
    "tint-success", "tint-warning", "tint-error", "tint-primary", "tint-secondary", "tint-accent",
)  # fmt: skip
"""Every role a theme must give a style. `tint-…` are the values of a deployment's `tint`."""

_BARE_REVERSED: Final = ("cursor", "input-cursor", "input-selection", "bar", "bar-strong")


class Palette:
    """Looks a role up. `bare` drops all colour and keeps meaning by reverse, bold and dim."""

    def __init__(self, styles: Mapping[str, Style], bare: bool = False) -> None:
        self._styles = {
            role: _bare(role, style) if bare else style for role, style in styles.items()
        }

    def style(self, role: str) -> Style:
        """The style of `role`; `a/b` is the colours of `b` with the attributes of `a`."""
        found = self._styles.get(role)
        if found is None:
            found = self._styles[role] = self._mixed(role)
        return found

    def _mixed(self, role: str) -> Style:
        over, _, under = role.partition("/")
        if not under:
            return self._styles["base"]
        return self._styles[over] + Style.from_color(None, self._styles[under].bgcolor)


def _bare(role: str, style: Style) -> Style:
    reverse = role in _BARE_REVERSED or role.startswith(("tint-", "bar-"))
    return Style(
        bold=style.bold,
        dim=role in ("muted", "faint", "frame", "off", "input-hint") or None,
        underline=style.underline,
        italic=style.italic,
        reverse=reverse or None,
    )
