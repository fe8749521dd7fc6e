"""The record beside a list is in the frame of the key that leads to it."""

from typing import Any

from smstui.domain.bundle import Bundle
from tests.support.fake_client import NOW, FakeClient, ada, opened
from tests.support.robot import Robot, console

WIDE = (120, 40)


def account(boxes: int) -> Bundle:
    bundle = ada(NOW)
    (first, *_) = bundle.boxes
    many = tuple(first.model_copy(update={"uid": str(3000 + number)}) for number in range(boxes))
    return bundle.model_copy(
        update={
            "devices": bundle.devices.model_copy(update={"records": many}),
            "focus": bundle.focus.model_copy(update={"id": "3000"}),
        }
    )


def frames_of(robot: Robot, monkeypatch: Any) -> list[str]:
    """Every frame from now on, as the screen is then."""
    app, frames = robot.app, list[str]()
    display = app._display

    def noting(screen: Any, update: Any) -> None:
        display(screen, update)
        if update is not None and not app._batch_count:
            frames.append(robot.text)

    monkeypatch.setattr(app, "_display", noting)
    return frames


async def test_an_arrow_key_is_one_frame_with_the_record_it_leads_to(monkeypatch: Any) -> None:
    async with console(FakeClient({"1000": opened("1000", account(60))}), size=WIDE) as robot:
        await robot.type("1000\n")
        await robot.press("down", "up")
        frames = frames_of(robot, monkeypatch)
        for number in range(1, 30):
            await robot.press("down")
            (frame,) = frames
            assert f"╭ Box {3000 + number} " in frame, frame
            frames.clear()
        for number in range(28, 20, -1):
            await robot.press("up")
            (frame,) = frames
            assert f"╭ Box {3000 + number} " in frame, frame
            frames.clear()


async def test_records_between_are_skipped_where_keys_come_faster_than_frames(
    monkeypatch: Any,
) -> None:
    async with console(FakeClient({"1000": opened("1000", account(60))}), size=WIDE) as robot:
        await robot.type("1000\n")
        await robot.press("down", "up")
        frames = frames_of(robot, monkeypatch)
        for _ in range(50):
            robot.post("down")
        await robot.idle()
        assert len(frames) < 10
        assert "╭ Box 3050 " in frames[-1]
        assert frames[-1] == robot.text


async def test_a_key_in_the_menu_is_one_frame_with_the_reason_of_its_row(monkeypatch: Any) -> None:
    async with console(FakeClient({"1000": opened("1000", account(9))}), size=WIDE) as robot:
        await robot.type("1000\n")
        await robot.press("question_mark", "down")
        frames = frames_of(robot, monkeypatch)
        for _ in range(30):
            await robot.press("down")
            assert len(frames) == 1
            assert frames.pop() == robot.text


async def test_a_key_that_jumps_is_one_frame_too(monkeypatch: Any) -> None:
    async with console(FakeClient({"1000": opened("1000", account(9))}), size=WIDE) as robot:
        await robot.type("1000\n")
        await robot.press("down", "up")
        frames = frames_of(robot, monkeypatch)
        for key in ("down", "G", "g", "pagedown"):
            frames.clear()
            await robot.press(key)
            beside = robot.app.base.bundle.record
            assert beside is not None
            assert len(frames) == 1, key
            assert f"╭ Box {beside.uid} " in frames[0], key
