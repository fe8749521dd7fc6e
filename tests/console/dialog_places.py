"""The calls in the code that open a dialog: read from the code, and noted when one opens."""

import ast
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from types import FrameType
from typing import Any
from unittest.mock import patch

import smstui.console
from smstui.console.app import ConsoleApp

CONSOLE = Path(smstui.console.__file__).parent
OPENERS = ("pick", "ask", "ask_for_plan", "make_sure", "read_out", "push_dialog")
"""Functions that open a dialog for their caller: it is the caller that counts."""
OF_OBJECTS = ("read_out", "push_dialog", "push_screen")
"""Names that count behind an object too, as in `app.push_dialog`."""


@dataclass(frozen=True)
class Opening:
    """One call that opens a dialog, on these lines of a file."""

    file: str
    function: str
    opener: str
    first: int
    last: int

    @property
    def name(self) -> str:
        return f"{self.file} {self.function}: {self.opener}"


@lru_cache(1)
def openings() -> Sequence[Opening]:
    """Return every call in the console that opens a dialog."""
    found: list[Opening] = []
    for file in sorted(CONSOLE.rglob("*.py")):
        finder = _Finder(file.relative_to(CONSOLE).as_posix())
        finder.visit(ast.parse(file.read_text("utf-8")))
        found += finder.found
    return found


class _Finder(ast.NodeVisitor):
    def __init__(self, file: str) -> None:
        self._file = file
        self._within: list[str] = []
        self.found: list[Opening] = []

    def visit_FunctionDef(self, node: ast.FunctionDef | ast.AsyncFunctionDef) -> None:
        self._within.append(node.name)
        self.generic_visit(node)
        self._within.pop()

    visit_AsyncFunctionDef = visit_FunctionDef  # noqa: N815 - the name is that of ast

    def visit_Call(self, node: ast.Call) -> None:
        self.generic_visit(node)
        opener = _opener(node)
        if opener and self._within and self._within[0] not in OPENERS:
            function = ".".join(self._within)
            last = node.end_lineno or node.lineno
            self.found.append(Opening(self._file, function, opener, node.lineno, last))


def _opener(call: ast.Call) -> str:
    """Return the function that a call opens a dialog with; empty where it opens none."""
    match call.func:
        case ast.Name(id=name) if name in OPENERS:
            return name
        case ast.Attribute(attr=name) if name in OF_OBJECTS:
            opened = call.args[0] if call.args else None
            made = opened.func if isinstance(opened, ast.Call) else None
            is_page = isinstance(made, ast.Name) and made.id == "PageScreen"
            is_opener = name == "push_screen" and made is None  # inside `push_dialog`
            return "" if is_page or is_opener else name
    return ""


@contextmanager
def noted() -> Iterator[set[str]]:
    """Note the name of the call behind each dialog that opens meanwhile."""
    opened: set[str] = set()
    push = ConsoleApp.push_screen

    def pushed(self: ConsoleApp, screen: Any, *rest: Any, **named: Any) -> Any:
        if getattr(screen, "is_modal", False):
            opened.add(_name_at(sys._getframe(1)))
        return push(self, screen, *rest, **named)

    with patch.object(ConsoleApp, "push_screen", pushed):
        yield opened


def _name_at(frame: FrameType | None) -> str:
    """Return the name of the nearest such call that a frame or its callers are in."""
    while frame is not None:
        file = Path(frame.f_code.co_filename)
        if file.is_relative_to(CONSOLE):
            at = file.relative_to(CONSOLE).as_posix(), frame.f_lineno
            for each in openings():
                if each.file == at[0] and each.first <= at[1] <= each.last:
                    return each.name
        frame = frame.f_back
    return ""
