"""The settings that are read before the first frame: light, and safe where it is in doubt."""

import subprocess
import sys
from pathlib import Path

import pytest

from smstui.config.load import load
from smstui.config.startup import StartupSettings, startup
from smstui.config.ui import UiSettings
from smstui.domain.errors import BadConfiguration

LAB = """\
theme = "light"
clipboard = "osc52"
[keys]
"lookup.focus" = ["/", "f2"]
[deployments.lab]
family = "sdp2"
label = "LAB 1"
tint = "error"
read_only = false
[deployments.lab.sdp2]
base_url = "https://sdp.example.net"
username = "desk"
password = { env = "X" }
"""


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "config.toml"
    path.write_text(LAB)
    return path


def test_it_imports_nothing_heavy() -> None:
    heavy = ("pydantic", "httpx", "sqlite_utils", "click", "structlog", "lxml", "asyncio")
    code = f"""
import sys, smstui.config.startup as g
g.startup()
print(*[name for name in {heavy!r} if name in sys.modules])"""
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.split() == []


def test_it_sees_what_the_loader_finds(file: Path) -> None:
    seen, loaded = startup(file), load(file)
    lab = loaded.deployment()
    assert (seen.deployment, seen.family, seen.label, seen.tint, seen.read_only) == (
        lab.name, lab.family, lab.label, lab.tint, lab.read_only,
    )  # fmt: skip
    assert (seen.theme, seen.clipboard) == (loaded.settings.theme, loaded.settings.clipboard)
    assert dict(seen.keys) == {"lookup.focus": ["/", "f2"]}
    assert seen.found
    assert not seen.asks_password


def test_defaults_agree_with_the_loaders(file: Path) -> None:
    kept = [line for line in LAB.splitlines() if line.split(" ")[0] not in (
        "theme", "clipboard", "label", "tint", "read_only")]  # fmt: skip
    file.write_text("\n".join(kept))
    seen, loaded = startup(file), load(file)
    lab = loaded.deployment()
    assert (seen.label, seen.tint, seen.read_only) == (lab.label, lab.tint, lab.read_only)
    assert (seen.theme, seen.clipboard) == (loaded.settings.theme, loaded.settings.clipboard)


def test_the_delay_of_esc_is_the_loaders(file: Path) -> None:
    file.write_text(f"{LAB}\n[ui]\nesc_delay_ms = 80\n")
    assert startup(file).ui.esc_delay_ms == load(file).settings.ui.esc_delay_ms == 80


@pytest.mark.parametrize("written", ["0", "5000", '"80"', "true", "2.5", "[]"])
def test_a_delay_of_esc_that_is_none_is_refused_and_the_default_used_until_then(
    file: Path, written: str
) -> None:
    file.write_text(f"{LAB}\n[ui]\nesc_delay_ms = {written}\n")
    assert startup(file).ui.esc_delay_ms == 25
    with pytest.raises(BadConfiguration, match="esc_delay_ms"):
        load(file)


@pytest.mark.parametrize("written", ['"false"', "0", '"no"', "[]"])
def test_in_doubt_it_is_read_only(file: Path, written: str) -> None:
    file.write_text(LAB.replace("read_only = false", f"read_only = {written}"))
    assert startup(file).read_only


def test_the_command_line_closes_and_chooses(file: Path) -> None:
    assert startup(file, read_only=True).read_only
    assert startup(file, deployment="other").deployment == ""
    assert startup(file, deployment="other").read_only


@pytest.mark.parametrize(
    "content",
    [
        "deployments = 3",
        "[deployments]\nlab = 4",
        'default = ["x"]\n[deployments.lab]\nfamily = 7\nlabel = 8\ntint = []',
        'theme = 3\nkeys = 5\nclipboard = "x"',
        '[keys]\na = 1\nb = [2]\nc = "f2"',
    ],
)
def test_nonsense_never_raises(file: Path, content: str) -> None:
    file.write_text(content)
    seen = startup(file)
    assert (seen.read_only, seen.theme, seen.clipboard) == (True, "auto", "auto")


def test_no_file_and_a_broken_file_are_told_apart(
    tmp_path: Path, file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("SMSTUI_CONFIG", raising=False)
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "none"))
    assert startup() == StartupSettings()
    file.write_text("a = = 1")
    assert startup(file) == StartupSettings(found=True)


def test_a_hostile_label_moves_no_cursor(file: Path) -> None:
    file.write_text(LAB.replace('"LAB 1"', '"\\u001b[2J\\u202eX"'))
    assert startup(file).label.isprintable()


def test_it_knows_that_a_password_will_be_asked_for(file: Path) -> None:
    file.write_text(LAB.replace('password = { env = "X" }\n', ""))
    assert startup(file).asks_password


def test_the_painter_can_be_switched_off(file: Path) -> None:
    assert startup(file).ui.painter
    file.write_text(f"{LAB}\n[ui]\npainter = false\nesc_delay_ms = 40\n")
    assert startup(file).ui == UiSettings(esc_delay_ms=40, painter=False)
    assert not load(file).settings.ui.painter
    file.write_text(f'{LAB}\n[ui]\npainter = "no"\nesc_delay_ms = 1\n')
    assert startup(file).ui == UiSettings()
