"""No plan and no proof on what was not read: no id, two values for one field, half a list."""

import re
from collections.abc import Mapping
from typing import Any

import pytest

from smstui.config.settings import Deployment
from smstui.domain.changes.facts import Subject
from smstui.domain.changes.operations import Operation
from smstui.domain.changes.refusal import RefusedHere
from smstui.domain.changes.request import Request
from smstui.domain.errors import NotFound, PlatformError, SmstuiError
from smstui.domain.identifiers import IdKind, Reading
from smstui.domain.secret import Secret
from smstui.platforms.connect import connect
from smstui.services.changes.images import SnapshotReader
from smstui.services.changes.planning import Planning
from smstui.services.changes.rules import policy_of
from smstui.services.changes.targets import Targets
from smstui.store.cache import BundleCache
from tests.support.foreign_site import Asked, ForeignSite, element, envelope
from tests.support.identities import LAB

NO_IDS: list[Any] = [None, "", "None", "null", "NIL", " none ", "  "]
MENTIONS_NOTHING = re.compile(r"\b(none|null|nil)\b", re.IGNORECASE)

BOX = {"UID": "3977", "accountUID": "977", "caSN": "CA77", "status": "ACTIVE",
       "deviceEnabled": "true", "banned": "false"}  # fmt: skip
CARD = {"UID": "88", "smartcardID": "0000777", "status": "AVAILABLE"}
ACCOUNT = {"UID": "977", "accountNumber": "n.977", "status": "ACTIVE"}
DEVICE = {"_id": "d-77", "accountUid": "a-77", "caSN": "CA77", "deviceType": "MANAGED",
          "status": "ENABLED", "smartCardId": None}  # fmt: skip
OWNER = {"_id": "a-77", "accountNumber": "n.977", "status": "ACTIVE"}
RIGHT = {"_id": "r-77", "productId": "p-77", "status": "SUBSCRIBED", "accountId": "a-77"}


class Soap:
    """An `sdp2` site of one account, one box and one card, with some of their fields otherwise."""

    def __init__(self, *, box: str = "", **changed: Mapping[str, Any]) -> None:
        self.records = {
            "deviceservice": {**BOX, **changed.get("of_box", {})},
            "smartcardservice": {**CARD, **changed.get("of_card", {})},
            "accountservice": {**ACCOUNT, **changed.get("of_account", {})},
        }
        self.more = box

    def __call__(self, asked: Asked) -> str:
        service = asked.path.rpartition("/")[2]
        if service not in self.records or "MediaPlayer" in asked.body:
            return envelope("")
        if service == "smartcardservice" and "getByStbUid" in asked.body:
            return envelope("")
        inner = "".join(element(*pair) for pair in self.records[service].items())
        return envelope(
            f"<return>{inner}{self.more if service == 'deviceservice' else ''}</return>"
        )


class Rest:
    """An `opf` site of one account and one device, likewise."""

    def __init__(self, total: Any = None, **changed: Mapping[str, Any]) -> None:
        self.device = {**DEVICE, **changed.get("of_box", {})}
        self.owner = {**OWNER, **changed.get("of_account", {})}
        self.total = total

    def __call__(self, asked: Asked) -> Any:
        if "/bundled/" in asked.path:
            return 404, {}
        if "/accounts" in asked.path:
            if asked.path.endswith("/n.977"):
                return 404, {"errorCode": 4403}
            if asked.path.endswith("/accounts") and "signonId" in asked.filter:
                return {"totalRecords": 0, "resourceSet": []}
            return {"totalRecords": 0} if asked.path.endswith("/status") else self.owner
        if "/devices" in asked.path:
            wanted = asked.filter
            known = {name: value for name, value in self.device.items() if name in wanted}
            listed = [self.device] if known == wanted else []
            if asked.path.endswith("/devices"):
                return {"totalRecords": len(listed), "resourceSet": listed}
            known_id = asked.path.endswith(("/d-77", f"/{self.device['_id']}"))
            return self.device if known_id else (404, {"errorCode": 4403})
        rights = [RIGHT]
        return {"totalRecords": self.total or len(rights), "resourceSet": rights}


async def planned(family: str, answers: Any, request: Request) -> Any:
    with ForeignSite(answers).running() as site:
        settings = site.sdp2 if family == "sdp2" else site.opf
        deployment = Deployment.model_validate(
            {"name": "t", "family": family, "read_only": False, "role": "supervisor",
             family: settings}
        )  # fmt: skip
        platform = connect(deployment, Secret("x"))
        try:
            targets = Targets(platform, BundleCache(LAB), "t")
            planning = Planning(platform, targets, policy_of(deployment), {})
            return await planning.plan(request)
        finally:
            await platform.close()


OF_A_BOX = [
    Request(Operation.PAIR, "CA77", "0000777"),
    Request(Operation.BOX_STATUS, "CA77", values={"status": "SUSPENDED"}),
    Request(Operation.BAN, "CA77"),
    Request(Operation.DISABLE, "CA77"),
    Request(Operation.DELETE_BOX, "CA77"),
    Request(Operation.REFRESH, "CA77"),
    Request(Operation.RECOVER_DATE_CODE, "CA77"),
    Request(Operation.END_DEVICE_SESSIONS, "CA77"),
]


