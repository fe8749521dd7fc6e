"""The account sheet: what `smstui lookup` prints for a person. Pure: records in, lines out."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from smstui.commands.columns import painted
from smstui.commands.json_form import part_problem
from smstui.commands.output import styled
from smstui.domain import zone
from smstui.domain.account import PinStatus
from smstui.domain.bundle import Bundle, Part
from smstui.domain.identifiers import WORDS
from smstui.domain.privacy import asked_by
from smstui.domain.skew import is_large, skew_sentence
from smstui.domain.text import capital
from smstui.presentation import account, records
from smstui.presentation.looks import PARTS, bare, of_record
from smstui.presentation.tables import Column, Row, When
from smstui.presentation.times import ago, day
from smstui.services.outcomes import Opened

_FOCUS: Final = "\N{SINGLE RIGHT-POINTING ANGLE QUOTATION MARK}"
"""Marks the record that was asked for."""
_PANES: Final = ("users", "devices", "smartcards", "sessions", "rights")
_RANK: Final = 4
"""Columns of a higher rank are left out: a terminal has less room than a scrolled list."""


@dataclass(frozen=True, slots=True)
class Sheet:
    """The settings of one print: the moment that ages count from, and whether colours are wanted.

    What the platform dates is judged by its own clock, the age of what was read by this machine's.
    """

    now: datetime
    colours: bool = False

    def lines(self, opened: Opened) -> Iterator[str]:
        """Yield the whole sheet of what was opened."""
        bundle = opened.bundle
        source = "from the cache, read" if opened.source == "cache" else "read"
        yield from self._head(
            bundle,
            f"{asked_by(opened.asked.text, opened.kind)} is the {WORDS[opened.kind]} of "
            f"{bundle.focus.title}; {source}",
        )
        for pane in _PANES:
            yield from self._part(pane, bundle)

    def own_lines(self, bundle: Bundle) -> Iterator[str]:
        """Yield the sheet of an account that was read with the subscriber's own token."""
        yield from self._head(bundle, "the account of the client token; read")

    def _head(self, bundle: Bundle, asked: str) -> Iterator[str]:
        """Yield the lines of the account; `asked` says how it was found."""
        owner = bundle.owner
        yield styled(capital(owner.title if owner else bundle.focus.title), "strong", self.colours)
        read = f"  {asked} {ago(bundle.read_at, self.now)}; {zone.note()}"
        yield styled(read, "muted", self.colours)
        if bundle.skew is not None and is_large(bundle.skew):
            yield f"  {self._caution('clock')}: {skew_sentence(bundle.skew)}."
        if reason := part_problem(bundle.account):
            yield f"  {self._caution('account not read')}: {reason}"
        for line in account.lines_of(bundle, self.now):
            pieces = [styled(bare(span), span[1], self.colours) for span in line]
            yield f"  {''.join(pieces)}".rstrip()
        told_pins = bundle.pins if bundle.pins.was_read else ((owner.pins or ()) if owner else ())
        pins = map(self._pin, told_pins)
        if told := ", ".join(pins):
            yield f"  {styled('PINs ', 'muted', self.colours)}{told}"
        if owner and owner.unreadable:
            yield f"  {self._caution('not readable')}: {', '.join(owner.unreadable)}"

    def _pin(self, pin: PinStatus) -> str:
        word = of_record(pin, self.now).word
        told = " ".join(part for part in (pin.id or "without a type", word) if part)
        return f"{told} (changed {day(pin.last_change)})" if pin.last_change else told

    def _part(self, pane: str, bundle: Bundle) -> Iterator[str]:
        part: Part[Any] = getattr(bundle, pane)
        problem = part_problem(part)
        if not part.was_read and not problem:
            return
        yield ""
        title = capital(pane)
        if not part.was_read:
            word = self._caution(PARTS[part.state].word)
            yield f"{styled(title, 'strong', self.colours)}  {word}: {problem}"
            return
        count = styled(f"{title} {len(part)}", "strong", self.colours)
        yield f"{count}{f'  ({problem})' if problem else ''}"
        columns = [column for column in records.COLUMNS[pane] if column.rank <= _RANK]
        rows = records.rows_of(pane, bundle, self.now, self._age(bundle))
        here = [record.id == bundle.focus.id for record in part]
        if any(here):
            columns.insert(0, Column(""))
            rows = [
                Row(row.key, ((_FOCUS if is_it else " ", "accent"), *row.cells))
                for row, is_it in zip(rows, here, strict=True)
            ]
        if rows:
            yield from (f"  {line}" for line in painted(columns, rows, self.colours, indent=2))

    def _age(self, bundle: Bundle) -> When:
        """Return moments as ages by the platform's clock; it dates the sessions."""
        there = bundle.platform_time(self.now)
        return lambda moment: ago(min(moment, there), there) if moment else ""

    def _caution(self, text: str) -> str:
        return styled(text, "caution", self.colours)
