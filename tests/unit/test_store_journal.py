"""The journal: strict, held against other processes, sound or silent, without a secret."""

import json
import sqlite3
import stat
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from smstui.domain.changes.facts import Fact, Subject
from smstui.domain.changes.operations import Call, Operation
from smstui.domain.changes.plan import Plan, Step, Tier, Write
from smstui.domain.changes.verdict import Outcome, StepResult
from smstui.domain.errors import StoreFailed
from smstui.domain.identifiers import IdKind, Reading
from smstui.domain.secret import Secret
from smstui.store.journal import PREVIEW_AGE, Entry, Journal
from smstui.store.plan_text import (
    plan_from_text,
    plan_to_text,
    results_from_text,
    results_to_text,
)
from smstui.store.unreadable import DAMAGED, Unreadable
from tests.support.identities import ELSEWHERE, SITE
from tests.support.old_files import make_newer

NOW = datetime(2026, 3, 4, 12, tzinfo=UTC)


def entry(change: str, **fields) -> Entry:
    told = {
        "deployment": "site", "family": "sdp2", "account": "acc-1", "operation": "pair",
        "title": "pair", "began": NOW, "plan": "{}",
    }  # fmt: skip
    return Entry(id=change, **(told | fields))


@pytest.fixture
def journal(tmp_path: Path):
    made = Journal(SITE, tmp_path)
    yield made
    made.close()


def test_an_open_change_holds_its_subjects_until_it_ends(tmp_path: Path, journal) -> None:
    other = Journal(SITE, tmp_path)
    assert journal.begin(entry("c1"), ("account 1", "box 11")).id == "c1"
    assert other.begin(entry("c2"), ("account 2", "box 11")).id == "c1"
    assert other.get("c2") is None
    assert other.begin(entry("c3"), ("account 3",)).id == "c3"
    elsewhere = Journal(ELSEWHERE, tmp_path)
    assert elsewhere.begin(entry("c4", deployment="elsewhere"), ("account 1",)).id == "c4"
    journal.end("c1", "verified", "[]")
    assert other.begin(entry("c5"), ("account 1", "box 11")).id == "c5"
    assert [each.id for each in other.still_open()] == ["c3", "c5"]
    assert [each.id for each in elsewhere.still_open()] == ["c4"]
    other.close()
    elsewhere.close()


def test_who_began_it_is_at_work_until_its_process_ends(tmp_path: Path, journal) -> None:
    script = (
        "import sys; from pathlib import Path; from datetime import datetime, UTC;"
        "from smstui.store.journal import Journal, Entry;"
        "from smstui.domain.platform_identity import PlatformIdentity;"
        "j = Journal(PlatformIdentity('id-of-site', 'sdp2', 'site'), Path(sys.argv[1]));"
        "j.begin(Entry('c1', 'site', 'sdp2', 'a', 'pair', 'pair', datetime.now(UTC), '{}'),"
        " ('account 1',)); print('begun', flush=True); sys.stdin.read()"
    )
    with subprocess.Popen(
        [sys.executable, "-c", script, str(tmp_path)],
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
    ) as process:  # fmt: skip
        assert process.stdout is not None
        assert process.stdout.readline() == "begun\n"
        (held,) = journal.still_open()
        assert journal.is_at_work(held)
        assert journal.adopt("c1") is None
        process.kill()
        process.wait()
    assert not journal.is_at_work(held)
    assert journal.adopt("c1") is not None
    assert journal.is_ours(journal.still_open()[0])


def test_it_is_on_disk_when_begin_returns_and_flushed_to_it(tmp_path: Path, journal) -> None:
    journal.begin(entry("c1"), ("account 1",))
    with sqlite3.connect(tmp_path / "journal.db") as other:
        assert other.execute("SELECT id, open FROM changes").fetchall() == [("c1", 1)]
    assert journal._file.tables.conn.execute("PRAGMA synchronous").fetchone() == (2,)


