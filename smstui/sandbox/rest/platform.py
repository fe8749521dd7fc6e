"""The state that all REST modules of one sandbox share, and the subscribers they can see."""

import time
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from typing import Literal

from smstui.sandbox.access import OpfAccess
from smstui.sandbox.entities import Account, Device, Right, SetTopBox, User
from smstui.sandbox.rest import views
from smstui.sandbox.rest.bodies import device_not_found, not_found
from smstui.sandbox.rest.ssp import Credential, SspBook
from smstui.sandbox.rest.tokens import Tokens
from smstui.sandbox.rules import fill_cas, on_opf
from smstui.sandbox.world import World

CasKey = Literal["_id", "caSN", "smartCardId", "nuID"]


@dataclass(slots=True)
class Deviations:
    """Each field is one conflict or assumption of the contract; change it while running.

    The numbers are the rows of "Where the sources contradict each other".
    """

    id_key: Literal["_id", "id"] = "_id"
    """How an operator's answer spells a record's own id (9)."""
    heartbeat_key: Literal["heartBeat", "heartbeat"] = "heartBeat"
    """How a profile spells the seconds between two signs of life (9)."""
    bundle_shape: Literal["nested", "flat"] = "nested"
    """Account fields under `account`, or flat beside `users` and `devices` (A)."""
    kill_body: Literal["documented", "observed"] = "documented"
    """Kill calls name their target `account`, `device` or `accountId`, `deviceId` (6)."""
    killed_key: str = "sessionsKilled"
    """The key of the number killed, which is not published."""
    crm_status: Literal[200, 201] = 201
    """What the CRM variant of the account change answers with (5)."""
    cas_device_key: CasKey = "_id"
    """The field of a device that names it in CAG paths (A)."""
    cas_chipset_key: CasKey = "caSN"
    """The field of a device that names its chipset in CAG paths (A)."""
    cas_success: tuple[str, str] = ("1028", "OK")
    """Code and text of a CAS command that was executed."""
    approvals_in_record: bool = False
    """Every device has the fields of its approval, also without `fields` (A)."""
    device_put: Literal["partial", "whole"] = "partial"
    """A field left out of a device's PUT stays, or becomes null as an account's does (4)."""


View = dict[str, object]


@dataclass(slots=True)
class RestPlatform:
    """The REST service of one world.

    Change `deviations` and `tokens` while it runs. INACTIVE is a state only `sdp2` has, so an
    INACTIVE account is unknown here, and so are its devices and rights (opf.md "Status").
    """

    world: World
    tokens: Tokens
    credential: Credential
    tenant: str
    operator: str
    cas_instance: str
    front_end_address: str
    ssp: SspBook
    deviations: Deviations = field(default_factory=Deviations)

    # Lookup

    def shows(self, record: Device | Right) -> bool:
        """Return whether this family has the record, by its account."""
        account = self.world.accounts.get(record.account_uid)
        return account is None or on_opf(account)

    def account(self, account_uid: str) -> Account:
        """Return the account with that id. Raises RestRefusalError (404)."""
        account = self.world.accounts.get(account_uid)
        if account is None or not on_opf(account):
            raise not_found(f"account {account_uid} not found")
        return account

    def device(self, device_uid: str) -> Device:
        """Return the device with that id. Raises RestRefusalError (404, 4403)."""
        device = self.world.devices.get(device_uid)
        if device is None or not self.shows(device):
            raise device_not_found(device_uid)
        return device

    def box_at_cas(self, device_id: str) -> SetTopBox:
        """Return the box that CAG paths call `device_id`. Raises RestRefusalError (404, 4403)."""
        key = self.deviations.cas_device_key
        field_of = {"caSN": "casn", "smartCardId": "smartcard_id", "nuID": "nuid"}.get(key)
        device = (
            self.world.devices.first(field_of, device_id) if field_of else self.device(device_id)
        )
        if not isinstance(device, SetTopBox) or not self.shows(device):
            raise device_not_found(device_id)
        return device

    def chipset_at_cas(self, box: SetTopBox) -> str | None:
        """Return what CAG paths call the chipset of a box."""
        key = self.deviations.cas_chipset_key
        names = {"_id": "uid", "caSN": "casn", "smartCardId": "smartcard_id", "nuID": "nuid"}
        held = getattr(box, names[key])
        return None if held is None else str(held)

    def devices_of(self, account_uid: str) -> list[Device]:
        """Return the account's devices that this family has."""
        return [
            device
            for device in self.world.devices.find("account_uid", account_uid)
            if self.shows(device)
        ]

    # Answers

    def account_view(self, account: Account, *, client: bool = False) -> View:
        """Return an account. The subscriber's own view has the key `id`, the operator's `_id`."""
        key = "id" if client else self.deviations.id_key
        return {key: account.uid, **views.write(account, self.account_fields())}

    def device_view(self, device: Device) -> View:
        """Return a device as an operator reads it."""
        told = views.write(device, views.DEVICE)
        if self.deviations.approvals_in_record:
            told |= views.write(device, views.APPROVAL)
        return {self.deviations.id_key: device.uid, **told}

    def device_fields(self, device: Device, names: Collection[str]) -> View:
        """Return only the fields `names` of a device, and its id."""
        told = views.write(device, {**views.DEVICE, **views.APPROVAL})
        kept = {name: value for name, value in told.items() if name in names}
        return {self.deviations.id_key: device.uid, **kept}

    def user_view(self, user: User) -> View:
        """Return a user inside a bundle."""
        return {self.deviations.id_key: user.uid, **views.write(user, views.USER)}

    def entitlement_view(self, right: Right) -> View:
        """Return a right as RMG lists it."""
        return {self.deviations.id_key: right.uid, **views.write(right, views.ENTITLEMENT)}

    def account_fields(self) -> views.Fields[Account]:
        """Return an account's fields in the current spelling."""
        return views.account_fields(self.world.profile_of, self.deviations.heartbeat_key)


def rest_platform(world: World, access: OpfAccess) -> RestPlatform:
    """Return the REST service of `world` with the addresses and credentials of `access`."""
    fill_cas(world)
    return RestPlatform(
        world=world,
        tokens=Tokens(
            access.client_id,
            access.username,
            access.password,
            now=lambda: time.time() + world.clock.ahead.total_seconds(),
        ),
        credential=Credential.from_file(access.ssp_credential),
        tenant=access.tenant,
        operator=access.operator,
        cas_instance=access.cas_instance,
        front_end_address=access.front_end_address,
        ssp=SspBook(world),
    )


def with_id(readers: Mapping[str, Callable[..., object]]) -> dict[str, Callable[..., object]]:
    """Return filter readers that also know a record's own id, in both spellings."""
    return {"_id": _uid, "id": _uid, **readers}


def _uid(record: Account | Device | Right) -> str:
    return record.uid
