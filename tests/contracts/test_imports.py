"""Imports run one way, and what must start fast starts without what it does not need."""

import subprocess
import sys
from pathlib import Path

import pytest

from tests.support.terminal import Terminal

ROOT = Path(__file__).parents[2]
HEAVY = ("pydantic", "httpx", "sqlite_utils", "lxml", "structlog", "click", "starlette")


def test_the_import_contracts_hold() -> None:
    # In a process of its own: the linter disables every logger that is already there.
    linter = [
        sys.executable,
        "-c",
        "from importlinter.cli import lint_imports_command as run; run()",
    ]
    done = subprocess.run(
        [*linter, "--no-cache"], capture_output=True, text=True, cwd=ROOT, check=False
    )
    assert done.returncode == 0, done.stdout


@pytest.mark.parametrize(
    ("module", "allowed"),
    [
        ("smstui.__main__", ()),
        ("smstui.config.startup", ()),
        ("smstui.actions", ()),
        ("smstui.console", ()),
        ("smstui.console.app", ()),
        ("smstui.sandbox", ()),
        ("smstui.store", ()),
        ("smstui.commands.main", ("click",)),
    ],
)
def test_a_room_opens_without_the_heavy_libraries(module: str, allowed: tuple[str, ...]) -> None:
    heavy = [name for name in HEAVY if name not in allowed]
    code = f"import sys, {module}; print(*sorted(set({heavy!r}) & set(sys.modules)))"
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, cwd=ROOT, check=False
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout.split() == []


ALL_COMMANDS = """
import sys
from smstui.commands.main import COMMANDS, cli
for name in COMMANDS:
    cli.get_command(None, name)
print(*sorted(sys.modules))
"""


def test_the_help_of_a_command_loads_nothing_of_what_the_command_runs() -> None:
    done = subprocess.run(
        [sys.executable, "-c", ALL_COMMANDS], capture_output=True, text=True, cwd=ROOT, check=False
    )
    assert done.returncode == 0, done.stderr
    modules = set(done.stdout.split())
    assert "smstui.commands.lookup" in modules
    assert sorted(modules & {*HEAVY, "textual", "rich", "asyncio"} - {"click"}) == []
    loaded = {name for name in modules if name.startswith(("smstui.services.", "smstui.platforms"))}
    assert loaded == {"smstui.services.masker"}


AT_THE_FIRST_FRAME = """
import sys, smstui.console.app as room
from pathlib import Path
from smstui.commands.launch import launch_demo

async def note(app):
    Path(sys.argv[1]).write_text(" ".join(sys.modules))
    app.exit()

room.ConsoleApp._after_first_frame = note
launch_demo()
"""


def test_the_first_frame_stands_without_the_heavy_libraries(tmp_path: Path) -> None:
    """What the first frame needs is all that may come before it."""
    loaded = tmp_path / "loaded"
    argv = [sys.executable, "-c", AT_THE_FIRST_FRAME, str(loaded)]
    with Terminal(argv, true_start=True) as terminal:
        assert terminal.wait_for_end() == 0
    modules = set(loaded.read_text().split())
    assert "textual.app" in modules
    assert sorted(modules & set(HEAVY)) == []
