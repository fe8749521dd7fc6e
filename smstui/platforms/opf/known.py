"""How `smstui doctor` looks at a known id over REST."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from typing import Any, Final

from smstui.domain.device import SetTopBox
from smstui.domain.errors import PlatformError
from smstui.platforms import json_document
from smstui.platforms.answer_fields import Element
from smstui.platforms.catalogue import Catalogue
from smstui.platforms.comparison import Remark, Topic
from smstui.platforms.known_ids import Looks
from smstui.platforms.observing import Observed
from smstui.platforms.opf.caller import Caller
from smstui.platforms.opf.judging import unpacked
from smstui.platforms.opf.reader import Reader
from smstui.platforms.opf.survey import BUNDLES
from smstui.platforms.paging import Page, Wire
from smstui.platforms.srm import SESSIONS, sessions_in

DEVICES, APPROVALS = "devices-of-account", "approvals-of-account"
KINDS: Final = ("box", "player")
APPROVED: Final = "approved"
"""A field of a device that is answered only where it is asked for."""


def looks_of(catalogue: Catalogue, caller: Caller, reader: Reader) -> Looks:
    """Return how a deployment of this family is looked at."""
    return _Looks(catalogue, caller, reader).all()


class _Looks:
    """Looks at the modules of one deployment."""

    def __init__(self, catalogue: Catalogue, caller: Caller, reader: Reader) -> None:
        self._catalogue = catalogue
        self._caller = caller
        self._reader = reader

    def all(self) -> Looks:
        return Looks(
            self._catalogue, self._elements, self._look_up, self._more, self._paging, self._sample,
            has_prefixes=True,
        )  # fmt: skip

    def _elements(self, kept: Observed) -> Iterator[Element]:
        entry, of = self._catalogue.entry(kept.name), kept.of[0] if kept.of else ""
        if kept.name == SESSIONS:
            nodes: list[Any] = sessions_in(kept.answer.body)
        else:
            said = json_document.parse(kept.answer.body)
            found, _ = unpacked(said, self._catalogue.lists)
            is_one = found is None and not (entry.filter and self._has_no_id(kept.name, said))
            nodes = [said] if is_one else found or []
        for node in nodes:
            if not isinstance(node, Mapping):
                continue
            if kept.name in BUNDLES:
                yield from self._bundled(node, kept.name)
            elif entry.records:
                element = self._element(node, entry.records, kept.name, of)
                yield element
                if element.kind == "account":
                    yield from self._own_pins(node, kept.name)

    def _has_no_id(self, name: str, said: Any) -> bool:
        """Return whether an answer in place of a list is no record: its envelope is another."""
        entry = self._catalogue.entry(name)
        return not isinstance(said, Mapping) or self._catalogue.id_in(entry, said) is None

    def _bundled(self, wire: Wire, name: str) -> Iterator[Element]:
        """Return the records of a bundled call, account nested or flat."""
        named = self._catalogue.spellings["bundle"]
        nested = named.find("account", wire)
        account = nested if isinstance(nested, Mapping) else wire
        if account is not wire:
            yield Element("bundle", ("bundle",), wire, name, "")
        yield Element("account", ("account",), account, name, "")
        yield from self._own_pins(account, name)
        for field, kinds in (("users", ("user",)), ("devices", ("box", "player"))):
            found, _ = unpacked(named.list_at(field, wire), self._catalogue.lists)
            for each in found or ():
                if isinstance(each, Mapping):
                    yield self._element(each, kinds, name, "")

    def _own_pins(self, account: Wire, name: str) -> Iterator[Element]:
        """Return the PINs that an account tells itself: their last change stands only there."""
        told = self._catalogue.spellings["account-pins"].list_at("pins", account)
        found, _ = unpacked(told, self._catalogue.lists)
        for each in found or ():
            if isinstance(each, Mapping):
                yield Element("pin", ("pin",), each, name, "", partial=True)

    def _element(self, wire: Wire, kinds: Sequence[str], name: str, of: str) -> Element:
        kind = kinds[0]
        if "box" in kinds:
            kind = "box" if isinstance(self._reader.device(wire), SetTopBox) else "player"
        is_partial = "fields" in self._catalogue.entry(name).query
        return Element(kind, kinds, wire, name, of, is_partial)

    async def _look_up(self, name: str, value: str) -> Page:
        if not self._caller.can_ask(name, value):
            return Page([{}], 1)  # nobody can ask for it by a path
        return await self._caller.listed(name, value, lambda _: False)

    async def _more(self, uid: str) -> Sequence[Remark]:
        """Read the account and its lists as without the bundled call, and the approvals."""
        remarks: list[Remark] = []
        for name in ("account-by-id", "approval-quota"):
            with suppress(PlatformError):
                await self._caller.record(name, uid)
        for name in (DEVICES, APPROVALS, "rights-of-account"):
            with suppress(PlatformError):
                page = await self._caller.listed(name, uid, lambda _: False)
                if not page.records and self._catalogue.lists.paging != "none":
                    await self._caller.any_one(name)  # there is none, or the filter is unknown
                if name == APPROVALS and page.records:
                    remarks += self._unanswered(page.records)
        return remarks

    def _unanswered(self, wires: Sequence[Wire]) -> Iterator[Remark]:
        """Return a remark on the field that is asked for by name, where no device has it."""
        spellings = [self._catalogue.spellings[kind] for kind in KINDS]
        if not any(one.tells(APPROVED, wire) for one in spellings for wire in wires):
            name = self._catalogue.records["box"][APPROVED][0]
            detail = f"{APPROVALS} asks for {name}, and no device of the account has it"
            yield Remark(Topic.ANSWER_FIELDS, detail, is_fault=False)

    async def _paging(self, uid: str) -> Sequence[Remark] | None:
        """Read the devices of an account in pages of one: the second must have another device."""
        lists = self._catalogue.lists
        if lists.paging == "none":
            return None
        try:
            first = await self._caller.page(DEVICES, uid, 1, 1)
            if (first.total or 0) < 2 or first.came > 1:
                return None
            second = await self._caller.page(DEVICES, uid, 1, 2)
        except PlatformError:
            return None
        if second.keys and not set(second.keys) & set(first.keys):
            return []
        return [
            Remark(
                Topic.PAGING,
                f"the second page of {DEVICES}, asked for by {lists.limit} and "
                f"{lists.offset if lists.paging == 'offset' else lists.page}, has the records of "
                "the first or none",
                override={"lists": {"paging": "offset"}} if lists.paging == "page" else {},
                lines=() if lists.paging == "page" else ("[lists]", 'paging = "…"'),
            )
        ]

    async def _sample(self) -> None:
        """Read one device and one account without a filter, for the names of their fields."""
        if self._catalogue.lists.paging == "none":
            return
        for name in ("device-by-casn", "account-by-number"):
            with suppress(PlatformError):
                await self._caller.any_one(name)
