"""Changes at the OpenTV Platform: ADM, RMG, messaging, SSM, SRM.

A device is changed whole: what was read goes back with one field changed, its secrets included.
`modifiedCount` 0 says that nothing changed (opf.md "Conventions").
"""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any
from urllib.parse import quote, urlencode

from smstui.config.settings import OpfSettings
from smstui.domain.changes.facts import StateSnapshot, observed
from smstui.domain.changes.operations import Call
from smstui.domain.changes.plan import Write
from smstui.domain.errors import (
    Forbidden,
    NotFound,
    Refused,
    SignInRefused,
    Unsupported,
)
from smstui.domain.secret import Secret
from smstui.platforms.answer import Judge, Question, path_of
from smstui.platforms.catalogue import SETTINGS, Catalogue, Entry
from smstui.platforms.opf.bodies import (
    AT_THE_CAS,
    DEVICE_CHANGES,
    VALUES,
    body_of,
    cas_body,
    key_of,
    new_device,
)
from smstui.platforms.opf.caller import OPERATOR_TOKEN, SSP_TOKEN, Caller
from smstui.platforms.opf.offers import DEVICE, WHOLE_ACCOUNT, entries_of, lacking_of
from smstui.platforms.opf.reader import Reader
from smstui.platforms.opf.ssp import SspSigner
from smstui.platforms.opf.tokens import Keycloak
from smstui.platforms.opf.write_judging import judge_call
from smstui.platforms.srm import judge_srm_end
from smstui.platforms.template import fill, places_in
from smstui.platforms.transport import Transport
from smstui.platforms.writes import Acknowledgement, Prepared, discreetly, exactly


@dataclass(frozen=True, slots=True)
class _Content:
    entry: Entry
    question: Question
    judge: Judge[Acknowledgement]
    credentials: dict[str, str] = field(repr=False)


