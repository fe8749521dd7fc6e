"""Drafts on disk: saved when told so, sound, without a secret, over when their time is."""

import signal
import sqlite3
import stat
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from smstui.domain.changes.operations import Operation
from smstui.domain.changes.plan import Plan
from smstui.domain.errors import StoreFailed
from smstui.store.drafts import KEPT_AFTER, Draft, DraftBook, Standing
from smstui.store.plan_text import plan_to_text
from smstui.store.unreadable import DAMAGED, Unreadable
from tests.support.identities import ELSEWHERE, SITE
from tests.support.old_files import make_newer

PLAN = plan_to_text(Plan(Operation.PAIR, "pair", "sdp2", (), {}, (), ()))
NOW = datetime(2026, 3, 4, 12, tzinfo=UTC)


def draft(key: str = "d1", **fields) -> Draft:
    told = {
        "deployment": "site", "family": "sdp2", "operation": "pair", "target": "F00000000001",
        "second": "000770000001", "made": NOW, "expires": NOW + timedelta(days=7),
    }  # fmt: skip
    return Draft(id=key, **(told | fields))


@pytest.fixture
def book(tmp_path: Path):
    made = DraftBook(SITE, tmp_path, lambda: NOW)
    yield made
    made.close()


def test_a_draft_comes_back_whole(tmp_path: Path, book: DraftBook) -> None:
    whole = draft(
        as_kind="casn", values={"status": "ACTIVE"}, plan=PLAN, image_at=NOW, said="why",
        checked=NOW, change="c1", person="ann", role="support", standing=Standing.ASIDE,
    )  # fmt: skip
    book.save(whole)
    other = DraftBook(SITE, tmp_path, lambda: NOW)
    assert other.all() == [whole]
    elsewhere = DraftBook(ELSEWHERE, tmp_path, lambda: NOW)
    assert elsewhere.all() == []
    assert other.get("d") == whole
    assert elsewhere.get("d1") is None
    with pytest.raises(StoreFailed, match="no draft"):
        elsewhere.change("d1", standing=Standing.DISCARDED)
    other.close()
    elsewhere.close()


def test_codes_are_consumed_with_the_pair_they_make_or_not_at_all(book: DraftBook) -> None:
    (number,) = book.keep_scans(["000770000001"])
    assert book.scans() == [(number, "000770000001")]
    with pytest.raises(ZeroDivisionError):
        book.save(draft(), consumed=(number // 0 for _ in "x"))
    assert book.scans() == [(number, "000770000001")]
    assert book.all() == []
    book.save(draft(), consumed=[number])
    assert book.scans() == []


def test_a_draft_expires_and_is_forgotten_later(tmp_path: Path) -> None:
    now = [NOW]
    book = DraftBook(SITE, tmp_path, lambda: now[0])
    book.save(draft())
    now[0] = NOW + timedelta(days=7)
    (expired,) = book.all()
    assert expired.standing is Standing.EXPIRED
    assert expired.standing.is_over
    assert expired.said
    book.change("d1", standing=Standing.DONE)
    assert book.all()[0].standing is Standing.DONE
    now[0] += KEPT_AFTER + timedelta(seconds=1)
    book.save(draft("d2", made=now[0], expires=now[0] + timedelta(days=7)))
    assert [each.id for each in book.all()] == ["d2"]
    book.close()


def test_what_was_told_survives_kill_9(tmp_path: Path) -> None:
    script = (
        "import sys, os; from pathlib import Path; from datetime import datetime, UTC, timedelta;"
        "from smstui.store.drafts import Draft, DraftBook; now = datetime.now(UTC);"
        "from smstui.domain.platform_identity import PlatformIdentity;"
        "site = PlatformIdentity('id-of-site', 'sdp2', 'site');"
        "book = DraftBook(site, Path(sys.argv[1])); book.keep_scans(['F0']);"
        "book.save(Draft('k1', 'site', 'sdp2', 'pair', 'a', now, now + timedelta(days=1)));"
        "print('told', flush=True); os.kill(os.getpid(), 9)"
    )
    done = subprocess.run(
        [sys.executable, "-c", script, str(tmp_path)], capture_output=True, check=False
    )
    assert done.returncode == -signal.SIGKILL
    assert done.stdout == b"told\n"
    book = DraftBook(SITE, tmp_path)
    assert [each.id for each in book.all()] == ["k1"]
    assert [text for _, text in book.scans()] == ["F0"]
    book.close()


def test_the_file_is_ours_alone(book: DraftBook) -> None:
    book.save(draft())
    assert stat.S_IMODE(book.path.stat().st_mode) == 0o600
    assert stat.S_IMODE(book.path.parent.stat().st_mode) == 0o700


def test_a_damaged_draft_is_an_error_and_never_a_wrong_one(book: DraftBook) -> None:
    book.save(draft())
    book.close()
    with sqlite3.connect(book.path) as raw:
        raw.execute("UPDATE drafts SET second = '000770000002'")
    again = DraftBook(SITE, book.path.parent, lambda: NOW)
    again.save(draft("d2"))
    assert [each.id for each in again.all()] == ["d2"]
    assert again.unreadable() == [Unreadable("d1", DAMAGED)]
    with pytest.raises(StoreFailed, match=r"Draft d1 cannot be read: its row is damaged"):
        again.get("d1")
    again.close()


def test_a_newer_file_of_drafts_is_read_and_not_written(book: DraftBook) -> None:
    book.save(draft())
    book.close()
    with sqlite3.connect(book.path) as raw:
        make_newer(raw)
        raw.execute("ALTER TABLE drafts ADD COLUMN mood TEXT NOT NULL DEFAULT 'fine'")
        raw.execute("UPDATE drafts SET checksum = x'00'")
    kept = book.path.read_bytes()
    older = DraftBook(SITE, book.path.parent)
    assert [each.id for each in older.all()] == ["d1"]
    assert "newer smstui. It is read, and nothing is written" in older.problem
    for write in (
        lambda: older.save(draft("d2")),
        lambda: older.change("d1", standing=Standing.DONE),
        lambda: older.keep_scans(["F0"]),
    ):
        with pytest.raises(StoreFailed, match="newer"):
            write()
    older.close()
    assert book.path.read_bytes() == kept


def test_a_draft_that_is_not_there_cannot_change(book: DraftBook) -> None:
    with pytest.raises(StoreFailed, match="no draft d9"):
        book.change("d9", standing=Standing.DONE)
