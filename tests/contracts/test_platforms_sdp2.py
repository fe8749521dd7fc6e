"""The Service Delivery Platform behind the port, against the sandbox and against odd servers."""

from datetime import UTC, datetime
from typing import Any

import pytest
from platform_line import (
    CORRELATION_ID,
    Saying,
    answer,
    asked,
    connected,
    one,
    reading,
    soap,
    soap_settings,
)

from smstui.domain.account import Account
from smstui.domain.bundle import PartState
from smstui.domain.device import MediaPlayer, SetTopBox
from smstui.domain.errors import (
    BadConfiguration,
    Broken,
    Forbidden,
    PlatformError,
    Refused,
    ServerFailed,
    SignInRefused,
    TimedOut,
    Unreadable,
    Unsupported,
)
from smstui.domain.marking import plain
from smstui.domain.smartcard import SmartCard
from smstui.domain.user import User
from smstui.platforms.port import Confirmation
from smstui.sandbox import Sandbox
from smstui.sandbox.fixtures import add_account, fill_sessions

KINDS = [
    ("device-uid", "3421", SetTopBox),
    ("casn", "E833815A9290", SetTopBox),
    ("smartcard", "000145098240", SmartCard),
    ("account", "nmp.00001", Account),
    ("device-uid", "9001", MediaPlayer),
]


@pytest.mark.parametrize(("kind", "value", "record"), KINDS)
async def test_every_kind_leads_to_its_household_in_three_rounds(
    sandbox: Sandbox, kind: str, value: str, record: type
) -> None:
    async with asked(sandbox, "sdp2") as platform:
        found = await one(platform, kind, value)
        assert isinstance(found, record)
        bundle = await platform.bundle(found)
    assert bundle.owner is not None
    assert bundle.owner.number == "nmp.00001"
    assert bundle.focus.id == value if kind != "casn" else "3421"
    assert {b.uid for b in bundle.boxes} >= {"3421", "3422", "3423"}
    assert bundle.players
    assert len(bundle.users) == 2
    for name in ("account", "users", "devices", "smartcards", "sessions", "rights"):
        assert getattr(bundle, name).state is PartState.READ, name
    assert {entry.correlation_id for entry in sandbox.requests} == {CORRELATION_ID}
    assert sandbox.writes == []


async def test_nuid_player_and_login_lead_to_their_records(sandbox: Sandbox) -> None:
    box, player, user = (
        sandbox.world.box("3421"),
        sandbox.world.devices.get("9001"),
        next(iter(sandbox.world.users)),
    )
    assert box is not None
    async with asked(sandbox, "sdp2") as platform:
        assert (await one(platform, "nuid", str(box.nuid))).uid == "3421"
        assert (await one(platform, "player", str(player.media_player_id))).uid == "9001"
        found = await one(platform, "login", user.login_id)
        assert isinstance(found, User)
        bundle = await platform.bundle(found)
    assert bundle.owner is not None
    assert bundle.owner.uid == user.account_uid


async def test_the_number_of_calls_does_not_grow_with_the_devices(sandbox: Sandbox) -> None:
    sandbox.run(lambda world: add_account(world, "many.1", boxes=200, players=50))
    async with asked(sandbox, "sdp2") as platform:
        bundle = await platform.bundle(await one(platform, "account", "many.1"))
    assert len(bundle.devices) == 250
    assert sum(sandbox.counts().values()) == 6


async def test_only_the_asked_card_is_asked_at_its_own_end(sandbox: Sandbox) -> None:
    async with asked(sandbox, "sdp2") as platform:
        bundle = await platform.bundle(await one(platform, "device-uid", "3421"))
    asked_card, *others = bundle.smartcards
    assert asked_card.number == "000145098240"
    assert asked_card.box_uid == "3421"
    assert not asked_card.told_by_box
    assert others
    assert all(card.told_by_box and card.status is None for card in others)
    assert sandbox.counts()["getBySmartcardId"] == 1


async def test_nobody_answers_to_it(sandbox: Sandbox) -> None:
    async with asked(sandbox, "sdp2") as platform:
        for kind in ("device-uid", "casn", "nuid", "smartcard", "player", "account", "login"):
            assert list(await platform.resolve(reading(kind, "77"))) == []


