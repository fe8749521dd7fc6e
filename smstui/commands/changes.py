"""The commands that change something: all but `batch` are made from the descriptions.

A secret is never an argument, which every user of the machine could read: it is asked for on a
terminal, else it is the first line of standard input.
"""

from collections.abc import Mapping, Sequence
from inspect import cleandoc
from typing import Any

import click

from smstui.commands.apply_options import ApplyOptions, change_options
from smstui.commands.global_options import global_options
from smstui.domain.changes.operations import (
    Command,
    OperationSpec,
    Option,
    Usage,
)
from smstui.domain.changes.specs.table import COMMANDS, family_of_command, sharing


def change_command(word: str) -> click.Command:
    """Return the command `word`, which plans one of the operations that share it."""
    told = COMMANDS[word]
    specs = sharing(word)

    @change_options
    @click.pass_context
    def run(context: click.Context, /, *, apply_options: ApplyOptions, **given: Any) -> int:
        _need_one_of(told, given, context)
        return _run(context, told, _chosen(specs, given), given, apply_options)

    family = family_of_command(word)
    only = f"\n\nOnly on {family}: the other family has no call for it." if family else ""
    run.__doc__ = cleandoc(told.help) + only
    for parameter in reversed(_parameters(told)):
        run = parameter(run)
    return click.command(word)(run)


def _parameters(command: Command) -> list[Any]:
    return [
        *(_positional(name) for name in command.arguments),
        *(_option(option) for option in command.options),
    ]


def _positional(metavar: str) -> Any:
    if metavar.startswith("["):
        return click.argument(_argument(metavar), metavar=metavar, required=False, default="")
    return click.argument(_argument(metavar), metavar=metavar)


def _argument(metavar: str) -> str:
    """Return the name of an argument, which never is that of an option."""
    return f"{metavar.strip('[]').lower()}_"


def _option(option: Option) -> Any:
    told: dict[str, Any] = {"help": option.help or None}
    if option.is_flag:
        told["is_flag"] = True
    elif option.choices:
        told["type"] = click.Choice(option.choices)
    else:
        told["metavar"] = option.metavar or None
        if option.default is not None:
            told["default"] = option.default
    if option.shows_default:
        told["show_default"] = True
    return click.option(f"--{option.name.replace('_', '-')}", option.name, **told)


def _need_one_of(command: Command, given: Mapping[str, Any], context: click.Context) -> None:
    """Raise UsageError where no single operation is chosen, or two options exclude each other."""
    chosen = [bool(given[option.name]) for option in command.options]
    if command.one_of and chosen.count(True) != 1:
        raise click.UsageError(command.one_of, context)
    if command.not_both and all(given[name] for name in command.not_both):
        one, other = (f"--{name.replace('_', '-')}" for name in command.not_both)
        raise click.UsageError(f"Say {one} or {other}, not both.", context)


def _chosen(specs: Sequence[OperationSpec], given: Mapping[str, Any]) -> OperationSpec:
    """Return the operation that an option or a word chooses, else the one that nothing chooses."""
    for spec in specs:
        if spec.usage is not None and _is_chosen(spec.usage.chosen_by, given):
            return spec
    return next(spec for spec in specs if spec.usage is not None and not spec.usage.chosen_by)


def _is_chosen(chosen_by: tuple[str, ...], given: Mapping[str, Any]) -> bool:
    match chosen_by:
        case (option,):
            return bool(given[option])
        case (argument, word):
            return str(given[_argument(argument)]).upper() == word
        case _:
            return False


def _run(
    context: click.Context,
    command: Command,
    spec: OperationSpec,
    given: Mapping[str, Any],
    apply_options: ApplyOptions,
) -> int:
    from smstui.commands.change import run_operation

    if command.of_change:
        if apply_options.draft:
            raise click.UsageError(f"{spec.cannot_wait.rstrip('.')}, so it cannot be a draft.")
        return _run_undo(context, command, given, apply_options)
    usage = spec.usage
    assert usage is not None  # noqa: S101  it shares the command
    words = [given[_argument(name)] for name in command.arguments]
    told = dict(zip(usage.arguments, words, strict=False)) | _values(command, usage, given)
    return run_operation(context, command.word, spec, told, apply_options)


def _run_undo(
    context: click.Context, command: Command, given: Mapping[str, Any], apply_options: ApplyOptions
) -> int:
    from smstui.commands.change import run_plan

    (change,) = (given[_argument(name)] for name in command.arguments)
    return run_plan(
        context,
        command.word,
        lambda changes: changes.undo(change, deciding=apply_options.apply),
        apply_options,
    )


def _values(command: Command, usage: Usage, given: Mapping[str, Any]) -> dict[str, str]:
    """Return what the options say, without those that say nothing and have no default."""
    return {
        option.name: "yes" if given[option.name] is True else given[option.name]
        for option in command.options
        if option.name in usage.options and (given[option.name] or option.default is not None)
    }


@click.command("batch")
@click.argument("file", metavar="FILE", default="-")
@change_options
@click.pass_context
def batch(context: click.Context, file: str, apply_options: ApplyOptions) -> int:
    """Pair the boxes and cards of FILE, one pair per line. With -, read standard input.

    Box and card are in either order, separated by blanks, a comma, a tab or a semicolon. Blank
    lines, a line of column names and lines that begin with # are skipped. Two rows for one box or
    one card are refused before anything is sent.

    Without --apply the plan of every row is shown and nothing is changed. A row whose card is in
    another box is set aside: pair it by itself. After an interruption, run it again: what is
    paired already is found, and nothing is sent for it. On production, --confirm takes the number
    of pairs.
    """
    from smstui.commands.batch_run import run_batch

    return run_batch(global_options(context), file, apply_options)
