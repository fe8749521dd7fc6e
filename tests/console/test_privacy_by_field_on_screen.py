"""Under privacy no screen depends on how anybody is called.

Every action of the registry is done where everybody has one name, and again where everybody has
another one, which is a word of smstui or an id. Every screen must be the same. The names have the
same number of letters, for what is masked within a sentence keeps its width.
"""

import os
from pathlib import Path

import pytest
from test_privacy_walk import B1, ONE, PLAYER, WALKED, home, set_masking

from smstui.console.screens.form import FormScreen
from smstui.console.screens.lookup import LookupScreen
from smstui.console.screens.plan_dialog import PlanDialog
from smstui.sandbox import Sandbox
from tests.support import products
from tests.support.bench import Bench
from tests.support.privacy_walk import call_everybody, without_what_varies

PLAIN = "zzplain"
HOSTILE = ("account", "ACTIVE1", "box3421", "disable", "Żółciąż", "refused", "unknown", "0001450")
WHOLE = bool(os.environ.get("SMSTUI_EVERY_NAME"))
NAMES = HOSTILE if WHOLE else ("account",)
ACTIONS = {
    family: WALKED if WHOLE or os.environ.get(products.WHOLE) else WALKED[8 * at :: 16]
    for at, family in enumerate(products.FAMILIES)
}
"""In the suite every eighth one, each on one family."""


async def screens(family: str, name: str, folder: Path) -> list[tuple[str, str]]:
    """Each screen that an action leads to, with what leads there."""
    found: list[tuple[str, str]] = []
    with Sandbox() as sandbox:
        login = call_everybody(sandbox.world, name)
        place = Bench(family, sandbox, folder)
        async with place.console(size=(120, 40)) as robot:

            def note(where: str) -> None:
                found.append((where, without_what_varies(robot.text)))

            await set_masking(robot)
            for asked in (f"{login}x", login, ONE, PLAYER, B1):
                await robot.look_up(asked)
                note("look up")
            for action in ACTIONS[family]:
                await robot.look_up(B1)
                await robot.app.dispatcher.perform(action, action.keys[0] if action.keys else "")
                await robot.idle()
                note(action.id)
                if isinstance(robot.app.screen, FormScreen):
                    await robot.press("tab")
                elif not isinstance(robot.app.screen, LookupScreen | PlanDialog):
                    await robot.press("j", "enter")
                note(f"{action.id}, then a key")
                await home(robot)
        assert place.written == []
    return found


@pytest.mark.timeout(3_000 if WHOLE else 240)
@pytest.mark.parametrize("family", ["sdp2", "opf"])
async def test_no_screen_depends_on_a_name(
    family: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setenv("SMSTUI_STATE", str(tmp_path / "state"))
    for folder in (PLAIN, *NAMES):
        (tmp_path / folder).mkdir()
    plain = await screens(family, PLAIN, tmp_path / PLAIN)
    assert not [where for where, text in plain if PLAIN in text.casefold()]
    for name in NAMES:
        monkeypatch.setenv("SMSTUI_STATE", str(tmp_path / f"state-{name}"))
        told = await screens(family, name, tmp_path / name)
        wrong = [
            f"{where}\n{text}\n{other}"
            for (where, text), (_, other) in zip(plain, told, strict=True)
            if text != other
        ]
        assert not wrong, f"everybody is called {name}: {len(wrong)} screens\n{wrong[0]}"
    with capsys.disabled():
        print(f"\n{family}: {len(plain) * (len(NAMES) + 1)} screens, {len(NAMES)} names")
