"""A page whose parts are laid out late: what comes meanwhile does not end the console."""

import asyncio

import pytest
from textual.widget import Widget

from smstui.actions import Place
from smstui.console.screens.page import PageContent, PageScreen
from tests.support.bench import Bench

PAGES = {"pair": "2", "triage": "4", "journal": "5"}
MEANWHILE = ("enter", "u", "r", "y", "delete", "f", "question_mark", "tab", "down", "escape")


@pytest.mark.parametrize("page", PAGES)
async def test_what_comes_while_a_page_is_laid_out_does_not_end_the_console(
    page: str, sdp2: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Counts, sentences and keys came to a page with its footer and without its panes."""
    gate, begun = asyncio.Event(), asyncio.Event()

    async def late(content: PageContent) -> None:
        begun.set()
        await gate.wait()
        await Widget._compose(content)

    monkeypatch.setattr(PageContent, "_compose", late)
    async with sdp2.console() as robot:
        app = robot.app
        await robot.press("tab")
        await robot.pause()
        robot.post(PAGES[page])
        try:
            await robot.until(begun.is_set)
            assert isinstance(app.screen, PageScreen)
            app.waiting.tell(Place.LOOKUP, 3)  # as a count that is read at the start
            app.say("A sentence.")
            app.hush()
            app.screen.refresh_footer()
            assert app.screen.situation.place is Place(page)
            for key in MEANWHILE:
                robot.post(key)
        finally:
            gate.set()
        await robot.idle()
        assert app.is_running
        await robot.press("escape", "escape", "escape", "alt+1", "tab", PAGES[page])
        assert app.page.situation.place is Place(page)
        assert app.return_code in (None, 0)
