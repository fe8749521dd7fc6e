"""Hold the current theme and switch to another."""

import os
import time
from functools import cached_property
from pathlib import Path
from typing import Any, Final

from textual.app import App

from smstui.console.palette import Palette
from smstui.console.themes import (
    FALLBACK,
    SIXTEEN,
    ThemeFile,
    Themes,
    load_themes,
    read_theme,
    shipped_folder,
    theme_files,
)

LOOK_AGAIN_S: Final = 1.0
"""Seconds between two looks at the theme files."""

AUTO: Final = "auto"
"""The theme that fits the terminal."""

AT_TOP: Final = "at the top of the configuration file"
"""Where a key of no table stands."""

_RICH_TERMS: Final = ("256color", "direct", "kitty", "alacritty", "ghostty")


class ThemeManager:
    """Every theme there is and the one in use. NO_COLOR drops the colours of whichever."""

    def __init__(self, wanted: str, user_folder: "Path | None" = None) -> None:
        self._user_folder = user_folder
        self.bare = bool(os.environ.get("NO_COLOR"))
        if not self.bare:
            # Textual takes an empty NO_COLOR for a set one.
            os.environ.pop("NO_COLOR", None)
        self._stamp = _stamp_of(self._folders)
        self._looked = time.monotonic()
        self.worn: ThemeFile = self._first(
            wanted if wanted not in ("", AUTO) else _fitting_the_terminal()
        )
        self._at_start = self.worn.name
        self.palette: Palette = self.worn.palette(self.bare)

    @cached_property
    def themes(self) -> Themes:
        """All there are, read when first looked for: the first frame needs one."""
        return load_themes(self._user_folder)

    def _first(self, name: str) -> ThemeFile:
        """Return a shipped theme by its file, if the user has none of the same name."""
        ours = shipped_folder() / f"{name}.toml"
        if name.isalpha() and ours.is_file() and not any(theme_files(self._user_folder)):
            return read_theme(ours)
        return self.themes.named(name)

    @property
    def draws_ansi(self) -> bool:
        """Whether the terminal's own colours are sent. Without colour they must be, since
        Textual still sends greys."""
        return self.bare or self.worn.ansi

    def dress(self, app: App[Any]) -> None:
        """Give the app its theme before the first frame, when no style sheet has been read yet.

        Later changes of theme are made on the same app.
        """
        self._app = app
        app.register_theme(self.worn.textual())
        app.set_reactive(App.theme, f"smstui-{self.worn.name}")
        app.stylesheet.set_variables(app.get_css_variables())

    def wear(self, name: str) -> None:
        """Apply the theme `name` to the running app."""
        app = self._app
        self.worn = self.themes.named(name)
        self.palette = self.worn.palette(self.bare)
        app.register_theme(self.worn.textual())
        app.ansi_color = self.draws_ansi
        app.theme = f"smstui-{self.worn.name}"

    def try_on(self, name: str) -> str:
        """Wear `name` if there is such a theme; what happened, in a sentence."""
        if name not in self.themes.by_name:
            return f'There is no theme "{name}": {", ".join(self.themes.by_name)}.'
        self.wear(name)
        return self.told

    @property
    def told(self) -> str:
        """The name of the theme in use, and how one is kept that the console did not start with."""
        name = self.worn.name
        if name == self._at_start:
            return f"Theme: {name}."
        return f'Theme: {name}, until smstui is left. To keep it, write theme = "{name}" {AT_TOP}.'

    def reload(self) -> str:
        """Read the files again and wear what they say now; what was wrong, in a sentence."""
        self.themes = load_themes(self._user_folder)
        self._stamp = _stamp_of(self._folders)
        self.wear(self.worn.name)
        self._app.refresh_css(animate=False)
        if self.themes.problems:
            return self.themes.problems[0]
        return f"Themes read: {len(self.themes.by_name)}."

    def reload_if_changed(self) -> str:
        """Called on a key, at most once a second: an idle screen looks at no file."""
        now = time.monotonic()
        if now - self._looked < LOOK_AGAIN_S:
            return ""
        self._looked = now
        return self.reload() if _stamp_of(self._folders) != self._stamp else ""

    @property
    def _folders(self) -> list[Path]:
        own = [self._user_folder] if self._user_folder else []
        return [shipped_folder(), *own]


def _stamp_of(folders: "list[Path]") -> tuple[tuple[str, int], ...]:
    """Names and times of the theme files, cheap enough for a key."""
    return tuple(
        (str(file), _changed_at(file)) for folder in folders for file in theme_files(folder)
    )


def _changed_at(file: Path) -> int:
    try:
        return file.stat().st_mtime_ns
    except OSError:  # a link to nowhere
        return 0


def _fitting_the_terminal() -> str:
    """Return the fall-back where 256 colours are to be had, else the terminal's own sixteen."""
    term = os.environ.get("TERM", "")
    many = os.environ.get("COLORTERM") or any(word in term for word in _RICH_TERMS)
    return FALLBACK if many else SIXTEEN
