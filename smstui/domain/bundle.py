"""A bundle: the whole account in one view."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Generic, Literal, TypeVar

from pydantic import BaseModel, ConfigDict, Field

from smstui.domain.account import Account, PinStatus
from smstui.domain.device import AnyDevice, MediaPlayer, SetTopBox
from smstui.domain.marking import called
from smstui.domain.record import Record, Sentence
from smstui.domain.right import Right
from smstui.domain.session import Session
from smstui.domain.smartcard import SmartCard
from smstui.domain.user import User

Family = Literal["sdp2", "opf"]
R = TypeVar("R", bound=Record)


class PartState(StrEnum):
    """The state of one part of a bundle."""

    READ = "read"
    FAILED = "failed"
    FORBIDDEN = "forbidden"
    UNSUPPORTED = "unsupported"
    NOT_ASKED = "not asked"


class Part(BaseModel, Generic[R]):
    """Some records of one kind, or the reason why they could not be read.

    `total` is set if the platform has more than were read. A part that failed does not affect the
    others.
    """

    model_config = ConfigDict(frozen=True, hide_input_in_errors=True)

    state: PartState = PartState.NOT_ASKED
    records: tuple[R, ...] = ()
    total: int | None = None
    reason: Sentence = None
    correlation_id: str | None = None
    read_at: datetime | None = None

    @property
    def was_read(self) -> bool:
        return self.state is PartState.READ

    @property
    def is_whole(self) -> bool:
        """Whether every record of the platform was read.

        Only a whole part is the basis of a plan, a proof or a verdict.
        """
        return self.was_read and self.total is None

    def __iter__(self) -> Iterator[R]:  # type: ignore[override]
        return iter(self.records)

    def __len__(self) -> int:
        return len(self.records)


class Focus(BaseModel):
    """The record that was asked for: its `kind` (box, player, smartcard, …) and uid or id."""

    model_config = ConfigDict(frozen=True, hide_input_in_errors=True)

    kind: str
    id: str

    @property
    def title(self) -> str:
        """The name for a line. A login id is marked as personal."""
        return f"{self.kind} {called(self.kind, self.id)}"


class Bundle(BaseModel):
    """Account, users, devices, smartcards, sessions and rights, each read by itself.

    A free card or an unassigned box has no account: then `account` is read and empty.
    """

    model_config = ConfigDict(frozen=True, hide_input_in_errors=True)

    deployment: str
    family: Family
    focus: Focus
    read_at: datetime
    account: Part[Account] = Part[Account]()
    users: Part[User] = Part[User]()
    devices: Part[AnyDevice] = Part[AnyDevice]()
    smartcards: Part[SmartCard] = Part[SmartCard]()
    sessions: Part[Session] = Part[Session]()
    rights: Part[Right] = Part[Right]()
    pins: Part[PinStatus] = Part[PinStatus]()
    boxes_asked: tuple[str, ...] = ()
    """UIDs of the boxes whose card was looked up by its own number and answered."""
    skew: timedelta | None = Field(default=None, exclude=True)
    """The platform's clock minus this machine's, if its answers gave the time.

    Not stored: the age of stored data is by this machine's clock.
    """

    def platform_time(self, now: datetime) -> datetime:
        """Return the moment `now` of this machine on the platform's clock, if that is known.

        It is compared with everything that the platform dates: rights, validity, signs of life.
        """
        return now + self.skew if self.skew is not None else now

    @property
    def owner(self) -> Account | None:
        """The account, if there is one and it could be read."""
        return next(iter(self.account), None)

    @property
    def boxes(self) -> tuple[SetTopBox, ...]:
        return tuple(device for device in self.devices if isinstance(device, SetTopBox))

    @property
    def players(self) -> tuple[MediaPlayer, ...]:
        return tuple(device for device in self.devices if isinstance(device, MediaPlayer))

    def parts(self) -> Iterator[tuple[str, Part[Record]]]:
        """Return every part with its name, in the order of a screen."""
        for name in PART_NAMES:
            yield name, getattr(self, name)


PART_NAMES = ("account", "users", "devices", "smartcards", "sessions", "rights", "pins")
