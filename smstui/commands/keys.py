"""`smstui keys`: every action and its keys, as the configuration has them."""

from collections.abc import Iterator
from typing import Final

import click

from smstui.actions import REGISTRY, Overrides, check_keys, keymap
from smstui.commands.columns import painted
from smstui.commands.exits import Exit
from smstui.commands.global_options import global_options
from smstui.commands.output import narrate, say_document, say_lines
from smstui.presentation.tables import LINES, Column, Row

COLUMNS: Final = (
    Column("action"),
    Column("keys", least=8, wraps=LINES),
    Column("what it does", grows=True, least=24, wraps=LINES),
    Column("command", rank=1, least=12, wraps=LINES),
    Column("only on", rank=2),
)


@click.command("keys")
@click.option("--check", is_flag=True, help="Print only errors in [keys]; exit 2 if there are any.")
@click.pass_context
def command(context: click.Context, check: bool) -> int:
    """List every action: its id for [keys], its keys, and its family if only one has it."""
    from smstui.commands.configured import load_configuration

    wanted = global_options(context)
    overrides = load_configuration(wanted, quiet=not check).settings.keys
    problems = check_keys(overrides)
    if wanted.json:
        document = {"schema": "smstui/keys/1", "keys": _forms(overrides), "problems": problems}
        say_document(document)
    else:
        if not check:
            say_lines(lines_of(overrides))
        for problem in problems:
            narrate(f"smstui: {problem}")
    return Exit.USAGE if check and problems else Exit.DONE


def lines_of(overrides: Overrides) -> Iterator[str]:
    """Yield the actions as a table."""
    keys = keymap(overrides)
    rows = []
    for action in REGISTRY:
        words = " ".join(f":{each}" for each in action.words)
        cells = (action.id, keys.shown(action.id), action.title, words, action.family)
        rows.append(Row(action.id, tuple((cell, "") for cell in cells)))
    yield from painted(COLUMNS, rows, widest=60)


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
