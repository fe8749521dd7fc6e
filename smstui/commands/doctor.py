"""`smstui doctor`: what works here and what does not, with what to do about it."""

import click

from smstui.commands.global_options import global_options


@click.command("doctor")
@click.option(
    "--suggest",
    is_flag=True,
    help="Print TOML to add to the configuration; the checks go to standard error.",
)
@click.option(
    "--all", "every", is_flag=True, help="Check every deployment of the configuration in turn."
)
@click.option(
    "--known",
    multiple=True,
    metavar="ID",
    help="An id that exists on the platform, to compare the names in its answers.",
)
@click.pass_context
def command(context: click.Context, suggest: bool, every: bool, known: tuple[str, ...]) -> int:
    """Check configuration, files, addresses, certificates, sign-in, catalogue and terminal.

    It only reads and never tries a change. A call that it finds missing is refused until doctor is
    run again and finds it.

    Field names, status words, filters and paging can only be compared in the answers for an id
    that exists: name one with --known. Without it, doctor reads the ids that were looked up last.

    Exit code 0: nothing is wrong. 2: the configuration or this machine. 3: no record has the id of
    --known. 6: the platform refuses the sign-in, or would refuse a call. 7: it cannot be reached.
    With --all, each deployment has its own document, and the exit code is the highest of all.
    """
    from smstui.commands.doctor_report import check_all, check_one

    wanted = global_options(context)
    if every and known:
        raise click.UsageError("--known is an id of one deployment: leave --all out.")
    if every:
        return check_all(wanted, suggest=suggest)
    return check_one(wanted, suggest=suggest, known=known)
