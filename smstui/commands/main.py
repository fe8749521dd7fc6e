"""The command line: one group, whose commands are loaded when they are used."""

import re
from collections.abc import Sequence
from importlib import import_module
from typing import Final

import click

from smstui import __version__
from smstui.commands import exits
from smstui.commands.global_options import global_options, with_common_options
from smstui.commands.help_pages import HelpContext
from smstui.commands.output import (
    OutputFailed,
    look_last,
    lost_output,
    narrate,
    report,
    say_document,
    settle_streams,
)
from smstui.domain.changes.operations import Command
from smstui.domain.changes.specs.table import COMMANDS as CHANGES
from smstui.domain.changes.specs.table import family_of_command
from smstui.domain.errors import SmstuiError
from smstui.domain.marking import typed
from smstui.presentation.harmless import harmless
from smstui.services.masker import Masker


def _summary(command: Command) -> str:
    """Return the line of help of a change, with the family that alone has it."""
    family = family_of_command(command.word)
    return f"{command.summary.rstrip('.')} ({family} only)." if family else command.summary


COMMANDS: Final = {
    "lookup": "Look up ids: the account, its users, devices, cards, sessions, rights.",
    "diagnose": "Say why a customer cannot watch, and what to do about it.",
    "recents": "List the latest lookups.",
    "demo": "Open the console on an embedded platform; nothing to configure.",
    "sandbox": "Run the embedded platform as a server.",
    "sessions": "List the live sessions of an account.",
    **{word: _summary(command) for word, command in CHANGES.items() if not command.of_change},
    "batch": "Pair the boxes and cards of a file, row by row.",
    "drafts": "List, check and apply saved changes.",
    **{word: _summary(command) for word, command in CHANGES.items() if command.of_change},
    "journal": "List the changes made from this machine, open ones first.",
    "transcript": "Print the case of an account or a change, to hand on.",
    "doctor": "Check configuration, platform, catalogue and terminal.",
    "config": "Show the configuration: its path, values and errors.",
    "keys": "List every action and its keys.",
    "completions": "Print the completion script for a shell.",
}
"""Command to its one line of help, so that listing them loads none of them."""


SHARED: Final = {
    "batch": "changes",
    "recents": "history",
    "journal": "history",
    "sessions": "lookup",
}
"""Command to its module, where several share one: there each has an object of its own name."""


class LazyGroup(click.Group):
    """Load `smstui/commands/NAME.py` for the command NAME: its object `command`.

    Some share a module. Commands that change something are made from the descriptions of the
    operations instead.
    """

    context_class = HelpContext

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in COMMANDS:
            return None
        if cmd_name in CHANGES:
            from smstui.commands.changes import change_command

            return with_common_options(change_command(cmd_name))
        module = import_module(f"smstui.commands.{SHARED.get(cmd_name, cmd_name)}")
        command = getattr(module, cmd_name if cmd_name in SHARED else "command")
        assert isinstance(command, click.Command)  # noqa: S101  our own file
        return with_common_options(command)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section("Commands"):
            formatter.write_dl(list(COMMANDS.items()))

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        try:
            return super().resolve_command(ctx, args)
        except click.UsageError as error:
            from difflib import get_close_matches

            near = get_close_matches(args[0], COMMANDS, n=1)
            hint = f" Did you mean {near[0]}?" if near else " See smstui --help."
            raise click.UsageError(f"There is no command {args[0]!r}.{hint}", ctx) from error


@click.group(
    cls=LazyGroup,
    invoke_without_command=True,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
)
@click.version_option(__version__, "--version", message="%(prog)s %(version)s")
@click.option(
    "--triage",
    default="",
    metavar="FILE",
    help="Start with the ids of FILE in the triage queue; - is standard input.",
)
@click.pass_context
def cli(context: click.Context, *, triage: str) -> int:
    """A console for the people who support pay television.

    Without a command, it opens on the default deployment of the configuration.
    """
    if triage and context.invoked_subcommand is not None:
        raise click.UsageError(
            "--triage starts the console; smstui diagnose --from asks in a script."
        )
    if context.invoked_subcommand is not None:
        return exits.Exit.DONE
    from smstui.commands.launch import launch_console

    return launch_console(global_options(context), triage)


with_common_options(cli)


def run(arguments: Sequence[str]) -> int:
    """Run one command line; the exit code. An error is a sentence, or a document with --json."""
    settle_streams()
    look_last(Masker("--privacy" in arguments))
    as_json = "--json" in arguments
    try:
        ended = cli.main(list(arguments), prog_name="smstui", standalone_mode=False)
    except SmstuiError as error:
        report(error, as_json)
        return exits.exit_of(error)
    except click.ClickException as error:
        return _misused(error, as_json)
    except click.Abort:
        return exits.Exit.INTERRUPTED
    except OutputFailed as error:
        return lost_output(error)
    except SystemExit:
        # click ends the process itself in one case only: nobody reads what it prints.
        return _nobody_reads()
    return ended if isinstance(ended, int) else exits.Exit.DONE


_TYPED: Final = re.compile(
    r"(unexpected extra arguments? \(|\bno (?:such )?command ['\"]|: ['\"])"
    r"(.*)(?=\)|['\"]\.|['\"] is not one of)",
    re.IGNORECASE,
)
"""Messages about surplus arguments, an unknown command and a value that is none of
several. It may be a login id, or a name, in the wrong place."""


def _misused(error: click.ClickException, as_json: bool) -> int:
    message = _TYPED.sub(
        lambda found: f"{found[1]}{typed(found[2])}", harmless(error.format_message())
    )
    context = error.ctx if isinstance(error, click.UsageError) else None
    hint = f"See {context.command_path} --help." if context else ""
    if as_json:
        told = {"code": "usage", "message": message, "hint": hint or None, "correlation_id": None}
        say_document({"schema": "smstui/error/1", "error": told})
    else:
        narrate(f"smstui: {message}" + (f" {hint}" if hint not in message else ""))
    return exits.Exit.USAGE


def _nobody_reads() -> int:
    """The reader of our output has left, as `head` does. Nothing is wrong."""
    return exits.Exit.DONE
