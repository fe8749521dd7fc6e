"""What the painter uses of Textual and Rich that is private, and what happens without it."""

import inspect
import logging
from typing import Any

import pytest
from rich.color import Color
from rich.console import Console
from rich.segment import Segment
from rich.style import Style
from textual._ansi_sequences import SYNC_END, SYNC_START
from textual._compositor import ChopsUpdate, Compositor, LayoutUpdate
from textual.app import App
from textual.screen import Screen
from textual.strip import SGR_STYLES, Strip

from smstui.console import painter
from smstui.console.painter import shapes
from tests.support.emulator import Emulator
from tests.support.robot import console
from tests.support.twin import Twin

# Canaries: when one fails, look at what the painter does with it


@pytest.mark.parametrize("name", shapes.FIELDS)
def test_an_app_has_the_fields_that_the_painter_reads(name: str) -> None:
    assert hasattr(App(), name)


def test_a_screen_still_hands_its_frames_to_the_app_display() -> None:
    assert "app._display(self, update)" in inspect.getsource(Screen._compositor_refresh)
    assert list(inspect.signature(App._display).parameters) == ["self", "screen", "renderable"]
    assert list(inspect.signature(App.post_display_hook).parameters) == ["self"]
    source = inspect.getsource(App._display)
    for condition in ("_batch_count", "_running", "_closed", "is_headless", "is_inline"):
        assert condition in source
    assert "clamp_offset" in source


def test_frames_are_strips_by_line_and_column() -> None:
    assert list(inspect.signature(LayoutUpdate).parameters) == ["strips", "region"]
    assert list(inspect.signature(ChopsUpdate).parameters) == ["chops", "spans", "chop_ends"]
    assert callable(Compositor.render_full_update)
    assert Strip([Segment("a")])._segments == [Segment("a")]


def test_styles_keep_colours_attributes_and_links() -> None:
    style = Style(color="red", bgcolor="blue", bold=True, link="https://example.net")
    assert isinstance(style._color, Color)
    assert isinstance(style._bgcolor, Color)
    assert style._attributes & style._set_attributes == 1
    assert style._link == "https://example.net"
    assert style._link_id
    assert len(SGR_STYLES) == 13


def test_the_number_of_colours_is_the_consoles() -> None:
    console: Any = Console(color_system="256", force_terminal=True)
    assert console._color_system is not None


def test_synchronised_output_is_mode_2026() -> None:
    assert (SYNC_START, SYNC_END) == ("\x1b[?2026h", "\x1b[?2026l")


def test_the_trial_is_what_the_guard_expects() -> None:
    shapes.check(App())


# The guard


def test_with_another_textual_nothing_is_changed_and_the_log_says_so(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(shapes, "SGR_STYLES", ["1", "22"])
    app: Any = App()
    with caplog.at_level(logging.WARNING):
        assert painter.start(app) is None
    assert "_display" not in vars(app)
    (line,) = caplog.messages
    assert line == "Textual paints: TypeError: SGR_STYLES is not as expected"


async def test_a_painter_that_fails_leaves_the_screen_to_textual(
    caplog: pytest.LogCaptureFixture,
) -> None:
    async with console() as robot:
        twin = Twin(robot.app)
        sent: list[str] = []
        robot.app._driver.write = sent.append  # type: ignore[union-attr, method-assign]
        robot.app.screen.refresh()
        await robot.idle()

        def fail(*_: object) -> str:
            raise KeyError("hidden")

        twin.painter.paint = fail  # type: ignore[method-assign]
        sent.clear()
        await robot.press("question_mark")
        await robot.press("escape")
        assert not twin.is_on
        assert sum("Textual paints from now on" in line for line in caplog.messages) == 1
        emulator = Emulator(*robot.app.size)
        emulator.feed("".join(sent).replace("\n", "\r\n"))
        assert "Recent lookups" in emulator.text()
