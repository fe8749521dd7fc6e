"""`:scanner` by keys: three scans are measured, nothing else hears them."""

import asyncio
import json
from pathlib import Path

import pytest

from smstui.console.screens import scanner
from tests.support.bench import Bench
from tests.support.robot import Robot

CASN, LABEL = "E833815A9290", "000145098241"


async def scan(robot: Robot, code: str) -> None:
    await robot.pause()
    began = asyncio.get_running_loop().time()
    for n, key in enumerate([*code, "enter"]):
        robot.post(key, began + n * 0.04)
    await robot.idle()


async def test_three_scans_set_what_the_link_needs(
    sdp2: Bench, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SMSTUI_STATE", str(tmp_path / "state"))
    monkeypatch.setattr(scanner, "SILENCE_S", 0.05)
    async with sdp2.console() as robot:
        await robot.look_up(CASN)
        sdp2.sandbox.traffic.clear()
        await robot.press("colon")
        await robot.type("scanner\n")
        assert "0 of 3 done" in robot.text
        for code in (LABEL, LABEL, CASN):
            await scan(robot, code)
        assert "not scans of one label" in robot.prose
        for _ in range(3):
            await scan(robot, LABEL)
        assert f"{LABEL} comes whole" in robot.last_line
        assert robot.app.screen is robot.app.base
        assert robot.app.base.box.value == CASN
        assert sdp2.sandbox.requests == []
    kept = json.loads((tmp_path / "state" / "scanner.json").read_text())
    assert kept == {"pace_ms": 60, "join_ms": 300, "suffix": "enter"}


async def test_esc_leaves_it_without_a_trace(
    sdp2: Bench, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SMSTUI_STATE", str(tmp_path / "state"))
    monkeypatch.setattr(scanner, "SILENCE_S", 0.05)
    async with sdp2.console() as robot:
        await robot.press("colon")
        await robot.type("scanner\n")
        await scan(robot, LABEL)
        assert "1 of 3 done" in robot.text
        await robot.press("escape")
        assert robot.app.screen is robot.app.base
    assert not (tmp_path / "state" / "scanner.json").exists()
