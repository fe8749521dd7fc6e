"""Private files stay private, and a link planted in their place is refused."""

import os
import stat
from pathlib import Path

import pytest

from smstui.config.files import state_folder
from smstui.domain.errors import StoreFailed
from smstui.store.files import folder_lock, private_file, private_folder


def mode(path: Path) -> int:
    return stat.S_IMODE(path.lstat().st_mode)


@pytest.fixture
def open_umask():
    before = os.umask(0)
    yield
    os.umask(before)


@pytest.mark.usefixtures("open_umask")
def test_a_new_folder_and_file_are_ours_alone_under_any_umask(tmp_path):
    folder = private_folder(tmp_path / "a" / "b")
    file = private_file(folder / "cache.db")
    assert (mode(folder), mode(folder.parent), mode(file)) == (0o700, 0o700, 0o600)


def test_a_folder_and_file_open_to_others_are_closed_to_them(tmp_path):
    folder, file = tmp_path / "a", tmp_path / "a" / "f"
    folder.mkdir(mode=0o755)
    private_folder(folder)
    file.write_text("kept")
    file.chmod(0o644)
    private_file(file)
    assert (mode(folder), mode(file), file.read_text()) == (0o700, 0o600, "kept")


def test_a_folder_with_other_things_in_it_is_not_ours_to_close(tmp_path):
    for name, before in (("readable", 0o755), ("writable", 0o777), ("smstui", 0o775)):
        (tmp_path / name).mkdir()
        (tmp_path / name / "something else").write_text("")
        (tmp_path / name).chmod(before)
    assert mode(private_folder(tmp_path / "readable")) == 0o755
    with pytest.raises(StoreFailed, match="can be written by others"):
        private_folder(tmp_path / "writable")
    assert mode(tmp_path / "writable") == 0o777
    assert mode(private_folder(tmp_path / "smstui")) == 0o700


def test_a_link_in_place_of_the_file_is_refused_and_its_target_untouched(tmp_path):
    target = tmp_path / "target"
    target.write_text("precious")
    target.chmod(0o644)
    (tmp_path / "link").symlink_to(target)
    (tmp_path / "dangling").symlink_to(tmp_path / "not-there")
    for name in ("link", "dangling"):
        with pytest.raises(StoreFailed, match=f"{name} is a symbolic link.*SMSTUI_STATE"):
            private_file(tmp_path / name)
    assert target.read_text() == "precious"
    assert mode(target) == 0o644
    assert not (tmp_path / "not-there").exists()


def test_a_link_in_place_of_the_folder_is_refused(tmp_path):
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / "state").symlink_to(tmp_path / "elsewhere")
    with pytest.raises(StoreFailed, match="state is a symbolic link"):
        private_folder(tmp_path / "state")


def test_a_hard_link_a_pipe_and_a_folder_are_no_private_files(tmp_path):
    (tmp_path / "one").write_text("")
    (tmp_path / "two").hardlink_to(tmp_path / "one")
    os.mkfifo(tmp_path / "pipe")
    (tmp_path / "folder").mkdir()
    for name, why in (
        ("two", "second hard link"),
        ("pipe", "is not a plain file"),
        ("folder", "plain file"),
    ):
        with pytest.raises(StoreFailed, match=why):
            private_file(tmp_path / name)


def test_a_file_in_place_of_the_folder_is_refused(tmp_path):
    (tmp_path / "state").write_text("")
    with pytest.raises(StoreFailed, match="is not a folder"):
        private_folder(tmp_path / "state")


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can give a file away")
def test_what_belongs_to_someone_else_is_refused(tmp_path):
    (tmp_path / "theirs").mkdir()
    (tmp_path / "file").write_text("")
    os.chown(tmp_path / "theirs", 12345, -1)
    os.chown(tmp_path / "file", 12345, -1)
    with pytest.raises(StoreFailed, match="belongs to another user \\(uid 12345\\)"):
        private_folder(tmp_path / "theirs")
    with pytest.raises(StoreFailed, match="belongs to another user"):
        private_file(tmp_path / "file")


def test_what_the_system_refuses_is_a_sentence(tmp_path):
    (tmp_path / "file").write_text("")
    with pytest.raises(StoreFailed, match="cannot be used: Not a directory"):
        private_file(tmp_path / "file" / "below")


def test_the_folder_is_the_chosen_one_then_the_named_one_then_the_platforms(tmp_path, monkeypatch):
    monkeypatch.setenv("SMSTUI_STATE", str(tmp_path / "named"))
    assert state_folder(tmp_path / "chosen") == tmp_path / "chosen"
    assert state_folder() == tmp_path / "named"
    monkeypatch.delenv("SMSTUI_STATE")
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "xdg"))
    assert state_folder() == tmp_path / "xdg" / "smstui"


def test_one_process_at_a_time_opens_files_of_a_folder(tmp_path, monkeypatch):
    monkeypatch.setattr("smstui.store.files.LOCK_WAIT_S", 0.05)
    second = folder_lock(tmp_path)
    with folder_lock(tmp_path), pytest.raises(StoreFailed, match="Another smstui"):
        second.__enter__()
    with folder_lock(tmp_path):
        pass
