"""What the READMEs name is there: commands, options, settings, keys, words, modules, links."""

import importlib.util
import re
import shlex
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import click
import pytest

from smstui.actions.registry import REGISTRY
from smstui.commands.main import COMMANDS, cli
from smstui.domain.changes.specs.table import COMMANDS as CHANGES
from smstui.domain.identifiers import WORDS
from smstui.platforms.catalogue import Entry
from smstui.platforms.overrides import catalogue_of

ROOT = Path(__file__).parents[2]
READMES = sorted(
    {
        ROOT / "README.md",
        *(ROOT / "smstui").rglob("*.md"),
        *(ROOT / "themes").glob("*.md"),
        *(ROOT / "tests").rglob("README.md"),
    }
)
NAMES = [str(path.relative_to(ROOT)) for path in READMES]

_SPAN = re.compile(r"`([^`\n]+)`")
_SHELL = re.compile(r"(?:^|[|(;&] *|\.venv/bin/)smstui(?=[ ]|$)([^|;&<>#)]*)")
_VARIABLE = re.compile(r"\bSMSTUI_[A-Z_]+\b")
_SETTING = re.compile(r"^\[?([a-z_]+)\]? = ")
_WORD = re.compile(r"^:([a-z][a-z-]*)")
_LINK = re.compile(r"\]\(([^)#:]+)\)")
_MODULE = re.compile(r"python3? -m ([a-z_][\w.]*)")
OTHER_FIELDS = {
    "themes/README.md": frozenset(
        {"name", "title", "dark", "ansi", "night", "sky", "base", "accent", "cursor"}
    ),
    "smstui/domain/triage/README.md": frozenset(
        {"cause", "checks", "code", "remedy", "server", "vendor"}
    ),
    "smstui/services/drafts/README.md": frozenset({"scanned"}),
    "smstui/store/README.md": frozenset({"synchronous"}),
}
"""Fields of a theme, of an operator's code, of a draft and of SQLite, which are no settings."""
ELSEWHERE = frozenset({"venv", "pytest", "pip", "compileall"})
"""Modules of Python and of others."""


def told(path: Path) -> str:
    return path.read_text("utf-8")


def code_of(text: str) -> Iterator[str]:
    """The lines of code of a document: indented, fenced, and within backquotes."""
    fenced = False
    for line in text.splitlines():
        if line.startswith("```"):
            fenced = not fenced
        elif fenced or line.startswith("    "):
            yield line.strip()
        else:
            yield from (span.strip() for span in _SPAN.findall(line))


def command_lines(text: str) -> Iterator[list[str]]:
    for code in code_of(text):
        for found in _SHELL.finditer(code):
            try:
                yield shlex.split(found[1])
            except ValueError:
                yield found[1].split()


def why_wrong(words: list[str]) -> str:
    """Why the command line names what is not there; empty where all of it is."""
    command: click.Command = cli
    context = click.Context(cli, info_name="smstui")
    for word in words:
        bare = word.strip("[].,…")
        if bare.startswith("--"):
            options = {name for param in command.params for name in param.opts}
            if bare.partition("=")[0] not in options | {"--help", "--version"}:
                return f"{command.name} has no {bare}"
        elif isinstance(command, click.Group) and re.fullmatch(r"[a-z][a-z|-]*", bare):
            for name in bare.split("|"):
                found = command.get_command(context, name)
                if found is None:
                    return f"{command.name} has no command {name}"
            assert found is not None
            command = found
    return ""


@cache
def setting_names() -> frozenset[str]:
    """Every setting, as the generated reference lists them."""
    return frozenset(re.findall(r"^\| ([a-z_]+) \|", told(ROOT / "smstui/config/README.md"), re.M))


@pytest.mark.parametrize("name", NAMES)
def test_every_command_and_option_that_is_named_exists(name: str) -> None:
    lines = list(command_lines(told(ROOT / name)))
    wrong = {" ".join(words): why for words in lines if (why := why_wrong(words))}
    assert wrong == {}
    print(f"{len(lines)} command lines")


