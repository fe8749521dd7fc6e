"""The help of every command as it was agreed: words, order, options, arguments.

To renew it after a deliberate change: `python -m tests.contracts.test_command_help`.
"""

import subprocess
import sys
from pathlib import Path

import click

from smstui.commands.help_pages import HelpContext
from smstui.commands.main import COMMANDS, cli

AGREED = Path(__file__).with_name("command_help.txt")


def help_of_all(width: int = 100) -> str:
    """Return the help of the program and of each command, one after the other.

    The settings of the program's own context apply, as when a person asks: `-h` is among them.
    """
    settings = cli.context_settings | {"terminal_width": width, "max_content_width": width}
    root = HelpContext(cli, info_name="smstui", **settings)
    pages = [cli.get_help(root)]
    for name in cli.list_commands(root):
        command = cli.get_command(root, name)
        assert command is not None
        context = command.context_class(
            command, root, info_name=name, terminal_width=width, max_content_width=width
        )
        pages.append(command.get_help(context))
        for sub in command.list_commands(context) if isinstance(command, click.Group) else ():
            found = command.get_command(context, sub)
            assert found is not None
            below = found.context_class(
                found, context, info_name=sub, terminal_width=width, max_content_width=width
            )
            pages.append(found.get_help(below))
    return "\n\n".join(pages) + "\n"


def test_the_help_of_every_command_is_as_agreed() -> None:
    """In a process of its own: click keeps the help option of whoever asked a command first."""
    fresh = subprocess.run(
        [sys.executable, "-m", "tests.contracts.test_command_help", "--print"],
        capture_output=True,
        check=True,
        text=True,
        encoding="utf-8",
        cwd=AGREED.parents[2],
    )
    assert fresh.stdout == AGREED.read_text("utf-8")


def test_every_command_starts_in_a_process_that_has_imported_nothing() -> None:
    """Most starts of the tests share their imports (`support/prepared.py`); these do not."""
    for name in COMMANDS:
        fresh = subprocess.run(
            [sys.executable, "-m", "smstui", name, "--help"],
            capture_output=True, text=True, check=False,
        )  # fmt: skip
        assert fresh.returncode == 0, f"{name}: {fresh.stderr}"
        assert fresh.stdout.startswith(f"Usage: smstui {name} "), name


def test_no_line_of_help_is_cut_or_too_long_and_no_word_is_broken() -> None:
    words = set(help_of_all(1_000).split())
    for width in (60, 80, 100):
        told = help_of_all(width)
        lines = told.splitlines()
        assert len(lines) > 500
        cut = [line for line in lines if line.rstrip().endswith(("...", "…"))]
        assert [line for line in cut if not line.startswith("Usage: ")] == []
        assert [line for line in lines if len(line) > width] == []
        assert set(told.split()) == words


def test_every_option_says_what_it_does() -> None:
    root = click.Context(cli, info_name="smstui")
    silent = [
        f"{name} {param.opts[0]}"
        for name in cli.list_commands(root)
        if (command := cli.get_command(root, name))
        for param in command.params
        if isinstance(param, click.Option) and not param.help and not param.hidden
    ]
    assert silent == []


if __name__ == "__main__":
    if sys.argv[1:] == ["--print"]:
        sys.stdout.buffer.write(help_of_all().encode())
    else:
        AGREED.write_text(help_of_all(), "utf-8")