async def test_a_free_card_stands_without_account(sandbox: Sandbox) -> None:
    async with asked(sandbox, "sdp2") as platform:
        bundle = await platform.bundle(await one(platform, "smartcard", "000145098241"))
    assert bundle.account.was_read
    assert bundle.owner is None
    assert [card.number for card in bundle.smartcards] == ["000145098241"]


@pytest.mark.parametrize(("kind", "value"), [("device-uid", "3421"), ("smartcard", "000145098240")])
async def test_the_owner_of_a_match(sandbox: Sandbox, kind: str, value: str) -> None:
    async with asked(sandbox, "sdp2") as platform:
        found = await one(platform, kind, value)
        sandbox.traffic.clear()
        owner = await platform.owner(found)
    assert owner is not None
    assert owner.number == "nmp.00001"
    assert len(sandbox.requests) <= 2


FAULTS = [
    ("drop-before", Broken, "broke"),
    ("reset 10", Broken, "broke"),
    ("truncate", Unreadable, "cannot be used"),
    ("oversize 5", Unreadable, "more than 4 MB"),
    ("status 401", SignInRefused, "did not accept our sign-in"),
    ("status 403", Forbidden, "does not allow"),
    ("status 429", Refused, "HTTP 429"),
    ("status 503 retry-after=60", ServerFailed, "60 s"),
    ("server-fault", ServerFailed, "internal failure on demand"),
    ("refuse", Refused, "refused on demand"),
    ("absent", Unsupported, "nothing at the address"),
    ("delay 5000", TimedOut, "gave no answer"),
]


@pytest.mark.parametrize(("rule", "kind", "words"), FAULTS)
async def test_each_fault_is_a_sentence_of_its_own(
    sandbox: Sandbox, rule: str, kind: type[PlatformError], words: str
) -> None:
    sandbox.fault(f"{rule} operation=getDeviceByCASN")
    async with asked(sandbox, "sdp2", timeout_s=1.5) as platform:
        with pytest.raises(kind) as caught:
            await platform.resolve(reading("casn", "E833815A9290"))
    error = caught.value
    assert words in str(error)
    assert "E833815A9290" in str(error) or isinstance(error, SignInRefused)
    assert error.hint
    assert error.correlation_id == CORRELATION_ID
    assert sandbox.access.sdp2.password not in f"{error!r} {error}"


@pytest.mark.parametrize(
    ("rule", "state"),
    [
        ("server-fault", PartState.FAILED),
        ("status 403", PartState.FORBIDDEN),
        ("absent", PartState.UNSUPPORTED),
    ],
)
async def test_a_part_that_fails_leaves_the_others(
    sandbox: Sandbox, rule: str, state: PartState
) -> None:
    sandbox.fault(f"{rule} operation=getByAccountUID path=*ottsessionservice")
    async with asked(sandbox, "sdp2") as platform:
        bundle = await platform.bundle(await one(platform, "device-uid", "3421"))
    assert bundle.sessions.state is state
    assert bundle.sessions.reason
    assert bundle.sessions.correlation_id == CORRELATION_ID
    assert bundle.users.was_read
    assert bundle.rights.was_read
    assert bundle.devices.was_read


async def test_an_account_with_too_many_boxes_still_shows_the_asked_one(sandbox: Sandbox) -> None:
    sandbox.run(lambda world: add_account(world, "huge.1", boxes=10_000))
    sandbox.fault("oversize 4 operation=getSetTopBoxByAccountUID")
    uid = next(iter(sandbox.world.devices.find("account_uid", _uid_of(sandbox, "huge.1")))).uid
    async with asked(sandbox, "sdp2", timeout_s=20) as platform:
        bundle = await platform.bundle(await one(platform, "device-uid", uid))
    assert bundle.owner is not None
    assert bundle.devices.state is PartState.FAILED
    assert "more than 4 MB" in str(bundle.devices.reason)
    assert [box.uid for box in bundle.boxes] == [uid]


def _uid_of(sandbox: Sandbox, number: str) -> str:
    return next(a.uid for a in sandbox.world.accounts if a.account_number == number)