def test_every_command_is_named_where_the_commands_are_told() -> None:
    text = told(ROOT / "smstui/commands/README.md")
    tables = [line for line in text.splitlines() if line.startswith("| `")]
    ours = {f"{name.replace('-', '_')}.py" for name in COMMANDS.keys() - CHANGES.keys()}
    named = {found for line in tables for found in re.findall(r"`([a-z_]+\.py)`", line)}
    others = {file.name for file in (ROOT / "smstui/commands").glob("*.py")} - {"__init__.py"}
    assert named <= others, named - others
    missing = {"journal.py", "batch.py", "drafts.py", "undo.py", "transcript.py"} - named
    assert not missing
    assert ours <= others


@pytest.mark.parametrize("name", NAMES)
def test_every_setting_and_variable_that_is_named_exists(name: str) -> None:
    text = told(ROOT / name)
    assigned = {found[1] for code in code_of(text) if (found := _SETTING.match(code))}
    known = setting_names() | frozenset(Entry.model_fields) | OTHER_FIELDS.get(name, frozenset())
    assert assigned <= known, assigned - known
    files = [file for folder in ("smstui", "tests") for file in (ROOT / folder).rglob("*.py")]
    sources = "".join(file.read_text("utf-8") for file in files if file != Path(__file__))
    named = set(_VARIABLE.findall(text)) - {"SMSTUI_PASSWORD", "SMSTUI_LAB_PASSWORD"}
    assert {one for one in named if one not in sources} == set()


@pytest.mark.parametrize("name", NAMES)
def test_every_word_of_the_console_that_is_named_exists(name: str) -> None:
    words = {word for action in REGISTRY for word in action.words}
    named = {found[1] for code in code_of(told(ROOT / name)) if (found := _WORD.match(code))}
    assert named <= words, named - words


def test_every_key_of_the_table_does_what_it_says_somewhere() -> None:
    table = told(ROOT / "README.md").split("| key |", 1)[1].split("\n\n", 1)[0]
    cells = [cell for row in table.splitlines()[2:] for cell in row.split("|")[1::2]]
    keys = {key for cell in cells for key in _SPAN.findall(cell)} - {"fg"}
    bound = {key for action in REGISTRY for key in action.keys}
    names = {"[": "left_square_bracket", "]": "right_square_bracket", "esc": "escape"}
    assert {key for key in keys if key not in bound and names.get(key, key) not in bound} == set()
    assert len(keys) > 25


@pytest.mark.parametrize("name", NAMES)
def test_every_module_file_and_link_that_is_named_exists(name: str) -> None:
    path, text = ROOT / name, told(ROOT / name)
    links = [link for link in _LINK.findall(text) if not link.startswith("http")]
    assert [link for link in links if not (path.parent / link).exists()] == []
    modules = {found for found in _MODULE.findall(text) if found.split(".")[0] not in ELSEWHERE}
    assert [one for one in modules if one != "tests.torture." and _missing(one.rstrip("."))] == []
    named = set(re.findall(r"`([a-z_]+(?:/[a-z_]+)*\.(?:py|toml|tcss))`", text))
    around = [path.parent, ROOT / "smstui", ROOT / "tests", ROOT]
    there = {str(file.relative_to(folder)) for folder in around for file in folder.rglob("*.*")
             if ".venv" not in file.parts}  # fmt: skip
    names = {Path(one).name for one in there}
    assert {one for one in named if one not in there and one not in names} <= GIVEN


GIVEN = frozenset({"codes.toml", "mine.toml", "smstui.toml", "config.toml", "log.jsonl"})
"""Files of a person, and of none of ours."""


def _missing(module: str) -> bool:
    try:
        return importlib.util.find_spec(module) is None
    except ModuleNotFoundError:
        return True


def test_which_ids_a_platform_is_asked_by_is_told_as_the_catalogue_has_it() -> None:
    table = told(ROOT / "README.md").split("| id |", 1)[1].split("\n\n", 1)[0]
    kinds = {word: kind for kind, word in WORDS.items()}
    for row in table.splitlines()[2:]:
        ids, *asked = [cell.strip() for cell in row.strip("|").split("|")]
        for word in ids.split(", "):
            kind = kinds.pop(word)
            for family, answer in zip(("sdp2", "opf"), asked, strict=True):
                is_asked = kind in catalogue_of(family, {}, "site").resolvable
                assert answer == ("yes" if is_asked else "no"), (word, family)
    assert kinds == {}, "every kind of id is in the table"
