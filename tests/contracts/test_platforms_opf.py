"""The OpenTV Platform behind the port, against the sandbox and against odd servers."""

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from platform_line import CORRELATION_ID, Saying, answer, asked, connected, one, reading

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
from smstui.domain.smartcard import SmartCard
from smstui.platforms.correlation import correlated
from smstui.platforms.port import Confirmation, Platform
from smstui.sandbox import Sandbox
from smstui.sandbox.fixtures import add_account
from smstui.sandbox.rest.tokens import Tokens

BUNDLED = "adm.bundled.device"


@pytest.mark.parametrize(
    ("kind", "value", "record"),
    [
        ("opf-device", "3421", SetTopBox),
        ("opf-device", "9001", MediaPlayer),
        ("opf-account", "1001", Account),
        ("account", "nmp.00001", Account),
        ("casn", "E833815A9290", SetTopBox),
        ("smartcard", "000145098240", SmartCard),
    ],
)
async def test_every_kind_leads_to_its_household_by_one_bundled_call(
    sandbox: Sandbox, kind: str, value: str, record: type
) -> None:
    async with asked(sandbox, "opf") as platform:
        found = await one(platform, kind, value)
        assert isinstance(found, record)
        bundle = await platform.bundle(found)
    assert bundle.owner is not None
    assert bundle.owner.number == "nmp.00001"
    assert bundle.focus.id == found.id
    assert {box.uid for box in bundle.boxes} >= {"3421", "3422", "3423"}
    assert bundle.players
    assert len(bundle.users) == 2
    for name in ("account", "users", "devices", "smartcards", "rights", "pins"):
        assert getattr(bundle, name).state is PartState.READ, name
    assert bundle.sessions.state is PartState.UNSUPPORTED
    assert "cannot be listed" in str(bundle.sessions.reason)
    counts = sandbox.counts()
    assert counts["adm.bundled.device"] + counts["adm.bundled.account"] == 1
    assert sum(counts.values()) == 5, "sign-in, the record, the bundle, rights, PINs"
    assert {entry.correlation_id for entry in sandbox.requests} == {CORRELATION_ID}
    assert sandbox.writes == []


async def test_what_an_account_says_of_itself(sandbox: Sandbox) -> None:
    held = next(a for a in sandbox.world.accounts if a.account_number == "nmp.00001")
    async with asked(sandbox, "opf") as platform:
        account = await one(platform, "account", "nmp.00001")
    assert isinstance(account, Account)
    assert (account.first_name, account.city) == (held.first_name, held.city)
    assert (account.postcode, account.title_of_address) == (held.postcode, held.title)
    assert account.profile is not None
    assert account.profile.max_sessions_allowed == 3
    assert account.profile.enable_session_limit is True
    assert account.unreadable == ()


async def test_nuid_and_player_lead_to_their_devices(sandbox: Sandbox) -> None:
    box, player = sandbox.world.box("3421"), sandbox.world.devices.get("9001")
    assert box is not None
    async with asked(sandbox, "opf") as platform:
        assert (await one(platform, "nuid", str(box.nuid))).id == "3421"
        assert (await one(platform, "player", str(player.media_player_id))).id == "9001"


@pytest.mark.parametrize("shape", ["nested", "flat"])
@pytest.mark.parametrize("key", ["_id", "id"])
async def test_shapes_and_spellings_of_the_bundle(sandbox: Sandbox, shape: str, key: str) -> None:
    sandbox.rest.deviations.bundle_shape = shape  # type: ignore[assignment]
    sandbox.rest.deviations.id_key = key  # type: ignore[assignment]
    async with asked(sandbox, "opf") as platform:
        bundle = await platform.bundle(await one(platform, "casn", "E833815A9290"))
    assert bundle.owner is not None
    assert (bundle.owner.uid, bundle.owner.number) == ("1001", "nmp.00001")
    assert len(bundle.users) == 2
    assert all(device.uid for device in bundle.devices)


async def test_the_number_of_calls_does_not_grow_with_the_devices(sandbox: Sandbox) -> None:
    sandbox.run(lambda world: add_account(world, "many.1", boxes=200, players=50))
    for mode, calls in (("auto", 5), ("composed", 6)):
        sandbox.traffic.clear()
        async with asked(sandbox, "opf", bundle=mode) as platform:
            bundle = await platform.bundle(await one(platform, "account", "many.1"))
        assert len(bundle.devices) == 250
        assert sum(sandbox.counts().values()) == calls


