"""Print data to standard output and narration to standard error.

Everything that is printed passes here once more and loses what a terminal would act on, whatever
it was cleaned of before; only the colours set here get through. Passwords in addresses are
masked. With privacy, what is marked as personal or foreign is masked (`told`).
"""

import errno
import os
import re
import select
import sys
from collections.abc import Iterable, Mapping
from contextlib import suppress
from copy import copy
from io import TextIOWrapper
from typing import Any, Final, TextIO

import click

from smstui.commands.exits import Exit
from smstui.commands.folding import columns_of, folded
from smstui.domain.address_passwords import without_address_passwords
from smstui.domain.errors import PlatformError, SmstuiError
from smstui.domain.marking import plain, typed
from smstui.presentation.harmless import harmless
from smstui.services.masker import Masker

_STYLES: Final[Mapping[str, Mapping[str, Any]]] = {
    "strong": {"bold": True},
    "heading": {"dim": True},
    "muted": {"dim": True},
    "faint": {"dim": True},
    "off": {"dim": True},
    "good": {"fg": "green"},
    "caution": {"fg": "yellow"},
    "stale": {"fg": "yellow"},
    "unknown": {"fg": "yellow", "italic": True},
    "fault": {"fg": "red"},
}
"""The style of each role on a terminal. The roles are those of the console's themes."""
_STYLE: Final = re.compile(r"(\x1b\[(?:0|1|2|3|31|32|33)m)")


class _Last:
    """The masker of this run. One for every thread: progress is told from the engine's."""

    masker = Masker()


class OutputFailed(OSError):
    """Nothing more can be written to standard output: the disk is full, or its reader has left.

    It leads nowhere from then on, so that the end of the process does not fail over it again.
    """

    def __str__(self) -> str:
        return f"standard output cannot be written ({self.strerror})"


def look_last(masker: Masker) -> None:
    """Mask with `masker` whatever is printed from here on."""
    _Last.masker = masker


class _Output(TextIOWrapper):
    """Standard output, for whoever prints to it past `say`: help and completions.

    Raises OutputFailed.
    """

    def write(self, text: str, /) -> int:
        try:
            return super().write(text)
        except OSError as error:
            raise _failed(error) from error

    def flush(self) -> None:
        try:
            super().flush()
        except OSError as error:
            raise _failed(error) from error


def settle_streams() -> None:
    """Make printing safe on a terminal of any encoding, and on an output that cannot be written."""
    for stream in (sys.stdout, sys.stderr):
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure:
            reconfigure(errors="replace")
    if type(sys.stdout) is TextIOWrapper:
        line, encoding = sys.stdout.line_buffering, sys.stdout.encoding
        sys.stdout = _Output(
            sys.stdout.detach(), encoding=encoding, errors="replace", line_buffering=line
        )


def colours_wanted(plain: bool) -> bool:
    """Return whether standard output is a terminal that may be coloured."""
    return (
        not plain
        and not os.environ.get("NO_COLOR")
        and os.environ.get("TERM") != "dumb"
        and sys.stdout.isatty()
    )


def styled(text: str, role: str, colours: bool) -> str:
    """Return `text` in the style of `role`, if `colours` are wanted."""
    style = _STYLES.get(role)
    return click.style(text, **style) if colours and style and text.strip() else text


def room() -> int | None:
    """Return the columns that a line of standard output has; None where it is no terminal."""
    return columns_of(sys.stdout)


def say(
    text: str, colours: bool = False, *, hang: int | None = None, as_it_is: bool = False
) -> None:
    """Print data. With `colours` the styles of `styled` stay; nothing else that does not print.

    A terminal gets lines that fit, with the further ones of a long line at `hang`. What is copied
    from it, such as a path or a file, is printed `as_it_is`.
    """
    text = told(text)
    parts = _STYLE.split(text) if colours else [text]
    kept = "".join(part if _STYLE.fullmatch(part) else harmless(part) for part in parts)
    _write(kept if as_it_is else folded(kept, room(), hang), colours=colours)


