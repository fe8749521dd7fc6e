"""Apply pairs from a file, row by row."""

from collections.abc import Sequence
from pathlib import Path
from typing import Final

import click

from smstui.commands.apply_options import ApplyOptions
from smstui.commands.draft_form import drafts_form
from smstui.commands.exits import Exit
from smstui.commands.global_options import GlobalOptions
from smstui.commands.interrupts import Interrupted, Interrupts, orderly_end
from smstui.commands.opening import client_of
from smstui.commands.output import OutputFailed, narrate, need_reader, say_document
from smstui.commands.row_telling import Row, RowTeller
from smstui.commands.standard_input import standard_input
from smstui.commands.waiting import waiting
from smstui.domain.changes.comparing import lock_named
from smstui.domain.changes.confirmation import Confirmation
from smstui.domain.changes.plan import Plan
from smstui.domain.changes.refusal import RefusedHere
from smstui.domain.changes.specs.table import SCANNED
from smstui.domain.changes.verdict import StepResult
from smstui.domain.errors import SignInRefused, SmstuiError, StoreFailed
from smstui.domain.lists import decoded
from smstui.domain.marking import typed
from smstui.domain.pair_list import PairList, PairRow, pairs_of
from smstui.domain.text import capital
from smstui.services.changes import Request
from smstui.services.changes.change_service import new_change_id
from smstui.services.client import Client
from smstui.services.drafts import check_draft, clashes
from smstui.store.drafts import Standing

LARGEST: Final = 4 << 20
"""Bytes of a file; a hundred thousand pairs have less."""


def run_batch(wanted: GlobalOptions, file: str, apply_options: ApplyOptions) -> Exit:
    """Plan the pairs of `file`, and apply them or keep them as drafts if that was asked for."""
    text = _text_of(file)
    with orderly_end(), client_of(wanted, offline=apply_options.draft) as client:

        async def read() -> PairList:
            return pairs_of(text, client.classifier.at_once)  # in the engine, where the cache is

        listed = client.engine.call(read())
        for sentence in listed.dropped:
            narrate(f"smstui: {sentence}")
        doubts = (
            listed.doubts.values() if apply_options.draft else ()
        )  # nobody is asked for a draft
        _refuse_lines([*listed.problems, *doubts], file)
        if not listed.rows:
            raise click.UsageError(f"There is no pair in {file}.")
        _refuse_whole(client)
        return _Batch(client, wanted, apply_options, listed).go(file)


