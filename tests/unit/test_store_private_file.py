"""Files that are handed out: no two processes write one, however alike their names."""

import re
import stat
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

import smstui
from smstui.console import pictures
from smstui.console.screens import case_dialogs
from smstui.domain.errors import StoreFailed
from smstui.services.queue.keeping import TriageQueue
from smstui.store.files import write_new, write_private
from smstui.store.quarantine import quarantine, quarantined_files

PROCESSES, EACH = 4, 40
WRITER = f"""
import sys
from pathlib import Path
from smstui.store.files import write_new
sys.stdin.readline()
folder, stem = Path(sys.argv[1]), "lost-cases-lab-20260304-120000"
for n in range({EACH}):
    print(write_new(folder, stem, "md", [sys.argv[2], str(n)]))
"""


def test_processes_that_write_in_one_second_write_a_file_each(tmp_path: Path) -> None:
    writers = [
        subprocess.Popen(
            [sys.executable, "-c", WRITER, str(tmp_path), f"writer {n}: "], stdin=subprocess.PIPE,
            stdout=subprocess.PIPE, text=True,
        )
        for n in range(PROCESSES)
    ]  # fmt: skip
    told = [line for each in writers for line in each.communicate("go\n")[0].split()]
    assert len(told) == len(set(told)) == PROCESSES * EACH
    written = {Path(each).read_text() for each in told}
    assert len(written) == PROCESSES * EACH
    print(f"{len(told)} files of {PROCESSES} processes, 0 lost")


def test_a_file_is_private_and_never_takes_the_place_of_another(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = write_new(tmp_path, "case-1", "md", ["a", "b"])
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert re.fullmatch(r"case-1-[0-9a-f]{6}\.md", file.name)
    token = file.stem.removeprefix("case-1-")
    tokens = iter([token, token, "abcdef"])
    monkeypatch.setattr("smstui.store.files.token_hex", lambda _: next(tokens))
    assert write_new(tmp_path, "case-1", "md", ["c"]).name == "case-1-abcdef.md"
    assert file.read_text() == "ab"
    monkeypatch.setattr("smstui.store.files.token_hex", lambda _: token)
    with pytest.raises(StoreFailed, match="Nothing was written"):
        write_new(tmp_path, "case-1", "md", ["d"])
    with pytest.raises(StoreFailed, match="already exists"):
        write_private(file, "e")
    assert file.read_text() == "ab"


NOW = datetime(2026, 3, 4, 12, tzinfo=UTC)


def _console(said: list[str]) -> Any:
    """A console as far as a file needs one, its clock at one moment."""
    return SimpleNamespace(
        now=lambda: NOW,
        say=lambda text, *_: said.append(text),
        base=SimpleNamespace(mask=lambda: None),
        export_screenshot=lambda title: "<svg/>",
        session=SimpleNamespace(last_file=""),
        startup=SimpleNamespace(clipboard="osc52"),
        key=lambda action: "y",
    )


def test_each_face_writes_two_files_in_one_second(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SMSTUI_STATE", str(tmp_path))
    said: list[str] = []
    app = _console(said)
    case: Any = SimpleNamespace(account="hnd.00001")
    for text in ("first", "second"):
        case_dialogs._write(app, case, "md", text)
        pictures.save(app)
        assert app.session.last_file in said[-1]
    assert all(each.startswith("Written to ") for each in said)
    assert {file.read_text() for file in tmp_path.glob("case-*.md")} == {"first", "second"}
    assert len(list(tmp_path.glob("smstui-*.svg"))) == 2


@pytest.mark.parametrize(("form", "end"), [("csv", "\r\n"), ("csv-bom", "\r\n"), ("jsonl", "\n")])
async def test_a_queue_is_exported_twice_in_one_second(tmp_path: Path, form: str, end: str) -> None:
    queue = TriageQueue.__new__(TriageQueue)
    queue._deployment, queue._family = "lab", "sdp2"
    first = await queue.export([], form, tmp_path, NOW)
    second = await queue.export([], form, tmp_path, NOW)
    assert first != second
    assert first.read_bytes() == second.read_bytes()
    assert first.suffix == f".{form.removesuffix('-bom')}"
    assert first.read_bytes().startswith("\ufeff".encode()) == (form == "csv-bom")
    assert form == "jsonl" or first.read_bytes().endswith(end.encode())


def test_a_broken_file_is_set_aside_under_a_name_of_its_own(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("smstui.store.quarantine.utc_now", lambda: NOW)
    names = set()
    for _ in range(2):
        (tmp_path / "cache.db").write_bytes(b"broken")
        names.add(quarantine(tmp_path / "cache.db").name)
    assert len(names) == 2
    assert len(quarantined_files(tmp_path / "cache.db")) == 1


def test_every_file_name_made_from_a_time_is_created_for_one_process_alone() -> None:
    root = Path(smstui.__file__).parent
    named = {file for file in root.rglob("*.py") if re.search(r"%H%M%S", file.read_text("utf-8"))}
    ours = {file for file in named if "write_new(" in file.read_text("utf-8")}
    assert {file.name for file in named - ours} == {"quarantine.py"}
    assert {file.name for file in ours} == {
        "case_dialogs.py", "keeping.py", "lost_cases.py", "pictures.py",
    }  # fmt: skip
