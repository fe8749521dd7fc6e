"""`smstui keys`: every action and its keys, as the configuration has them."""

import shutil
import sys
from collections.abc import Iterator

import click

from smstui.actions import REGISTRY, Overrides, check_keys, keymap
from smstui.commands.columns import table
from smstui.commands.exits import Exit
from smstui.commands.global_options import global_options
from smstui.commands.output import narrate, say_document, say_lines


@click.command("keys")
@click.option("--check", is_flag=True, help="Print only errors in [keys]; exit 2 if there are any.")
@click.pass_context
def command(context: click.Context, check: bool) -> int:
    """List every action with its id for [keys], its keys, and the family that alone has it."""
    from smstui.commands.configured import load_configuration

    wanted = global_options(context)
    overrides = load_configuration(wanted, quiet=not check).settings.keys
    problems = check_keys(overrides)
    if wanted.json:
        document = {"schema": "smstui/keys/1", "keys": _forms(overrides), "problems": problems}
        say_document(document)
    else:
        if not check:
            columns = shutil.get_terminal_size().columns if sys.stdout.isatty() else None
            say_lines(lines_of(overrides, columns))
        for problem in problems:
            narrate(f"smstui: {problem}")
    return Exit.USAGE if check and problems else Exit.DONE


def lines_of(overrides: Overrides, columns: int | None = None) -> Iterator[str]:
    """Yield the actions as a table, or two lines each where it is wider than `columns`."""
    lines = list(_table(overrides))
    if columns is None or max(map(len, lines)) <= columns:
        yield from lines
        return
    keys = keymap(overrides)
    for action in REGISTRY:
        words = " ".join(f":{each}" for each in action.words)
        only = f"only on {action.family}" if action.family else ""
        yield f"{action.id}  {keys.shown(action.id)}".rstrip()
        yield "    " + "  ".join(filter(None, (action.title, words, only)))


def _table(overrides: Overrides) -> Iterator[str]:
    keys = keymap(overrides)
    rows = [["action", "keys", "what it does", "command", "only on"]]
    for action in REGISTRY:
        word = " ".join(f":{each}" for each in action.words)
        rows.append([action.id, keys.shown(action.id), action.title, word, action.family])
    yield from ("".join(cells).rstrip() for cells in table(rows, widest=60))


def _forms(overrides: Overrides) -> list[dict[str, object]]:
    keys = keymap(overrides)
    return [
        {
            "id": action.id,
            "keys": list(keys.keys_by_id[action.id]),
            "title": action.title,
            "places": sorted(place.value for place in action.places),
            "words": list(action.words),
            "twin": action.twin or None,
            "family": action.family or None,
        }
        for action in REGISTRY
    ]
