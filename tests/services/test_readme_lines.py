"""Every line of `smstui` that the README shows for scripts runs as it is written there."""

import re
import shlex
from pathlib import Path

import pytest

from smstui.config.settings import Settings
from tests.support.command_line import Reached

README = Path(__file__).parents[2] / "README.md"
FILES = {
    "ids.txt": "E833815A9290\nE833815A9340\n",
    "ids.csv": "E833815A9290,Ada\n",
    "pairs.csv": "E833815A9301,000145098241\n",
}
OWN = "lookup --client-token env:TOKEN"
ENDS = {"sdp2": {OWN: 5}, "opf": {OWN: 6}}
"""The calls of subscribers are on `opf` alone, as the line says, and this token is none of its own;
any other line ends in 0."""
NOT_HERE = ("smstui sandbox", "smstui --triage")
"""A server and the console, which run until they are ended."""


def lines() -> list[str]:
    """The commands, each without its comment and without what stands before and behind a pipe."""
    text = README.read_text("utf-8").split("## In scripts", 1)[1].split("\n## ", 1)[0]
    found = [line.split(" #")[0].strip() for line in text.splitlines() if line.startswith("    ")]
    found = [part.strip() for line in found for part in line.split("|") if "smstui " in part]
    return [line for line in found if not line.startswith(NOT_HERE)]


@pytest.mark.parametrize("family", ["sdp2", "opf"])
def test_the_lines_for_scripts_run_as_they_are_written(
    family: str,
    reached: Reached,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("TOKEN", "a-token")
    for name, content in FILES.items():
        (tmp_path / name).write_text(content)
    told = lines()
    with reached(family=family) as (shell, _):
        for line in told:
            command, _, file = line.partition("<")
            words = shlex.split(command)[1:]
            stdin = (tmp_path / (file.strip() or "ids.txt")).read_bytes()
            ended = shell.run(*words, stdin=stdin)
            assert ended.code == ENDS[family].get(" ".join(words), 0), (line, ended)
            assert not re.search(r"usage:|Traceback", ended.err, re.I), line
            assert "already" not in ended.out, f"{line} has nothing to do"
    assert len(told) > 11
    print(f"{len(told)} lines")


def test_it_says_how_the_sandbox_ends_and_where_a_theme_is_kept() -> None:
    text = README.read_text("utf-8")
    scripts = text.split("## In scripts", 1)[1].split("\n## ", 1)[0]
    assert "kill %1" in scripts
    assert "ctrl+c ends the sandbox" in scripts
    assert 'theme = "light"' in text
    assert "theme" in Settings.model_fields
