"""What the READMEs name is there: commands, options, settings, keys, words, modules, links."""

import ast
import importlib.util
import os
import re
import shlex
from collections.abc import Iterator
from datetime import timedelta
from functools import cache
from pathlib import Path

import click
import pytest

from smstui.actions.registry import REGISTRY
from smstui.commands import typed_lines
from smstui.commands.exits import Exit
from smstui.commands.main import COMMANDS, SHARED, cli
from smstui.config import defaults, scanner
from smstui.console import lost_cases, pairing_run, palette, themes
from smstui.console.screens import lookup_detail
from smstui.domain import skew
from smstui.domain.changes import watch
from smstui.domain.changes.forms import plan_form, result_form
from smstui.domain.changes.operations import Call, Operation
from smstui.domain.changes.plan import Plan, Step, Write
from smstui.domain.changes.specs.table import COMMANDS as CHANGES
from smstui.domain.changes.verdict import StepResult
from smstui.domain.identifiers import WORDS
from smstui.domain.triage import diagnosis as triage_diagnosis
from smstui.platforms import transport
from smstui.platforms.catalogue import Entry, Lists
from smstui.platforms.opf import caller
from smstui.platforms.overrides import catalogue_of
from smstui.sandbox import faults
from smstui.services import diagnosis, engine, twins
from smstui.services.drafts import sorting
from smstui.store import drafts, journal, sqlite
from tests.breakages.named import BREAKAGES

