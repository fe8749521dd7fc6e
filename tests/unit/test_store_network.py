"""Which file system a state folder is on, by the mounts of this machine."""

from pathlib import Path

import pytest

from smstui.store import network

MOUNTS = """\
21 1 8:1 / / rw,relatime shared:1 - ext4 /dev/sda1 rw
30 21 0:30 / /home rw,relatime shared:2 - nfs4 filer:/export/home rw,vers=4.2
31 30 0:31 / /home/ann/local rw - xfs /dev/sdb1 rw
32 21 0:32 / /mnt/old rw - cifs //filer/share rw
33 21 0:33 / /mnt/ssh rw - fuse.sshfs ann@host: rw
34 21 0:34 / /mnt/crypt rw - fuse.gocryptfs /x rw
35 21 0:35 / /mnt/two\\040words rw - nfs filer:/x rw
36 21 0:36 / /mnt/hidden rw - nfs filer:/y rw
37 36 0:37 / /mnt/hidden rw - tmpfs tmpfs rw
nonsense
"""


@pytest.mark.parametrize(
    ("folder", "kind"),
    [
        ("/home/ann/.local/state/smstui", "nfs4"),
        ("/home/ann/local/state", ""),
        ("/home", "nfs4"),
        ("/homes/ann", ""),
        ("/mnt/old/x", "cifs"),
        ("/mnt/ssh/x/y", "fuse.sshfs"),
        ("/mnt/crypt/x", ""),
        ("/mnt/two words/x", "nfs"),
        ("/mnt/hidden/x", ""),
        ("/var/lib/x", ""),
    ],
)
def test_the_nearest_mount_decides(
    folder: str, kind: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "mounts").write_text(MOUNTS)
    monkeypatch.setattr(network, "MOUNTS", tmp_path / "mounts")
    assert network.network_file_system(Path(folder)) == kind
    said = network.network_sentence(Path(folder))
    assert ("SMSTUI_STATE" in said and kind in said) if kind else not said


def test_where_the_machine_does_not_tell_nothing_is_said(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(network, "MOUNTS", tmp_path / "none")
    assert network.network_sentence(tmp_path) == ""
