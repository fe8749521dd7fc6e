"""The Service Delivery Platform behind the port: reads only.

There is no bundled call. The record asked for gives the account's uid; everything of that
account is then read at once.
"""

from collections.abc import Mapping, Sequence
from typing import Any, Final

from smstui.config.families import Sdp2Settings
from smstui.domain.account import Account, ApprovalQuota
from smstui.domain.bundle import Part
from smstui.domain.device import AnyDevice, SetTopBox
from smstui.domain.errors import (
    Forbidden,
    PlatformError,
    Refused,
    SignInRefused,
    Unsupported,
)
from smstui.domain.identifiers import IdKind, Reading
from smstui.domain.origin import origin_of
from smstui.domain.record import Record
from smstui.domain.references import Reference
from smstui.domain.secret import Secret
from smstui.domain.smartcard import SmartCard
from smstui.domain.user import User
from smstui.platforms.adapter import Adapter
from smstui.platforms.catalogue import Catalogue
from smstui.platforms.comparison import Comparison
from smstui.platforms.correlation import correlation_id
from smstui.platforms.headers import is_turned_away
from smstui.platforms.known_ids import compare_known
from smstui.platforms.parts import failed_part, lone, part_of, read_part, unsupported_part
from smstui.platforms.port import Found, Survey
from smstui.platforms.sdp2.caller import Caller
from smstui.platforms.sdp2.household import Households, boxes_asked
from smstui.platforms.sdp2.known import looks_of
from smstui.platforms.sdp2.reader import Reader
from smstui.platforms.sdp2.survey import survey
from smstui.platforms.session_source import SessionSource
from smstui.platforms.transport import Transport

APPROVES_NONE: Final = "This platform approves no devices."


class Sdp2Platform(Adapter):
    """One deployment of the family `sdp2`."""

    def __init__(
        self,
        deployment: str,
        transport: Transport,
        catalogue: Catalogue,
        caller: Caller,
        *,
        reader: Reader,
        sessions: SessionSource,
        settings: Sdp2Settings,
    ) -> None:
        self._caller = caller
        self._settings = settings
        self._reader = reader
        self._households = Households(caller, reader, sessions)
        super().__init__(
            "sdp2",
            deployment,
            transport,
            catalogue,
            accounts=self._households.account,
            sessions=sessions,
        )

    async def owner(self, found: Found) -> Account | None:
        if isinstance(found, SmartCard):
            box = await self._box_of(found)
            return await self.owner(box) if box else None
        if isinstance(found, User) and not found.account_uid and found.uid:
            return await self._households.account_of_user(found.uid)
        return await super().owner(found)

    async def account_at_ssp(self, number: str) -> Account | None:
        return None  # an SSP stands beside `opf` only

    async def smartcard_of(self, box: SetTopBox) -> Part[SmartCard]:
        return await part_of(self._households.smartcards_of(box))

    async def approval_quota(self, account_uid: str) -> Part[ApprovalQuota]:
        return unsupported_part(APPROVES_NONE)

    async def approvals(self, account_uid: str) -> Part[AnyDevice]:
        return unsupported_part(APPROVES_NONE)

    async def own_account(self, token: Secret) -> Account:
        raise Unsupported(
            "This platform has no call that takes a subscriber's own token.",
            hint="Look the account up by its number or by a login.",
            correlation_id=correlation_id(),
        )

    async def referred(self, reference: Reference) -> Record | None:
        wires = await self._caller.read(reference.kind, reference.uid)
        return next((self._reader.referred(reference.kind, wire) for wire in wires), None)

    async def survey(self) -> Sequence[Survey]:
        return await survey(self._catalogue, self._caller, self._settings)

    async def compare_known(
        self, readings: Sequence[Reading], *, is_certain: bool = True
    ) -> Comparison:
        looks = looks_of(self._catalogue, self._caller, self._reader)
        return await compare_known(self, looks, readings, is_certain=is_certain)

    async def sign_in(self) -> None:
        # A getter of an id nobody has: null for whoever is let in (sdp2.md, D).
        try:
            await self._caller.read("account-by-number", "-")
        except (SignInRefused, Forbidden):
            raise
        except Refused as error:
            if is_turned_away(error):
                raise
            # Otherwise it was the id that was refused, by a service that had let us in.
        except Unsupported:
            pass  # the site calls it otherwise: the survey says so

    async def _found(self, name: str, reading: Reading) -> Sequence[Found]:
        wires = await self._caller.read(name, *_asked_for(reading))
        return [self._reader.found(reading.kind, wire) for wire in wires]

    async def _parts(self, found: Found) -> Mapping[str, Any]:
        """Return the parts of the bundle around `found`, which stands whatever else fails."""
        try:
            asked = await self._asked(found)
        except PlatformError as error:
            return lone(failed_part(error), found)
        uid = asked.uid if isinstance(asked, Account) else asked.account_uid
        if uid and not isinstance(asked, SmartCard):
            return await self._households.of(uid, asked, found)
        cards = await part_of(self._households.cards_asked_for(asked, found))
        boxes = boxes_asked(asked, found, cards)
        return {**lone(read_part([]), asked), "smartcards": cards, "boxes_asked": boxes}

    async def _asked(self, found: Found) -> Found:
        """Return the record that knows its account: a card's box, a user's account, or `found`."""
        if isinstance(found, SmartCard):
            return await self._box_of(found) or found
        if isinstance(found, User) and not found.account_uid:
            return await self.owner(found) or found
        return found

    async def _box_of(self, card: SmartCard) -> AnyDevice | None:
        if not card.box_uid:
            return None
        wires = await self._caller.read("device-by-uid", card.box_uid)
        return next(map(self._reader.device, wires), None)


def _asked_for(reading: Reading) -> tuple[str, ...]:
    """Return the values of a lookup: another system's key goes before its id."""
    if reading.kind is IdKind.ORIGIN and (origin := origin_of(reading.value)):
        number, key = origin
        return key, number
    return (reading.value,)
