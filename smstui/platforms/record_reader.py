"""From what a platform answers to records, by the catalogue's spellings, in either family."""

from smstui.domain.account import Account, ApprovalQuota, PinStatus
from smstui.domain.device import MediaPlayer, SetTopBox
from smstui.domain.record import Record
from smstui.domain.references import RECORD_OF, Referred
from smstui.domain.right import Right
from smstui.domain.session import Session
from smstui.domain.smartcard import SmartCard
from smstui.domain.user import User
from smstui.platforms.catalogue import Catalogue
from smstui.platforms.paging import Wire


class RecordReader:
    """Reads the records of one deployment. What tells a box from a player is the family's own."""

    def __init__(self, catalogue: Catalogue) -> None:
        self._spellings = catalogue.spellings

    def account(self, wire: Wire) -> Account:
        return self._spellings["account"].read(Account, wire)

    def user(self, wire: Wire) -> User:
        return self._spellings["user"].read(User, wire)

    def box(self, wire: Wire) -> SetTopBox:
        return self._spellings["box"].read(SetTopBox, wire)

    def player(self, wire: Wire) -> MediaPlayer:
        return self._spellings["player"].read(MediaPlayer, wire)

    def smartcard(self, wire: Wire) -> SmartCard:
        return self._spellings["smartcard"].read(SmartCard, wire)

    def right(self, wire: Wire) -> Right:
        return self._spellings["right"].read(Right, wire)

    def session(self, wire: Wire) -> Session:
        return self._spellings["session"].read(Session, wire)

    def pin(self, wire: Wire) -> PinStatus:
        return self._spellings["pin"].read(PinStatus, wire)

    def quota(self, wire: Wire) -> ApprovalQuota:
        return self._spellings["quota"].read(ApprovalQuota, wire)

    def referred(self, kind: Referred, wire: Wire) -> Record:
        """Return a record that others name by uid."""
        return self._spellings[kind].read(RECORD_OF[kind], wire)
