"""Changes at the Service Delivery Platform: SMSDomain, the base services, SRM.

What answers nothing (Pair, Unpair) proves nothing; a `return` that the catalogue does not name a
success is a refusal (sdp2.md "Transport").
"""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any, Final
from urllib.parse import quote

from smstui.config.settings import Sdp2Settings
from smstui.domain.changes.facts import NO, YES, StateSnapshot, observed
from smstui.domain.changes.operations import Call
from smstui.domain.changes.plan import Write
from smstui.domain.errors import NotFound, Refused, SignInRefused
from smstui.domain.privacy import foreign_words
from smstui.domain.text import clean
from smstui.platforms.answer import Answer, Judge, Question, path_of
from smstui.platforms.belonging import carries_another
from smstui.platforms.callable import open_names
from smstui.platforms.catalogue import Catalogue, Entry
from smstui.platforms.denials import parsed
from smstui.platforms.failures import mixed_up, server_failed
from smstui.platforms.paging import Wire
from smstui.platforms.sdp2 import envelope
from smstui.platforms.sdp2.account_model import account_model
from smstui.platforms.sdp2.caller import BASIC, Caller, meant_of
from smstui.platforms.sdp2.envelope import Meant
from smstui.platforms.sdp2.judging import fault_in
from smstui.platforms.sdp2.new_records import first_user, new_account, new_box, new_card
from smstui.platforms.sdp2.offers import (
    SOME_OF_ACCOUNT,
    WHOLE_ACCOUNT,
    entries_of,
    lacking_of,
)
from smstui.platforms.sdp2.reader import Reader
from smstui.platforms.srm import judge_srm_end
from smstui.platforms.template import fill
from smstui.platforms.transport import Transport
from smstui.platforms.write_judging import refuse_status, refused
from smstui.platforms.writes import Acknowledgement, Prepared, discreetly, exactly
from smstui.platforms.xml_document import Node

NEW_UID: Final = "UID"
"""How the catalogue's `success` calls any positive number: the uid of what was created (O)."""


@dataclass(frozen=True, slots=True)
class _Content:
    entry: Entry
    question: Question
    judge: Judge[Acknowledgement]


class Sdp2Writer:
    """Changes one deployment of the family `sdp2`."""

    def __init__(
        self,
        transport: Transport,
        catalogue: Catalogue,
        settings: Sdp2Settings,
        caller: Caller,
    ) -> None:
        self._transport = transport
        self._catalogue = catalogue
        self._settings = settings
        self._caller = caller
        self._entries = entries_of(catalogue, settings)
        self.lacking = lacking_of(catalogue, settings)

    @property
    def renewable(self) -> tuple[type[Refused], ...]:
        return ()  # Basic credentials go with every request: there is nothing to renew

    async def prepare(self, write: Write, *, lasting: bool = False) -> Prepared:
        name = self._entries[write.call]
        entry = self._catalogue.entry(name)
        if entry.module:
            return self._ready(Prepared(write, {}, self._rest(entry, write)))
        arguments = _ARGUMENTS[write.call](write)
        carried: StateSnapshot = {}
        if name == WHOLE_ACCOUNT:
            node, carried = await self._account(write.target)
            arguments = [account_model(node, arguments[0], self._catalogue, self._settings)]
        elif name == SOME_OF_ACCOUNT:
            arguments = [{"uid": write.target, **arguments[0]}]
        return self._ready(Prepared(write, carried, self._soap(entry, write, arguments)))

    def _ready(self, prepared: Prepared) -> Prepared:
        """Return `prepared`, unless its password is known to be refused."""
        self._caller.sign_in.need_unrefused(prepared.content.question)
        return prepared

    async def renewed(self, prepared: Prepared) -> Prepared:
        return prepared

    async def send(self, prepared: Prepared) -> Acknowledgement:
        content: _Content = prepared.content
        sent = self._transport.send(content.question, content.judge)
        try:
            return await discreetly(sent)
        except SignInRefused:
            self._caller.sign_in.doubt()
            raise

    async def close(self) -> None:
        await self._transport.close()

    async def _account(self, uid: str) -> tuple[Node, StateSnapshot]:
        """The account as it is now, whole and with its secrets, and its facts."""
        read = self._caller.read("account-by-uid", uid)
        nodes = await exactly(read, f"Account {uid}")
        if not nodes:
            raise NotFound(f"The account {uid} is no longer there.")
        return nodes[0], observed(Reader(self._catalogue).account(nodes[0]))

    def _soap(self, entry: Entry, write: Write, values: list[Any]) -> _Content:
        place = self._catalogue.place_of(entry)
        given = {**entry.fixed, **dict(zip(open_names(entry), values, strict=False))}
        arguments = {name: given.get(name) for name in (*entry.arguments, *entry.fixed)}
        question = Question(
            "POST",
            self._caller.address_of(entry),
            f"{entry.text}, {write.target}",
            self._headers(entry) | {"Content-Type": envelope.MEDIA_TYPE},
            envelope.write(entry.namespace or place.namespace, entry.operation, arguments),
            path_of(self._caller.address_of(entry)),
        )
        judge = partial(
            judge_soap,
            entry.success,
            meant=meant_of(self._catalogue, entry),
            is_of_another=partial(carries_another, self._catalogue, entry, asked=write.target),
        )
        return _Content(entry, question, judge)

    def _rest(self, entry: Entry, write: Write) -> _Content:
        places = {"base_path": self._settings.base_path, "sms_path": self._settings.sms_path}
        path = fill(entry.path, places | {"id": quote(write.target, safe="")})
        question = Question(
            entry.method,
            f"{self._settings.srm_url}{path}",
            f"{entry.text}, {write.target}",
            self._headers(entry) | {"Accept": "application/json"},
            path=path_of(entry.path),
        )
        return _Content(entry, question, judge_srm_end)

    def _headers(self, entry: Entry) -> dict[str, str]:
        given = {BASIC: self._caller.basic().reveal()}
        wanted = self._catalogue.headers_of(entry)
        return {name: fill(value, given) for name, value in wanted.items()}


