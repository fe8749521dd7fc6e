"""A password that was mistyped at the start is typed again in a dialog, over what the cache has."""

import pytest

from smstui.console.screens.ask import AskScreen
from tests.support.bench import Bench

WRONG = "SENTINEL-mistyped"


def password_of(bench: Bench) -> str:
    access = bench.sandbox.access
    return access.sdp2.password if bench.family == "sdp2" else access.opf.password


def failed_sign_ins(bench: Bench) -> int:
    return len(bench.sandbox.requests)


@pytest.mark.alike
async def test_the_cached_account_stays_and_the_right_password_reads_it(bench: Bench) -> None:
    async with bench.console() as robot:
        await robot.type("nmp.00001\n")
        assert "Ada Byron" in robot.text
    bench.sandbox.traffic.clear()
    async with bench.console(typed=WRONG) as robot:
        await robot.type("nmp.00001\n")
        await robot.until(lambda: isinstance(robot.app.screen, AskScreen))
        await robot.idle()
        assert "did not accept the password" in robot.text
        assert robot.app.base.opened is not None, "what the cache has stays"
        assert robot.app.base.opened.source == "cache"
        assert failed_sign_ins(bench) == 1
        await robot.type(f"{WRONG}-2")
        assert "SENTINEL" not in robot.text, "it is not shown"
        await robot.press("enter")
        await robot.until(lambda: failed_sign_ins(bench) == 2)
        await robot.until(lambda: isinstance(robot.app.screen, AskScreen))
        await robot.idle()
        await robot.type(password_of(bench))
        await robot.press("enter")
        await robot.until(
            lambda: robot.app.base.opened is not None and robot.app.base.opened.source == "platform"
        )
        await robot.idle()
        assert not isinstance(robot.app.screen, AskScreen)
        assert "Ada Byron" in robot.text


async def test_who_types_none_is_not_let_in(bench: Bench) -> None:
    async with bench.console() as robot:
        await robot.type("nmp.00001\n")
    bench.sandbox.traffic.clear()
    async with bench.console(typed=WRONG) as robot:
        await robot.type("nmp.00001\n")
        await robot.until(lambda: isinstance(robot.app.screen, AskScreen))
        await robot.idle()
        await robot.press("escape")
        await robot.idle()
        assert robot.app.base.opened is None
        assert "Ada Byron" not in robot.text
        assert "not accept our sign-in" in robot.text or "did not accept" in robot.text
        await robot.press("r")
        await robot.until(lambda: isinstance(robot.app.screen, AskScreen))
        assert failed_sign_ins(bench) == 1, "the refused password is not sent again"


@pytest.mark.parametrize("family", ["sdp2"])
async def test_a_configured_password_is_not_asked_for(bench: Bench, family: str) -> None:
    async with bench.console() as robot:
        await robot.type("nmp.00001\n")
        assert bench.client is not None
        from smstui.domain.secret import Secret

        await bench.client.engine.run(bench.client.retype(Secret(WRONG)))
        if bench.family == family:
            await robot.type("/nmp.00002\n")
            await robot.idle()
            assert not isinstance(robot.app.screen, AskScreen)
            assert "start smstui again" in robot.text or "configuration" in robot.text
