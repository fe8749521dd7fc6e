"""`smstui config path|init|template|show|check`."""

import click

from smstui.commands.columns import painted
from smstui.commands.exits import Exit
from smstui.commands.global_options import GlobalOptions, global_options, with_common_options
from smstui.commands.output import narrate, say, say_document, say_lines
from smstui.config.files import configuration_path
from smstui.domain.errors import StoreFailed
from smstui.presentation.harmless import harmless
from smstui.presentation.tables import LINES, Column, Row

SCHEMA = "smstui/config/1"
VALUES = (
    Column("key"),
    Column("value", least=16, wraps=LINES),
    Column("origin", least=7, wraps=LINES),
)


class _Group(click.Group):
    """Gives its commands the common options too."""

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        found = super().get_command(ctx, cmd_name)
        return with_common_options(found) if found else None


_of_family = click.option(
    "--family",
    type=click.Choice(["sdp2", "opf"]),
    default="sdp2",
    show_default=True,
    help="The generation of your platform; the other one is an example in comments.",
)


@click.group("config", cls=_Group)
def command() -> None:
    """Show where the configuration is, its effective values and its errors."""


@command.command("path", short_help="Print the path of the configuration.")
@click.pass_context
def path(context: click.Context) -> int:
    """Print the path of the configuration, whether or not there is one."""
    wanted = global_options(context)
    found = configuration_path(wanted.config)
    if wanted.json:
        exists = found.exists()
        say_document({"schema": SCHEMA, "path": harmless(str(found)), "exists": exists})
    else:
        say(str(found), as_it_is=True)
    return Exit.DONE


@command.command("init", short_help="Write a commented configuration to start from.")
@_of_family
@click.pass_context
def init(context: click.Context, family: str) -> int:
    """Write a commented configuration to start from, where smstui looks for it (mode 0600).

    A missing folder is created. An existing file is never overwritten.
    """
    from smstui.config.template import template as written
    from smstui.store.files import make_folder, write_private

    wanted = global_options(context)
    path = configuration_path(wanted.config).absolute()
    try:
        make_folder(path.parent)
    except OSError as error:
        raise StoreFailed(f"{path.parent} cannot be made: {error.strerror}.") from None
    other = "Name another file with --config FILE, or edit this one."
    write_private(path, written(family).rstrip("\n") + "\n", other=other)
    if wanted.json:
        say_document({"schema": SCHEMA, "path": harmless(str(path))})
    else:
        say(str(path), as_it_is=True)
        narrate("smstui: set addresses and password in this file, then run smstui config check.")
    return Exit.DONE


@command.command("template", short_help="Print a commented configuration.")
@_of_family
@click.pass_context
def template(context: click.Context, family: str) -> int:
    """Print a commented configuration to start from."""
    from smstui.config.template import template as written

    if global_options(context).json:
        say_document({"schema": SCHEMA, "template": written(family)})
    else:
        say(written(family).rstrip("\n"), as_it_is=True)
    return Exit.DONE


@command.command("show", short_help="Print every value and where it comes from.")
@click.pass_context
def show(context: click.Context) -> int:
    """Print every value in effect, and where it comes from. Passwords are never shown."""
    from smstui.commands.configured import load_configuration
    from smstui.config.effective import effective_values

    wanted = global_options(context)
    loaded = load_configuration(wanted)
    values = list(effective_values(loaded))
    if wanted.json:
        say_document(
            {
                "schema": SCHEMA,
                "path": harmless(str(loaded.path)) if loaded.path else None,
                "values": [
                    {
                        "key": value.key,
                        "value": value.value,
                        "origin": harmless(value.origin),
                        "note": value.note or None,
                    }
                    for value in values
                ],
                "warnings": list(loaded.warnings),
            }
        )
        return Exit.DONE

    rows = [
        Row(
            value.key,
            (
                (value.key, ""),
                (f"{_written(value.value)}{f' ({value.note})' if value.note else ''}", ""),
                (value.origin, ""),
            ),
        )
        for value in values
    ]
    say_lines(painted(VALUES, rows, widest=200))
    if not loaded.path:
        narrate("smstui: there is no configuration; these are the defaults.")
    return Exit.DONE


@command.command("check", short_help="Print every error, with file, line and key.")
@click.pass_context
def check(context: click.Context) -> int:
    """Print every error and warning, with file, line and key. Exit 2 if there is an error.

    It fetches each password and loads each file that is named. Nothing is sent.
    """
    from smstui.commands.config_check import checked_file

    wanted = global_options(context)
    path, found = checked_file(wanted.config)
    _tell(wanted, str(path), found.errors, found.warnings)
    return Exit.USAGE if found.errors else Exit.DONE


def _tell(wanted: GlobalOptions, path: str, errors: list[str], warnings: list[str]) -> None:
    if wanted.json:
        say_document(
            {
                "schema": SCHEMA,
                "path": harmless(path),
                "errors": [harmless(error) for error in errors],
                "warnings": [harmless(warning) for warning in warnings],
            }
        )
        return
    for error in errors:
        narrate(f"error: {error}")
    for warning in warnings:
        narrate(f"warning: {warning}")
    if not errors:
        noun = "warning" if len(warnings) == 1 else "warnings"
        say(f"{path} is valid{f', with {len(warnings)} {noun}' if warnings else ''}.")


def _written(value: object) -> str:
    """Return a value as TOML writes it; nothing where there is none."""
    if value is None:
        return "-"
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, list):
        return f"[{', '.join(map(_written, value))}]"
    return f"{value:g}" if isinstance(value, float) else str(value)
