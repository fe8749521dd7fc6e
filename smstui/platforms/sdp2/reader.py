"""From what the services answer to records, by the catalogue's spellings."""

from smstui.domain.account import Account
from smstui.domain.device import MediaPlayer, SetTopBox
from smstui.domain.identifiers import IdKind
from smstui.domain.right import Right
from smstui.domain.session import Session
from smstui.domain.smartcard import SmartCard
from smstui.domain.user import User
from smstui.platforms.catalogue import Catalogue
from smstui.platforms.paging import Wire
from smstui.platforms.port import Found

AnyDevice = SetTopBox | MediaPlayer


class Reader:
    """Reads the records of one deployment."""

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

    def device(self, wire: Wire) -> AnyDevice:
        """MP is a player, STB a box; without either word a media player id decides."""
        spelling = self._spellings["player"]
        kind = str(spelling.find("device_type", wire) or "").upper()
        if kind == "MP" or (kind != "STB" and spelling.tells("media_player_id", wire)):
            return self.player(wire)
        return self.box(wire)

    def found(self, kind: IdKind, wire: Wire) -> Found:
        """The record that an identifier of `kind` leads to."""
        match kind:
            case IdKind.ACCOUNT:
                return self.account(wire)
            case IdKind.LOGIN:
                return self.user(wire)
            case IdKind.SMARTCARD:
                return self.smartcard(wire)
            case _:
                return self.device(wire)
