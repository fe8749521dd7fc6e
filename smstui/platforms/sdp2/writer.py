"""Changes at the Service Delivery Platform: SMSDomain, the base services, SRM.

What answers nothing (Pair, Unpair) proves nothing; a `return` that the catalogue does not name a
success is a refusal (sdp2.md "Transport").
"""

from collections.abc import Callable, Mapping
from functools import partial
from typing import Any, Final

from smstui.config.families import Sdp2Settings
from smstui.domain.changes.facts import NO, YES, StateSnapshot, observed
from smstui.domain.changes.operations import Call
from smstui.domain.changes.plan import Write
from smstui.domain.errors import Refused, SignInRefused
from smstui.platforms.adapter_writer import AdapterWriter, Content
from smstui.platforms.answer import Judge
from smstui.platforms.belonging import carries_another
from smstui.platforms.catalogue import Catalogue, Entry
from smstui.platforms.sdp2.account_model import account_model
from smstui.platforms.sdp2.caller import Caller, meant_of
from smstui.platforms.sdp2.judging import judge_change
from smstui.platforms.sdp2.new_records import (
    account_changes,
    first_user,
    later_user,
    new_account,
    new_box,
    new_card,
)
from smstui.platforms.sdp2.offers import (
    SOME_OF_ACCOUNT,
    WHOLE_ACCOUNT,
    entries_of,
    lacking_of,
)
from smstui.platforms.sdp2.reader import Reader
from smstui.platforms.sdp2.site_names import as_named
from smstui.platforms.srm import judge_srm_end
from smstui.platforms.transport import Transport
from smstui.platforms.writes import Acknowledgement, Prepared, about_of, exactly
from smstui.platforms.xml_document import Node

MORE_SUCCESS: Final = "success"
"""The catalogue's code for what else acknowledges any change at this site."""


class Sdp2Writer(AdapterWriter):
    """Changes one deployment of the family `sdp2`."""

    def __init__(
        self, transport: Transport, catalogue: Catalogue, settings: Sdp2Settings, caller: Caller
    ) -> None:
        super().__init__(
            transport,
            catalogue,
            entries=entries_of(catalogue, settings),
            lacking=lacking_of(catalogue, settings),
            given={},
        )
        self._settings = settings
        self._caller = caller

    @property
    def renewable(self) -> tuple[type[Refused], ...]:
        return ()  # Basic credentials go with every request: there is nothing to renew

    async def prepare(self, write: Write, *, title: str = "", lasting: bool = False) -> Prepared:
        name = self._entries[write.call]
        entry = self._catalogue.entry(name)
        carried: StateSnapshot = {}
        about = about_of(entry, write.target, title)
        if entry.module:
            question = self._caller.rest_request(entry, about, {"id": write.target})
            judge: Judge[Acknowledgement] = judge_srm_end
        else:
            named = self._catalogue.as_shipped(name)
            arguments = as_named(self._catalogue, named, _ARGUMENTS[write.call](write))
            if name == WHOLE_ACCOUNT:
                node, carried = await self._account(write)
                arguments = [account_model(node, arguments[0], self._catalogue, self._settings)]
            elif name == SOME_OF_ACCOUNT:
                (uid,) = as_named(self._catalogue, named, [{"uid": write.target}])
                arguments = [{**uid, **arguments[0]}]
            question = self._caller.soap_request(entry, about, arguments)
            judge = self._judge(entry, write)
        credentials = self._caller.credentials(self._catalogue.headers_of(entry))
        self._caller.sign_in.need_unrefused(question)
        return Prepared(write, carried, Content(entry, question, judge, credentials))

    async def renewed(self, prepared: Prepared) -> Prepared:
        return prepared

    async def send(self, prepared: Prepared) -> Acknowledgement:
        try:
            return await super().send(prepared)
        except SignInRefused:
            self._caller.sign_in.doubt()
            raise

    async def _account(self, write: Write) -> tuple[Node, StateSnapshot]:
        """Return the account as it is now, whole and with its secrets, and its facts."""
        read = self._caller.read("account-by-uid", write.target)
        node = (await exactly(read, f"Account {write.values.get('number') or write.target}"))[0]
        return node, observed(Reader(self._catalogue).account(node))

    def _judge(self, entry: Entry, write: Write) -> Judge[Acknowledgement]:
        return partial(
            judge_change,
            (*entry.success, *self._catalogue.codes.get(MORE_SUCCESS, ())),
            meant=meant_of(self._catalogue, entry),
            is_of_another=partial(carries_another, self._catalogue, entry, asked=write.target),
        )


def _device(uid: str | None) -> dict[str, str | None]:
    return {"uid": uid}


def _flag(value: str | None) -> bool | None:
    return {YES: True, NO: False}.get(value or "")


_Arguments = Callable[[Write], list[Any]]
_ARGUMENTS: Final[Mapping[Call, _Arguments]] = {
    Call.PAIR: lambda w: [_device(w.target), {"smartCardId": w.values["card"]}],
    Call.UNPAIR: lambda w: [_device(w.target)],
    Call.SWAP_BOX: lambda w: [_device(w.target), _device(w.values["to"])],
    Call.ACCOUNT_STATUS: lambda w: [{"status": w.values["status"]}],
    Call.ACCOUNT_PROFILE: lambda w: [{"accountProfileUID": w.values["profile"]}],
    Call.ACCOUNT_FIELDS: lambda w: [account_changes(w)],
    Call.BOX_STATUS: lambda w: [{"uid": w.target, "status": w.values["status"]}],
    Call.BAN: lambda w: [{"uid": w.target, "banned": _flag(w.values["banned"])}],
    Call.ENABLE: lambda w: [{"uid": w.target, "deviceEnabled": _flag(w.values["enabled"])}],
    Call.END_SESSION: lambda w: [w.target],
    Call.CREATE_ACCOUNT: lambda w: [new_account(w), first_user(w)],
    Call.CREATE_USER: lambda w: [later_user(w)],
    Call.CHANGE_USER: lambda w: [
        {
            "uid": w.target,
            "name": w.values.get("name"),
            "purchaseAbility": w.values.get("purchases"),
        }
    ],
    Call.CREATE_BOX: lambda w: [new_box(w, w.values.get("card"))],
    Call.CREATE_BOX_AND_CARD: lambda w: [new_box(w, None), new_card(str(w.values["card"]), w)],
    Call.CREATE_CARD: lambda w: [new_card(w.target, w)],
    Call.DELETE_BOX: lambda w: [_device(w.target)],
    Call.DELETE_CARD: lambda w: [{"smartCardId": w.target}],
    Call.SUSPEND_CARD: lambda w: [{"smartCardId": w.target}],
    Call.CAS_SET_PIN: lambda w: [{"smartCardId": w.values["card"]}, w.secret and w.secret.reveal()],
    Call.CAS_RESET_PIN: lambda w: [{"smartCardId": w.values["card"]}],
}
"""The values that each call sends, in the order of its entry's arguments (D)."""