async def test_an_absent_bundled_call_is_tried_once_and_composed_around(sandbox: Sandbox) -> None:
    sandbox.fault(f"absent operation={BUNDLED}")
    async with asked(sandbox, "opf") as platform:
        for _ in range(3):
            bundle = await platform.bundle(await one(platform, "opf-device", "3421"))
            assert bundle.owner is not None
            assert len(bundle.boxes) == 6
            assert bundle.users.state is PartState.UNSUPPORTED
            assert bundle.users.reason
    assert sandbox.counts()[BUNDLED] == 1


async def test_a_failing_bundled_call_is_not_taken_for_absent(sandbox: Sandbox) -> None:
    sandbox.fault(f"status 403 operation={BUNDLED} count=2")
    async with asked(sandbox, "opf") as platform:
        found = await one(platform, "opf-device", "3421")
        bundle = await platform.bundle(found)
        assert bundle.account.state is PartState.FORBIDDEN
        assert [box.uid for box in bundle.boxes] == ["3421"], "what was asked for stands"
        assert bundle.rights.was_read
        assert (await platform.bundle(found)).users.was_read, "asked again, not given up"


async def test_a_device_removed_meanwhile_does_not_make_the_call_absent(sandbox: Sandbox) -> None:
    async with asked(sandbox, "opf") as platform:
        found = await one(platform, "opf-device", "3421")
        ghost = found.model_copy(update={"uid": "77"})
        await platform.bundle(ghost)
        assert (await platform.bundle(found)).users.was_read
    assert sandbox.counts()[BUNDLED] == 2


async def test_bundled_and_composed_can_be_forced(sandbox: Sandbox) -> None:
    async with asked(sandbox, "opf", bundle="composed") as platform:
        bundle = await platform.bundle(await one(platform, "opf-device", "3421"))
        assert len(bundle.boxes) == 6
    assert sandbox.counts()[BUNDLED] == 0
    sandbox.fault(f"absent operation={BUNDLED}")
    async with asked(sandbox, "opf", bundle="bundled") as platform:
        bundle = await platform.bundle(await one(platform, "opf-device", "3421"))
        assert bundle.account.state is PartState.UNSUPPORTED
    assert sandbox.counts()["adm.accounts.read"] == 1, "of the composed one before"


async def test_a_bundle_of_ten_thousand_devices_is_read_in_part(sandbox: Sandbox) -> None:
    sandbox.run(lambda world: add_account(world, "huge.1", boxes=10_000))
    sandbox.fault("oversize 4 operation=adm.bundled.*")
    async with asked(sandbox, "opf", timeout_s=20) as platform:
        bundle = await platform.bundle(await one(platform, "account", "huge.1"))
        sandbox.faults.clear()
        await platform.bundle(await one(platform, "account", "nmp.00001"))
    assert sandbox.counts()["adm.bundled.account"] == 2, "too large once is not absent"
    assert bundle.owner is not None
    assert bundle.devices.was_read
    assert bundle.devices.total == 10_000
    assert len(bundle.devices) == 5_000, "the bound of the catalogue"
    assert not bundle.devices.is_whole


async def test_nobody_answers_to_it(sandbox: Sandbox) -> None:
    async with asked(sandbox, "opf") as platform:
        for kind in sorted(platform.resolvable):
            for value in ("77", "..", "a/b?c#d", '"}'):
                assert list(await platform.resolve(reading(kind, value))) == [], kind


async def test_a_free_card_is_nobodys_here(sandbox: Sandbox) -> None:
    async with asked(sandbox, "opf") as platform:
        assert list(await platform.resolve(reading("smartcard", "000145098241"))) == []


async def test_the_owner_of_a_match(sandbox: Sandbox) -> None:
    async with asked(sandbox, "opf") as platform:
        card = await one(platform, "smartcard", "000145098240")
        sandbox.traffic.clear()
        owner = await platform.owner(card)
    assert owner is not None
    assert owner.number == "nmp.00001"
    assert len(sandbox.requests) == 1


# Tokens


async def test_calls_that_begin_together_share_one_sign_in(sandbox: Sandbox) -> None:
    async with asked(sandbox, "opf") as platform:
        readings = [reading("casn", f"NONE{n}") for n in range(10)]
        await asyncio.gather(*(platform.resolve(each) for each in readings))
    assert sandbox.counts()["keycloak.token"] == 1