async def test_sessions_by_srm_and_none(sandbox: Sandbox) -> None:
    async with asked(sandbox, "sdp2", sessions="srm") as platform:
        bundle = await platform.bundle(await one(platform, "device-uid", "3421"))
        assert bundle.sessions.was_read
        assert len(bundle.sessions) == 1
    assert sandbox.counts()["srm-list"] == 1
    sandbox.fault("refuse operation=srm-list")
    async with asked(sandbox, "sdp2", sessions="srm") as platform:
        bundle = await platform.bundle(await one(platform, "account", "nmp.00001"))
        assert bundle.sessions.state is PartState.FAILED
        assert "SRM-0002" in str(bundle.sessions.reason)
    async with asked(sandbox, "sdp2", sessions="none") as platform:
        part = await platform.sessions(Account(uid="1001"))
        assert part.state is PartState.UNSUPPORTED


@pytest.mark.parametrize(
    ("kept_by", "over"),
    [
        ("sdp", {"status": "deallocated"}),
        ("srm", {"status": "DEALLOCATED"}),
        ("sdp", {"deallocated_date": datetime(2026, 1, 1, tzinfo=UTC)}),
    ],
)
async def test_a_session_that_is_over_is_not_live(
    sandbox: Sandbox, kept_by: str, over: dict[str, Any]
) -> None:
    world = sandbox.world
    live, *others = fill_sessions(world, world.account("nmp.00001"))
    for other in others:
        world.change(other, **over)
    async with asked(sandbox, "sdp2", sessions=kept_by) as platform:
        bundle = await platform.bundle(await one(platform, "account", "nmp.00001"))
    assert [each.uid for each in bundle.sessions] in ([live.uid], [live.srm_id])


async def test_a_wrong_password_is_said_in_words(sandbox: Sandbox) -> None:
    async with asked(sandbox, "sdp2", password="wrong-SENTINEL") as platform:
        with pytest.raises(SignInRefused, match="username and password") as caught:
            await platform.sign_in()
        assert "SENTINEL" not in str(caught.value)
    async with asked(sandbox, "sdp2") as platform:
        await platform.sign_in()


async def test_the_other_base_path_is_a_setting(sandbox: Sandbox) -> None:
    observed = sandbox.access.sdp2.observed_base_path
    async with asked(sandbox, "sdp2", base_path=observed) as platform:
        assert await one(platform, "casn", "E833815A9290")
    assert all(entry.path.startswith(observed) for entry in sandbox.requests)


async def test_an_override_names_another_operation(sandbox: Sandbox) -> None:
    override = {"device-by-casn": {"operation": "getNoSuchThing"}}
    async with asked(sandbox, "sdp2", operations=override) as platform:
        with pytest.raises(PlatformError):
            await platform.resolve(reading("casn", "E833815A9290"))
        lines = {line.entry: line for line in await platform.survey()}
    assert lines["device-by-casn"].says is Confirmation.MISSING
    assert "getNoSuchThing" in lines["device-by-casn"].detail


async def test_the_survey_confirms_what_is_there_and_writes_nothing(sandbox: Sandbox) -> None:
    async with asked(sandbox, "sdp2") as platform:
        lines = {line.entry: line for line in await platform.survey()}
    assert lines["pair"].says is Confirmation.CONFIRMED
    assert lines["rights-of-account"].says is Confirmation.CONFIRMED
    assert lines["product-activation"].says is Confirmation.NOT_CHECKABLE
    assert not [line for line in lines.values() if line.says is Confirmation.MISSING]
    assert sandbox.writes == []


async def test_an_argument_that_the_service_does_not_take_is_different(sandbox: Sandbox) -> None:
    override = {"device-by-casn": {"arguments": ["chipset"]}}
    async with asked(sandbox, "sdp2", operations=override) as platform:
        lines = {line.entry: line for line in await platform.survey()}
    assert lines["device-by-casn"].says is Confirmation.DIFFERENT
    assert "chipset" in lines["device-by-casn"].detail


@pytest.mark.parametrize(
    ("override", "near"),
    [
        ({"device-by-cas": {"operation": "x"}}, "device-by-casn"),
        ({"device-by-casn": {"operatoin": "x"}}, "operation"),
        ({"device-by-casn": {"service": "nowhere"}}, "deviceservice"),
        ({"device-by-casn": {"arguments": 5}}, "arguments"),
    ],
)
async def test_an_override_of_what_is_not_there_is_refused_with_the_nearest_name(
    override: dict[str, Any], near: str
) -> None:
    settings = {**soap_settings("http://127.0.0.1:9"), "operations": override}
    with pytest.raises(BadConfiguration) as caught:
        async with connected("sdp2", settings, "x"):
            pass
    assert near in str(caught.value)


