"""`smstui recents`: what was looked up lately, from this machine's cache."""

import click

from smstui.commands.earlier_rows import tell_earlier_rows
from smstui.commands.exits import Exit
from smstui.commands.global_options import global_options
from smstui.commands.output import colours_wanted, narrate, say_document, say_lines
from smstui.domain.age import utc_now


@click.command("recents")
@click.option(
    "--limit", type=click.IntRange(min=1), default=50, show_default=True, help="Rows at most."
)
@click.pass_context
def command(context: click.Context, limit: int) -> int:
    """List the latest lookups on the deployment, newest first. The platform is not asked."""
    from smstui.commands.json_form import RECENTS_SCHEMA, recent_form
    from smstui.commands.opening import client_of
    from smstui.commands.verdicts import recents_lines

    wanted = global_options(context)
    with client_of(wanted, offline=True) as client:
        recents = wanted.masker.records.recents(client.engine.call(client.recents(limit)))
        if wanted.json:
            say_document(
                {
                    "schema": RECENTS_SCHEMA,
                    "deployment": client.deployment.name,
                    "family": client.deployment.family,
                    "recents": [recent_form(recent) for recent in recents],
                }
            )
        elif recents:
            colours = colours_wanted(wanted.plain)
            say_lines(recents_lines(recents, utc_now(), colours), colours)
        else:
            narrate(f"smstui: nothing has been looked up on {client.deployment.name} yet.")
        if not recents:
            tell_earlier_rows(client.deployment)
    return Exit.DONE