@pytest.mark.parametrize("request_", OF_A_BOX, ids=lambda each: str(each.operation))
@pytest.mark.parametrize("family", ["sdp2", "opf"])
async def test_the_same_requests_are_planned_where_the_ids_are_there(
    family: str, request_: Request
) -> None:
    if family == "opf" and request_.operation is Operation.BOX_STATUS:
        pytest.skip("a box has no life cycle there")
    plan = await planned(family, Soap() if family == "sdp2" else Rest(), request_)
    assert plan.steps[0].write.target == ("3977" if family == "sdp2" else "d-77")


@pytest.mark.parametrize("nothing", NO_IDS, ids=repr)
@pytest.mark.parametrize("request_", OF_A_BOX, ids=lambda each: str(each.operation))
@pytest.mark.parametrize("family", ["sdp2", "opf"])
async def test_a_box_without_a_uid_is_refused_here(
    family: str, request_: Request, nothing: Any
) -> None:
    site: Any = Soap(of_box={"UID": nothing}) if family == "sdp2" else Rest(of_box={"_id": nothing})
    with pytest.raises(RefusedHere, match="CA77") as caught:
        await planned(family, site, request_)
    assert not MENTIONS_NOTHING.search(str(caught.value))


@pytest.mark.parametrize("nothing", NO_IDS, ids=repr)
@pytest.mark.parametrize("family", ["sdp2", "opf"])
async def test_an_account_without_a_uid_is_refused_here(family: str, nothing: Any) -> None:
    site: Any = (
        Soap(of_account={"UID": nothing}) if family == "sdp2" else Rest(of_account={"_id": nothing})
    )
    request = Request(
        Operation.ACCOUNT_STATUS, "n.977", values={"status": "SUSPENDED"}, as_kind=IdKind.ACCOUNT
    )
    with pytest.raises(RefusedHere, match=r"n\.977") as caught:
        await planned(family, site, request)
    assert not MENTIONS_NOTHING.search(str(caught.value))


@pytest.mark.parametrize("nothing", NO_IDS, ids=repr)
async def test_a_card_without_a_number_is_refused_here(nothing: Any) -> None:
    with pytest.raises((RefusedHere, NotFound)) as caught:
        await planned("sdp2", Soap(of_card={"smartcardID": nothing}), OF_A_BOX[0])
    assert not MENTIONS_NOTHING.search(str(caught.value))


@pytest.mark.parametrize("request_", OF_A_BOX, ids=lambda each: str(each.operation))
@pytest.mark.parametrize(
    ("field", "name", "value"),
    [("smartcard id", "smartcardid", "0000778"), ("status", "STATUS", "SUSPENDED"),
     ("account uid", "accountuid", "978"), ("uid", "uid", "3978"), ("banned", "BANNED", "true")],
)  # fmt: skip
async def test_nothing_is_planned_on_a_field_with_two_values(
    request_: Request, field: str, name: str, value: str
) -> None:
    site = Soap(of_box={"smartcardID": "0000779"}, box=element(name, value))
    with pytest.raises(RefusedHere, match=field):
        await planned("sdp2", site, request_)


@pytest.mark.parametrize("name", ["smartcardid", "SMARTCARDID"])
async def test_a_field_with_two_values_proves_nothing(name: str) -> None:
    """Read as none it would prove that a card was taken out."""
    subject = Subject("box", Reading(IdKind.DEVICE_UID, "3977"))
    site = Soap(of_box={"smartcardID": "0000779"}, box=element(name, "0000778"))
    with ForeignSite(site).running() as server:
        deployment = Deployment.model_validate({"name": "t", "family": "sdp2", "sdp2": server.sdp2})
        platform = connect(deployment, Secret("x"))
        with pytest.raises(PlatformError, match="smartcard id"):
            await SnapshotReader(platform).read([subject])
        await platform.close()


RIGHTS = [
    Request(Operation.ADD_RIGHT, "n.977", values={"product": "p-78"}),
    Request(Operation.REMOVE_RIGHT, "n.977", values={"right": "r-77"}),
]


@pytest.mark.parametrize("request_", RIGHTS, ids=lambda each: str(each.operation))
async def test_rights_that_were_read_in_part_are_no_ground_for_a_plan(request_: Request) -> None:
    assert await planned("opf", Rest(), request_)
    with pytest.raises(RefusedHere, match="1 of 30 rights"):
        await planned("opf", Rest(total="30"), request_)


async def test_rights_that_were_read_in_part_prove_nothing() -> None:
    subject = Subject("rights", Reading(IdKind.OPF_ACCOUNT, "a-77"))
    for total, proves in ((None, True), ("30", False)):
        with ForeignSite(Rest(total=total)).running() as server:
            deployment = Deployment.model_validate(
                {"name": "t", "family": "opf", "opf": server.opf}
            )
            platform = connect(deployment, Secret("x"))
            try:
                if proves:
                    assert await SnapshotReader(platform).read([subject])
                else:
                    with pytest.raises(SmstuiError, match="1 of 30"):
                        await SnapshotReader(platform).read([subject])
            finally:
                await platform.close()
