"""Where smstui makes folders and files: at home, usable under any umask, in nobody else's home."""

import os
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from smstui.config.files import configuration_path, state_folder
from smstui.domain.errors import BadConfiguration, StoreFailed
from smstui.store.files import make_folder, private_folder, write_private
from tests.support.command_line import Ended, Shell
from tests.support.products import few

SOMEBODY = 4_321


def run(home: Path, umask: int, *arguments: str, **variables: str) -> Ended:
    """A process of its own, with a home of its own and no other variable."""
    done = subprocess.run(
        [sys.executable, "-m", "smstui", *arguments], capture_output=True, text=True, check=False,
        stdin=subprocess.DEVNULL, umask=umask,
        env={"PATH": os.environ["PATH"], "HOME": str(home), "LANG": "C.UTF-8", **variables},
    )  # fmt: skip
    return Ended(done.returncode, done.stdout, done.stderr)


def mode(path: Path) -> int:
    return stat.S_IMODE(path.lstat().st_mode)


@pytest.mark.parametrize("umask", few([0o022, 0o777, 0o177, 0], 2))
def test_a_configuration_is_written_where_it_belongs_and_never_over_another(
    tmp_path: Path, umask: int
) -> None:
    home = tmp_path / "home"
    home.mkdir()
    made = run(home, umask, "config", "init")
    assert made.code == 0, made
    file = Path(made.out.strip())
    assert file == Path(run(home, umask, "config", "path").out.strip())
    assert file.is_relative_to(home)
    assert mode(file) == 0o600
    assert mode(file.parent) == mode(file.parent.parent) == 0o700
    assert file.read_text() == run(home, umask, "config", "template").out
    assert run(home, umask, "config", "check").code == 0
    file.write_text("theme = 'dark'\n")
    again = run(home, umask, "config", "init")
    assert again.code == 5
    assert "already exists. Name another file with --config FILE" in again.err
    assert file.read_text() == "theme = 'dark'\n"


def test_init_writes_what_config_names(shell: Shell, tmp_path: Path) -> None:
    named = tmp_path / "site" / "smstui.toml"
    told = shell.run("config", "init", "--config", str(named), "--json")
    assert (told.code, told.document["path"]) == (0, str(named))
    assert mode(named) == 0o600
    (tmp_path / "link").symlink_to(tmp_path / "elsewhere")
    assert shell.run("config", "init", "--config", str(tmp_path / "link")).code == 5
    assert not (tmp_path / "elsewhere").exists()


@pytest.mark.parametrize("umask", [0o177, 0o777])
def test_a_state_folder_can_be_used_under_any_umask(tmp_path: Path, umask: int) -> None:
    before = os.umask(umask)
    try:
        made = private_folder(tmp_path / "home" / ".local" / "state" / "smstui")
        file = write_private(made / "file", "text")
    finally:
        os.umask(before)
    assert mode(file) == 0o600
    for folder in (made, *made.parents):
        if folder.is_relative_to(tmp_path / "home"):
            assert mode(folder) == 0o700, folder


def test_a_tilde_is_a_home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    for variable, found in (("SMSTUI_STATE", state_folder), ("SMSTUI_CONFIG", configuration_path)):
        monkeypatch.setenv(variable, "~/x")
        assert found() == tmp_path / "x"
        monkeypatch.setenv(variable, "~nobody-of-this-name/x")
        with pytest.raises(BadConfiguration, match=f"{variable} is ~nobody-of-this-name/x"):
            found()


@pytest.mark.skipif(os.geteuid() != 0, reason="only root could make anything in another's home")
def test_root_makes_nothing_in_the_home_of_somebody_else(tmp_path: Path) -> None:
    home = tmp_path / "home"
    home.mkdir()
    os.chown(home, SOMEBODY, SOMEBODY)
    with pytest.raises(StoreFailed, match=f"belongs to another user .uid {SOMEBODY}."):
        make_folder(home / ".local" / "state" / "smstui")
    ended = run(home, 0o022, "config", "init")
    assert ended.code == 5, ended
    assert "without sudo" in ended.err
    assert run(home, 0o022, "demo").code == 2
    assert list(home.iterdir()) == []
