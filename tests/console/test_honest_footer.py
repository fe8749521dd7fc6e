"""The last line and the dialogs' own: each key that is named does what it says when pressed.

The suite presses the keys of `footer_cover.txt`: every word, and a key in every pane and dialog;
what both families have in the same moment on one of them, in turn. The whole walk presses every key
that is named in every moment:

    python -m tests.torture.products tests/console/test_honest_footer.py -- -rP
    SMSTUI_COVER=write python -m pytest tests/console/test_honest_footer.py -n 0 -k cover
"""

import asyncio
import itertools
import os
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from contextlib import AbstractAsyncContextManager
from pathlib import Path
from typing import Any, Final

import pytest
from footer_moments import MOMENTS, Moment, standing
from footer_words import (
    FOOTER,
    HINTS,
    Hint,
    Pressed,
    footer_promise,
    footer_words,
    hint_promise,
    hint_words,
    hints,
    key_named,
    look,
    on_last_line,
)

from smstui.console.screens.pick import PickScreen
from smstui.console.views.bars import MOST_KEYS
from tests.support.bench import Bench
from tests.support.products import FAMILIES, WHOLE
from tests.support.robot import Robot

COVER: Final = Path(__file__).parent / "footer_cover.txt"
WRITE: Final = "SMSTUI_COVER"
UP = ("k", "up")
PICKS = "pick the row"
"""The word of the letters beside the rows."""
CAUTIOUS: Final = (
    "reveal",
    "once the last four are typed",
    "once the last four are right",
)
"""Words whose keys do what they say with a caution."""
PROMPT_S = 20.0
"""Until a key must have done what it says on a console that is busy."""
BY_NAME: Final = {moment.name: moment for moment in MOMENTS}


class Walk:
    """Presses keys, each in a fresh copy of its moment."""

    def __init__(self, family: str, folder: Path) -> None:
        self.family = family
        self._folder = folder
        self._numbers = itertools.count()
        self.met: Counter[str] = Counter()
        """The words that were tried, and how often."""
        self.wrong: list[str] = []

    async def named_at(self, moment: Moment) -> tuple[str, list[Hint]]:
        """Return the pane or dialog that a moment is in, and what it names."""
        async with self._standing(moment) as (robot, _):
            return _pane_of(robot), self._named(moment, robot)

    async def everything(self, moment: Moment) -> None:
        """Press all that a moment names."""
        pane, named = await self.named_at(moment)
        for press in [Hint((key,), each.word) for each in named for key in each.keys]:
            for is_last in (False, False, True):
                async with self._standing(moment) as (robot, bench):
                    if _pane_of(robot) == pane or is_last:
                        await self.press(moment, press, robot, bench)
                        break
                    # A busy machine: a read of the way there had no answer in time.
                    print(f"{self.family}, {moment.name}: came up as {_pane_of(robot)}, not {pane}")

    async def one(self, moment: Moment, word: str) -> None:
        """Press the key that a moment names by `word`."""
        async with self._standing(moment) as (robot, bench):
            named = self._named(moment, robot)
            press = next((each for each in named if _in_short(each.word) == word), None)
            if press is None:
                self._note(f"{self.family}, {moment.name}: no key is named {word}")
                return
            await self.press(moment, Hint(press.keys[:1], press.word), robot, bench)

    def _note(self, wrong: str) -> None:
        """Note what is wrong, and say so at once: a whole walk takes long."""
        self.wrong.append(wrong)
        print(wrong, flush=True)

    def _standing(self, moment: Moment) -> AbstractAsyncContextManager[tuple[Robot, Bench]]:
        return standing(moment, self.family, self._folder / str(next(self._numbers)))

    def _named(self, moment: Moment, robot: Robot) -> list[Hint]:
        """Return what is named here, and hold that the last line shows what is offered."""
        app = robot.app
        bars = app.page.bars
        if app.has_dialog:
            assert not bars.offered, moment.name
            return hints(robot)
        app.hush()
        named = on_last_line(robot)
        if app.page is app.base and app.base.picking.is_filtering:
            return named
        offered = [Hint((each.key,), each.word) for each in bars.offered]
        if named != offered or len(named) > MOST_KEYS:
            self._note(f"{moment.name}: the last line names {named}, and not {offered}")
        return offered

    async def press(self, moment: Moment, press: Hint, robot: Robot, bench: Bench) -> None:
        (shown,), word = press.keys, press.word
        self.met[_in_short(word)] += 1
        where = f"{self.family}, {moment.name}: {shown} {word}"
        promise = hint_promise(word)
        if not robot.app.has_dialog:
            promise = footer_promise(word) or promise
        if promise is None:
            self._note(f"{where}: it is not written down what this word promises")
            return
        key = _letter_of(robot) if word == PICKS else key_named(shown)
        if key in UP:
            await robot.press("down")
        reads = _reads_of(bench)
        robot.app.hush()
        before = look(robot, bench, reads.total())

        def is_done() -> bool:
            return promise(Pressed(robot, before, look(robot, bench, reads.total())))

        if moment.is_busy or word == "quit":
            await robot.pause()
            robot.post(key)
            try:
                async with asyncio.timeout(PROMPT_S):
                    await robot.until(is_done)
            except TimeoutError:
                self._note(f"{where}: not done in {PROMPT_S:.0f} s\n{robot.text}")
            return
        await robot.press(key)
        bars = robot.app.page.bars
        if not is_done():
            self._note(f"{where}: not done; said {bars.said!r}\n{robot.text}")
        elif bars.said and bars.said_role == "bar-caution" and word not in CAUTIOUS:
            self._note(f"{where}: {bars.said}")


