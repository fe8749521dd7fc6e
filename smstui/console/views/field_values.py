"""How the value of a field reads in a record sheet, and whether it keeps somebody from watching."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final

from smstui.console.views.fields import label
from smstui.domain import money, zone
from smstui.domain.account import Account, PinStatus
from smstui.domain.known_secrets import MASK
from smstui.domain.record import Record
from smstui.domain.right import Right
from smstui.domain.secret import Secret
from smstui.domain.session import Session
from smstui.domain.shown_state import Level, state_of
from smstui.domain.text import clean
from smstui.domain.words import Unknown, shown
from smstui.presentation import looks
from smstui.presentation.lines import Span
from smstui.presentation.looks import LEVELS
from smstui.presentation.times import whole

EMPTY: Final[Span] = ("-", "faint")
"""The value of a field that the platform did not send."""
_AMOUNTS: Final = frozenset({"credit_limit", "credit_spent"})
_CONCERNS: Final[Mapping[tuple[str, object], Level]] = {
    ("banned", True): Level.FAULT,
    ("enabled", False): Level.OFF,
    ("approved", False): Level.CAUTION,
    ("activation_status", "INACTIVE"): Level.CAUTION,
    ("purchase_ability", "DENIED"): Level.CAUTION,
}
"""Values that keep somebody from watching or buying."""
_WORST_FIRST: Final = tuple(Level)


@dataclass(frozen=True, slots=True)
class Reader:
    """Reads the fields of one record at `now` on the platform's clock.

    With `brief` a moment is as short as it can be; else it has its seconds and its zone.
    """

    record: Record
    now: datetime
    revealed: bool = False
    brief: bool = True

    def cell(self, name: str, value: Any) -> Span:
        """Return the value of a field of the record, or of one that it refers to."""
        if name == "credit_limit" and value is None and isinstance(self.record, Account):
            return "unlimited", "base"
        if value is None:
            return EMPTY
        if isinstance(value, Secret):
            return (clean(value.reveal()), "caution") if self.revealed else (MASK, "muted")
        if isinstance(value, Unknown):
            return shown(value), "unknown"
        if isinstance(value, bool):
            return ("yes" if value else "no"), "base"
        if isinstance(value, datetime):
            return self.moment(value), "base"
        if isinstance(value, date):
            return value.isoformat(), "base"
        if name in _AMOUNTS:
            return money.amount(value), "base"
        if isinstance(value, float):
            return f"{value:.2f}", "base"
        return str(value), "base"

    def moment(self, moment: datetime) -> str:
        """Return a moment: a day without a time, which was not sent; today without its date."""
        if not self.brief:
            return whole(moment)
        if zone.is_day(moment):
            return zone.day(moment)
        if zone.is_today(moment, self.now):
            return zone.time_of_day(moment)
        return zone.brief(moment, self.now)

    def status(self) -> Span | None:
        """Return the state of the record, the worst of it first; None if it has none."""
        if "status" not in type(self.record).model_fields:
            return None
        if isinstance(self.record, Session):
            return self.cell("status", self.record.status)
        if not state_of(self.record, self.now).word:
            return EMPTY
        return looks.explained(looks.of_record(self.record, self.now)).span

    def concerns(self) -> Iterator[tuple[str, str, Span]]:
        """Yield name, label and value of each field that keeps somebody from watching or buying,
        or makes no sense; the worst first."""
        found = [
            (level, name, label(name), self._with_role(name, level))
            for name in type(self.record).model_fields
            if (level := self._level(name)) is not None
        ]
        found += [
            (Level.UNKNOWN, name, label(name), ("? makes no sense", "unknown"))
            for name in self.record.unreadable
        ]
        found += [
            (Level.FAULT, f"PIN:{at}", f"PIN {pin.id or ''}".rstrip(), self._pin(pin))
            for at, pin in enumerate(getattr(self.record, "pins", None) or ())
            if state_of(pin, self.now).level is Level.FAULT
        ]
        for _, name, said, span in sorted(found, key=lambda one: _WORST_FIRST.index(one[0])):
            yield name, said, span

    def _pin(self, pin: PinStatus) -> Span:
        return looks.of_record(pin, self.now).span

    def _with_role(self, name: str, level: Level) -> Span:
        text, _ = self.cell(name, getattr(self.record, name))
        look = LEVELS[level]
        return f"{look.glyph} {text}", look.role

    def _level(self, name: str) -> Level | None:
        value = getattr(self.record, name)
        if isinstance(value, Unknown) and name != "status":
            return Level.UNKNOWN
        if isinstance(value, datetime):
            return self._level_of_moment(name, value)
        if name == "credit_spent" and isinstance(self.record, Account):
            limit = self.record.credit_limit
            return Level.CAUTION if limit and value is not None and value >= limit else None
        try:
            return _CONCERNS.get((name, value))
        except TypeError:  # a value that is not hashable is none of these
            return None

    def _level_of_moment(self, name: str, moment: datetime) -> Level | None:
        if name in ("valid_until", "expires") and moment <= self.now:
            return Level.OFF if isinstance(self.record, Right) else Level.FAULT
        return Level.CAUTION if name == "valid_from" and moment > self.now else None