def test_the_file_is_ours_alone(tmp_path: Path, journal) -> None:
    journal.begin(entry("c1"), ("account 1",))
    for name in tmp_path.rglob("*"):
        assert stat.S_IMODE(name.stat().st_mode) & 0o077 == 0, name


@pytest.mark.parametrize("harm", ["folder", "link", "garbage"])
def test_what_cannot_be_written_is_an_error_and_nothing_else(tmp_path: Path, harm: str) -> None:
    path = tmp_path / "journal.db"
    if harm == "folder":
        path.mkdir()
    elif harm == "link":
        path.symlink_to(tmp_path / "elsewhere")
    else:
        path.write_bytes(b"no database" * 500)
    made = Journal(SITE, tmp_path)
    with pytest.raises(StoreFailed):
        made.begin(entry("c1"), ("account 1",))
    made.close()


def test_a_full_disk_is_an_error(journal) -> None:
    journal.begin(entry("c1"), ("account 1",))
    journal._file.tables.conn.execute("PRAGMA max_page_count = 1")
    with pytest.raises(StoreFailed, match="nothing is sent"):
        journal.begin(entry("c2", plan="x" * 200_000), ("account 2",))
    journal._file.tables.conn.execute("PRAGMA max_page_count = 1000000")
    assert [each.id for each in journal.still_open()] == ["c1"]


def test_a_flipped_bit_is_noticed(tmp_path: Path, journal) -> None:
    journal.begin(entry("c1", title="pair box 11"), ("account 1",))
    with sqlite3.connect(tmp_path / "journal.db") as other:
        other.execute("UPDATE changes SET title = 'pair box 12'")
    with pytest.raises(StoreFailed, match=r"Change c1 cannot be read: its row is damaged"):
        journal.get("c1")
    journal.begin(entry("c2"), ("account 2",))
    assert [each.id for each in journal.still_open()] == ["c2"]
    assert journal.unreadable() == [Unreadable("c1", DAMAGED)]
    with pytest.raises(StoreFailed, match="Change c1 cannot be read"):
        journal.begin(entry("c3"), ("account 1",))


@pytest.mark.parametrize("lost", ["UPDATE changes SET id = 'c9'", "DELETE FROM holds"])
def test_a_damaged_row_lets_nothing_past_the_change_it_may_be(
    tmp_path: Path, journal, lost: str
) -> None:
    plan = json.dumps({"holds": ["account 1"]})
    journal.begin(entry("c1", plan=plan), ("account 1",))
    with sqlite3.connect(tmp_path / "journal.db") as other:
        other.execute(lost)
    if "holds" in lost:
        assert journal.begin(entry("c2"), ("account 1",)).id == "c1"
    else:
        with pytest.raises(StoreFailed, match="Change c9 cannot be read"):
            journal.begin(entry("c2"), ("account 1",))


def test_a_newer_journal_is_read_and_not_written(tmp_path: Path, journal) -> None:
    """Its checksums cover a column that this version does not know."""
    journal.begin(entry("c1"), ("account 1",))
    journal.close()
    with sqlite3.connect(tmp_path / "journal.db") as other:
        make_newer(other)
        other.execute("ALTER TABLE changes ADD COLUMN mood TEXT NOT NULL DEFAULT 'fine'")
        other.execute("UPDATE changes SET checksum = x'00'")
    kept = (tmp_path / "journal.db").read_bytes()
    older = Journal(SITE, tmp_path)
    assert [each.id for each in older.still_open()] == ["c1"]
    assert older.unreadable() == []
    assert "was made by a newer smstui. It is read, and nothing is written" in older.problem
    for write in (
        lambda: older.begin(entry("c2"), ("account 2",)),
        lambda: older.end("c1", "verified", "[]"),
        lambda: older.keep_preview("pair 11 7", "acc-1", "a plan"),
        lambda: older.adopt("c1"),
    ):
        with pytest.raises(StoreFailed, match="newer"):
            write()
    older.close()
    assert (tmp_path / "journal.db").read_bytes() == kept