async def test_a_wrong_password_is_tried_once_for_all_calls_that_wait(sandbox: Sandbox) -> None:
    async with asked(sandbox, "opf", password="wrong-SENTINEL") as platform:
        readings = [reading("casn", f"NONE{n}") for n in range(10)]
        ends = await asyncio.gather(
            *(platform.resolve(each) for each in readings), return_exceptions=True
        )
        assert all(isinstance(end, SignInRefused) for end in ends)
        assert "username and password" in str(ends[0])
        assert "SENTINEL" not in str(ends)
        assert sandbox.counts()["keycloak.token"] == 1
        with pytest.raises(SignInRefused):
            await platform.resolve(readings[0])
    assert sandbox.counts()["keycloak.token"] == 1, "a refused password is not sent again"


@pytest.mark.parametrize("status", [401, 403])
async def test_a_refused_token_is_renewed_once_then_reported(sandbox: Sandbox, status: int) -> None:
    sandbox.fault(f"status {status} operation=adm.devices.find count=1")
    async with asked(sandbox, "opf") as platform:
        assert await one(platform, "casn", "E833815A9290")
        assert sandbox.counts()["keycloak.token"] == 2
        sandbox.faults.clear()
        sandbox.traffic.clear()
        sandbox.fault(f"status {status} operation=adm.devices.find")
        with pytest.raises(SignInRefused if status == 401 else Forbidden) as caught:
            await platform.resolve(reading("casn", "E833815A9290"))
    assert str(status) in str(caught.value)
    assert sandbox.counts()["adm.devices.find"] == 2
    assert sandbox.counts()["keycloak.token"] == 1


async def test_a_revoked_token_costs_the_household_one_renewal(sandbox: Sandbox) -> None:
    async with asked(sandbox, "opf") as platform:
        found = await one(platform, "opf-device", "3421")
        sandbox.rest.tokens.revoke()
        sandbox.traffic.clear()
        bundle = await platform.bundle(found)
        assert bundle.account.was_read
        assert bundle.rights.was_read
        assert bundle.pins.was_read
    assert sandbox.counts()["keycloak.token"] <= 2, "by refresh, or anew where that is out too"


NO_LIFETIME = object()
SAID_AS = ("expires_in", "refresh_expires_in")
LIFETIMES = (0, 1, 9, -1, -300, 0.5, "0", "1", "soon", "", "nan", "inf", "-inf", None, True, False,
             [], {}, [300], {"s": 300}, 10**30, "9" * 400, 1e308, NO_LIFETIME)  # fmt: skip


