"""Diagnose one id or many, and tell what came of each: a sheet, a document, a row of a table."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from smstui.commands.diagnose_many import Batch, exit_of_answer
from smstui.commands.diagnosis_form import document_of
from smstui.commands.diagnosis_sheet import lines_of
from smstui.commands.exits import Exit
from smstui.commands.global_options import GlobalOptions
from smstui.commands.kept_answers import KeptAnswers
from smstui.commands.opening import client_of
from smstui.commands.output import (
    colours_wanted,
    naming,
    narrate,
    report,
    say,
    say_document,
    say_lines,
)
from smstui.commands.typed_lines import listed_ids, texts_of
from smstui.commands.verdicts import doubt_lines, not_found, several_lines
from smstui.commands.waiting import waiting
from smstui.domain.age import utc_now
from smstui.domain.errors import BadConfiguration, SmstuiError
from smstui.domain.identifiers import IdKind
from smstui.services.client import Client
from smstui.services.outcomes import Opened, Several
from smstui.services.queue.running import Answered


def run_diagnose(
    wanted: GlobalOptions,
    ids: tuple[str, ...],
    list_file: Path | None,
    only: IdKind | None,
    *,
    reported: str,
    form: str,
    bom: bool,
    resume: Path | None,
) -> Exit:
    """Diagnose `ids` and those of `list_file`. `form` is sheets, json, csv or brief."""
    with client_of(wanted) as client:
        sheets = Sheets(client, wanted)
        if len(ids) == 1 and ids[0] != "-" and not list_file and form in ("sheets", "json"):
            return _one(client, sheets, ids[0], reported, only)

        deployment = client.deployment
        about = {
            "deployment": deployment.name,
            "platform": deployment.identity.id,
            "reported": reported,
            "as": only.value if only else "",
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


def _lines(ids: tuple[str, ...], list_file: Path | None) -> Iterator[str]:
    yield from texts_of(ids)
    if list_file is not None:
        try:
            with list_file.open("rb") as file:
                yield from listed_ids(file, str(list_file))
        except OSError as error:
            raise BadConfiguration(f"{list_file} cannot be read: {error.strerror}.") from None


@contextmanager
def _kept(path: Path | None, about: Mapping[str, str]) -> Iterator[KeptAnswers | None]:
    if path is None:
        yield None
        return

    kept = KeptAnswers(path, about)
    try:
        yield kept
    finally:
        kept.close()


def _one(client: Client, sheets: "Sheets", text: str, reported: str, only: IdKind | None) -> Exit:
    """Diagnose a single id: as it was looked up, it is among the recents."""
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

    def __init__(self, client: Client, wanted: GlobalOptions) -> None:
        self._client = client
        self.wanted = wanted
        self._said_before = False

    def tell_one(self, answered: Answered) -> None:
        """The end of an id that was asked alone."""
        if not self.wanted.json:
            self.tell(answered)
            return

        deployment = self._client.deployment
        say_document(document_of(deployment.name, deployment.family, answered, utc_now()))

    def tell(self, answered: Answered) -> None:
        """The end of an id, as a sheet or a sentence."""
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

    def _sheet(self, opened: Opened, answered: Answered) -> None:
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

    def _several(self, several: Several) -> None:
        self._part()
        say_lines(several_lines(several, "diagnose"))
        for problem in several.problems:
            narrate(f"smstui: {problem}")

    def _part(self) -> None:
        if self._said_before:
            say("")
        self._said_before = True
