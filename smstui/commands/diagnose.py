"""`smstui diagnose ID…`: why this customer cannot watch."""

from pathlib import Path

import click

from smstui.commands.global_options import GlobalOptions, global_options
from smstui.commands.lookup import kind_option
from smstui.domain.identifiers import IdKind


@click.command("diagnose")
@click.argument("ids", nargs=-1, metavar="ID...")
@click.option(
    "--from",
    "list_file",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    metavar="FILE",
    help="Read ids from FILE, one per line.",
)
@click.option(
    "--reported",
    default="",
    metavar="CODE",
    help="The code or the words on the viewer's screen: 1007, SSM 1007, 20002, E16-4.",
)
@kind_option("Read every ID as one kind, as in smstui lookup.")
@click.option("--brief", is_flag=True, help="A table with one row per id, worst first.")
@click.option("--csv", "as_csv", is_flag=True, help="A CSV table, in the given order.")
@click.option("--bom", is_flag=True, help="Begin the table with a byte order mark, for Excel.")
@click.option(
    "--resume",
    type=click.Path(dir_okay=False, path_type=Path),
    metavar="FILE",
    help="Keep the answers in FILE, and ask only for ids that FILE has no answer to.",
)
@click.pass_context
def command(
    context: click.Context,
    ids: tuple[str, ...],
    list_file: Path | None,
    reported: str,
    as_kind: str | None,
    *,
    brief: bool,
    as_csv: bool,
    bom: bool,
    resume: Path | None,
) -> int:
    """Say why a customer cannot watch, worst first, and what to do about it.

    ID is any id of a device, a card or an account. Nothing is changed. With -, ids are read from
    standard input, one per line. Several ids are diagnosed at the same time, each once, and
    printed in their order. The exit code is that of the first ID that did not open; faults that
    were found do not change it.
    """
    if not ids and list_file is None:
        raise click.UsageError("Name an ID, - for standard input, or a file with --from.", context)
    wanted = global_options(context)
    wanted.csv = as_csv
    form = _form(context, wanted, brief=brief, as_csv=as_csv)
    if resume and form == "sheets":
        raise click.UsageError("--resume goes with --json, --csv or --brief.", context)
    if bom and not as_csv:
        raise click.UsageError("--bom goes with --csv.", context)
    from smstui.commands.diagnose_run import run_diagnose

    only = IdKind(as_kind) if as_kind else None
    return run_diagnose(
        wanted, ids, list_file, only, reported=reported, form=form, bom=bom, resume=resume
    )


def _form(context: click.Context, wanted: GlobalOptions, *, brief: bool, as_csv: bool) -> str:
    """Return the form in which each id is printed: sheets, json, csv or brief."""
    asked = [name for name, is_it in
             (("json", wanted.json), ("csv", as_csv), ("brief", brief)) if is_it]  # fmt: skip
    if len(asked) > 1:
        raise click.UsageError(f"--{asked[0]} and --{asked[1]} exclude each other.", context)
    return asked[0] if asked else "sheets"
