"""`smstui diagnose ID…`: why this customer cannot watch."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import click

from smstui.commands.exits import Exit
from smstui.commands.global_options import GlobalOptions, global_options
from smstui.commands.lookup import texts_of
from smstui.commands.output import (
    colours_wanted,
    naming,
    narrate,
    report,
    say,
    say_document,
    say_lines,
)
from smstui.commands.typed_lines import listed_ids
from smstui.commands.waiting import waiting
from smstui.domain.age import utc_now
from smstui.domain.errors import BadConfiguration, SmstuiError
from smstui.domain.identifiers import IdKind

if TYPE_CHECKING:
    from smstui.commands.kept_answers import KeptAnswers
    from smstui.services.client import Client
    from smstui.services.outcomes import Opened, Several
    from smstui.services.queue.running import Answered


@click.command("diagnose")
@click.argument("ids", nargs=-1, metavar="ID...")
@click.option(
    "--from",
    "list_file",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    metavar="FILE",
    help="Ids from a file, one a line.",
)
@click.option(
    "--reported",
    default="",
    metavar="CODE",
    help="The code the viewer reads: 1007, SSM 1007, 20002, E16-4.",
)
@click.option(
    "--as",
    "as_kind",
    type=click.Choice([kind.value for kind in IdKind]),
    metavar="KIND",
    help="Take every ID for one kind, as in smstui lookup.",
)
@click.option("--brief", is_flag=True, help="One line an id, worst first.")
@click.option(
    "--csv", "as_csv", is_flag=True, help="A table for a spreadsheet, in the given order."
)
@click.option("--bom", is_flag=True, help="Begin the table with a byte order mark, for Excel.")
@click.option(
    "--resume",
    type=click.Path(dir_okay=False, path_type=Path),
    metavar="FILE",
    help="Keep answers in FILE, and do not ask again what FILE has an answer to.",
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

    ID is anything that leads to a device, a card or an account. Nothing is changed. With - ids
    are read from standard input, one a line. Several ids are asked about at once, each once,
    and told in their order. The exit code is that of the first ID that did not open, whatever
    was found of the others.
    """
    from smstui.commands.opening import client_of

    if not ids and list_file is None:
        raise click.UsageError("Name an ID, - for standard input, or a file with --from.", context)
    wanted = global_options(context)
    wanted.csv = as_csv
    form = _form(context, wanted, brief=brief, as_csv=as_csv)
    if resume and form == "sheets":
        raise click.UsageError("--resume goes with --json, --csv or --brief.", context)
    if bom and not as_csv:
        raise click.UsageError("--bom goes with --csv.", context)
    only = IdKind(as_kind) if as_kind else None
    with client_of(wanted) as client:
        sheets = Sheets(client, wanted)
        if len(ids) == 1 and ids[0] != "-" and not list_file and form in ("sheets", "json"):
            return _one(client, sheets, ids[0], reported, only)
        from smstui.commands.diagnose_many import Batch

        deployment = client.deployment
        about = {
            "deployment": deployment.name,
            "platform": deployment.identity.id,
            "reported": reported,
            "as": as_kind or "",
        }
        if wanted.masker.enabled:
            about["privacy"] = "masked"
        with _kept(resume, about) as kept:
            batch = Batch(
                client,
                sheets.tell,
                wanted.masker,
                form=form,
                kept=kept,
                quiet=wanted.plain,
                colours=colours_wanted(wanted.plain),
                marked=bom,
            )
            return batch.run(_lines(ids, list_file), reported, only)


def _form(context: click.Context, wanted: GlobalOptions, *, brief: bool, as_csv: bool) -> str:
    """What is printed of each id: sheets, json, csv or brief."""
    asked = [name for name, is_it in
             (("json", wanted.json), ("csv", as_csv), ("brief", brief)) if is_it]  # fmt: skip
    if len(asked) > 1:
        raise click.UsageError(f"--{asked[0]} and --{asked[1]} exclude each other.", context)
    return asked[0] if asked else "sheets"


def _lines(ids: tuple[str, ...], list_file: Path | None) -> Iterator[str]:
    yield from texts_of(ids)
    if list_file is not None:
        try:
            with list_file.open("rb") as file:
                yield from listed_ids(file, str(list_file))
        except OSError as error:
            raise BadConfiguration(f"{list_file} cannot be read: {error.strerror}.") from None


@contextmanager
def _kept(path: Path | None, about: Mapping[str, str]) -> "Iterator[KeptAnswers | None]":
    if path is None:
        yield None
        return
    from smstui.commands.kept_answers import KeptAnswers

    kept = KeptAnswers(path, about)
    try:
        yield kept
    finally:
        kept.close()


def _one(client: "Client", sheets: "Sheets", text: str, reported: str, only: IdKind | None) -> Exit:
    """A single id: as it was looked up, it is among the recents."""
    from smstui.commands.diagnose_many import exit_of_answer
    from smstui.services.queue.running import Answered

    try:
        with waiting(sheets.wanted.asking(client.deployment.name, text), sheets.wanted):
            work = client.diagnose(text, reported=reported, only=only)
            answered = Answered(0, text, diagnosed=client.engine.call(work))
    except SmstuiError as error:
        answered = Answered(0, text, error=error)
    sheets.tell_one(sheets.wanted.masker.records.answered(answered))
    return exit_of_answer(answered)


class Sheets:
    """Tells what came of each id to a person, or as a document."""

    def __init__(self, client: "Client", wanted: GlobalOptions) -> None:
        self._client = client
        self.wanted = wanted
        self._said_before = False

    def tell_one(self, answered: "Answered") -> None:
        """The end of an id that was asked alone."""
        if not self.wanted.json:
            self.tell(answered)
            return
        from smstui.commands.diagnosis_form import document_of

        deployment = self._client.deployment
        say_document(document_of(deployment.name, deployment.family, answered, utc_now()))

    def tell(self, answered: "Answered") -> None:
        """The end of an id, as a sheet or a sentence."""
        from smstui.commands.verdicts import not_found
        from smstui.services.outcomes import Opened, Several

        if answered.error is not None:
            report(naming(answered.error, answered.text), as_json=False)
            return
        diagnosed = answered.diagnosed
        assert diagnosed is not None  # noqa: S101  without an error there is an outcome
        outcome = diagnosed.outcome
        if isinstance(outcome, Opened):
            self._sheet(outcome, answered)
        elif isinstance(outcome, Several):
            self._several(outcome)
        else:
            error = not_found(outcome, self._client.deployment.name, utc_now())
            report(error, as_json=False)

    def _sheet(self, opened: "Opened", answered: "Answered") -> None:
        from smstui.commands.diagnosis_sheet import lines_of
        from smstui.commands.verdicts import doubt_lines

        colours = colours_wanted(self.wanted.plain)
        self._part()
        if opened.offline:
            narrate(f"smstui: judged from the cache. {opened.offline}")
        assert answered.diagnosed is not None  # noqa: S101
        assert answered.diagnosed.diagnosis is not None  # noqa: S101  an opened id was judged
        diagnosis = answered.diagnosed.diagnosis
        say_lines(lines_of(opened, diagnosis, utc_now(), colours), colours)
        for doubt in doubt_lines(opened):
            narrate(doubt)

    def _several(self, several: "Several") -> None:
        from smstui.commands.verdicts import several_lines

        self._part()
        say_lines(several_lines(several, "diagnose"))
        for problem in several.problems:
            narrate(f"smstui: {problem}")

    def _part(self) -> None:
        if self._said_before:
            say("")
        self._said_before = True
