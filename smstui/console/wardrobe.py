"""Which theme is worn, and putting another one on."""

import os
from typing import TYPE_CHECKING, Final

from textual.app import App

from smstui.console.palette import Palette
from smstui.console.themes import FALLBACK, SIXTEEN, ThemeFile, Themes, load_themes

if TYPE_CHECKING:
    from pathlib import Path

    from smstui.console.app import ConsoleApp

_RICH_TERMS: Final = ("256color", "direct", "kitty", "alacritty", "ghostty")


class Wardrobe:
    """Every theme there is and the one in use. NO_COLOR drops the colours of whichever."""

    def __init__(self, wanted: str, user_folder: "Path | None" = None) -> None:
        self._user_folder = user_folder
        self.bare = bool(os.environ.get("NO_COLOR"))
        if not self.bare:
            # Textual takes an empty NO_COLOR for a set one.
            os.environ.pop("NO_COLOR", None)
        self.themes: Themes = load_themes(user_folder)
        self.worn: ThemeFile = self.themes.named(wanted or _fitting_the_terminal())
        self.palette: Palette = self.worn.palette(self.bare)

    @property
    def draws_ansi(self) -> bool:
        """Whether colours go out as the terminal's own. Without colour they must, or Textual
        still sends greys."""
        return self.bare or self.worn.ansi

    def dress(self, app: "ConsoleApp") -> None:
        """Before the first frame: no style sheet has been read yet, so nothing is undone."""
        for theme in self.themes.by_name.values():
            app.register_theme(theme.textual())
        app.set_reactive(App.theme, f"smstui-{self.worn.name}")
        app.stylesheet.set_variables(app.get_css_variables())

    def wear(self, app: "ConsoleApp", name: str) -> None:
        """Put the theme `name` on a running app."""
        self.worn = self.themes.named(name)
        self.palette = self.worn.palette(self.bare)
        app.ansi_color = self.draws_ansi
        app.theme = f"smstui-{self.worn.name}"


def _fitting_the_terminal() -> str:
    """The fall-back where 256 colours are to be had, else the terminal's own sixteen."""
    term = os.environ.get("TERM", "")
    many = os.environ.get("COLORTERM") or any(word in term for word in _RICH_TERMS)
    return FALLBACK if many else SIXTEEN