class _Batch:
    """Rows on their way."""

    def __init__(
        self,
        client: Client,
        wanted: GlobalOptions,
        apply_options: ApplyOptions,
        listed: PairList,
    ) -> None:
        self._client = client
        self._wanted = wanted
        self._apply_options = apply_options
        self._rows = listed.rows
        self._doubts = listed.doubts
        self._lines: dict[str, int] = {}
        """The line that each box and card was first on, of the rows that were ready."""
        self._teller: RowTeller = RowTeller(
            client.deployment, "batch", wanted, total=len(listed.rows)
        )

    def go(self, file: str) -> Exit:
        if self._apply_options.draft:
            return self._keep()
        with Interrupts(self._client.engine) as interrupts:
            try:
                self._refuse_clashes(interrupts, file)
                if self._apply_options.apply:
                    self._client.changes.agree_to_rows(len(self._rows), self._apply_options.confirm)
                self._all(interrupts)
            except OutputFailed as error:
                if not self._apply_options.apply:
                    raise
                return self._teller.cut_short(error)
            except Interrupted:
                self._tell_interrupted()
        if interrupts.interrupted:
            raise KeyboardInterrupt
        code = self._teller.sum_up(applied=self._apply_options.apply)
        if not self._apply_options.apply:
            count = f" --confirm {len(self._rows)}" if self._client.changes.counts_rows else ""
            narrate(f"smstui: Nothing was changed. To apply what is ready, add --apply{count}.")
        return code

    def _all(self, interrupts: Interrupts) -> None:
        """Row after row, until one stops the rest. Raises Interrupted after the row it ended."""
        try:
            for n, row in enumerate(self._rows, start=1):
                need_reader()
                stop = self._row(n, row, interrupts)
                if interrupts.interrupted:
                    raise Interrupted
                if stop:
                    self._teller.not_tried([_form(each) for each in self._rows[n:]], stop)
                    break
        except (SignInRefused, StoreFailed) as error:
            self._end_at(error)

    def _end_at(self, error: SmstuiError) -> None:
        """Tell of `error` for the row in hand, and that the rest is not tried."""
        done = len(self._teller.codes)
        self._teller.refused(done + 1, _form(self._rows[done]), error)
        rest = [_form(each) for each in self._rows[done + 1 :]]
        self._teller.not_tried(rest, "What stopped the row before would stop these.")

    def _tell_interrupted(self) -> None:
        begun = len(self._teller.codes)
        narrate(f"smstui: interrupted after {begun} of {len(self._rows)} rows. Run it again: what "
                "is paired is not sent again.")  # fmt: skip

    def _refuse_clashes(self, interrupts: Interrupts, file: str) -> None:
        """Drop the rows that are an earlier pair under other ids.

        Raises UsageError where two rows are for one box or card: which of them is meant is not
        for a program to say. A refused sign-in is left to the first row.
        """
        if len(self._rows) < 2:
            return
        requests = [_request(row) for row in self._rows]
        try:
            with waiting(f"Pairs to look up: {len(requests)} …", self._wanted):
                found = interrupts.read(clashes(self._client.changes, requests))
        except SignInRefused:
            found = ()
        problems, twice, lines = [], set(), set()
        for clash in found:
            line, before = self._rows[clash.at].line, self._rows[clash.before].line
            lines.add(line)
            if clash.is_same:
                twice.add(clash.at)
                narrate(f"smstui: Line {line} is the pair of line {before} again, by another id "
                        f"of {clash.record}; it counts once.")  # fmt: skip
            else:
                other = "card" if clash.record.startswith("box") else "box"
                problems.append(f"Line {line} is for {clash.record}, as line {before} is, with "
                                f"another {other}.")  # fmt: skip
        problems += [said for line, said in self._doubts.items() if line not in lines]
        _refuse_lines(problems, file)
        self._rows = [row for at, row in enumerate(self._rows) if at not in twice]
        self._teller.total = len(self._rows)

    def _row(self, n: int, row: PairRow, interrupts: Interrupts) -> str:
        """Plan one row and apply it if that was asked for; why to stop after it, or nothing."""
        codes = f": {typed(row.box)} and {typed(row.card)}"
        with waiting(f"Row {n} of {len(self._rows)}{codes} …", self._wanted):
            try:
                draft_check = interrupts.read(
                    check_draft(
                        self._client.changes, _request(row), deciding=self._apply_options.apply
                    )
                )
            except Interrupted:
                self._teller.interrupted(n, _form(row))
                return ""
            ready = draft_check.plan if draft_check.standing is Standing.READY else None
            if ready and (clash := self._taken(ready, row)):
                self._teller.refused(n, _form(row), RefusedHere(clash))
                return ""
            if ready and self._apply_options.apply:
                return self._apply(n, row, ready, interrupts)
        self._teller.planned(n, _form(row), draft_check)
        return "" if draft_check.was_reached else "the platform is not reached."

    def _taken(self, plan: Plan, row: PairRow) -> str:
        """Return why `plan` concerns a record of an earlier row; empty if it does not.

        The rows were compared before, but an id may not have been answered for then.
        """
        records = [each for each in plan.locks if not each.startswith("account ")]
        for record in records:
            if record in self._lines:
                return (
                    f"{capital(lock_named(record))} is that of line {self._lines[record]} already."
                )
        self._lines |= dict.fromkeys(records, row.line)
        return ""

    def _apply(self, n: int, row: PairRow, plan: Plan, interrupts: Interrupts) -> str:
        change, sent = new_change_id(), set[int]()

        def progress(turn: StepResult) -> None:
            (sent.add if turn.sent else sent.discard)(turn.n)

        given = Confirmation(None, self._apply_options.reason, in_batch=True)
        try:
            result = interrupts.change(
                self._client.changes.apply(plan, given, progress=progress, change_id=change)
            )
        except RefusedHere as refusal:
            self._teller.refused(n, _form(row), refusal)
        except Interrupted:
            self._teller.interrupted(n, _form(row), plan=plan)
        else:
            if result is not None:
                self._teller.ended(n, _form(row), result)
                return result.stops
            self._teller.interrupted(n, _form(row), plan=plan, change_id=change, sent=bool(sent))
        return ""

    def _keep(self) -> Exit:
        """Save every pair as a draft."""
        drafts, call = self._client.drafts, self._client.engine.call
        kept = [call(drafts.save(_request(row))) for row in self._rows]
        self._wanted.masker.records.learn_drafts(kept)
        for draft in kept:
            if draft.rivals:
                narrate(f"smstui: draft {draft.id}: {draft.said}")
        narrate(f"smstui: drafts saved: {len(kept)}. smstui drafts lists them, and applies them "
                "when the platform is there.")  # fmt: skip
        if self._wanted.json:
            say_document(drafts_form(self._client.deployment, kept))
        return Exit.DONE


def _refuse_whole(client: Client) -> None:
    """Raise RefusedHere where no row could be applied, whatever it says."""
    if reason := client.changes.why_not(SCANNED):
        raise RefusedHere(reason)


def _request(row: PairRow) -> Request:
    return Request(SCANNED, row.box, row.card)


def _form(row: PairRow) -> Row:
    return Row("pair", {"line": row.line, "box": typed(row.box), "card": typed(row.card)})


def _text_of(file: str) -> str:
    try:
        if file == "-":
            raw = standard_input().read(LARGEST + 1)
        else:
            with Path(file).open("rb") as source:
                raw = source.read(LARGEST + 1)
    except OSError as error:
        raise click.UsageError(f"{file} cannot be read: {error.strerror}.") from error
    if len(raw) > LARGEST:
        name = "Standard input" if file == "-" else file
        raise click.UsageError(f"{name} has more than {LARGEST >> 20} MB; split it.")
    return decoded(raw)


def _refuse_lines(problems: Sequence[str], file: str) -> None:
    """Raise UsageError where there are `problems`, a sentence for each line."""
    for sentence in problems:
        narrate(f"smstui: {sentence}")
    if problems:
        lines = "One line" if len(problems) == 1 else f"{len(problems)} lines"
        raise click.UsageError(f"{lines} of {file} cannot be used; nothing was sent.")
