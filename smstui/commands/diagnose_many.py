"""Many ids diagnosed together: in their order on standard output, each as soon as it can be."""

import time
from collections import Counter
from collections.abc import AsyncGenerator, AsyncIterator, Callable, Iterator, Mapping, Sequence
from concurrent.futures import CancelledError
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime
from typing import TYPE_CHECKING, Any

from smstui.commands.diagnosis_form import aged, document_of
from smstui.commands.exits import Exit, exit_of, worst
from smstui.commands.feed import Feed
from smstui.commands.kept_answers import KeptAnswers, as_kept, touches
from smstui.commands.output import narrate, say_document, say_lines, say_row
from smstui.commands.progress import Progress, rate
from smstui.commands.queue_rows import brief_lines, row_of
from smstui.domain.age import utc_now
from smstui.domain.errors import SignInRefused
from smstui.domain.identifiers import IdKind
from smstui.domain.privacy import PRIVACY_MASK
from smstui.domain.spreadsheet import BYTE_ORDER_MARK
from smstui.domain.triage.queue import Once, QueueRow, Standing, id_in, is_offline, summary
from smstui.presentation.times import ago
from smstui.services.masker import Masker
from smstui.services.outcomes import Opened, Several
from smstui.services.queue.running import Answered
from smstui.services.queue.table import csv_heading, csv_line

if TYPE_CHECKING:
    from smstui.services.client import Client
    from smstui.store.journal import Entry

Form = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Told:
    """One id's end, to be told when its turn has come."""

    text: str
    form: Form
    exit: Exit
    answered: Answered | None = None


