"""A prepared start is the same as a true one, but for its imports, and it says when it is not."""

import json
import os
import signal
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.support import own_process, prepared
from tests.support.terminal import Terminal

WAYS = {
    "module": ["-m", "tests.support.own_process"],
    "file": [own_process.__file__],
    "text": ["-c", Path(own_process.__file__).read_text("utf-8")],
}


def environment(folder: Path) -> dict[str, str]:
    """Has no PATH, so that one left over from the server is seen."""
    return {"LANG": "C.UTF-8", "HOME": str(folder), "TZ": "Asia/Tokyo", "X_\udcff": "na\udcefve"}


@pytest.mark.every_case
@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("terminal", [False, True], ids=["pipes", "terminal"])
def test_a_process_sees_the_same_of_itself(
    tmp_path: Path, way: str, terminal: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    found = tmp_path / "found"
    argv, env = [sys.executable, *WAYS[way], str(found), "code"], environment(tmp_path)
    if way != "module":
        env["PYTHONPATH"] = str(prepared.ROOT)
        monkeypatch.chdir(tmp_path)
    before = os.umask(0o027)
    told: list[Any] = []
    pids = []
    try:
        for true_start in (True, False, False):
            if terminal:
                with Terminal(argv, env=env, columns=90, rows=11, true_start=true_start) as one:
                    pids.append(one.pid)
                    assert one.wait_for_end() == 7
            elif true_start:
                pipes = {"stdin": -3, "stdout": -1, "stderr": -1}
                with subprocess.Popen(argv, env=env, **pipes) as true:  # type: ignore[call-overload]
                    pids.append(true.pid)
                assert true.returncode == 7
            else:
                child = prepared.popen(argv, env=env)
                pids.append(child.pid)
                assert child.communicate() == ("", "")
                assert child.returncode == 7
            told.append(json.loads(found.read_text()))
    finally:
        os.umask(before)
    assert [pid for _, pid, _ in told] == pids
    assert len({number for _, _, number in told}) == 3, "each has a random seed of its own"
    assert told[1][0] == told[0][0]
    assert told[2][0] == told[0][0]


@pytest.mark.parametrize("ending", own_process.ENDINGS)
def test_a_process_ends_the_same(tmp_path: Path, ending: str) -> None:
    argv = [sys.executable, *WAYS["module"], str(tmp_path / "found"), ending]
    (tmp_path / "in").write_bytes(b"one\r\ntwo\rthree")
    told = []
    for true_start in (True, False):
        read, write = os.pipe()
        if ending == "reader":
            os.close(read)
        with (tmp_path / "err").open("w") as err, (tmp_path / "in").open() as given:
            start: Any = subprocess.Popen if true_start else prepared.popen
            child = start(argv, env=environment(tmp_path), stdin=given, stdout=write, stderr=err)
        os.close(write)
        code = child.wait(30)
        out = b"" if ending == "reader" else os.read(read, 1000)
        said = (tmp_path / "err").read_text().splitlines()
        told.append((code, out, said[-1:]))
        if ending != "reader":
            os.close(read)
    assert told[0] == told[1]
    assert told[0] != (0, b"", []), "it was tried"


def test_what_steers_the_interpreter_is_never_prepared(tmp_path: Path) -> None:
    argv = [sys.executable, "-m", "smstui", "keys"]
    fine = environment(tmp_path)
    assert prepared.is_served(argv, fine)
    assert prepared.is_served(argv, fine | {"PYTHONPATH": str(prepared.ROOT)})
    for name in (
        "PYTHONPATH",
        "PYTHONUTF8",
        "PYTHONWARNINGS",
        "LC_ALL",
        "NO_COLOR",
        "TEXTUAL_ANIMATIONS",
    ):
        assert not prepared.is_served(argv, fine | {name: "1"}), name
    assert not prepared.is_served(argv, {"PATH": "/bin"}), "another locale"
    for other in (["-I", "-m", "smstui"], ["-"], ["-X", "importtime", "-m", "smstui"]):
        assert not prepared.is_served([sys.executable, *other], fine), other
    assert not prepared.is_served(["/bin/sh", "x.py"], fine)
    with pytest.raises(ValueError, match="Only a true start"):
        prepared.popen(argv, env=fine | {"PYTHONUTF8": "0"})


def test_a_server_that_ended_fails_every_start(tmp_path: Path) -> None:
    """Nothing is started truly in its place, which would hide that it ended."""
    program = (
        "import os, signal, sys\n"
        "from tests.support import prepared\n"
        "argv = [sys.executable, '-m', 'smstui', 'sandbox']\n"
        "runs = prepared.popen(argv)\n"
        "os.kill(prepared.server().pid, signal.SIGKILL)\n"
        "for work in (lambda: runs.wait(20), lambda: prepared.popen(argv)):\n"
        "    try:\n"
        "        work()\n"
        "    except prepared.ServerEnded as error:\n"
        "        print(error)\n"
        "os.kill(runs.pid, signal.SIGKILL)\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], cwd=prepared.ROOT, capture_output=True, text=True,
        check=False, timeout=60,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert done.stdout.count(f"ended with {-signal.SIGKILL}") == 2
