"""A read-only or a full disk: what is there is read, with the reason said, and nothing is sent."""

import json
import sqlite3
import sys
from collections.abc import Callable, Sequence
from itertools import chain, product
from pathlib import Path
from typing import Any

import pytest

from tests.support import prepared
from tests.support.change_line import ChangeLine
from tests.support.deliveries import delivered
from tests.support.products import short

BOX = "3421"


def run(line: ChangeLine, place: str, *commands: Sequence[str]) -> tuple[int, list[Any], list[str]]:
    """Exit code, documents and narrations of commands in a process of their own."""
    words = [
        ["--deployment", line.place.deployment, *command, "--json", "--"] for command in commands
    ]
    ended = prepared.run(
        [sys.executable, "-m", "tests.support.unwritable", place, *chain(*words)][:-1],
        env=line.place.environment,
        cwd=prepared.ROOT,
    )
    assert "Traceback" not in ended.stderr, ended.stderr
    told = [json.loads(part) if part.strip() else {} for part in ended.stdout.split("\f\n")]
    return ended.returncode, told, ended.stderr.split("\f\n")


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

    reads = [
        ["journal"], ["recents"], ["drafts"], ["undo"], ["transcript", change], ["lookup", BOX]
    ]  # fmt: skip
    code, told, said = run(line, place, *reads)
    assert (code, len(told)) == (0, len(reads)), (told, said)
    journal, recents, drafts, undo, transcript, lookup = told
    assert [each["change_id"] for each in journal["changes"]] == [change]
    assert "cannot be written" in said[0]
    assert [each["id"] for each in recents["recents"]] == [BOX]
    assert [each["draft_id"] for each in drafts["drafts"]] == [draft]
    assert undo["plan"]["undoes"] == change
    assert transcript["events"][0]["change_id"] == change
    assert lookup["source"] == "platform"

    for apply in ("undo", "--apply"), ("enable", BOX, "--apply"):
        code, (refusal,), _ = run(line, place, apply)
        assert code == 5, refusal
        assert "cannot be" in refusal["error"]["message"]
    code, told, said = run(line, place, ["disable", "3422", "--draft"])
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
