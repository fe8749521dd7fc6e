"""A wrong password is tried once, however many questions wait for it."""

import asyncio
import base64
import json
from collections.abc import Awaitable, Sequence
from typing import TypeVar

import pytest
from platform_line import answer, connected, password_of, reading, settings_of, soap, soap_settings

from smstui.config.settings import Deployment
from smstui.domain.errors import PlatformError, SignInRefused
from smstui.domain.marking import plain
from smstui.domain.secret import Secret
from smstui.platforms import sign_in as signing
from smstui.platforms.connect import connect
from smstui.platforms.correlation import correlated
from smstui.platforms.port import Platform
from smstui.platforms.sign_in import SignIn
from smstui.sandbox import Sandbox
from tests.support.failing_line import Line, Talk

T = TypeVar("T")

BOX = soap("<r><return><UID>12</UID><caSN>AB12</caSN></return></r>")
NO = answer("401 Unauthorized", "")
KINDS = ("casn", "device-uid", "nuid", "smartcard", "account", "login")


class Guarded:
    """Lets in who has the password; what has no password is not counted."""

    def __init__(self, password: str) -> None:
        self.password = password
        self.refused = 0
        self.taken = 0
        self.only: bytes | None = None
        """Refuse questions with these bytes whatever their password is."""

    def __call__(self, talk: Talk) -> None:
        given = base64.b64encode(f"desk:{self.password}".encode())
        if given not in talk.request or (self.only and self.only in talk.request):
            self.refused += 1
            talk.send(NO)
        else:
            self.taken += 1
            talk.send(BOX)


async def many(platform: Platform, times: int = 1) -> Sequence[object]:
    """What every kind of id comes to, all asked at once."""
    asked = [platform.resolve(reading(kind, "AB12")) for kind in KINDS * times]
    return await asyncio.gather(*asked, return_exceptions=True)


async def lookup_of(number: int, work: Awaitable[T]) -> T:
    """Await `work` with the correlation id of lookup `number`."""
    with correlated(f"3f6c2b1e-0000-4000-8000-{number:012d}"):
        return await work


@pytest.mark.parametrize("times", [1, 10])
async def test_one_request_goes_ahead_and_no_other_is_sent_after_its_401(times: int) -> None:
    guarded = Guarded("right")
    with Line(guarded).listening() as line:
        async with connected("sdp2", soap_settings(line.url), "wrong", timeout_s=20) as platform:
            for lookup in range(5):
                came = await lookup_of(lookup, many(platform, times))
                assert all(isinstance(each, SignInRefused) for each in came)
                assert guarded.refused == 1, "not in a later lookup either"
            later = came[-1]
            assert isinstance(later, SignInRefused)
            assert "was not sent again" in later.message
            assert later.hint


async def test_a_right_password_holds_nobody_after_the_first() -> None:
    guarded = Guarded("right")
    with Line(guarded).listening() as line:
        async with connected("sdp2", soap_settings(line.url), "right", timeout_s=20) as platform:
            came = await lookup_of(1, many(platform))
            assert not any(isinstance(each, SignInRefused) for each in came)
            assert (guarded.refused, guarded.taken) == (0, len(KINDS))


