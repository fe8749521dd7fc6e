"""`smstui demo`: the console on the embedded sandbox."""

import click


@click.command("demo")
@click.option(
    "--family",
    type=click.Choice(["sdp2", "opf"]),
    default="sdp2",
    show_default=True,
    help="Which generation of the platform to show.",
)
@click.option("--privacy", is_flag=True, help="Start with people masked.")
def command(family: str, *, privacy: bool) -> int:
    """The console on an embedded platform; nothing to configure, nothing kept."""
    from smstui.commands.launch import launch_demo

    return launch_demo(family, privacy)
