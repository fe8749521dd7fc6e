"""The account sheet: what `smstui lookup` prints for a person. Pure: records in, lines out."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from smstui.commands.columns import table
from smstui.commands.json_form import part_problem
from smstui.commands.output import styled
from smstui.domain import zone
from smstui.domain.account import Account
from smstui.domain.bundle import Bundle, Part, PartState
from smstui.domain.device import MediaPlayer, SetTopBox
from smstui.domain.identifiers import WORDS
from smstui.domain.naming import kind_of
from smstui.domain.privacy import asked_by
from smstui.domain.record import Record
from smstui.domain.right import Right
from smstui.domain.session import Session
from smstui.domain.shown_state import Level, level_of, state_of
from smstui.domain.skew import is_large, skew_sentence
from smstui.domain.smartcard import SmartCard
from smstui.domain.text import capital
from smstui.domain.user import User
from smstui.domain.words import shown
from smstui.presentation.looks import LEVELS
from smstui.presentation.times import ago
from smstui.services.outcomes import Opened

_FOCUS = "\N{SINGLE RIGHT-POINTING ANGLE QUOTATION MARK}"
"""Stands before the record that was asked for."""
_ABSENT = {
    PartState.FAILED: "not read",
    PartState.FORBIDDEN: "not allowed",
    PartState.UNSUPPORTED: "not told by this platform",
}


@dataclass(frozen=True, slots=True)
class Sheet:
    """How to draw it: the moment ages count from, and whether colours are wanted.

    What the platform dates is judged by its own clock, the age of what was read by this machine's.
    """

    now: datetime
    colours: bool = False

    def lines(self, opened: Opened) -> Iterator[str]:
        """The whole sheet of what was opened."""
        bundle = opened.bundle
        yield from self._head(opened)
        there = replace(self, now=bundle.platform_time(self.now))
        if bundle.owner:
            yield from there._account(bundle.owner, bundle)
        for title, part, headings, cells in there._parts(bundle):
            yield from self._part(title, part, headings, cells, bundle.focus.id)

    def _head(self, opened: Opened) -> Iterator[str]:
        bundle = opened.bundle
        owner = bundle.owner
        title = owner.title if owner else bundle.focus.title
        words = [self._strong(capital(title))]
        if owner:
            words += [
                self._tinted(state_of(owner, bundle.platform_time(self.now)).text),
                owner.name or "",
            ]
        elif bundle.account.was_read:
            words.append("belongs to no account")
        yield "   ".join(word for word in words if word)
        source = "from the cache, read" if opened.source == "cache" else "read"
        yield self._dim(
            f"  {asked_by(opened.asked.text, opened.kind)} is the {WORDS[opened.kind]} of "
            f"{bundle.focus.title}; {source} {ago(bundle.read_at, self.now)}; "
            f"{zone.note()}"
        )
        if bundle.skew is not None and is_large(bundle.skew):
            yield f"  {self._care('clock')}: {skew_sentence(bundle.skew)}."
        if reason := part_problem(bundle.account):
            yield f"  {self._care('account not read')}: {reason}"

    def _account(self, account: Account, bundle: Bundle) -> Iterator[str]:
        facts = [
            ("uid", account.uid),
            ("address", ", ".join(_known(
                account.address1, account.address2, account.locality, account.city,
                account.county, account.postcode, account.country,
            ))),
            ("credit", _credit(account)),
            ("profile", _profile(account)),
            ("valid", _span(account.valid_from, account.valid_until)),
            ("PINs", ", ".join(
                f"{pin.id or 'without a type'} {shown(pin.status) or 'not told'}"
                for pin in bundle.pins
            )),
        ]  # fmt: skip
        known = [(f"  {name}", value) for name, value in facts if value]
        if known:
            yield from ("".join(cells) for cells in table(known, widest=100))
        if account.unreadable:
            yield f"  {self._care('not readable')}: {', '.join(account.unreadable)}"

    def _parts(
        self, bundle: Bundle
    ) -> Iterable[tuple[str, Part[Any], Sequence[str], Callable[[Any], Sequence[str]]]]:
        yield "Users", bundle.users, ("login", "name", "type", "default", "buys"), _user
        yield (
            "Devices", bundle.devices,
            ("kind", "id", "CASN or player", "card", "status", "serial", "MAC", "name"),
            self._device,
        )  # fmt: skip
        yield (
            "Smartcards",
            bundle.smartcards,
            ("number", "status", "box", "CAS", "note"),
            self._card,
        )
        yield (
            "Sessions", bundle.sessions,
            ("id", "device", "content", "type", "status", "last sign"), self._session,
        )  # fmt: skip
        yield "Rights", bundle.rights, ("product", "state", "from", "until", "device"), self._right

    def _part(
        self,
        title: str,
        part: Part[Any],
        headings: Sequence[str],
        cells: Callable[[Any], Sequence[str]],
        focus: str,
    ) -> Iterator[str]:
        problem = part_problem(part)
        if not part.was_read and not problem:
            return
        yield ""
        if not part.was_read:
            yield f"{self._strong(title)}  {self._care(_ABSENT[part.state])}: {problem}"
            return
        yield f"{self._strong(f'{title} {len(part)}')}{f'  ({problem})' if problem else ''}"
        if not len(part):
            return
        marked = any(record.id == focus for record in part)
        rows = [list(headings), *(list(cells(record)) for record in part)]
        if marked:
            for row, record in zip(rows, [None, *part], strict=True):
                here = record is not None and record.id == focus
                row[0] = f"{_FOCUS} {row[0]}" if here else f"  {row[0]}"
        for at, line in enumerate(table(rows)):
            drawn = [self._dim(cell) if at == 0 else self._tinted(cell) for cell in line]
            yield f"  {''.join(drawn)}".rstrip()

    def _device(self, device: Record) -> Sequence[str]:
        state = state_of(device, self.now).text
        if isinstance(device, SetTopBox):
            card = device.smartcard_id or ("virtual" if device.smartcard_type == "CARDLESS" else "")
            return (
                kind_of(device), device.id or "", device.casn or "", card, state,
                device.serial_number or "", device.mac_address or "", device.name or "",
            )  # fmt: skip
        player = device if isinstance(device, MediaPlayer) else None
        return (
            kind_of(device), device.id or "", (player.media_player_id if player else "") or "", "",
            state, "", "", (player.name if player else "") or "",
        )  # fmt: skip

    def _card(self, card: SmartCard) -> Sequence[str]:
        note = "as its box tells" if card.told_by_box else ""
        state = "" if card.told_by_box else state_of(card, self.now).text
        return card.number or "", state, card.box_uid or "", card.cas_instance_id or "", note

    def _session(self, session: Session) -> Sequence[str]:
        last = session.last_sign
        return (
            session.uid or "", session.device_uid or "", session.content_id or "",
            session.content_type or session.session_type or "", session.status or "",
            ago(min(last, self.now), self.now) if last else "",
        )  # fmt: skip

    def _right(self, right: Right) -> Sequence[str]:
        return (
            right.product or right.purchased_uid or right.uid or "", state_of(right, self.now).text,
            _day(right.valid_from), _day(right.expires), right.device_uid or "",
        )  # fmt: skip

    def _tinted(self, cell: str) -> str:
        level = level_of(cell.split(",", maxsplit=1)[0].strip())
        role = "base" if level in (Level.UNKNOWN, Level.UNTOLD) else LEVELS[level].role
        return styled(cell, role, self.colours)

    def _strong(self, text: str) -> str:
        return styled(text, "strong", self.colours)

    def _dim(self, text: str) -> str:
        return styled(text, "muted", self.colours)

    def _care(self, text: str) -> str:
        return styled(text, "caution", self.colours)


def _user(user: User) -> Sequence[str]:
    default = "default" if user.default_user else ""
    return (
        user.login_id or user.uid or "", user.name or "", shown(user.type), default,
        shown(user.purchase_ability),
    )  # fmt: skip


def _credit(account: Account) -> str:
    if account.credit_spent is None:
        return ""
    limit = f" of {account.credit_limit:.2f}" if account.credit_limit is not None else ""
    return f"{account.credit_spent:.2f}{limit}"


def _profile(account: Account) -> str:
    profile = account.profile
    if profile is None:
        return ""
    sessions = profile.max_sessions_allowed
    limits = ""
    if sessions is not None:
        enforced = "" if profile.enable_session_limit in (True, None) else ", not enforced"
        limits = f"{sessions} sessions{enforced}"
    return ", ".join(_known(profile.name or profile.uid, limits))


def _span(start: datetime | None, end: datetime | None) -> str:
    return f"{_day(start) or '…'} to {_day(end) or '…'}" if start or end else ""


def _day(moment: datetime | None) -> str:
    return zone.day(moment) if moment else ""


def _known(*texts: str | None) -> list[str]:
    return [text for text in texts if text]