class Batch:
    """One run over many ids.

    `form` is sheets, json, csv (`marked` with a byte order mark) or brief; `tell` prints a sheet,
    `masker` masks, `kept` has the answers of an earlier run. Ids are printed in their order:
    a slow one holds back those after it, though they are asked meanwhile.
    """

    def __init__(
        self,
        client: "Client",
        tell: Callable[[Answered], None],
        masker: Masker,
        *,
        form: str,
        kept: KeptAnswers | None,
        quiet: bool,
        colours: bool,
        marked: bool = False,
    ) -> None:
        self._client = client
        self._tell = tell
        self._masker = masker
        self._form = form
        self._marked = marked
        self._kept = kept
        self._progress = Progress(not quiet)
        self._colours = colours
        self._once = Once(client.deployment.family)
        self._texts: list[str] = []
        self._asked: list[int] = []
        self._ended: dict[int, Told] = {}
        self._told = 0
        self._codes: list[Exit] = []
        self._rows: list[QueueRow] = []
        self._counts: Counter[Standing] = Counter()
        self._began = time.monotonic()
        self._resumed = 0
        self._offline = 0
        self._oldest: datetime | None = None
        self._changes: Sequence[Entry] | None = None
        self.signed_off = False

    def run(self, source: Iterator[str], reported: str, only: IdKind | None) -> Exit:
        """Ask about every id of `source`; the exit of the first that did not open.

        An error of `source` is raised after what was read before it is told.
        """
        client, call = self._client, self._client.engine.call
        if self._form == "csv":
            say_row(f"{BYTE_ORDER_MARK if self._marked else ''}{csv_heading()}")
        feed = Feed(client.engine, self._new(source)).start()
        answers = call(client.diagnose_many(self._to_ask(feed), reported=reported, only=only))
        try:
            while (answered := call(_next(answers))) is not None:
                place = self._asked[answered.place]
                self._end(place, self._told_of(answered))
                self._tell_what_can_be()
                self._show_progress(feed)
                if isinstance(answered.error, SignInRefused):
                    self.signed_off = True
            self._tell_what_can_be()
        except KeyboardInterrupt:
            self._tell_the_rest()
            self._sum_up(feed, interrupted=True)
            raise
        finally:
            self._progress.clear()
            with suppress(RuntimeError, CancelledError):  # it ends by itself, being cancelled
                call(answers.aclose())
        self._tell_the_rest()
        self._sum_up(feed)
        if feed.error is not None and not self.signed_off:
            raise feed.error
        return worst(self._codes)

    # The way in

    def _new(self, source: Iterator[str]) -> Iterator[str]:
        for line in source:
            text = id_in(line)
            if text and self._once.is_new(text):
                yield text

    async def _to_ask(self, feed: Feed) -> AsyncIterator[str]:
        """Return the ids without an answer; report those that have one."""
        async for text in feed.texts():
            place = len(self._texts)
            self._texts.append(text)
            form = self._kept.get(text) if self._kept else None
            if form is not None and not await self._has_changed(form):
                self._resumed += 1
                self._end(place, Told(form["asked"]["text"], as_kept(form), _exit_of(form)))
                continue
            self._asked.append(place)
            yield text

    async def _has_changed(self, form: Mapping[str, Any]) -> bool:
        """Return whether a change from this machine may have made a kept answer untrue."""
        if self._changes is None:
            self._changes = await self._client.own_changes()
        return any(touches(entry, form) for entry in self._changes)

    def _told_of(self, answered: Answered) -> Told:
        deployment = self._client.deployment
        self._masker.forget()
        told = self._masker.records.answered(answered)
        form = self._masker.document(
            document_of(deployment.name, deployment.family, told, utc_now())
        )
        if self._kept and answered.final:
            self._kept.add(answered.text, form)
        return Told(told.text, form, exit_of_answer(answered), told)

    def _end(self, place: int, told: Told) -> None:
        self._ended[place] = told

    # The way out

    def _tell_what_can_be(self) -> None:
        while (told := self._ended.pop(self._told, None)) is not None:
            self._say(self._told, told)
            self._told += 1

    def _tell_the_rest(self) -> None:
        """After an end before its time: what was answered, though not what stood before it."""
        for place in sorted(self._ended):
            self._say(place, self._ended.pop(place))
        if self._form == "brief" and self._rows:
            now = utc_now()
            say_lines(brief_lines(self._rows, now, self._colours), self._colours)

    def _say(self, place: int, told: Told) -> None:
        self._codes.append(told.exit)
        answered = told.answered
        row = row_of(place, told.text, told.form)
        if row.asked == PRIVACY_MASK:
            row = replace(row, asked=f"{PRIVACY_MASK} {place + 1}")
        self._counts[row.standing] += 1
        if is_offline(row):
            self._offline += 1
            self._oldest = min(filter(None, (self._oldest, row.read_at)), default=None)
        with self._progress.aside():
            if self._form == "json":
                say_document(aged(told.form, utc_now()))
            elif self._form == "csv":
                say_row(csv_line(row, utc_now()))
            elif self._form == "brief":
                self._rows.append(row)
            elif answered is not None:
                self._tell(answered)

    def _show_progress(self, feed: Feed) -> None:
        done = self._told + len(self._ended)
        of = f" of {feed.total}" if feed.total is not None else ""
        counts = self._counts.copy()
        self._progress.show(
            f"{done}{of} ids, {rate(done - self._resumed, self._began):.0f} a second"
            + (f": {summary(counts, self._offline)}" if counts else "")
        )

    def _sum_up(self, feed: Feed, interrupted: bool = False) -> None:
        self._progress.clear()
        done = sum(self._counts.values())
        took = time.monotonic() - self._began
        told = summary(self._counts, self._offline)
        parts = [f"{done} {'id' if done == 1 else 'ids'} in {took:.1f} s: {told}."]
        if self._oldest:
            parts.append(f"What is offline was read {ago(self._oldest, utc_now())} or later.")
        if self._resumed:
            parts.append(f"{self._resumed} answered before, as of the time each was read.")
        if self._once.repeated:
            parts.append(f"{self._once.repeated} there twice, asked once.")
        left = (feed.total or len(self._texts)) - done
        if interrupted or self.signed_off:
            more = f"{left} not answered." if left > 0 else "Stopped before the end of the list."
            again = "Run the same command again to continue." if self._kept else ""
            parts += [more, again]
        narrate(f"smstui: {' '.join(part for part in parts if part)}")


async def _next(answers: AsyncGenerator[Answered, None]) -> Answered | None:
    return await anext(answers, None)


def exit_of_answer(answered: Answered) -> Exit:
    """Return the exit code of a run over this one id."""
    if answered.error is not None:
        return exit_of(answered.error)
    outcome = answered.diagnosed.outcome if answered.diagnosed else None
    if isinstance(outcome, Opened):
        return Exit.DONE
    return Exit.SEVERAL if isinstance(outcome, Several) else Exit.NOT_FOUND


def _exit_of(form: Mapping[str, Any]) -> Exit:
    """Return the exit of an answer that was kept: only an answer that stands is."""
    error = form.get("error")
    if error:
        return Exit.NOT_FOUND if error["code"] == "not-found" else Exit.USAGE
    return Exit.SEVERAL if form.get("matches") else Exit.DONE
