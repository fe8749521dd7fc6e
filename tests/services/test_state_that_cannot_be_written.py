"""A read-only or a full disk: what is there is read, with the reason said, and nothing is sent."""

import json
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from itertools import product
from pathlib import Path
from typing import Any

import pytest

from tests.support.change_line import ChangeLine
from tests.support.deliveries import delivered
from tests.support.products import short

ROOT = Path(__file__).parents[2]
BOX = "3421"


def run(line: ChangeLine, place: str, *arguments: str) -> tuple[int, Any, str]:
    """Exit code, document and narration of a process of its own."""
    ended = subprocess.run(
        [sys.executable, "-m", "tests.support.unwritable", place, "--deployment",
         line.place.deployment, *arguments, "--json"],
        cwd=ROOT, capture_output=True, text=True, check=False, env=line.place.environment,
    )  # fmt: skip
    assert "Traceback" not in ended.stderr, ended.stderr
    return ended.returncode, json.loads(ended.stdout or "{}"), ended.stderr


@pytest.mark.parametrize(("place", "logged"), short(product(["read-only", "full"], [False, True])))
def test_what_is_there_is_read_and_nothing_is_sent(
    line_to: Callable[[str], ChangeLine], place: str, logged: bool
) -> None:
    line = line_to("sdp2")
    assert line.run("lookup", BOX).code == 0
    change = line.json("disable", BOX, "--apply")["change_id"]
    (pair, *_) = delivered(line.world, 1).pairs
    draft = line.json("pair", *pair, "--draft")["drafts"][0]["draft_id"]
    if logged:
        _leave_in_the_log(line.place.state / "journal.db", change)
    sent = line.writes

    code, told, said = run(line, place, "journal")
    assert code == 0, (told, said)
    assert [each["change_id"] for each in told["changes"]] == [change]
    assert "cannot be written" in said
    code, told, said = run(line, place, "recents")
    assert (code, [each["id"] for each in told["recents"]]) == (0, [BOX]), said
    code, told, said = run(line, place, "drafts")
    assert (code, [each["draft_id"] for each in told["drafts"]]) == (0, [draft]), said
    code, told, said = run(line, place, "undo")
    assert code == 0, (told, said)
    assert told["plan"]["undoes"] == change
    code, told, said = run(line, place, "transcript", change)
    assert (code, told["events"][0]["change_id"]) == (0, change), said
    code, told, said = run(line, place, "lookup", BOX)
    assert (code, told["source"]) == (0, "platform"), said

    for apply in ("undo", "--apply"), ("enable", BOX, "--apply"):
        code, told, said = run(line, place, *apply)
        assert code == 5, (told, said)
        assert "cannot be" in told["error"]["message"]
    code, told, said = run(line, place, "disable", "3422", "--draft")
    assert code == 5, (told, said)
    assert line.writes == sent


def _leave_in_the_log(path: Path, change: str) -> None:
    """Have the journal as a killed process leaves it: its last row in the log alone."""
    with sqlite3.connect(path) as db:
        row = db.execute("SELECT * FROM changes WHERE id = ?", (change,)).fetchone()
        db.execute("DELETE FROM changes WHERE id = ?", (change,))
        db.commit()
        db.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        db.execute("PRAGMA wal_autocheckpoint = 0")
        places = ", ".join("?" * len(row))
        db.execute(f"INSERT INTO changes VALUES ({places})", row)  # noqa: S608
        db.commit()
        kept = {name: path.with_name(path.name + name).read_bytes() for name in ("", "-wal")}
    db.close()
    for name, content in kept.items():
        path.with_name(path.name + name).write_bytes(content)
    assert kept["-wal"]
