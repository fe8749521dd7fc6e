"""The help of every command as it was agreed: words, order, options, arguments.

To renew it after a deliberate change: `python -m tests.contracts.test_command_help`.
"""

from pathlib import Path

import click

from smstui.commands.main import cli

AGREED = Path(__file__).with_name("command_help.txt")


def told() -> str:
    """Return the help of the program and of each command, one after the other."""
    root = click.Context(cli, info_name="smstui", terminal_width=100, max_content_width=100)
    pages = [cli.get_help(root)]
    for name in cli.list_commands(root):
        command = cli.get_command(root, name)
        assert command is not None
        context = click.Context(
            command, root, info_name=name, terminal_width=100, max_content_width=100
        )
        pages.append(command.get_help(context))
    return "\n\n".join(pages) + "\n"


def test_the_help_of_every_command_is_as_agreed() -> None:
    assert told() == AGREED.read_text("utf-8")


if __name__ == "__main__":
    AGREED.write_text(told(), "utf-8")