async def test_a_lookup_signs_in_once_whatever_lifetime_is_said(
    sandbox: Sandbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    issue, lifetime = Tokens._issue, NO_LIFETIME

    def said(tokens: Tokens) -> dict[str, object]:
        told = {} if lifetime is NO_LIFETIME else dict.fromkeys(SAID_AS, lifetime)
        return {k: v for k, v in issue(tokens).items() if k not in SAID_AS} | told

    monkeypatch.setattr(Tokens, "_issue", said)
    for lifetime in LIFETIMES:
        sandbox.traffic.clear()
        async with asked(sandbox, "opf") as platform:
            found = await one(platform, "opf-device", "3421")
            bundle = await platform.bundle(found)
            assert bundle.account.was_read
            assert bundle.rights.was_read
            assert sandbox.counts()["keycloak.token"] == 1, lifetime
            with correlated("another"):
                await platform.resolve(reading("opf-device", "3421"))
        is_short = repr(lifetime) in ("0", "1", "9", "0.5", "'0'", "'1'")
        assert sandbox.counts()["keycloak.token"] == (2 if is_short else 1), lifetime


async def test_a_token_that_lives_a_second_is_renewed_when_it_is_refused(
    sandbox: Sandbox,
) -> None:
    sandbox.rest.tokens.access_s = 1
    async with asked(sandbox, "opf") as platform:
        found = await one(platform, "opf-device", "3421")
        sandbox.rest.tokens.revoke()
        bundle = await platform.bundle(found)
        assert bundle.account.was_read
        assert bundle.rights.was_read
    assert sandbox.counts()["keycloak.token"] == 2


async def test_a_user_without_the_role_is_told_so(sandbox: Sandbox) -> None:
    sandbox.rest.tokens.has_operator_role = False
    async with asked(sandbox, "opf") as platform:
        with pytest.raises(Refused) as caught:
            await platform.resolve(reading("opf-account", "1001"))
    assert caught.value.hint


async def test_a_token_that_no_header_can_carry_is_no_token() -> None:
    body = json.dumps({"access_token": "a\r\nX-Evil: b"})
    server = Saying(answer("200 OK", body, "application/json"))
    async with server.listening(), opf_at(server.url) as platform:
        with pytest.raises(Unreadable, match="no token"):
            await platform.sign_in()


# Faults


FAULTS = [
    ("drop-before", Broken, "broke"),
    ("truncate", Unreadable, "cannot be used"),
    ("oversize 5", Unreadable, "more than 4 MB"),
    ("status 400", Refused, "Bad Request on demand"),
    ("status 429", Refused, "HTTP 429"),
    ("status 503 retry-after=60", ServerFailed, "60 s"),
    ("server-fault", ServerFailed, "HTTP 500"),
    ("refuse", Refused, "refused on demand"),
    ("absent", Unsupported, "nothing at the address"),
    ("delay 5000", TimedOut, "gave no answer"),
]


@pytest.mark.parametrize(("rule", "kind", "words"), FAULTS)
async def test_each_fault_is_a_sentence_of_its_own(
    sandbox: Sandbox, rule: str, kind: type[PlatformError], words: str
) -> None:
    sandbox.fault(f"{rule} operation=adm.devices.find")
    async with asked(sandbox, "opf", timeout_s=1.5) as platform:
        with pytest.raises(kind) as caught:
            await platform.resolve(reading("casn", "E833815A9290"))
    error = caught.value
    assert words in str(error)
    assert "E833815A9290" in str(error)
    assert error.hint
    assert error.correlation_id == CORRELATION_ID
    assert sandbox.access.opf.password not in f"{error!r} {error}"
    assert "Bearer" not in str(error)


async def test_a_part_that_fails_leaves_the_others(sandbox: Sandbox) -> None:
    sandbox.fault("server-fault operation=rmg.*")
    async with asked(sandbox, "opf") as platform:
        bundle = await platform.bundle(await one(platform, "opf-device", "3421"))
    assert bundle.rights.state is PartState.FAILED
    assert bundle.rights.correlation_id == CORRELATION_ID
    assert bundle.account.was_read
    assert bundle.pins.was_read


async def test_a_module_that_is_not_configured_says_which_setting(sandbox: Sandbox) -> None:
    async with asked(sandbox, "opf", rmg_url=None) as platform:
        bundle = await platform.bundle(await one(platform, "opf-device", "3421"))
        lines = {line.entry: line for line in await platform.survey()}
    assert bundle.rights.state is PartState.UNSUPPORTED
    assert "rmg_url" in str(bundle.rights.reason)
    assert bundle.rights.correlation_id == CORRELATION_ID
    assert lines["rights-of-account"].says is Confirmation.NOT_CHECKABLE


# The catalogue against the platform


async def test_the_survey_confirms_what_is_there_and_writes_nothing(sandbox: Sandbox) -> None:
    sandbox.fault(f"absent operation={BUNDLED}")
    async with asked(sandbox, "opf") as platform:
        lines = {line.entry: line for line in await platform.survey()}
    assert lines["bundle-of-account"].says is Confirmation.CONFIRMED
    assert lines["bundle-of-device"].says is Confirmation.NOT_CHECKABLE
    assert "the account is read in several calls" in lines["bundle-of-device"].detail
    assert lines["devices-of-account"].says is Confirmation.CONFIRMED
    assert lines["token"].says is Confirmation.CONFIRMED
    assert lines["end-sessions-of-device"].says is Confirmation.NOT_CHECKABLE
    assert sandbox.writes == []


@pytest.mark.parametrize(
    ("override", "near"),
    [
        ({"device-by-casm": {"path": "/x"}}, "device-by-casn"),
        ({"device-by-casn": {"paht": "/x"}}, "path"),
        ({"device-by-casn": {"path": "/x/{idd}"}}, "{idd}"),
        ({"device-by-casn": {"path": "@elsewhere.example/x"}}, "path"),
    ],
)
async def test_an_override_that_cannot_be_is_refused(override: dict[str, Any], near: str) -> None:
    with pytest.raises(BadConfiguration) as caught:
        async with opf_at("http://127.0.0.1:9", operations=override):
            pass
    assert near in str(caught.value)


async def test_an_override_of_the_filter_reaches_the_line() -> None:
    server = OpenTV({"resourceSet": [], "totalRecords": 0})
    override = {"device-by-casn": {"path": "/v2/{tenant}/boxes", "filter": {"chip": "{id}"}}}
    async with server.listening(), opf_at(server.url, operations=override) as platform:
        assert list(await platform.resolve(reading("casn", 'A"&B'))) == []
    url = urlsplit(server.heard[-1].split(b" ")[1].decode())
    assert url.path == "/adm/v2/t%201/boxes"
    assert json.loads(parse_qs(url.query)["filter"][0]) == {"chip": 'A"&B'}


# What a platform may say and still be understood


def OpenTV(said: Any, status: str = "200 OK") -> Saying:
    """A server that signs everyone in and then says one thing."""
    token = answer("200 OK", json.dumps({"access_token": "t-1"}), "application/json")
    return Saying(token, answer(status, json.dumps(said), "application/json"))


@asynccontextmanager
async def opf_at(url: str, **settings: Any) -> AsyncIterator[Platform]:
    reached = {
        "adm_url": f"{url}/adm",
        "keycloak_url": f"{url}/keycloak",
        "client_id": "smstui",
        "username": "desk",
        "tenant": "t 1",
    } | settings
    async with connected("opf", reached, "SENTINEL-password") as platform:
        yield platform


async def found_in(said: Any, kind: str = "casn", value: str = "AB12") -> Any:
    server = OpenTV(said)
    async with server.listening(), opf_at(server.url) as platform:
        return list(await platform.resolve(reading(kind, value)))


@pytest.mark.parametrize(
    "said",
    [
        {"totalRecords": 1, "resourceSet": [{"_id": "7", "caSN": "AB12"}]},
        {"resourceSet": [{"id": "7", "casn": "AB12", "future": {"x": [None]}}]},
        [{"_id": 7, "caSN": "AB12", "status": "HIBERNATING", "created": "not a date"}],
        {"_id": "7", "caSN": "AB12", "deviceInformation": {"device": {"screen": None}}},
    ],
)
async def test_every_shape_of_a_list_and_every_spelling(said: Any) -> None:
    (box,) = await found_in(said)
    assert isinstance(box, SetTopBox)
    assert (box.uid, box.casn) == ("7", "AB12")


@pytest.mark.parametrize("said", [{"totalRecords": 0, "resourceSet": []}, [], None])
async def test_every_way_to_say_nobody(said: Any) -> None:
    assert await found_in(said) == []


@pytest.mark.parametrize(
    ("said", "told"), [({"totalRecords": 0}, True), ([], True), ({}, False), (None, False)]
)
async def test_an_answer_without_anything_does_not_say_that_there_is_no_right(
    said: Any, told: bool
) -> None:
    async with OpenTV(said).listening() as server, opf_at(server.url, rmg_url=server.url) as asked:
        bundle = await asked.bundle(Account(uid="7"))
    assert (bundle.rights.was_read, bundle.pins.was_read) == (told, told)
    assert len(bundle.rights) == 0


async def test_a_site_that_ignores_the_filter_does_not_answer_with_everybody() -> None:
    everybody = [{"_id": str(n), "caSN": f"X{n}"} for n in range(5)]
    with pytest.raises(Unreadable, match="none of its 5 records"):
        await found_in({"totalRecords": 5, "resourceSet": everybody})
    everybody.append({"_id": "5", "caSN": "ab-12"})
    found = await found_in({"totalRecords": 6, "resourceSet": everybody})
    assert [one.uid for one in found] == ["5"], "who carries what was asked for is found"


@pytest.mark.parametrize("said", ["hello", 42, ["a", "b"], {"resourceSet": [1]}])
async def test_what_is_no_record_is_unreadable(said: Any) -> None:
    with pytest.raises(Unreadable) as caught:
        await found_in(said)
    assert "hello" not in str(caught.value)


@pytest.mark.parametrize(
    ("device", "kind"),
    [
        ({"deviceType": "MANAGED"}, SetTopBox),
        ({"deviceType": "open", "caSN": "AB12"}, MediaPlayer),
        ({"smartCardId": "1"}, SetTopBox),
        ({"mediaPlayerId": "1"}, MediaPlayer),
    ],
)
async def test_boxes_and_players_are_told_apart(device: dict[str, Any], kind: type) -> None:
    (found,) = await found_in({"_id": "7", **device}, "opf-device", "7")
    assert isinstance(found, kind)


async def test_a_404_with_an_error_code_means_the_record_without_one_the_call() -> None:
    for said, gone in (({"message": "no", "code": 404, "errorCode": 4403}, True), ({}, False)):
        server = OpenTV(said, "404 Not Found")
        async with server.listening(), opf_at(server.url) as platform:
            if gone:
                assert list(await platform.resolve(reading("opf-device", "7"))) == []
            else:
                with pytest.raises(Unsupported):
                    await platform.resolve(reading("opf-device", "7"))


async def test_secrets_of_records_never_show(sandbox: Sandbox) -> None:
    async with asked(sandbox, "opf") as platform:
        bundle = await platform.bundle(await one(platform, "opf-device", "3421"))
    assert "SENTINEL" not in repr(bundle)
    assert "SENTINEL" not in bundle.model_dump_json()
