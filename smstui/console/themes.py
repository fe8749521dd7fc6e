"""Themes: files of data, read into what draws.

A file gives colours names and says for each role (`palette.ROLES`) how it looks. A file that
cannot be used is a sentence with its line, never a crash; the others still load.
"""

import os
import re
import stat
import tomllib
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final, NoReturn

from rich.color import Color, ColorParseError
from rich.style import Style
from textual.theme import Theme

from smstui.console.palette import FALLBACKS, ROLES, Palette

FALLBACK: Final = "dark"
"""The theme when none is chosen and the terminal has at least 256 colours."""

SIXTEEN: Final = "ansi"
"""The theme when none is chosen and the terminal has no more than 16 colours."""

_ATTRIBUTES: Final = frozenset({"bold", "dim", "italic", "underline", "reverse"})
_NAME: Final = re.compile(r"[a-z0-9][a-z0-9-]*")


TITLE_CAP: Final = 40
"""Characters of a title: it is a row of a list."""

MOST: Final = 200
"""Theme files that are read of one folder."""

LARGEST: Final = 256_000
"""Bytes of a theme file. A whole theme has two thousand."""


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
        """Return the theme for what Textual paints itself: the ground and text entries."""
        context = _paint(self.styles["base"].bgcolor, "ansi_default")
        ink = _paint(self.styles["base"].color, "ansi_default")
        return Theme(
            name=f"smstui-{self.name}",
            primary=_paint(self.styles["accent"].color, "ansi_blue"),
            foreground=ink,
            background=context,
            surface=context,
            panel=context,
            dark=self.dark,
            ansi=self.ansi,
            variables={
                "ground": context,
                "ink": ink,
                "sheet": _paint(self.styles["sheet"].bgcolor, "ansi_default"),
                # Textual's own ansi themes lack these two, which its style sheet asks for.
                "ansi-background": context,
                "ansi-foreground": ink,
            },
        )


@dataclass(frozen=True, slots=True)
class Themes:
    """Every theme that could be read, by name, and what was wrong with the rest."""

    by_name: Mapping[str, ThemeFile]
    problems: tuple[str, ...]

    def named(self, name: str) -> ThemeFile:
        """Return the theme, or the fall-back when there is none of that name."""
        return self.by_name.get(name) or self.by_name[FALLBACK]


def shipped_folder() -> Path:
    """Return the folder of our own themes: in the package when installed, else beside it."""
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
    text = _text_of(file)
    try:
        data = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise BadTheme(f"{file.name}: is not TOML: {error}.") from error
    except (ValueError, RecursionError):  # a number of 5,000 digits; brackets without end
        raise BadTheme(f"{file.name}: is not TOML: too deep or a number too long.") from None
    return _Reader(file, text, data).theme()


def _text_of(file: Path) -> str:
    """Return the text of a regular file of at most LARGEST bytes. Raises BadTheme."""
    try:
        # Non-blocking, for a FIFO would keep us waiting for its writer.
        handle = os.open(file, os.O_RDONLY | os.O_CLOEXEC | os.O_NONBLOCK)
        try:
            if not stat.S_ISREG(os.fstat(handle).st_mode):
                raise BadTheme(f"{file.name}: is not a regular file.")
            with os.fdopen(handle, "rb", closefd=False) as opened:
                raw = opened.read(LARGEST + 1)
        finally:
            os.close(handle)
    except OSError as error:
        raise BadTheme(f"{file.name}: cannot be read ({error.strerror}).") from error
    if len(raw) > LARGEST:
        raise BadTheme(f"{file.name}: has more than {LARGEST // 1000} kB.")
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = raw[: error.start].count(b"\n") + 1
        raise BadTheme(f"{file.name}:{line}: is not UTF-8.") from None


def theme_files(folder: Path | None) -> Iterator[Path]:
    """Yield the files of a folder that are taken for themes; none where there is no folder."""
    if folder is not None and folder.is_dir():
        with suppress(OSError):
            yield from sorted(folder.glob("*.toml"))[:MOST]


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
                self._fail(role, f'there is no role "{_short(role)}"')
        for role in ROLES:
            if role not in roles and role not in FALLBACKS:
                self._fail("roles", f'the role "{role}" is missing')
        return ThemeFile(
            name=name,
            title=self._title(name),
            dark=self._data.get("dark") is not False,
            ansi=self._data.get("ansi") is True,
            styles=self._styles(roles),
        )

    def _title(self, name: str) -> str:
        title = self._data.get("title", name)
        if not isinstance(title, str) or not title.isprintable() or len(title) > TITLE_CAP:
            self._fail("title", f"a title is a text of at most {TITLE_CAP} characters")
        return title

    def _styles(self, roles: Mapping[str, Any]) -> dict[str, Style]:
        """Each role over the ground of `base`, so that every cell has both its colours."""
        base = self._style("base", roles["base"])
        told = {role: roles[FALLBACKS.get(role, role)] for role in ROLES} | dict(roles)
        return {role: base + self._style(role, written) for role, written in told.items()}

    def _style(self, role: str, written: Any) -> Style:
        if not isinstance(written, str):
            self._fail(role, "a style is a text, as in 'bold ink on night'")
        ink, _, context = f" {written} ".partition(" on ")
        attributes: dict[str, Any] = {word: True for word in ink.split() if word in _ATTRIBUTES}
        colours = [word for word in ink.split() if word not in _ATTRIBUTES]
        contexts = context.split()
        if len(colours) > 1 or len(contexts) > 1 or ("on" in written.split() and not contexts):
            told = _short(written)
            self._fail(role, f'"{told}" is not a style, as in "bold ink on night"')
        return Style(
            color=self._colour(role, colours[0]) if colours else None,
            bgcolor=self._colour(role, contexts[0]) if contexts else None,
            **attributes,
        )

    def _colour(self, role: str, name: str) -> Color:
        written = self._colours.get(name, name)
        if not isinstance(written, str):
            told = _short(name)
            self._fail(name, f'the colour "{told}" must be a text, as in "#5fafff"')
        if written in self._colours and written != name:
            told = _short(name)
            self._fail(name, f'the colour "{told}" names another one; write the colour itself')
        try:
            return Color.parse(written)
        except ColorParseError:
            key = name if name in self._colours else role
            self._fail(key, f'"{_short(written)}" is not a colour')

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
    """Return a colour as Textual's style sheets write it."""
    if colour is None or colour.is_default:
        return default
    if colour.triplet is not None:
        return colour.triplet.hex
    return f"ansi_{colour.name}"


def _short(written: str) -> str:
    """Return a word of a file for one line; `domain.text` would bring pydantic along."""
    return "".join(each if each.isprintable() else "\N{REPLACEMENT CHARACTER}"
                   for each in written[:40])  # fmt: skip
