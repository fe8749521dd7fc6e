"""`smstui demo`: the console on the embedded sandbox."""

import click

from smstui.commands.global_options import global_options


@click.command("demo")
@click.option(
    "--family",
    type=click.Choice(["sdp2", "opf"]),
    default="sdp2",
    show_default=True,
    help="The generation of the platform.",
)
@click.option(
    "--world",
    type=click.Choice(["ailments", "base"]),
    default="base",
    show_default=True,
    help="The accounts: ailments has one for each fault.",
)
@click.option(
    "--triage", default="", metavar="FILE", help="Start with the ids of FILE in the triage queue."
)
@click.pass_context
def command(context: click.Context, family: str, world: str, triage: str) -> int:
    """Open the console on an embedded platform. Nothing has to be configured, nothing is kept.

    With --config, the theme, keys, clipboard and scanner of FILE are used.
    """
    from smstui.commands.launch import launch_demo

    wanted = global_options(context)
    return launch_demo(
        family, wanted.privacy, triage, wanted.config, world, read_only=wanted.read_only
    )
