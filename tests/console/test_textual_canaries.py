"""What we lean on, or work around, in Textual. When one fails, look at what leans on it."""

import inspect
from typing import Any

import pytest
from textual.app import App, ComposeResult
from textual.markup import MarkupError
from textual.renderables.background_screen import BackgroundScreen
from textual.screen import Screen
from textual.visual import Visual
from textual.widget import Widget
from textual.widgets import Input, Static

from smstui.console.widgets.line_edit import LineEdit


@pytest.mark.parametrize(
    "name",
    [
        "_handle_exception",
        "_on_message",
        "_fatal_error",
        "_close_messages_no_wait",
        "panic",
        "batch_update",
        "get_line_filters",
    ],
)
def test_the_app_still_has_what_we_override_or_call(name: str) -> None:
    assert callable(getattr(App, name))


def test_the_app_still_has_the_fields_we_set() -> None:
    app: App[None] = App()
    for name in ("_disable_notifications", "_disable_tooltips", "_exit_renderables", "_driver",
                 "_clipboard"):  # fmt: skip
        assert hasattr(app, name), name


def test_the_crash_screen_still_prints_locals() -> None:
    """When it no longer does, `ConsoleApp._fatal_error` can go."""
    assert "show_locals=True" in inspect.getsource(App._fatal_error)


def test_a_screen_still_sends_the_shape_of_the_pointer() -> None:
    """When it no longer does, `turn_off` can leave `_set_pointer_shape` alone."""
    assert "_set_pointer_shape" in inspect.getsource(Screen._watch__pointer_shape)
    assert "driver.write" in inspect.getsource(App._set_pointer_shape)


def test_a_moved_focus_still_repaints_the_whole_screen() -> None:
    """When it no longer does, `BaseScreen.focused` can go."""
    assert Screen.focused._repaint is True


def test_a_changed_size_still_asks_for_a_second_layout() -> None:
    """When it no longer does, `unscrolled` can go."""
    assert Widget.virtual_size._layout is True


def test_the_stock_entry_still_lets_enter_bubble() -> None:
    """When it no longer does, `LineEdit` can lean on it."""
    assert "enter" not in inspect.getsource(Input._on_key)


def test_a_stock_entry_still_looks_up_the_styles_of_its_parts() -> None:
    """When it no longer does, `LineEdit` need not say that it has none."""
    assert Input._get_component_classes()
    assert not LineEdit._get_component_classes()


def test_the_ground_of_a_dialog_is_still_drawn_by_way_of_rich() -> None:
    """When it no longer is, `BaseScreen.render` and `Beneath` can go."""
    assert not hasattr(BackgroundScreen, "visualize")
    assert not issubclass(BackgroundScreen, Visual)


def test_an_empty_no_color_still_counts_as_set(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NO_COLOR", "")
    app: App[None] = App()
    assert app.no_color is True


async def test_a_plain_text_is_still_taken_for_markup() -> None:
    """Why every widget here draws itself."""

    class Stock(App[None]):
        def compose(self) -> ComposeResult:
            yield Static("[/]")

    with pytest.raises(MarkupError):
        async with Stock().run_test():
            pass


async def test_escape_sequences_still_pass_through_stock_widgets() -> None:
    """When they no longer do, `MaskingFilter` can go."""

    class Stock(App[None]):
        def compose(self) -> ComposeResult:
            yield Static("\x1b]52;c;aGk=\a", markup=False)

    app: Any = Stock()
    async with app.run_test() as pilot:
        await pilot.pause()
        update = app.screen._compositor.render_update(full=True)
        text = "".join(strip.text for line in update.strips for strip in line)
    assert "\x1b" in text
