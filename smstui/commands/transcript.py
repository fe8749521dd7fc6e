"""`smstui transcript CHANGE|ID`: the case, to hand on; `--replay FILE` asks one again."""

from pathlib import Path

import click

from smstui.commands.global_options import global_options
from smstui.commands.lookup import kind_option
from smstui.domain.identifiers import IdKind


@click.command("transcript")
@click.argument("about", metavar="CHANGE|ID", required=False, default="")
@click.option("--reported", default="", metavar="CODE", help="The code on the viewer's screen.")
@kind_option("Read ID as one kind, as in smstui lookup.")
@click.option(
    "--output",
    type=click.Path(path_type=Path, allow_dash=True),
    metavar="FILE",
    help="Write to the new file FILE (mode 0600); - is standard output.",
)
@click.option(
    "--replay",
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="Repeat the JSON transcript FILE on a sandbox, and print what differs.",
)
@click.pass_context
def command(
    context: click.Context,
    *,
    about: str,
    reported: str,
    as_kind: str | None,
    output: Path | None,
    replay: Path | None,
) -> int:
    """Print a case: what was asked, found, planned, done and verified, as Markdown or JSON.

    For a CHANGE: that change and its undo, from the journal. For an ID: its account, looked up and
    diagnosed now, with every change made to it from this machine. It contains no secret.

    With --replay, what FILE has is asked again, on a deployment on this machine. Its changes are
    planned and not applied. Exit code 10: something differs.
    """
    wanted = global_options(context)
    if bool(about) == bool(replay):
        raise click.UsageError("Name a change or an id, or a file to --replay.", context)
    from smstui.commands.transcript_run import run_replay, run_transcript

    if replay is not None:
        return run_replay(wanted, replay)
    return run_transcript(wanted, about, reported, IdKind(as_kind) if as_kind else None, output)