def judge_soap(
    success: Collection[str],
    answer: Answer,
    question: Question,
    *,
    meant: Meant | None = None,
    is_of_another: Callable[[Wire], bool] = lambda _: False,
) -> Acknowledgement:
    """Judge an answer; `success` are the values of `return` that acknowledge (see `Entry`).

    A Fault is judged by its code, whatever the HTTP status. A response of another operation than
    `meant`, or with a record that `is_of_another` target, is no answer.
    """
    fault = fault_in(answer)
    if fault is not None:
        if answer.status in (401, 403):
            refuse_status(answer, question, said=fault.said, own_form=True)
        if fault.is_refusal(answer.status):
            raise refused(question, said=fault.said, code=fault.code, http_status=answer.status)
        raise server_failed(question, fault.said)
    refuse_status(answer, question)
    nodes: list[Node] = []
    if answer.body.strip():
        said = parsed(partial(envelope.read, meant=meant), answer, question)
        assert not isinstance(said, envelope.Fault)  # noqa: S101  judged above
        nodes = said
    returned = envelope.returned(answer.body) if nodes else ""
    if returned is None:
        if any(map(is_of_another, _echoed(answer.body))):
            raise mixed_up(question, "it tells of another id")
        return Acknowledgement("taken")
    if returned in success:
        return Acknowledgement("taken" if returned else "taken, without a word")
    if NEW_UID in success and returned.isdecimal() and int(returned) > 0:
        return Acknowledgement(f"created {returned}", True, created=clean(returned, cap=60))
    code = clean(returned or "nothing", cap=60)
    raise refused(
        question, said=f"it returned {foreign_words(code)}", code=code, http_status=answer.status
    )


def _echoed(body: bytes) -> list[Wire]:
    """The record that a response holds, or that it is."""
    said = envelope.read(body, result="")
    nodes = said if isinstance(said, list) else []
    whole = envelope.whole(body)
    return [each for each in (*nodes, whole) if isinstance(each, Mapping)]


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
    Call.BOX_STATUS: lambda w: [{"uid": w.target, "status": w.values["status"]}],
    Call.BAN: lambda w: [{"uid": w.target, "banned": _flag(w.values["banned"])}],
    Call.ENABLE: lambda w: [{"uid": w.target, "deviceEnabled": _flag(w.values["enabled"])}],
    Call.END_SESSION: lambda w: [w.target],
    Call.CREATE_ACCOUNT: lambda w: [new_account(w), first_user(w)],
    Call.CREATE_BOX: lambda w: [new_box(w, w.values.get("card"))],
    Call.CREATE_BOX_AND_CARD: lambda w: [new_box(w, None), new_card(str(w.values["card"]), w)],
    Call.CREATE_CARD: lambda w: [new_card(w.target, w)],
    Call.DELETE_BOX: lambda w: [_device(w.target)],
    Call.DELETE_CARD: lambda w: [{"smartCardId": w.target}],
    Call.SUSPEND_CARD: lambda w: [{"smartCardId": w.target}],
    Call.CAS_SET_PIN: lambda w: [{"smartCardId": w.values["card"]}, w.secret and w.secret.reveal()],
    Call.CAS_RESET_PIN: lambda w: [{"smartCardId": w.values["card"]}],
}
"""What each call sends, in the order of its entry's arguments (D; one child a specification)."""
