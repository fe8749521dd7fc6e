"""How `smstui doctor` looks at a known id over SOAP."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress

from smstui.domain.device import SetTopBox
from smstui.domain.errors import PlatformError
from smstui.platforms.answer_fields import Element
from smstui.platforms.catalogue import Catalogue
from smstui.platforms.comparison import Remark
from smstui.platforms.known_ids import Looks
from smstui.platforms.observing import Observed
from smstui.platforms.paging import Page
from smstui.platforms.sdp2 import envelope
from smstui.platforms.sdp2.caller import Caller
from smstui.platforms.sdp2.reader import Reader
from smstui.platforms.srm import SESSIONS, sessions_in


def looks_of(catalogue: Catalogue, caller: Caller, reader: Reader) -> Looks:
    """Return how a deployment of this family is looked at."""

    def elements(kept: Observed) -> Iterator[Element]:
        entry = catalogue.entry(kept.name)
        if kept.name == SESSIONS:
            nodes = sessions_in(kept.answer.body)
        else:
            said = envelope.read_list(kept.answer.body, entry.result)
            nodes = [] if isinstance(said, envelope.Fault) else said[0]
        for node in nodes:
            if isinstance(node, Mapping):
                kind = entry.records[0]
                if "box" in entry.records:
                    kind = "box" if isinstance(reader.device(node), SetTopBox) else "player"
                yield Element(kind, entry.records, node, kept.name, kept.of[0] if kept.of else "")

    async def look_up(name: str, value: str) -> Page:
        return await caller.listed(name, value)

    async def more(uid: str) -> Sequence[Remark]:
        """Read the profile of an account, whose limits a diagnosis judges."""
        with suppress(PlatformError):
            for wire in await caller.read("account-by-uid", uid):
                profile = catalogue.spellings["account"].find("profile.uid", wire)
                if profile is not None:
                    await caller.listed("account-profile", str(profile))
        return ()

    return Looks(catalogue, elements, look_up, more)
