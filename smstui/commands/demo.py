"""`smstui demo`: the console on the embedded sandbox."""

import click

from smstui.commands.global_options import global_options


@click.command("demo")
@click.option(
    "--family",
    type=click.Choice(["sdp2", "opf"]),
    default="sdp2",
    show_default=True,
    help="Which generation of the platform to show.",
)
@click.option(
    "--world",
    type=click.Choice(["ailments", "base"]),
    default="base",
    show_default=True,
    help="ailments has one account for each fault.",
)
@click.option("--triage", default="", metavar="FILE", help="Ids to start the triage queue with.")
@click.pass_context
def command(context: click.Context, family: str, world: str, triage: str) -> int:
    """The console on an embedded platform; nothing to configure, nothing kept.

    With --config its theme, keys, clipboard and scanner are those of FILE.
    """
    from smstui.commands.launch import launch_demo

    wanted = global_options(context)
    return launch_demo(family, wanted.privacy, triage, wanted.config, world)
