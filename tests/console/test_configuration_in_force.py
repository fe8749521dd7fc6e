"""What lies beside the configuration in force, and what happens when it changes meanwhile."""

import sys
from pathlib import Path

from smstui.console.themes import shipped_folder
from tests.support.site import site
from tests.support.terminal import Terminal
from tests.unit.test_themes import odd_files

CTRL_Q, DOWN = "\x11", "\x1b[B"
GROUND = "48;2;18;52;86"
"""#123456, which no shipped theme has."""


def test_a_theme_beside_the_file_is_worn_whatever_else_lies_there(tmp_path: Path) -> None:
    with site("sdp2", tmp_path) as desk:
        folder = tmp_path / "elsewhere"
        folder.mkdir()
        configuration = folder / "own.toml"
        text = desk.configuration.read_text("utf-8")
        configuration.write_text(f'theme = "own"\n{text}', "utf-8")
        odd_files(folder / "themes")
        dark = (shipped_folder() / "dark.toml").read_text("utf-8")
        base = next(line for line in dark.splitlines() if line.startswith("base"))
        own = dark.replace('name = "dark"', 'name = "own"')
        own = own.replace(base, 'base = "#ffffff on #123456"')
        (folder / "themes/own.toml").write_text(own)
        for how in ({"SMSTUI_CONFIG": str(configuration)}, {}):
            environment = desk.environment | {"COLORTERM": "truecolor"} | how
            chosen = [] if how else ["--config", str(configuration)]
            command = [sys.executable, "-m", "smstui", "--deployment", desk.deployment, *chosen]
            with Terminal(command, env=environment) as terminal:
                terminal.wait_for("ready")
                assert GROUND in terminal.output.decode("utf-8", "replace")
                terminal.send(CTRL_Q)
                assert terminal.wait_for_end() == 0


def test_a_change_is_said_and_read_only_holds_at_once(tmp_path: Path) -> None:
    with site("sdp2", tmp_path) as desk, desk.terminal(columns=120, rows=40) as terminal:
        terminal.wait_for(" RW ")
        terminal.wait_for("ready")
        text = desk.configuration.read_text("utf-8")
        changed = desk.configuration.with_suffix(".new")
        changed.write_text(text.replace("read_only = false", "read_only = true"), "utf-8")
        changed.replace(desk.configuration)
        for _ in range(200):  # the file is looked at on a key, once a second
            if "is read-only now" in terminal.press(DOWN, 0.2):
                break
        terminal.wait_for(" RO ")
        terminal.send(CTRL_Q)
        assert terminal.wait_for_end() == 0
        assert desk.sandbox.writes == []
