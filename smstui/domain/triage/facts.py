"""The facts of a diagnosis."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Final, Literal

from smstui.domain.account import Account, ApprovalQuota
from smstui.domain.bundle import Bundle, Part
from smstui.domain.changes.cas_commands import CasCommand
from smstui.domain.changes.operations import Call
from smstui.domain.changes.policy import Policy
from smstui.domain.changes.watch import Awaited
from smstui.domain.device import AnyDevice, MediaPlayer, SetTopBox
from smstui.domain.identifiers import IdKind
from smstui.domain.naming import kind_of
from smstui.domain.record import Record
from smstui.domain.smartcard import SmartCard
from smstui.domain.triage.dictionary import Reported
from smstui.domain.triage.finding import Subject

BoundRights = Literal["yes", "no", "unknown"]
"""Whether rights of one device hold on that device only (opf.md "RMG", a setting)."""
NOBODY: Final = frozenset({"0", "-1"})
"""Numbers that no record has. They say neither that there is a record nor that there is none."""


@dataclass(frozen=True, slots=True)
class Thresholds:
    """The limits from which something is unusual. Ours, where the contract has no number."""

    session_silent: timedelta = timedelta(hours=2)
    """Clients report about every minute. One that is silent for this long is probably not
    watching."""
    right_ended_lately: timedelta = timedelta(days=31)
    right_begins_soon: timedelta = timedelta(days=31)
    created_lately: timedelta = timedelta(days=7)
    box_unused: timedelta = timedelta(days=255)
    """After this a box's date code may have to be recovered (opf.md, CAG, D)."""


@dataclass(frozen=True, slots=True)
class Twin:
    """Another record that carries the id `value` of `kind`; `title` names it."""

    kind: IdKind
    value: str
    title: str


@dataclass(frozen=True, slots=True)
class Shared:
    """The other records that have an id of one record.

    `unread` is why an answer is missing. `skipped` says that not all of its ids were looked up.
    """

    twins: tuple[Twin, ...] = ()
    unread: str = ""
    skipped: bool = False


@dataclass(frozen=True, slots=True)
class Facts:
    """One record's household as read, and the moment of the diagnosis by this machine's clock.

    `device` is the one in question, None for an account or a card alone. `card_asked` says that the
    card of that box was looked up by its own number, also if the bundle does not list the box
    (`Bundle.boxes_asked`). `absent` gives, for each operation without a call in this deployment,
    the reason. `remembered` is set for data of the cache: the platform was not read now.

    `elsewhere` are boxes outside this household that its cards name. `shared` says of each record
    whether another one has an id of it; a record that is not in it was not checked. With `policy`,
    actions are offered only if they would be planned. `last_command` gives the last command to the
    CAS for the box with a uid, as the journal has it. `bound_rights` says whether a right of one
    device holds there alone; on `sdp2` it does. `awaited` are the changes whose effect may still
    come.
    """

    bundle: Bundle
    now: datetime
    device: SetTopBox | MediaPlayer | None = None
    card_asked: bool = False
    remembered: bool = False
    quota: Part[ApprovalQuota] = field(default_factory=Part[ApprovalQuota])
    absent: Mapping[str, str] = field(default_factory=dict)
    reported: Reported | None = None
    elsewhere: tuple[SetTopBox, ...] = ()
    shared: Mapping[Subject, Shared] = field(default_factory=dict)
    policy: Policy | None = None
    lacking: Mapping[Call, str] = field(default_factory=dict)
    last_command: Callable[[str], CasCommand | None] = field(default=lambda _: None, compare=False)
    bound_rights: BoundRights = "unknown"
    awaited: tuple[Awaited, ...] = ()
    thresholds: Thresholds = field(default_factory=Thresholds)

    def of(self, device: AnyDevice) -> "Facts":
        """Return the same household with another device in question."""
        return replace(self, device=device)

    @property
    def opf(self) -> bool:
        return self.bundle.family == "opf"

    @property
    def platform_now(self) -> datetime:
        """`now` on the platform's clock, which dates rights, periods and signs of life."""
        return self.bundle.platform_time(self.now)

    @property
    def account(self) -> Account | None:
        return self.bundle.owner

    @property
    def account_subject(self) -> Subject:
        """The account, or the record that should have one."""
        owner = self.account
        if owner is not None:
            return Subject("account", owner.id or "")
        return self.subject

    @property
    def subject(self) -> Subject:
        """The device in question, else the record that was looked up."""
        if self.device is not None:
            return subject_of(self.device)
        focus = self.bundle.focus
        return Subject(focus.kind, focus.id)

    @property
    def box(self) -> SetTopBox | None:
        return self.device if isinstance(self.device, SetTopBox) else None

    @property
    def player(self) -> MediaPlayer | None:
        return self.device if isinstance(self.device, MediaPlayer) else None

    @property
    def kept_by_others(self) -> bool:
        """Whether no operation of this platform changes the device: a player of `sdp2`.

        That family has operations for boxes only (sdp2.md "Writes").
        """
        return self.player is not None and not self.opf

    @property
    def card(self) -> SmartCard | None:
        """The card in question: the one looked up, else the box's, by the box or by the card."""
        cards = self.bundle.smartcards
        focus = self.bundle.focus
        if focus.kind == "smartcard":
            focused = next((card for card in cards if card.id == focus.id), None)
            if focused and (self.box is None or self.box.uid == focused.box_uid):
                return focused
        if self.box is None:
            return None
        named = [card for card in cards if card.number and card.number == self.box.smartcard_id]
        naming = [
            card
            for card in cards
            if card.box_uid == self.box.uid
            and not card.told_by_box
            and not (card.number and self.box.smartcard_id)
        ]
        asked = [card for card in named if not card.told_by_box]
        return next(iter([*asked, *naming, *named]), None)

    @property
    def card_was_asked(self) -> bool:
        """Whether the box's card was looked up by its own number and answered."""
        if self.opf or self.box is None:
            return False
        if self.box.uid in self.bundle.boxes_asked:
            return True
        return self.card_asked and self.bundle.smartcards.is_whole

    def says_none(self, record: Record, name: str) -> bool:
        """Return whether the platform sent `name` of `record` as empty, rather than not at all."""
        return (
            getattr(record, name) is None
            and name in record.model_fields_set
            and name not in record.unreadable
        )

    def told(self, record: Record, name: str) -> object:
        """Return the value of a field; `none` if the platform sent it as empty."""
        return "none" if self.says_none(record, name) else getattr(record, name)

    def reported_as(self, check: str) -> bool:
        """Return whether the code that the viewer reads points at `check`."""
        return self.reported is not None and any(
            check in meaning.checks for meaning in self.reported.meanings
        )


def subject_of(record: Record) -> Subject:
    """Return a record as a finding names it."""
    return Subject(kind_of(record), record.id or "")
