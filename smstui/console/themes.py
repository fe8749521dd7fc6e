"""Themes: files of data, read into what draws.

A file gives colours names and says for each role (`palette.ROLES`) how it looks. A file that
cannot be used is a sentence with its line, never a crash; the others still load.
"""

import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final, NoReturn

from rich.color import Color, ColorParseError
from rich.style import Style
from textual.theme import Theme

from smstui.console.palette import ROLES, Palette

FALLBACK: Final = "dark"
"""The theme when none is chosen and the terminal has at least 256 colours."""

SIXTEEN: Final = "ansi"
"""The theme when none is chosen and the terminal has no more than 16 colours."""

_ATTRIBUTES: Final = frozenset({"bold", "dim", "italic", "underline", "reverse"})
_NAME: Final = re.compile(r"[a-z0-9][a-z0-9-]*")


class BadTheme(Exception):
    """One sentence: file, line, what is wrong.

    The file by its name alone: the line it is said in has no room for a folder.
    """


@dataclass(frozen=True, slots=True)
class ThemeFile:
    """One theme, read."""

    name: str
    title: str
    dark: bool
    ansi: bool
    styles: Mapping[str, Style]

    def palette(self, bare: bool = False) -> Palette:
        return Palette(self.styles, bare)

    def textual(self) -> Theme:
        """What Textual paints by itself: the ground between widgets, and a text entry."""
        ground = _paint(self.styles["base"].bgcolor, "ansi_default")
        ink = _paint(self.styles["base"].color, "ansi_default")
        return Theme(
            name=f"smstui-{self.name}",
            primary=_paint(self.styles["accent"].color, "ansi_blue"),
            foreground=ink,
            background=ground,
            surface=ground,
            panel=ground,
            dark=self.dark,
            ansi=self.ansi,
            variables={
                "ground": ground,
                "ink": ink,
                # Textual's own ansi themes lack these two, which its style sheet asks for.
                "ansi-background": ground,
                "ansi-foreground": ink,
            },
        )


@dataclass(frozen=True, slots=True)
class Themes:
    """Every theme that could be read, by name, and what was wrong with the rest."""

    by_name: Mapping[str, ThemeFile]
    problems: tuple[str, ...]

    def named(self, name: str) -> ThemeFile:
        """The theme, or the fall-back when there is none of that name."""
        return self.by_name.get(name) or self.by_name[FALLBACK]


def shipped_folder() -> Path:
    """Where our own themes are: in the package when installed, beside it in a checkout."""
    package = Path(__file__).parents[1]
    inside = package / "themes"
    return inside if inside.is_dir() else package.parent / "themes"


def load_themes(user_folder: Path | None = None) -> Themes:
    """Our themes, then the user's; a user's theme of the same name wins."""
    by_name: dict[str, ThemeFile] = {}
    problems: list[str] = []
    for folder in (shipped_folder(), user_folder):
        for file in theme_files(folder):
            try:
                theme = read_theme(file)
            except BadTheme as error:
                problems.append(str(error))
            else:
                by_name[theme.name] = theme
    return Themes(by_name, tuple(problems))


def read_theme(file: Path) -> ThemeFile:
    """One theme file. Raises BadTheme."""
    try:
        text = file.read_text("utf-8")
        data = tomllib.loads(text)
    except OSError as error:
        raise BadTheme(f"{file.name}: cannot be read ({error.strerror}).") from error
    except (UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise BadTheme(f"{file.name}: is not TOML: {error}.") from error
    return _Reader(file, text, data).theme()


def theme_files(folder: Path | None) -> Iterator[Path]:
    """The files of a folder that are taken for themes; none where there is no folder."""
    if folder is not None and folder.is_dir():
        yield from sorted(folder.glob("*.toml"))


class _Reader:
    """Turns one document into a theme, and knows the line of what is wrong."""

    def __init__(self, file: Path, text: str, data: Mapping[str, Any]) -> None:
        self._file, self._text, self._data = file, text, data
        self._colours = self._table("colours")

    def theme(self) -> ThemeFile:
        name = self._data.get("name", self._file.stem)
        if not isinstance(name, str) or not _NAME.fullmatch(name):
            self._fail("name", "a theme's name is lower-case letters, digits and hyphens")
        roles = self._table("roles")
        for role in roles:
            if role not in ROLES:
                self._fail(role, f'there is no role "{role}"')
        for role in ROLES:
            if role not in roles:
                self._fail("roles", f'the role "{role}" is missing')
        return ThemeFile(
            name=name,
            title=str(self._data.get("title", name)),
            dark=self._data.get("dark") is not False,
            ansi=self._data.get("ansi") is True,
            styles=self._styles(roles),
        )

    def _styles(self, roles: Mapping[str, Any]) -> dict[str, Style]:
        """Each role over the ground of `base`, so that every cell has both its colours."""
        base = self._style("base", roles["base"])
        return {role: base + self._style(role, written) for role, written in roles.items()}

    def _style(self, role: str, written: Any) -> Style:
        if not isinstance(written, str):
            self._fail(role, "a style is a text, as in 'bold ink on night'")
        ink, _, ground = f" {written} ".partition(" on ")
        attributes: dict[str, Any] = {word: True for word in ink.split() if word in _ATTRIBUTES}
        colours = [word for word in ink.split() if word not in _ATTRIBUTES]
        grounds = ground.split()
        if len(colours) > 1 or len(grounds) > 1 or ("on" in written.split() and not grounds):
            self._fail(role, f'"{written}" is not a style, as in "bold ink on night"')
        return Style(
            color=self._colour(role, colours[0]) if colours else None,
            bgcolor=self._colour(role, grounds[0]) if grounds else None,
            **attributes,
        )

    def _colour(self, role: str, name: str) -> Color:
        written = self._colours.get(name, name)
        try:
            return Color.parse(str(written))
        except ColorParseError:
            self._fail(name if name in self._colours else role, f'"{written}" is not a colour')

    def _table(self, name: str) -> Mapping[str, Any]:
        found = self._data.get(name, {})
        if not isinstance(found, dict):
            self._fail(name, f"[{name}] must be a table")
        return found

    def _fail(self, key: str, what: str) -> NoReturn:
        place = re.search(rf'^\s*\[?"?{re.escape(key)}"?\]?\s*(=|$)', self._text, re.MULTILINE)
        line = self._text.count("\n", 0, place.start()) + 1 if place else 1
        raise BadTheme(f"{self._file.name}:{line}: {what}.")


def _paint(colour: Color | None, default: str) -> str:
    """A colour as Textual's style sheets write it."""
    if colour is None or colour.is_default:
        return default
    if colour.triplet is not None:
        return colour.triplet.hex
    return f"ansi_{colour.name}"
