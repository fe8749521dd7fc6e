"""From what the services answer to records: which kind a device is, and what an id leads to."""

from smstui.domain.device import AnyDevice
from smstui.domain.identifiers import IdKind
from smstui.platforms.catalogue import Catalogue
from smstui.platforms.paging import Wire
from smstui.platforms.port import Found
from smstui.platforms.record_reader import RecordReader


class Reader(RecordReader):
    """Reads the records of one deployment."""

    def __init__(self, catalogue: Catalogue) -> None:
        super().__init__(catalogue)
        self._accounts = {
            IdKind(kind)
            for kind, name in catalogue.resolve.items()
            if catalogue.entry(name).records == ("account",)
        }

    def device(self, wire: Wire) -> AnyDevice:
        """MP is a player, STB a box; without either word a media player id decides."""
        spelling = self._spellings["player"]
        kind = str(spelling.find("device_type", wire) or "").upper()
        if kind == "MP" or (kind != "STB" and spelling.tells("media_player_id", wire)):
            return self.player(wire)
        return self.box(wire)

    def found(self, kind: IdKind, wire: Wire) -> Found:
        """Return the record that an identifier of `kind` leads to."""
        if kind in self._accounts:
            return self.account(wire)
        match kind:
            case IdKind.LOGIN:
                return self.user(wire)
            case IdKind.SMARTCARD:
                return self.smartcard(wire)
            case _:
                return self.device(wire)
