"""`smstui doctor`: what works here and what does not, with what to do about it."""

import click

from smstui.commands.global_options import global_options


@click.command("doctor")
@click.option(
    "--suggest",
    is_flag=True,
    help="Print what to add to the configuration, as TOML. Nothing is applied.",
)
@click.option(
    "--all", "every", is_flag=True, help="Check every deployment of the configuration in turn."
)
@click.option(
    "--known",
    multiple=True,
    metavar="ID",
    help="An id that exists on the platform. Its records show what an unknown id cannot.",
)
@click.pass_context
def command(context: click.Context, suggest: bool, every: bool, known: tuple[str, ...]) -> int:
    """Check configuration, files, addresses, certificates, sign-in, catalogue and terminal.

    Only reads, and a harmless few. Exit 0 when nothing is wrong, 2 for configuration or machine,
    6 when the platform refuses to sign in or would refuse a call, 7 when it cannot be reached.
    What is missing cannot be done until the next run. With --suggest, the checks go to standard
    error.

    Names of fields, words of statuses, filters and paging show only in the answers for an id that
    exists: name one with --known. Without it, the latest ids that were looked up are read again.

    With --all the exit code is the highest of all deployments, and each has its own document.
    """
    from smstui.commands.doctor_report import check_all, check_one

    wanted = global_options(context)
    if every and known:
        raise click.UsageError("--known is an id of one deployment: leave --all out.")
    if every:
        return check_all(wanted, suggest=suggest)
    return check_one(wanted, suggest=suggest, known=known)
