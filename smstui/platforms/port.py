"""The port: what the rest of the program may ask of a platform, whichever its family.

Reads are `Platform`. The write half is a type of its own (`writes.PlatformWriter`), held by the
change service (`services.changes`) and by nobody else.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, Protocol

from smstui.domain.account import Account, ApprovalQuota
from smstui.domain.bundle import Bundle, Family, Part
from smstui.domain.device import AnyDevice, MediaPlayer, SetTopBox
from smstui.domain.identifiers import IdKind, Reading
from smstui.domain.record import Record
from smstui.domain.references import Reference
from smstui.domain.secret import Secret
from smstui.domain.session import Session
from smstui.domain.smartcard import SmartCard
from smstui.domain.user import User
from smstui.platforms.clock import PlatformClock
from smstui.platforms.comparison import Comparison

Found = Account | User | SetTopBox | MediaPlayer | SmartCard
"""A record that an identifier can lead to."""


class Confirmation(StrEnum):
    """The live platform's word on one catalogue entry."""

    CONFIRMED = "confirmed"
    MISSING = "missing"
    DIFFERENT = "different"
    REFUSED = "refused"
    NOT_CHECKABLE = "not checkable"

    @property
    def is_fault(self) -> bool:
        """Whether a call of the entry would be refused, or would not be understood."""
        return self in (self.MISSING, self.DIFFERENT, self.REFUSED)


@dataclass(frozen=True, slots=True)
class Survey:
    """One line of `smstui doctor`: a catalogue entry against the live platform.

    `nearest` are at most three operations of the platform that come nearest. `override` is what
    the catalogue would have to say, by table ("operations.pair") and key, as far as that is known;
    `setting` is a sentence on a setting that would have to be another. `header` is the name of a
    header that the platform says is missing. `called` is the method and path of a REST call.
    """

    entry: str
    mark: str
    says: Confirmation
    detail: str
    nearest: Sequence[str] = ()
    override: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    setting: str = ""
    header: str = ""
    called: str = ""


class Platform(Protocol):
    """One deployment, read only. Every method raises `PlatformError` and nothing else.

    Calls are bounded in number, in time and in size; reads are retried within the total time.
    """

    @property
    def family(self) -> Family: ...

    @property
    def clock(self) -> PlatformClock:
        """The platform's clock, from the answers so far."""
        ...

    @property
    def resolvable(self) -> frozenset[IdKind]:
        """The kinds this platform can look up. Others only a local cache can answer."""
        ...

    async def resolve(self, reading: Reading) -> Sequence[Found]:
        """Return the records `reading` leads to: none, one, or several. One call."""
        ...

    async def bundle(self, found: Found) -> Bundle:
        """Return the whole account around `found`, in at most two further rounds of calls."""
        ...

    async def owner(self, found: Found) -> Account | None:
        """Return the account `found` belongs to, for a list of matches. At most two calls."""
        ...

    async def sessions(self, account: Account) -> Part[Session]:
        """Return the live sessions of an account, or why they cannot be listed."""
        ...

    async def account_at_ssp(self, number: str) -> Account | None:
        """Return the same account as an SSP beside the platform keeps it; None if it is not there.

        One call, for a deployment that keeps accounts at both (`also_ssp`).
        """
        ...

    async def smartcard_of(self, box: SetTopBox) -> Part[SmartCard]:
        """Return the card of one box, from the card's own record."""
        ...

    async def approval_quota(self, account_uid: str) -> Part[ApprovalQuota]:
        """Read how many devices the account may still approve, or why that is unknown. One call."""
        ...

    async def approvals(self, account_uid: str) -> Part[AnyDevice]:
        """Return the devices of an account with their approvals alone, or why not. One call."""
        ...

    async def own_account(self, token: Secret) -> Account:
        """Return the account of a subscriber's own `token`. One call, without a sign-in.

        Raises NotFound too.
        """
        ...

    async def referred(self, reference: Reference) -> Record | None:
        """Return the record that others name by uid, or None where there is none. One call.

        Raises Unsupported where the site has no such service.
        """
        ...

    async def survey(self) -> Sequence[Survey]:
        """Compare the catalogue with what the platform says of itself."""
        ...

    async def compare_known(
        self, readings: Sequence[Reading], *, is_certain: bool = True
    ) -> Comparison:
        """Compare the answers for an id that is known to exist with the catalogue.

        Reads what a lookup reads, and each id that the records carry. An id that is not
        `is_certain` says nothing where it is not found.
        """
        ...

    async def sign_in(self) -> None:
        """Prove that the credentials are taken; for `doctor`."""
        ...

    async def close(self) -> None:
        """Let go of connections."""
        ...
