"""How the help of every command is laid out: as wide as the terminal, words unbroken."""

import os
from collections.abc import Iterable
from typing import Final

import click

_HYPHEN: Final = "\N{NON-BREAKING HYPHEN}"
"""Stands in place of a hyphen while lines are broken: `device-uid` and `--from` stay whole."""


class HelpFormatter(click.HelpFormatter):
    """As wide as the terminal. click imports shutil to find that out, which takes 4 ms."""

    def __init__(
        self, indent_increment: int = 2, width: int | None = None, max_width: int | None = None
    ) -> None:
        if width is None:
            width = max(min(_columns(), max_width or 80) - 2, 50)
        super().__init__(indent_increment, width, max_width)

    def write_text(self, text: str) -> None:
        super().write_text(_whole(text))

    def write_usage(self, prog: str, args: str = "", prefix: str | None = None) -> None:
        super().write_usage(prog, _whole(args), prefix)

    def write_dl(
        self, rows: Iterable[tuple[str, str]], col_max: int = 30, col_spacing: int = 2
    ) -> None:
        super().write_dl([(first, _whole(text)) for first, text in rows], col_max, col_spacing)

    def getvalue(self) -> str:
        return super().getvalue().replace(_HYPHEN, "-")


class HelpContext(click.Context):
    """The context of a command whose help is laid out so."""

    formatter_class = HelpFormatter


def _whole(text: str) -> str:
    return text.replace("-", _HYPHEN)


def _columns() -> int:
    """Return the columns of the terminal, 80 where there is none."""
    told = os.environ.get("COLUMNS", "")
    if told.isdecimal() and int(told):
        return int(told)
    try:
        return os.get_terminal_size().columns or 80
    except OSError:
        return 80