ROOT = Path(__file__).parents[2]
READMES = sorted(
    {
        ROOT / "README.md",
        ROOT / ".github/CONTRIBUTING.md",
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
_FILE = re.compile(r"(?<![\w./-])[a-z_]+\.py\b")
_MODULE = re.compile(r"python3? -m ([a-z_][\w.]*)")
OTHER_FIELDS = {
    "themes/README.md": frozenset(
        {"name", "title", "dark", "ansi", "night", "sky", "base", "accent", "cursor"}
    ),
    "smstui/domain/triage/README.md": frozenset(
        {"cause", "checks", "code", "remedy", "server", "vendor", "words"}
    ),
    "smstui/services/drafts/README.md": frozenset({"scanned"}),
    "smstui/store/README.md": frozenset({"synchronous"}),
}
"""Fields of a theme, of an operator's code, of a draft and of SQLite, which are no settings."""
ELSEWHERE = frozenset({"venv", "pytest", "pip", "compileall", "build"})
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
    ours = {f"{SHARED.get(name, name)}.py" for name in COMMANDS.keys() - CHANGES.keys()}
    named = {found for line in tables for found in re.findall(r"`([a-z_]+\.py)`", line)}
    others = {file.name for file in (ROOT / "smstui/commands").glob("*.py")} - {"__init__.py"}
    assert named <= others, named - others
    missing = {"history.py", "changes.py", "drafts.py", "transcript.py"} - named
    assert not missing
    assert ours <= others


@cache
def sources() -> str:
    """All the code there is, but for this file."""
    files = [file for folder in ("smstui", "tests") for file in (ROOT / folder).rglob("*.py")]
    return "".join(file.read_text("utf-8") for file in files if file != Path(__file__))


@pytest.mark.parametrize("name", NAMES)
def test_every_setting_and_variable_that_is_named_exists(name: str) -> None:
    text = told(ROOT / name)
    assigned = {found[1] for code in code_of(text) if (found := _SETTING.match(code))}
    known = setting_names() | frozenset(Entry.model_fields) | OTHER_FIELDS.get(name, frozenset())
    assert assigned <= known, assigned - known
    named = set(_VARIABLE.findall(text)) - {"SMSTUI_PASSWORD", "SMSTUI_LAB_PASSWORD"}
    assert {one for one in named if one not in sources()} == set()


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
    named = set(re.findall(r"`([a-z_0-9]+(?:/[a-z_0-9]+)*\.(?:py|toml|tcss|txt))`", text))
    named |= {
        file for code in code_of(text) for file in re.findall(r"(?<![\w./-])[a-z_]+\.py\b", code)
    }
    around = [path.parent, ROOT / "smstui", ROOT / "tests", ROOT]
    there = frozenset().union(*map(files_under, around))
    missing = {one for one in named if not any(f"/{file}".endswith(f"/{one}") for file in there)}
    assert missing <= GIVEN, missing - GIVEN


@cache
def files_under(folder: Path) -> frozenset[str]:
    """Every file there, by its path from the folder, but for what tools leave in hidden folders."""
    found = set()
    for top, folders, files in os.walk(folder):
        folders[:] = [one for one in folders if one == ".github" or not one.startswith((".", "__"))]
        found |= {os.path.relpath(os.path.join(top, file), folder) for file in files}  # noqa: PTH118
    return frozenset(found)


GIVEN = frozenset({"codes.toml", "ids.txt", "mine.toml", "smstui.toml", "config.toml", "log.jsonl"})
"""Files of a person, which smstui does not ship."""


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


# What is called by its name


@cache
def identifiers() -> frozenset[str]:
    """Every name in the code, and every module and folder."""
    files = [file for top in ("smstui", "tests") for file in (ROOT / top).rglob("*.py")]
    found = {part for file in files for part in file.relative_to(ROOT).with_suffix("").parts}
    for file in files:
        tree = ast.parse(file.read_text("utf-8"))
        for node in ast.walk(tree):
            match node:
                case ast.Name(id=name) | ast.Attribute(attr=name) | ast.arg(arg=name):
                    found.add(name)
                case ast.ClassDef(name=name) | ast.FunctionDef(name=name):
                    found.add(name)
                case ast.AsyncFunctionDef(name=name) | ast.alias(name=name):
                    found.update(name.split("."))
    return frozenset(found)


_DOTTED = re.compile(r"[A-Za-z_]\w*(?:\.[A-Za-z_]\w*)+(?=\(|$)")
_CAMEL = re.compile(r"(?:[A-Z][a-z0-9]+){2,}(?=\(|$)")
OF_OTHERS = frozenset(
    {
        "SecretStr",
        "TypeAdapter",
        "SwapDevice",
        "ActivateProduct",
        "UpdateAccount",
        "MustUnderstand",
        "VersionMismatch",
    }
)
"""Names of libraries and of the platform."""


@pytest.mark.parametrize("name", NAMES)
def test_every_name_of_the_code_that_is_named_exists(name: str) -> None:
    named = {
        found[0]
        for span in _SPAN.findall(told(ROOT / name))
        for pattern in (_DOTTED, _CAMEL)
        if (found := pattern.match(span)) and not _is_other(found[0])
    }
    missing = {one for one in named if not set(one.split(".")) <= identifiers()}
    print(f"{len(named)} names")
    assert missing == set()


def _is_other(name: str) -> bool:
    return name in OF_OTHERS or name.rpartition(".")[2] in ("py", "toml", "md", "txt", "jsonl")


# Exit codes


def test_the_exit_codes_are_those_of_the_table() -> None:
    text = told(ROOT / "smstui/commands/README.md")
    codes = {int(code) for cell in re.findall(r"^\| ([\d, ]+) \|", text, re.M)
             for code in cell.split(",")}  # fmt: skip
    assert codes == set(Exit)


@pytest.mark.parametrize("name", NAMES)
def test_every_exit_code_that_is_named_exists(name: str) -> None:
    text = " ".join(told(ROOT / name).split())
    named = re.findall(r"\bexit(?:s with| code)?:? (\d+)\b|\bends in (\d+)\b", text)
    assert {int(code) for pair in named for code in pair if code} <= set(Exit)


# Documents


def test_the_keys_of_a_change_are_those_of_its_document() -> None:
    text = " ".join(told(ROOT / "smstui/commands/README.md").split())
    found = re.search(r"`plan\{(.*?)steps\[\{(.*?)\}\](.*?)\}`.*?`steps\[\{(.*?)\}\]`", text)
    assert found is not None
    before, step, after, result = (re.findall(r"\w+", part) for part in found.groups())
    write = Write(Call.PAIR, "1")
    plan = Plan(Operation.PAIR, "", "sdp2", (Step(write, "", {}, {}, ()),), {}, (), ())
    form = plan_form(plan)
    assert [*before, "steps", *after] == list(form)
    assert step == list(form["steps"][0])
    assert result == list(result_form(StepResult(1)))


# The sandbox and themes


def first_words(readme: str, heading: str) -> set[str]:
    """The first word of each row of the table under a heading row."""
    table = told(ROOT / readme).split(heading, 1)[1].split("\n\n", 1)[0]
    return {re.split(r"[` =]", row.removeprefix("| `"))[0] for row in table.splitlines()[2:]}


def test_the_fault_rules_are_those_of_the_table() -> None:
    readme = "smstui/sandbox/README.md"
    assert first_words(readme, "| effect | what happens |") == set(faults.EFFECTS)
    answers = told(ROOT / readme).split("`ANSWER` is", 1)[1].split("Rules combine", 1)[0]
    assert set(faults.ANSWERED) <= set(_SPAN.findall(answers))
    rows = told(ROOT / readme).split("| key |", 1)[1]
    keys = set(re.findall(r"`([a-z-]+)=", rows))
    effects = told(ROOT / readme).split("| effect |", 1)[1].split("| key |", 1)[0]
    assert keys | set(re.findall(r"`([a-z-]+)=", effects)) == set(faults._KEYS)


def test_the_roles_of_a_theme_are_those_that_are_told() -> None:
    text = " ".join(told(ROOT / "themes/README.md").split())
    found = re.search(r"Every role must be there: `([^`]+)`", text)
    assert found is not None
    assert set(found[1].split()) == set(palette.ROLES)


# Numbers

MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)
LIST_LIMITS = tuple(Lists.model_fields[name].default for name in ("most_pages", "most_records"))
ANSWER_MB = transport.LARGEST_ANSWER >> 20
NUMBERS: dict[tuple[str, str], object] = {
    ("smstui/README.md", r"twins\.py`, at most (\d+) IDs"): twins.MOST_IDS,
    ("smstui/README.md", r"reads at most (\d+) of them"): diagnosis.MOST_CARDS,
    ("smstui/README.md", r"A skew of more than (\w+) minutes"): skew.LARGE / MINUTE,
    ("README.md", r"show a secret for (\d+) seconds"): lookup_detail.REVEAL_S,
    ("README.md", r"slower than (\d+) ms a character"): scanner.ScannerSettings().join_ms,
    ("smstui/commands/README.md", r"of which (\d+) MB hold no id"):
        typed_lines.MOST_WITHOUT_AN_ID // 1_000_000,
    ("smstui/domain/triage/README.md", r"at most a (\w+) of them"): triage_diagnosis.MOST_DEVICES,
    ("smstui/domain/case/README.md", r"\): (\w+) at most of those"): lost_cases.MOST_FILES,
    ("smstui/domain/case/README.md", r"for (\w+) days"): lost_cases.OLDEST.days,
    ("smstui/console/README.md", r"asked again after (\d+), (\d+), (\d+) and then every (\d+) s"):
        pairing_run.RETRY_S,
    ("smstui/platforms/README.md", r"at most (\d+) pages and ([\d,]+) records"): LIST_LIMITS,
    ("smstui/platforms/README.md", r"tells the number, (\w+) pages at once"): caller.PAGES_AT_ONCE,
    ("smstui/platforms/README.md", r"page over (\d+) MB"): ANSWER_MB,
    ("smstui/platforms/README.md", r"An answer has (\d+) MB at most"): ANSWER_MB,
    ("smstui/platforms/README.md", r"`connections` \((\d+) by default\)"): defaults.CONNECTIONS,
    ("smstui/platforms/README.md", r"asked (\w+) times at most"): transport.ATTEMPTS,
    ("smstui/platforms/README.md", r"Retry-After of up to (\d+) s"): transport.LONGEST_WAIT_S,
    ("smstui/services/changes/README.md", r"remembered\*\* for (\d+) minutes"):
        journal.PREVIEW_AGE / MINUTE,
    ("smstui/services/changes/README.md", r"waits up to (\d+) s"): engine.DRAIN_S,
    ("smstui/services/changes/README.md", r"For (\d+) hours every read"): watch.WATCHED / HOUR,
    ("smstui/services/drafts/README.md", r"asked, for ([\d.]+) s at most"): sorting.PATIENCE_S,
    ("smstui/store/README.md", r"locks the file for (\d+) s"): sqlite.BUSY_TIMEOUT_S,
    ("smstui/store/README.md", r"they expire, and (\d+) days later"): drafts.KEPT_AFTER.days,
    ("themes/README.md", r"at most (\d+) kB"): themes.LARGEST // 1_000,
    (".github/CONTRIBUTING.md", r"# (\w+) promises"): len(BREAKAGES),
}  # fmt: skip
"""Where a README tells a number of the code, and the number."""
WORDS_OF_NUMBERS = {
    "two": 2, "three": 3, "four": 4, "five": 5, "thirty": 30, "hundred": 100,
}  # fmt: skip


@pytest.mark.parametrize(("where", "pattern"), NUMBERS, ids=str)
def test_every_number_is_that_of_the_code(where: str, pattern: str) -> None:
    found = re.search(pattern, " ".join(told(ROOT / where).split()))
    assert found is not None, f"{where} no longer says {pattern}"
    numbers = tuple(
        float(WORDS_OF_NUMBERS.get(one, one.replace(",", ""))) for one in found.groups()
    )
    value = NUMBERS[where, pattern]
    assert numbers == (value if isinstance(value, tuple) else (value,))


def test_the_readme_has_the_line_that_every_change_is_checked_with() -> None:
    """`.ci/run` takes it from there, by the same form."""
    lines = (ROOT / "README.md").read_text("utf-8").splitlines()
    found = [line for line in lines if re.fullmatch(r"    python3 -m venv .*pytest.*", line)]
    assert len(found) == 1
    assert "'.[test]'" in found[0]
