"""Changes at the OpenTV Platform: ADM, RMG, messaging, SSM, SRM.

A device is changed whole: what was read goes back with one field changed, its secrets included.
`modifiedCount` 0 says that nothing changed (opf.md "Conventions").
"""

from dataclasses import replace
from typing import Any, Final

from smstui.config.families import OpfSettings
from smstui.domain.changes.facts import StateSnapshot, observed
from smstui.domain.changes.operations import Call
from smstui.domain.changes.plan import Write
from smstui.domain.errors import Forbidden, Refused, SignInRefused
from smstui.platforms.adapter_writer import AdapterWriter, Content
from smstui.platforms.catalogue import Catalogue
from smstui.platforms.opf.bodies import (
    AT_THE_CAS,
    DEVICE_CHANGES,
    body_of,
    cas_body,
    key_of,
    new_device,
    values_of,
)
from smstui.platforms.opf.caller import Caller
from smstui.platforms.opf.offers import DEVICE, WHOLE_ACCOUNT, entries_of, lacking_of
from smstui.platforms.opf.reader import Reader
from smstui.platforms.opf.write_judging import CasSuccess, judge_call
from smstui.platforms.srm import judge_srm_end
from smstui.platforms.transport import Transport
from smstui.platforms.writes import Prepared, about_of, exactly

CAG: Final = "cag"
READ_BY: Final = {
    "_id": "device-by-id",
    "caSN": "device-by-casn",
    "smartCardId": "device-by-smartcard",
    "nuID": "device-by-nuid",
}
"""The read that asks by the field of a device, for each field that the CAS may know it by."""


class OpfWriter(AdapterWriter):
    """Changes one deployment of the family `opf`."""

    def __init__(
        self,
        transport: Transport,
        catalogue: Catalogue,
        settings: OpfSettings,
        caller: Caller,
        *,
        lasting_s: float,
    ) -> None:
        """`lasting_s`: seconds a token must still be good for a write that is never sent again."""
        super().__init__(
            transport,
            catalogue,
            entries=entries_of(catalogue, settings),
            lacking=lacking_of(catalogue, settings),
            given=caller.given,
        )
        self._settings = settings
        self._caller = caller
        self._reader = Reader(catalogue)
        self._lasting_s = lasting_s
        own = settings.cas_success if "cas_success" in settings.model_fields_set else ()
        self._success = CasSuccess.of(catalogue, own)

    @property
    def renewable(self) -> tuple[type[Refused], ...]:
        # An invalid token gives 403 on account calls, 401 elsewhere (contract README, conflict 11).
        return (SignInRefused, Forbidden)

    async def prepare(self, write: Write, *, title: str = "", lasting: bool = False) -> Prepared:
        name = self._entries[write.call]
        entry = self._catalogue.entry(name)
        carried: StateSnapshot = {}
        sent = self._as_sent(name, write)
        body: dict[str, Any] | None
        if name == DEVICE:
            body, carried = await self._device(write)
        elif name == WHOLE_ACCOUNT:
            body, carried = await self._account(write)
        elif write.call is Call.CREATE_BOX:
            managed = self._catalogue.written("box", "device_type", "MANAGED")
            body = new_device(sent, self._catalogue.records["box"], managed)
        elif write.call in AT_THE_CAS:
            body = cas_body(sent)
        else:
            body = body_of(entry, values_of(sent, entry, self._settings))
        judge = (
            judge_srm_end
            if entry.module == "srm"
            else judge_call(self._catalogue, entry, write.target, self._success)
        )
        values = {
            "id": sent.values.get("device") or sent.target,
            "chipset": sent.values.get("chipset") or "",
            "products": write.values.get("products") or "",
            "pin": write.secret.reveal() if write.secret else "",
        }
        about = about_of(entry, write.values.get("device") or write.target, title)
        question = self._caller.rest_request(entry, about, values, body=body)
        credentials = await self._caller.credentials(
            self._catalogue.headers_of(entry), lasting_s=self._lasting_s if lasting else 0.0
        )
        return Prepared(write, carried, Content(entry, question, judge, credentials))

    async def renewed(self, prepared: Prepared) -> Prepared:
        content: Content = prepared.content
        headers = self._catalogue.headers_of(content.entry)
        credentials = await self._caller.credentials(headers, other_than=content.credentials)
        return replace(prepared, content=replace(content, credentials=credentials))

    def _as_sent(self, name: str, write: Write) -> Write:
        """Return a change with the site's text before its ids, and the site's word for a status."""
        catalogue, entry = self._catalogue, self._catalogue.entry(name)
        values = dict(write.values)
        if status := values.get("status"):
            kind = entry.records[0] if entry.records else "account"
            values["status"] = catalogue.written(kind, "status", status)
        if account := values.get("account"):
            values["account"] = catalogue.with_prefix("account-by-id", account)
        target = catalogue.with_prefix(name, write.target)
        if entry.module == CAG:
            settings = self._settings
            for key, field in (
                ("device", settings.cas_device_id),
                ("chipset", settings.cas_chipset),
            ):
                if held := values.get(key):
                    values[key] = catalogue.with_prefix(READ_BY[field], held)
            target = catalogue.with_prefix(READ_BY["_id"], target)
        return replace(write, target=target, values=values)

    # Whole objects

    async def _device(self, write: Write) -> tuple[dict[str, Any], StateSnapshot]:
        read = self._caller.record("device-by-id", write.target)
        wire = await exactly(read, f"Device {write.target}")
        changes = DEVICE_CHANGES[write.call](write)
        spelled = self._catalogue.records["box"]
        body = dict(wire)
        for name, value in changes.items():
            word = self._catalogue.written("box", name, value) if value else value
            body[key_of(body, spelled[name])] = word
        return body, observed(self._reader.device(wire))

    async def _account(self, write: Write) -> tuple[dict[str, Any], StateSnapshot]:
        read = self._caller.record("account-by-id", write.target)
        wire = await exactly(read, f"Account {write.values.get('number') or write.target}")
        # The profile itself follows its id; the old one beside the new id would contradict it.
        whole = {name: value for name, value in wire.items() if name != "accountProfile"}
        if self._settings.account_put == "partial":
            whole = {}
        if write.call is Call.ACCOUNT_PROFILE:
            names = [name for name in self._catalogue.records["account"]["profile.uid"]
                     if "." not in name]  # fmt: skip
            whole[key_of(wire, names)] = write.values["profile"]
        else:
            status = self._catalogue.written("account", "status", str(write.values["status"]))
            whole[key_of(wire, self._catalogue.records["account"]["status"])] = status
        return whole, observed(self._reader.account(wire))
