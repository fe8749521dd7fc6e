"""A console whose state folder is on a network file system says so at its start."""

from pathlib import Path

import pytest

from smstui.store import network
from tests.support.bench import Bench


@pytest.mark.parametrize(("kind", "is_said"), [("nfs4", True), ("ext4", False)])
async def test_the_start_names_the_file_system_and_the_setting(
    bench: Bench, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, kind: str, is_said: bool
) -> None:
    (tmp_path / "mounts").write_text(f"40 36 0:40 / {tmp_path} rw - {kind} server:/home rw\n")
    monkeypatch.setattr(network, "MOUNTS", tmp_path / "mounts")
    monkeypatch.setenv("SMSTUI_STATE", str(tmp_path / "s"))
    monkeypatch.setattr("smstui.console.app.ConsoleApp.keeps_cases", True)
    for columns in 80, 200:
        async with bench.console(size=(columns, 24)) as robot:
            assert ("Set SMSTUI_STATE to a folder on a local disk" in robot.text) == is_said
            if columns == 200:
                assert (f"file system ({kind})" in robot.text) == is_said
