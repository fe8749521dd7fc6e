"""`smstui batch FILE`: pairs from a file, row by row through the door."""

import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Final

import click

from smstui.commands.change import Assent, change_options, orderly_end
from smstui.commands.exits import Exit
from smstui.commands.output import OutputFailed, narrate, need_reader
from smstui.commands.waiting import waiting
from smstui.commands.wishes import Wishes, wishes

if TYPE_CHECKING:
    from smstui.commands.pair_list import PairRow
    from smstui.commands.row_telling import Row
    from smstui.services.changes import Request
    from smstui.services.desk import Desk
    from smstui.services.drafts import Weighed

LARGEST: Final = 4 << 20
"""Bytes of a file; a hundred thousand pairs have less."""


@click.command("batch")
@click.argument("file", metavar="FILE", default="-")
@change_options
@click.pass_context
def command(context: click.Context, file: str, assent: Assent) -> int:
    """Pair the boxes and cards of FILE, one pair a line; with - from standard input.

    Box and card stand in either order, with blanks, a comma, a tab or a semicolon between them;
    lines may be blank or begin with #. Without --apply the plan of every row is shown and
    nothing is changed. A row whose card is in another box is set aside: pair it by itself. Run
    again after an interruption, it finds what is paired already and sends nothing for it. On
    production, --confirm takes the number of pairs.
    """
    from smstui.commands.opening import desk_of
    from smstui.commands.pair_list import PairList, pairs_of

    text = _text_of(file)
    wanted = wishes(context)
    with orderly_end(), desk_of(wanted, offline=assent.draft) as desk:

        async def read() -> PairList:
            return pairs_of(text, desk.sorter.at_once)  # in the engine, where the cache is

        listed = desk.engine.call(read())
        for sentence in (*listed.dropped, *listed.problems):
            narrate(f"smstui: {sentence}")
        if listed.problems:
            raise click.UsageError(f"{_lines(listed.problems)} of {file} cannot be used; "
                                   "nothing was planned.")  # fmt: skip
        if not listed.rows:
            raise click.UsageError(f"There is no pair in {file}.")
        _refuse_whole(desk)
        if assent.apply:
            desk.changes.agree_to_rows(len(listed.rows), assent.confirm)
        return _Batch(desk, wanted, assent, listed.rows).go()


class _Batch:
    """Rows on their way."""

    def __init__(
        self, desk: "Desk", wanted: Wishes, assent: Assent, rows: "Sequence[PairRow]"
    ) -> None:
        from smstui.commands.row_telling import RowTeller

        self._desk = desk
        self._wanted = wanted
        self._assent = assent
        self._rows = rows
        self._teller: RowTeller = RowTeller(desk.deployment, "batch", wanted, total=len(rows))

    def go(self) -> Exit:
        from smstui.domain.errors import SignInRefused, StoreFailed

        try:
            if self._assent.draft:
                return self._keep()
            for n, row in enumerate(self._rows, start=1):
                need_reader()
                stop = self._row(n, row)
                if stop:
                    self._learn(self._rows[n:])
                    self._teller.not_tried([_form(each) for each in self._rows[n:]], stop)
                    break
        except (SignInRefused, StoreFailed) as error:
            done = len(self._teller.codes)
            self._learn(self._rows[done:])
            self._teller.refused(done + 1, _form(self._rows[done]), error)
            rest = [_form(each) for each in self._rows[done + 1 :]]
            self._teller.not_tried(rest, "What stopped the row before would stop these.")
        except OutputFailed as error:
            if not self._assent.apply:
                raise
            return self._teller.cut_short(error)
        except KeyboardInterrupt:
            done = len(self._teller.codes)
            narrate(f"smstui: interrupted after {done} of {len(self._rows)}. A row that was begun "
                    "goes on to its end. Run it again: what is paired is not sent "
                    "again.")  # fmt: skip
            raise
        code = self._teller.sum_up(applied=self._assent.apply)
        if not self._assent.apply:
            count = f" --confirm {len(self._rows)}" if self._desk.changes.counts_rows else ""
            narrate(f"smstui: Nothing was changed. To apply what is ready, add --apply{count}.")
        return code

    def _row(self, n: int, row: "PairRow") -> str:
        """Plan one row and apply it if that was asked for; why to stop after it, or nothing."""
        from smstui.domain.changes.confirmation import Confirmation
        from smstui.domain.changes.refusal import RefusedHere
        from smstui.services.drafts import weigh
        from smstui.store.drafts import Standing

        call, changes = self._desk.engine.call, self._desk.changes
        codes = "" if self._wanted.veil.drawn else f": {row.box} and {row.card}"
        with waiting(f"Row {n} of {len(self._rows)}{codes} …", self._wanted):
            weighed: Weighed = call(weigh(changes, _request(row), deciding=self._assent.apply))
            if not self._assent.apply or weighed.plan is None:
                result = None
            elif weighed.standing is Standing.READY:
                given = Confirmation(None, self._assent.reason, in_batch=True)
                try:
                    result = call(changes.apply(weighed.plan, given))
                except RefusedHere as refusal:
                    self._teller.refused(n, _form(row), refusal)
                    return ""
            else:
                result = None
        if result is None:
            if weighed.plan is None:
                self._learn([row])
            self._teller.planned(n, _form(row), weighed)
            return "" if weighed.was_reached else "the platform is not reached."
        self._teller.ended(n, _form(row), result)
        return result.stops

    def _learn(self, rows: "Sequence[PairRow]") -> None:
        """Mask, with privacy, the codes of rows that have no plan."""
        for row in rows:
            self._wanted.veil.learn_typed(row.box)
            self._wanted.veil.learn_typed(row.card)

    def _keep(self) -> Exit:
        """Save every pair as a draft."""
        drafts, call = self._desk.drafts, self._desk.engine.call
        kept = [call(drafts.save(_request(row))) for row in self._rows]
        self._wanted.veil.learn_drafts(kept)
        narrate(f"smstui: drafts saved: {len(kept)}. smstui drafts lists them, and applies them "
                "when the platform is there.")  # fmt: skip
        if self._wanted.json:
            from smstui.commands.draft_form import drafts_form
            from smstui.commands.output import say_document

            say_document(drafts_form(self._desk.deployment, kept))
        return Exit.DONE


def _refuse_whole(desk: "Desk") -> None:
    """Raise RefusedHere where no row could be applied, whatever it says."""
    from smstui.domain.changes.operations import Operation
    from smstui.domain.changes.refusal import RefusedHere

    if reason := desk.changes.why_not(Operation.PAIR):
        raise RefusedHere(reason)


def _request(row: "PairRow") -> "Request":
    from smstui.domain.changes.operations import Operation
    from smstui.services.changes import Request

    return Request(Operation.PAIR, row.box, row.card)


def _form(row: "PairRow") -> "Row":
    from smstui.commands.row_telling import Row

    return Row("pair", {"line": row.line, "box": row.box, "card": row.card})


def _text_of(file: str) -> str:
    try:
        raw = sys.stdin.buffer.read(LARGEST + 1) if file == "-" else Path(file).read_bytes()
    except OSError as error:
        raise click.UsageError(f"{file} cannot be read: {error.strerror}.") from error
    if len(raw) > LARGEST:
        raise click.UsageError(f"{file} has more than {LARGEST >> 20} MB; split it.")
    return raw.decode("utf-8-sig", "replace")


def _lines(problems: Sequence[str]) -> str:
    return "One line" if len(problems) == 1 else f"{len(problems)} lines"