def _in_short(word: str) -> str:
    """Return a word as the tables have it: without what changes behind it."""
    begun = (known for known in HINTS if word.startswith(f"{known} "))
    return word if word in HINTS or word in FOOTER else next(begun, word)


def _pane_of(robot: Robot) -> str:
    focused, app = robot.app.focused, robot.app
    return f"{type(app.screen.content or app.screen).__name__} {focused.id if focused else ''}"


def _letter_of(robot: Robot) -> str:
    """Return the first letter that a row shows."""
    screen = robot.app.screen
    assert isinstance(screen, PickScreen)
    return next(iter(screen._chooser._letters.values()))


def _reads_of(bench: Bench) -> Counter[str]:
    """Count what is done in the engine from now on."""
    done: Counter[str] = Counter()
    assert bench.client is not None
    engine: Any = bench.client.engine
    run = engine.run

    async def counted(work: Any) -> Any:
        done[work.__qualname__] += 1
        return await run(work)

    engine.run = counted
    return done


def _moments(family: str) -> list[Moment]:
    return [moment for moment in MOMENTS if family in moment.families]


def _cover(family: str) -> list[tuple[str, str]]:
    """Return the moments and words that the suite tries."""
    lines = (line.split(" | ") for line in COVER.read_text("utf-8").splitlines())
    return [(moment, word) for its, moment, word in lines if its == family]


def _tried(family: str) -> list[tuple[str, str]]:
    """Return what the suite tries on a family: of what both have, each other one."""
    both = sorted(set.intersection(*(set(_cover(each)) for each in FAMILIES)))
    others = set(both) - set(both[FAMILIES.index(family) :: len(FAMILIES)])
    return [each for each in _cover(family) if each not in others]


@pytest.mark.timeout(7200)
@pytest.mark.parametrize("family", FAMILIES)
async def test_every_key_that_is_named_does_what_it_says(
    family: str, tmp_path: Path, record_property: Callable[[str, object], None]
) -> None:
    walk = Walk(family, tmp_path)
    if os.environ.get(WHOLE):
        for moment in _moments(family):
            await walk.everything(moment)
    else:
        for name, word in _tried(family):
            await walk.one(BY_NAME[name], word)
    record_property("cases", walk.met.total())
    print(f"{family}: {walk.met.total()} keys tried, {len(walk.met)} words")
    assert not walk.wrong, "\n\n".join(walk.wrong)


def test_every_word_that_a_key_can_have_promises_something() -> None:
    assert footer_words() <= FOOTER.keys()
    assert hint_words() <= HINTS.keys()


def test_the_cover_has_every_word_and_names_moments_that_there_are() -> None:
    covered = {family: _cover(family) for family in FAMILIES}
    words = {word for pairs in covered.values() for _, word in pairs}
    assert {*FOOTER, *HINTS} <= words | UNSEEN, {*FOOTER, *HINTS} - words - UNSEEN
    tried = {each for family in FAMILIES for each in _tried(family)}
    assert tried == {each for pairs in covered.values() for each in pairs}
    assert {name for pairs in covered.values() for name, _ in pairs} <= BY_NAME.keys()


UNSEEN: Final = frozenset({"mail…", "stop", "status…"})
"""Words that seven others come before wherever they could be named, and one for a status that no
record of the worlds has."""


@pytest.mark.timeout(7200)
@pytest.mark.skipif(not os.environ.get(WRITE), reason="writes footer_cover.txt")
async def test_the_cover_is_written(tmp_path: Path) -> None:
    lines = []
    for family in FAMILIES:
        walk = Walk(family, tmp_path / family)
        (tmp_path / family).mkdir()
        found = [(moment, *await walk.named_at(moment)) for moment in _moments(family)]
        lines += [f"{family} | {name} | {word}" for name, word in _fewest(found)]
    COVER.write_text("\n".join(lines) + "\n", "utf-8")


def _fewest(found: Iterable[tuple[Moment, str, Sequence[Hint]]]) -> list[tuple[str, str]]:
    """Return a key for each word and for each pane: where it can be, one for both."""
    choices = [
        (moment.name, pane, _in_short(each.word)) for moment, pane, named in found for each in named
    ]
    new_words = {word for _, _, word in choices}
    new_panes = {pane for _, pane, _ in choices}
    chosen: list[tuple[str, str]] = []
    while new_words or new_panes:
        name, pane, word = max(
            choices, key=lambda each: (each[2] in new_words) + (each[1] in new_panes)
        )
        chosen.append((name, word))
        new_words.discard(word)
        new_panes.discard(pane)
    return sorted(chosen)
