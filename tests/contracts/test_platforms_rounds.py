"""How a lookup goes over the line: together, in few rounds, and again after what went wrong."""

import asyncio
import logging

import httpx
import pytest
from platform_line import CORRELATION_ID, asked, one, password_of, reading

from smstui.domain.bundle import PartState
from smstui.domain.errors import NoAnswer, PlatformError
from smstui.domain.identifiers import IdKind
from smstui.sandbox import Sandbox
from smstui.sandbox.fixtures import add_account, poison

FAMILIES = pytest.mark.parametrize("family", ["sdp2", "opf"])
LAG_MS = 50


@pytest.fixture
def line(sandbox: Sandbox, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What the client lived through, in order: `+` for each request, `-` for each answer.

    Requests of one round are noted where they are made: how fast they arrive does not count.
    """
    lived: list[str] = []
    send = httpx.AsyncHTTPTransport.handle_async_request

    async def noted(transport: httpx.AsyncHTTPTransport, request: httpx.Request) -> httpx.Response:
        lived.append("+")
        try:
            return await send(transport, request)
        finally:
            lived.append("-")

    monkeypatch.setattr(httpx.AsyncHTTPTransport, "handle_async_request", noted)
    sandbox.lag_ms = LAG_MS
    return lived


def rounds_of(lived: list[str]) -> list[int]:
    """How many requests went out together, round by round.

    A round ends where something was answered before the next request came in.
    """
    return [len(part) for part in "".join(lived).replace("-", " ").split()]


@pytest.mark.parametrize(
    ("family", "kind", "value", "rounds"),
    [
        ("sdp2", "account", "nmp.00001", [1, 5]),
        ("sdp2", "casn", "E833815A9290", [1, 7]),
        ("sdp2", "player", "living-room", [1, 6]),
        ("sdp2", "smartcard", "000145098240", [1, 1, 6]),
        ("sdp2", "login", "ada.byron", [1, 6]),
        ("opf", "account", "nmp.00001", [1, 3]),
        ("opf", "casn", "E833815A9290", [1, 3]),
        ("opf", "smartcard", "000145098240", [1, 3]),
    ],
)
async def test_what_can_be_asked_together_is(
    sandbox: Sandbox, line: list[str], family: str, kind: str, value: str, rounds: list[int]
) -> None:
    async with asked(sandbox, family) as platform:
        await platform.sign_in()
        line.clear()
        found = await one(platform, kind, value)
        bundle = await platform.bundle(found)
    assert bundle.owner is not None
    assert rounds_of(line) == rounds
    assert len(rounds) <= 3


async def test_a_composed_household_is_read_together(sandbox: Sandbox, line: list[str]) -> None:
    async with asked(sandbox, "opf", bundle="composed") as platform:
        found = await one(platform, "casn", "E833815A9290")
        line.clear()
        await platform.bundle(found)
    assert rounds_of(line) == [4]


async def test_srm_waits_for_the_account_number_and_nothing_else_does(
    sandbox: Sandbox, line: list[str]
) -> None:
    async with asked(sandbox, "sdp2", sessions="srm") as platform:
        found = await one(platform, "casn", "E833815A9290")
        line.clear()
        bundle = await platform.bundle(found)
    assert bundle.sessions.was_read
    assert sum(rounds_of(line)) == 7
    assert rounds_of(line)[0] == 6
    assert sandbox.counts()["getByUID"] == 1, "the account is not read twice"


async def test_all_kinds_are_asked_at_once(sandbox: Sandbox, line: list[str]) -> None:
    async with asked(sandbox, "sdp2") as platform:
        await platform.sign_in()
        line.clear()
        kinds = sorted(platform.resolvable)
        asked_as = {IdKind.ORIGIN: "10000:245098240"}
        texts = {kind: asked_as.get(kind, "245098240") for kind in kinds}
        await asyncio.gather(*(platform.resolve(reading(k, texts[k])) for k in kinds))
    assert rounds_of(line) == [len(kinds)]


@FAMILIES
async def test_one_device_and_two_hundred_cost_the_same_calls(
    sandbox: Sandbox, family: str
) -> None:
    sandbox.run(lambda world: add_account(world, "few.1", boxes=1, players=1))
    sandbox.run(lambda world: add_account(world, "many.1", boxes=200, players=50))
    calls = []
    async with asked(sandbox, family) as platform:
        await platform.sign_in()
        for number in ("few.1", "many.1"):
            sandbox.traffic.clear()
            bundle = await platform.bundle(await one(platform, "account", number))
            calls.append(sandbox.counts())
    assert len(bundle.devices) == 250
    assert calls[0] == calls[1]


RULES = [
    "drop-before",
    "drop-after",
    "reset",
    "reset 0",
    "truncate",
    "type",
    "oversize",
    "status 401",
    "status 403",
    "status 408",
    "status 429",
    "status 503",
    "status 503 retry-after=9",
    "server-fault",
    "refuse",
    "absent",
    "delay 3000",
    "drip 1 every=50",
]


@FAMILIES
@pytest.mark.parametrize("rule", RULES)
async def test_after_whatever_went_wrong_the_next_call_works(
    sandbox: Sandbox, family: str, rule: str
) -> None:
    where = "getDeviceByCASN" if family == "sdp2" else "adm.devices.find"
    async with asked(sandbox, family, timeout_s=1.2) as platform:
        await platform.sign_in()
        sandbox.fault(f"{rule} operation={where}")
        with pytest.raises(PlatformError) as caught:
            await one(platform, "casn", "E833815A9290")
        sandbox.faults.clear()
        assert (await one(platform, "casn", "E833815A9290")).uid == "3421"
    error = caught.value
    assert "E833815A9290" in error.message
    assert "127.0.0.1" in error.message
    assert error.hint
    assert error.correlation_id == CORRELATION_ID
    for secret in ("/adm", "/ws", "http:", password_of(sandbox, family), "Bearer", "Basic "):
        assert secret not in str(error)


@FAMILIES
async def test_a_wrong_kind_of_document_is_said_to_be_a_web_page(
    sandbox: Sandbox, family: str
) -> None:
    sandbox.fault("type text/html")
    async with asked(sandbox, family) as platform:
        with pytest.raises(NoAnswer, match="web page"):
            await platform.sign_in()


@FAMILIES
@pytest.mark.parametrize("media", ["application/soap+xml", "text/plain", "application/json"])
async def test_any_other_name_for_a_good_document_is_taken(
    sandbox: Sandbox, family: str, media: str
) -> None:
    sandbox.fault(f"type {media}")
    async with asked(sandbox, family) as platform:
        assert await one(platform, "casn", "E833815A9290")


@FAMILIES
async def test_what_was_found_stands_when_all_else_fails(sandbox: Sandbox, family: str) -> None:
    kinds = {"smartcard": "000145098240", "casn": "E833815A9290", "account": "nmp.00001"}
    for kind, value in kinds.items():
        async with asked(sandbox, family) as platform:
            found = await one(platform, kind, value)
            sandbox.fault("server-fault")
            bundle = await platform.bundle(found)
            sandbox.faults.clear()
        part = {"smartcard": "smartcards", "casn": "devices", "account": "account"}[kind]
        assert found.id in {record.id for record in getattr(bundle, part)}, kind
        assert bundle.rights.state is PartState.FAILED
        assert bundle.rights.correlation_id == CORRELATION_ID


@FAMILIES
async def test_a_bundle_given_up_half_way_leaves_the_client_usable(
    sandbox: Sandbox, family: str
) -> None:
    async with asked(sandbox, family, timeout_s=60) as platform:
        found = await one(platform, "casn", "E833815A9290")
        sandbox.fault("delay 30000")
        rights = "getByAccountUID" if family == "sdp2" else "rmg.entitlements.find"
        for _ in range(3):
            sandbox.traffic.clear()
            work = asyncio.create_task(platform.bundle(found))
            assert await asyncio.to_thread(sandbox.traffic.wait_seen, rights)
            work.cancel()
            with pytest.raises(asyncio.CancelledError):
                await asyncio.wait_for(work, 2)
        sandbox.faults.clear()
        bundle = await asyncio.wait_for(platform.bundle(found), 10)
    assert bundle.rights.was_read


async def test_a_sign_in_given_up_is_begun_anew_by_whoever_waits(sandbox: Sandbox) -> None:
    sandbox.fault("delay 30000 operation=keycloak.token count=1")
    async with asked(sandbox, "opf", timeout_s=60) as platform:
        first = asyncio.create_task(one(platform, "casn", "E833815A9290"))
        assert await asyncio.to_thread(sandbox.traffic.wait_seen, "keycloak.token")
        second = asyncio.create_task(one(platform, "casn", "E833815A9290"))
        await asyncio.sleep(0)
        first.cancel()
        assert (await asyncio.wait_for(second, 10)).uid == "3421"


async def test_sign_in_and_call_share_one_total_time(sandbox: Sandbox) -> None:
    sandbox.fault("delay 900 operation=keycloak.token")
    sandbox.fault("delay 900 operation=adm.devices.find")
    began = asyncio.get_running_loop().time()
    async with asked(sandbox, "opf", timeout_s=1.3) as platform:
        with pytest.raises(NoAnswer):
            await one(platform, "casn", "E833815A9290")
        assert asyncio.get_running_loop().time() - began < 1.7


@FAMILIES
async def test_no_secret_is_logged_or_shown_even_at_debug(
    sandbox: Sandbox, family: str, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    async with asked(sandbox, family) as platform:
        bundle = await platform.bundle(await one(platform, "casn", "E833815A9290"))
        sandbox.fault("status 401")
        with pytest.raises(PlatformError) as caught:
            await one(platform, "casn", "E833815A9290")
    shown = f"{caplog.text} {bundle!r} {bundle.model_dump_json()} {caught.value!r}"
    assert password_of(sandbox, family) not in shown
    for secret in sandbox.world.sentinels():
        assert secret not in shown
    assert "eyJ" not in shown, "no token"


@FAMILIES
async def test_hostile_text_is_clean_where_it_enters(sandbox: Sandbox, family: str) -> None:
    hostile = "[/]\x9b2J\u202e\u200bx" + ("\x1b]52;c;eA==\x07" if family == "opf" else "")
    sandbox.run(lambda world: poison(world, hostile, [*world.accounts, *world.devices]))
    async with asked(sandbox, family) as platform:
        bundle = await platform.bundle(await one(platform, "casn", "E833815A9290"))
    assert "[/]" in repr(bundle)
    for value in (bundle.owner, *bundle.devices):
        assert value is not None
        for field in value.model_dump().values():
            assert not isinstance(field, str) or field.isprintable()