@dataclass(slots=True)
class OpfWriter:
    """Changes one deployment of the family `opf`."""

    transport: Transport
    catalogue: Catalogue
    settings: OpfSettings
    keycloak: Keycloak
    signer: SspSigner | None
    caller: Caller
    reader: Reader
    lasting_s: float
    """Seconds a token must still be good for a write that is never sent again."""
    lacking: Mapping[Call, str] = field(init=False)

    def __post_init__(self) -> None:
        self.lacking = lacking_of(self.catalogue, self.settings)

    @property
    def renewable(self) -> tuple[type[Refused], ...]:
        # An invalid token gives 403 on account calls, 401 elsewhere (contract README, conflict 11).
        return (SignInRefused, Forbidden)

    async def prepare(self, write: Write, *, lasting: bool = False) -> Prepared:
        name = entries_of(self.catalogue, self.settings)[write.call]
        entry = self.catalogue.entry(name)
        carried: StateSnapshot = {}
        body: dict[str, Any] | None
        if name == DEVICE:
            body, carried = await self._device(write)
        elif name == WHOLE_ACCOUNT:
            body, carried = await self._account(write)
        elif write.call is Call.CREATE_BOX:
            body = new_device(write, self.catalogue.records["box"])
        elif write.call in AT_THE_CAS:
            body = cas_body(write)
        else:
            body = body_of(entry, VALUES[write.call](write, self.settings))
        judge = (
            judge_srm_end
            if entry.module == "srm"
            else judge_call(self.catalogue, entry, write.target)
        )
        question = self._question(entry, write, body)
        wanted = self.catalogue.headers_of(entry)
        credentials = await self._credentials(wanted, lasting_s=self.lasting_s if lasting else 0.0)
        return Prepared(write, carried, _Content(entry, question, judge, credentials))

    async def renewed(self, prepared: Prepared) -> Prepared:
        content: _Content = prepared.content
        wanted = self.catalogue.headers_of(content.entry)
        refused = content.credentials.get(OPERATOR_TOKEN)
        credentials = await self._credentials(wanted, other_than=refused)
        return replace(prepared, content=replace(content, credentials=credentials))

    async def send(self, prepared: Prepared) -> Acknowledgement:
        content: _Content = prepared.content
        wanted = self.catalogue.headers_of(content.entry)
        given = self._given() | content.credentials
        headers = {name: self._filled(value, given) for name, value in wanted.items()}
        question = replace(content.question, headers={**headers, **content.question.headers})
        sent = self.transport.send(question, content.judge)
        return await discreetly(sent)

    async def close(self) -> None:
        await self.transport.close()

    # Whole objects

    async def _device(self, write: Write) -> tuple[dict[str, Any], StateSnapshot]:
        read = self.caller.record("device-by-id", write.target)
        wire = await exactly(read, f"Device {write.target}")
        if not wire:
            raise NotFound(f"Device {write.target} is no longer there.")
        changes = DEVICE_CHANGES[write.call](write)
        spelled = self.catalogue.records["box"]
        body = dict(wire)
        for name, value in changes.items():
            body[key_of(body, spelled[name])] = value
        return body, observed(self.reader.device(wire))

    async def _account(self, write: Write) -> tuple[dict[str, Any], StateSnapshot]:
        read = self.caller.record("account-by-id", write.target)
        wire = await exactly(read, f"Account {write.target}")
        if not wire:
            raise NotFound(f"Account {write.target} is no longer there.")
        # The profile itself follows its id; the old one beside the new id would contradict it.
        whole = {name: value for name, value in wire.items() if name != "accountProfile"}
        if self.settings.account_put == "partial":
            whole = {}
        if write.call is Call.ACCOUNT_PROFILE:
            names = [name for name in self.catalogue.records["account"]["profile.uid"]
                     if "." not in name]  # fmt: skip
            whole[key_of(wire, names)] = write.values["profile"]
        else:
            whole[key_of(wire, self.catalogue.records["account"]["status"])] = write.values[
                "status"
            ]
        return whole, observed(self.reader.account(wire))

    # One request

    def _question(self, entry: Entry, write: Write, body: dict[str, Any] | None) -> Question:
        base = getattr(self.settings, self.catalogue.places[entry.module].at)
        given = self._given() | {
            "id": write.target,
            "products": write.values.get("products") or "",
            "pin": write.secret.reveal() if write.secret else "",
        }
        path = self._filled(entry.path, given, lambda text: quote(text, safe=""))
        query = {name: self._filled(value, given) for name, value in entry.query.items()}
        address = f"{base}{path}" + (f"?{urlencode(query, quote_via=quote)}" if query else "")
        headers = {"Accept": "application/json"}
        if body is None:
            return Question(
                entry.method,
                address,
                f"{entry.text}, {write.target}",
                headers,
                path=path_of(entry.path),
            )
        return Question(
            entry.method,
            address,
            f"{entry.text}, {write.target}",
            headers | {"Content-Type": "application/json"},
            json.dumps(body, ensure_ascii=False, separators=(",", ":")).encode(),
            path_of(entry.path),
        )

    async def _credentials(
        self,
        wanted: Mapping[str, str],
        *,
        other_than: str | None = None,
        lasting_s: float = 0.0,
    ) -> dict[str, str]:
        places = places_in(" ".join(wanted.values()))
        found: dict[str, str] = {}
        if OPERATOR_TOKEN in places:
            refused = Secret(other_than) if other_than else None
            token = await self.keycloak.token(other_than=refused, lasting_s=lasting_s)
            found[OPERATOR_TOKEN] = token.reveal()
        if SSP_TOKEN in places and self.signer is not None:
            found[SSP_TOKEN] = self.signer.token().reveal()
        return found

    def _given(self) -> dict[str, str]:
        known = {name: getattr(self.settings, name, None) for name in SETTINGS}
        return {name: str(value) for name, value in known.items() if value}

    def _filled(
        self, template: str, given: Mapping[str, str], written: Callable[[str], str] = str
    ) -> str:
        try:
            return fill(template, given, written)
        except KeyError as missing:
            setting = "ssp_credential" if missing.args[0] == SSP_TOKEN else missing.args[0]
            raise Unsupported(
                f"This deployment has no {setting}, which this call needs. Nothing was sent.",
                hint=f"Set {setting} in the configuration.",
            ) from None
