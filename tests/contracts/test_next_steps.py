"""Every refusal says what to do next, in words that its reader can type.

In the console that is a key or a command behind `:`, on the command line an option. What a person
reads in both is worded by `domain.surface`.
"""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from smstui.domain import surface

ROOT = Path(__file__).parents[2] / "smstui"
OPTION = re.compile(r"(?<![-\w])--[a-z]")
BY_TITLE = re.compile(r'the action ["\']')
"""An action is named by its key, or by the word behind `:`."""
SENTENCES = re.compile(r"[.:] [A-Z:{]")
NOT_IN_THE_CONSOLE = (
    "commands/", "config/", "sandbox/",  # the command line, what is read before it, a server
    "domain/changes/specs/", "actions/registry.py",  # --help, and the twins on the command line
    "presentation/plans.py", "services/replay.py", "domain/case/reading.py",
    "store/open_changes.py", "__main__.py",  # printed when the console is gone
)  # fmt: skip


def _trees() -> Iterator[tuple[str, ast.Module]]:
    for path in sorted(ROOT.rglob("*.py")):
        yield path.relative_to(ROOT).as_posix(), ast.parse(path.read_text("utf-8"))


def _texts(node: ast.AST) -> Iterator[str]:
    """The strings of a tree, without its docstrings and what is worded for the command line."""
    for child in ast.iter_child_nodes(node):
        if isinstance(child, ast.Expr) and isinstance(child.value, ast.Constant):
            continue
        if isinstance(child, ast.Call) and getattr(child.func, "id", "") == "in_words":
            yield from _texts(child.args[0])
            yield from [child.args[0].value] if isinstance(child.args[0], ast.Constant) else []
            continue
        if isinstance(child, ast.Constant) and isinstance(child.value, str):
            yield child.value
        yield from _texts(child)


def test_no_sentence_of_the_console_names_an_option_of_the_command_line() -> None:
    read = 0
    for name, tree in _trees():
        if not name.startswith(NOT_IN_THE_CONSOLE):
            texts = list(_texts(tree))
            read += len(texts)
            assert [text for text in texts if OPTION.search(text)] == [], name
            assert [text for text in texts if BY_TITLE.search(text)] == [], name
    print(f"{read} texts read")
    assert read > 3_000


def test_every_refusal_says_what_to_do_next() -> None:
    """A hint, or a second sentence; a reason that is only handed on is read where it is made."""
    tried = 0
    for name, tree in _trees():
        for node in ast.walk(tree):
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "RefusedHere":
                tried += 1
                said = node.args[0]
                handed_on = not isinstance(said, ast.Constant | ast.JoinedStr)
                hinted = any(each.arg == "hint" for each in node.keywords)
                text = ast.unparse(said)
                in_itself = SENTENCES.search(text) or "A PIN must be" in text
                assert handed_on or hinted or in_itself, f"{name}:{node.lineno} {text}"
    print(f"{tried} refusals read")
    assert tried > 60


@pytest.mark.parametrize(("console", "said"), [(False, "smstui profile"), (True, ":profile")])
def test_a_command_is_named_as_it_is_typed(console: bool, said: str) -> None:
    if console:
        surface.console_began()
    try:
        assert f"{surface.lead()}profile" == said
    finally:
        surface.console_ended()