async def test_a_password_that_was_changed_meanwhile_is_sent_twice_at_most(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    guarded = Guarded("right")
    with Line(guarded).listening() as line:
        async with connected("sdp2", soap_settings(line.url), "right", timeout_s=20) as platform:
            await lookup_of(0, many(platform))
            guarded.password = "changed"
            monkeypatch.setattr(signing, "TRUSTED_S", 0.0)
            sent = []
            for lookup in range(1, 6):
                await lookup_of(lookup, many(platform))
                sent.append(guarded.refused)
            assert sent == [1, 2, 2, 2, 2], "one more is sent, for a gateway may have hiccuped"


async def test_a_hiccup_of_a_gateway_is_over_with_the_next_lookup() -> None:
    guarded = Guarded("right")
    with Line(guarded).listening() as line:
        async with connected("sdp2", soap_settings(line.url), "right", timeout_s=20) as platform:
            await lookup_of(0, many(platform))
            guarded.password = "other"
            await lookup_of(1, platform_refuses(platform))
            guarded.password = "right"
            for lookup in range(2, 4):
                came = await lookup_of(lookup, many(platform))
                assert not any(isinstance(each, SignInRefused) for each in came)


async def platform_refuses(platform: Platform) -> None:
    with pytest.raises(SignInRefused):
        await platform.resolve(reading("casn", "AB12"))


async def test_a_service_that_refuses_this_user_alone_does_not_close_the_others() -> None:
    guarded = Guarded("right")
    with Line(guarded).listening() as line:
        async with connected("sdp2", soap_settings(line.url), "right", timeout_s=20) as platform:
            await lookup_of(0, platform.resolve(reading("casn", "AB12")))
            guarded.only = b"smartcardservice"
            for lookup in range(1, 6):
                with pytest.raises(SignInRefused):
                    await lookup_of(lookup, platform.resolve(reading("smartcard", "12")))
            assert await lookup_of(9, platform.resolve(reading("casn", "AB12")))


async def test_who_waits_goes_ahead_where_the_first_is_not_answered() -> None:
    def act(talk: Talk) -> None:
        if len(line.heard) > 1:
            talk.send(BOX)

    with Line(act).listening() as line:
        async with connected("sdp2", soap_settings(line.url), "x", timeout_s=2) as platform:
            asked = [lookup_of(0, platform.resolve(reading("casn", "AB12"))) for _ in range(6)]
            came = await asyncio.gather(*asked, return_exceptions=True)
    assert sum(isinstance(each, PlatformError) for each in came) == 1, came


async def test_another_password_is_taken_by_everything_that_is_sent() -> None:
    guarded = Guarded("right")
    with Line(guarded).listening() as line:
        deployment = Deployment.model_validate(
            {"name": "t", "family": "sdp2", "timeout_s": 20, "sdp2": soap_settings(line.url)}
        )
        held = SignIn(Secret("mistyped"))
        platform = connect(deployment, held)
        try:
            await lookup_of(1, platform_refuses(platform))
            held.retype(Secret("right"))
            assert await lookup_of(1, platform.resolve(reading("casn", "AB12")))
            assert guarded.refused == 1
        finally:
            await platform.close()


@pytest.mark.parametrize("family", ["sdp2", "opf"])
async def test_the_sandbox_counts_one_failed_sign_in(sandbox: Sandbox, family: str) -> None:
    settings = settings_of(sandbox, family)
    async with connected(family, settings, "wrong", timeout_s=20) as platform:
        kinds = [kind for kind in platform.resolvable if kind != "player"]
        for lookup in range(3):
            asked = [lookup_of(lookup, platform.resolve(reading(kind, "3421"))) for kind in kinds]
            came = await asyncio.gather(*asked, return_exceptions=True)
            assert all(isinstance(each, SignInRefused) for each in came), came
    assert len(sandbox.requests) == 1
    async with connected(family, settings, password_of(sandbox, family), timeout_s=20) as platform:
        await lookup_of(9, platform.sign_in())


async def test_what_keycloak_says_is_told_and_the_password_is_not_sent_again() -> None:
    said = {"error": "invalid_grant", "error_description": "Account \x1b[2Jtemporarily disabled"}

    def act(talk: Talk) -> None:
        talk.send(answer("401 No", json.dumps(said), "application/json"))

    with Line(act).listening() as line:
        settings = {
            "adm_url": f"{line.url}/adm", "keycloak_url": f"{line.url}/keycloak", "client_id": "c",
            "username": "desk", "tenant": "nagra",
        }  # fmt: skip
        async with connected("opf", settings, "SENTINEL", timeout_s=20) as platform:
            with pytest.raises(SignInRefused) as caught:
                await lookup_of(1, platform.resolve(reading("opf-device", "12")))
            assert "HTTP 401, Account \ufffd[2Jtemporarily disabled" in plain(caught.value.message)
            assert "SENTINEL" not in str(caught.value)
            with pytest.raises(SignInRefused):
                await lookup_of(2, platform.resolve(reading("opf-device", "12")))
        assert len(line.heard) == 1