# What a platform may say and still be understood


async def box_of(inner: str, casn: str = "AB12") -> Any:
    server = Saying(soap(inner))
    async with server.listening(), connected("sdp2", soap_settings(server.url), "x") as platform:
        found = await platform.resolve(reading("casn", casn))
        return found[0] if found else None


@pytest.mark.parametrize("spelling", ["caSN", "casn", "CASN"])
async def test_spellings_of_the_chipset(spelling: str) -> None:
    box = await box_of(f"<r><return><{spelling}>AB12</{spelling}></return></r>")
    assert box.casn == "AB12"


@pytest.mark.parametrize("spelling", ["smartCardId", "smartcardID", "smartcardId"])
async def test_spellings_of_the_card(spelling: str) -> None:
    box = await box_of(f"<r><return><UID>1</UID><{spelling}>0007</{spelling}></return></r>")
    assert box.smartcard_id == "0007", "leading zeros count"


@pytest.mark.parametrize(
    ("field", "name"), [("uid", "uid"), ("uid", "UID"), ("nuid", "nuID"), ("nuid", "nUID")]
)
async def test_spellings_of_the_ids(field: str, name: str) -> None:
    box = await box_of(f"<r><return><{name}>77</{name}></return></r>")
    assert getattr(box, field) == "77"


async def test_comments_cdata_prefixes_attributes_and_unknown_things_are_no_matter() -> None:
    box = await box_of(
        '<z:r xmlns:z="urn:z" xmlns:i="http://www.w3.org/2001/XMLSchema-instance">'
        "<!-- a --><z:return i:type='z:stb'><z:UID>1<!-- b -->2</z:UID><!-- c -->"
        "<caSN><![CDATA[A&B]]></caSN><status>actiVE</status><future><deep>1</deep></future>"
        "<deviceEnabled>maybe</deviceEnabled><macAddress i:nil='true'/><?pi x?></z:return></z:r>",
        "A&B",
    )
    assert (box.uid, box.casn, box.status, box.mac_address) == ("12", "A&B", "ACTIVE", None)
    assert "enabled" in box.unreadable


async def test_an_unknown_word_and_an_odd_date_are_kept_or_left_out() -> None:
    box = await box_of(
        "<r><return><UID>1</UID><status>HIBERNATING</status>"
        "<creationDate>2024-01-02T03:04:05+01</creationDate></return></r>"
    )
    assert str(box.status) == "HIBERNATING"
    assert box.created is not None
    assert box.created.utcoffset() is not None


@pytest.mark.parametrize(
    "inner", ["<r/>", "<r><return/></r>", "<r><return> </return></r>", ""]
)  # fmt: skip
async def test_every_way_to_say_null(inner: str) -> None:
    assert await box_of(inner) is None


@pytest.mark.parametrize("status", ["200 OK", "500 Internal Server Error"])
@pytest.mark.parametrize(("code", "kind"), [("s:Client", Refused), ("Server", ServerFailed)])
async def test_a_fault_counts_the_same_whatever_its_http_status(
    status: str, code: str, kind: type[PlatformError]
) -> None:
    fault = (
        '<s:Envelope xmlns:s="http://schemas.xmlsoap.org/soap/envelope/"><s:Body><s:Fault>'
        f"<faultcode>{code}</faultcode><faultstring>no \x85luck</faultstring>"
        "</s:Fault></s:Body></s:Envelope>"
    )
    server = Saying(answer(status, fault))
    async with server.listening(), connected("sdp2", soap_settings(server.url), "x") as platform:
        with pytest.raises(kind) as caught:
            await platform.resolve(reading("casn", "AB12"))
    assert "luck" in str(caught.value)
    assert plain(str(caught.value)).isprintable(), "foreign text is cleaned"


async def test_the_envelope_is_as_strict_as_the_contract_wants_it() -> None:
    server = Saying(soap("<r/>"))
    async with server.listening(), connected("sdp2", soap_settings(server.url), "x") as platform:
        await platform.resolve(reading("casn", "A<&>B"))
    head, _, body = server.heard[0].partition(b"\r\n\r\n")
    assert b'soapaction: ""' in head.lower()
    assert b"content-type: text/xml; charset=utf-8" in head.lower()
    assert b"Header/>" in body, "present and empty"
    assert b"<casn>A&lt;&amp;&gt;B</casn>" in body, "unqualified and escaped"