def test_what_was_shown_stands_for_a_while_and_until_it_is_forgotten(tmp_path: Path) -> None:
    at = [NOW]
    made = Journal(SITE, tmp_path, now=lambda: at[0])
    made.keep_preview("pair 11 7", "acc-1", "a plan")
    assert made.preview("pair 11 7") == "a plan"
    assert made.preview("pair 11 8") is None
    elsewhere = Journal(ELSEWHERE, tmp_path, now=lambda: at[0])
    assert elsewhere.preview("pair 11 7") is None
    elsewhere.close()
    made.begin(entry("c1"), ("account 1",))
    made.end("c1", "verified", "[]")
    assert made.preview("pair 11 7") == "a plan", "another change may have moved what it shows"
    made.forget_preview("pair 11 8")
    assert made.preview("pair 11 7") == "a plan"
    made.forget_preview("pair 11 7")
    assert made.preview("pair 11 7") is None
    made.keep_preview("pair 11 7", "acc-1", "a plan")
    at[0] += PREVIEW_AGE + timedelta(seconds=1)
    assert made.preview("pair 11 7") is None
    made.close()


def test_a_plan_survives_as_text_and_its_secret_does_not() -> None:
    fact = Fact("PIN", "PARENTAL", "status")
    step = Step(
        Write(Call.SET_PIN, "1", {"type": "PARENTAL"}, Secret("860391")),
        "set",
        {fact: "LOCKED"},
        {fact: None},
        (Subject("PINs", Reading(IdKind.OPF_ACCOUNT, "1")),),
        Tier.DISRUPTIVE,
        Write(Call.UNPAIR, "11"),
        provable=False,
    )
    plan = Plan(
        Operation.RESET_PIN, "set", "opf", (step,), step.before, step.subjects, ("account 1",),
        "acc-1", ("mind",), "acc-1", "why", "c0",
    )  # fmt: skip
    text = plan_to_text(plan)
    assert "860391" not in text
    read = plan_from_text(text)
    assert plan_to_text(read) == text
    assert read.steps[0].write.secret is None
    assert read.steps[0].after == step.after
    results = (
        StepResult(1, True, None, False, Outcome.UNKNOWN, "id", "said", "9", NOW.isoformat()),
    )
    assert results_from_text(results_to_text(results)) == results


@pytest.mark.parametrize("text", ["", "[]", "{}", '{"operation": "dance"}', "null"])
def test_what_is_no_plan_is_a_value_error(text: str) -> None:
    with pytest.raises(ValueError):  # noqa: PT011  whatever is wrong with it
        plan_from_text(text)


def test_nothing_of_a_dead_process_is_left_in_the_folder(tmp_path: Path, journal) -> None:
    journal.begin(entry("c1"), ("account 1",))
    assert len(list((tmp_path / "running").iterdir())) == 1
    journal.close()
    assert list((tmp_path / "running").iterdir()) == []


def test_a_plan_keeps_what_was_asked_and_one_from_before_is_read_without() -> None:
    import json
    from dataclasses import replace

    from smstui.domain.changes.operations import Operation
    from smstui.domain.changes.plan import Plan
    from smstui.domain.changes.request import Request
    from smstui.domain.identifiers import IdKind
    from smstui.store.plan_text import plan_from_text, plan_to_text

    request = Request(
        Operation.PAIR, "3421", "0001", {"status": "ACTIVE"}, IdKind.DEVICE_UID, had_secret=True
    )
    plan = Plan(Operation.PAIR, "pair", "sdp2", (), {}, (), (), request=request)
    assert plan_from_text(plan_to_text(plan)) == plan
    before = json.loads(plan_to_text(plan))
    del before["wanted"]
    assert plan_from_text(json.dumps(before)) == replace(plan, request=None)