def say_lines(lines: Iterable[str], colours: bool = False, *, as_it_is: bool = False) -> None:
    """Print data, line by line. A line break within one becomes a blank: it would forge another."""
    from smstui.domain.text import one_line

    say("\n".join(one_line(line) for line in lines), colours, as_it_is=as_it_is)


def say_row(text: str) -> None:
    """Print a row of a CSV table, ended as RFC 4180 has it. A byte order mark before it stays."""
    mark = "\ufeff" if text.startswith("\ufeff") else ""
    _write(mark + harmless(told(text.removeprefix(mark))), end="\r\n")


def narrate(text: str, hang: int | None = None) -> None:
    """Print a line of narration on standard error, where that takes it; folded for a terminal."""
    if sys.stderr is None:
        return
    try:
        line = folded(harmless(told(text)), columns_of(sys.stderr), hang)
        print(line, file=sys.stderr, flush=True)
    except OSError:
        _lead_nowhere(sys.stderr)


def say_document(document: Mapping[str, Any]) -> None:
    """Print one JSON document on one line, in ASCII: no encoding and no terminal can spoil it."""
    import json

    _write(json.dumps(told_document(document), allow_nan=False))


def told_document(document: Mapping[str, Any]) -> Any:
    """Return a document masked for output."""
    return _without_passwords(_Last.masker.document(document))


def need_reader() -> None:
    """Raise OutputFailed where the reader of standard output has left already."""
    try:
        looked = select.poll()
        looked.register(sys.stdout.fileno(), 0)
        lost = any(event & select.POLLERR for _, event in looked.poll(0))
    except (AttributeError, OSError, ValueError):  # none at all, or in memory
        return
    if lost:
        raise _failed(BrokenPipeError(errno.EPIPE, os.strerror(errno.EPIPE)))


def report(error: SmstuiError, as_json: bool, **more: Any) -> None:
    """Tell of `error`: a sentence on standard error, or a document with `more` about it."""
    if as_json:
        say_document({"schema": "smstui/error/1"} | more | {"error": error_form(error)})
    else:
        narrate(f"smstui: {error}")


def naming(error: SmstuiError, *texts: str) -> SmstuiError:
    """Return `error` of the platform with the ids that were typed, if its sentence has none.

    A sign-in or a line that fails does so for an id all the same.
    """
    asked = [text for text in texts if text]
    message = plain(error.message)
    if not isinstance(error, PlatformError) or not asked or any(each in message for each in asked):
        return error
    named = copy(error)
    named.message = f"{' and '.join(map(typed, asked))}: {error.message}"
    return named


def error_form(error: SmstuiError) -> dict[str, str | None]:
    """Return the JSON form of an error."""
    return {
        "code": error.code,
        "message": harmless(told(error.message)),
        "hint": harmless(told(error.hint)) or None,
        "correlation_id": error.correlation_id or None,
    }


def _write(text: str, end: str = "\n", *, colours: bool = False) -> None:
    try:
        click.echo(f"{text}{end}", file=sys.stdout, nl=False, color=colours)
    except OSError as error:
        raise _failed(error) from error


def lost_output(error: OSError) -> int:
    """Say that standard output cannot be written, and return the exit code."""
    narrate(f"smstui: {_failed(error)}.")
    return Exit.REFUSED_HERE


def _failed(error: OSError) -> OutputFailed:
    if isinstance(error, OutputFailed):
        return error
    _lead_nowhere(sys.stdout)
    return OutputFailed(error.errno, error.strerror)


def _lead_nowhere(stream: TextIO) -> None:
    with suppress(OSError, ValueError):
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, stream.fileno())
        os.close(nowhere)


def told(text: str) -> str:
    """Return a text for output: masked with privacy, without marks and passwords."""
    return without_address_passwords(_Last.masker.text(text))


def _without_passwords(form: Any) -> Any:
    match form:
        case str():
            return without_address_passwords(form)
        case Mapping():
            return {name: _without_passwords(value) for name, value in form.items()}
        case list() | tuple():
            return [_without_passwords(value) for value in form]
        case _:
            return form
