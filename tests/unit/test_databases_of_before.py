"""Databases that the version before wrote open, read the same and can be worked on.

`databases/FAMILY/*.sql` are dumps of the four files, written on 28 November 2026: a journal with
open changes, undos and a batch, drafts in every state, a queue, a cache, rows that cannot be read.
`read.json` is what that version read from them, `refused.txt` which damaged plans and results it
refused.

    SMSTUI_GOLDENS=write python -m pytest tests/unit/test_databases_of_before.py

writes both anew, for a change of the stored forms that was decided.
"""

import json
import os
import sqlite3
from collections.abc import Callable, Iterator
from copy import deepcopy
from dataclasses import asdict, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from smstui.domain.identifiers import Reading
from smstui.domain.platform_identity import PlatformIdentity, id_in
from smstui.store.cache import BundleCache
from smstui.store.cache_results import Recent
from smstui.store.drafts import DraftBook, Standing
from smstui.store.journal import Journal
from smstui.store.plan_text import (
    plan_from_text,
    plan_to_text,
    results_from_text,
    results_to_text,
)
from smstui.store.queue import QueueStore

HERE = Path(__file__).parent / "databases"
WRITES = os.environ.get("SMSTUI_GOLDENS") == "write"
FAMILIES = ("sdp2", "opf")


class Stores:
    """The four stores of a copy of what was written then, as of a moment after it."""

    def __init__(self, family: str, folder: Path) -> None:
        for dump in (HERE / family).glob("*.sql"):
            with sqlite3.connect(folder / f"{dump.stem}.db") as file:
                file.executescript(dump.read_text("utf-8"))
        with sqlite3.connect(folder / "journal.db") as file:
            key, written = file.execute("SELECT platform, max(began_at) FROM changes").fetchone()
        self.now = datetime.fromtimestamp(written // 1_000_000, UTC) + timedelta(minutes=5)
        self.identity = PlatformIdentity(id_in(key), family, f"sandbox-{family}")
        self.journal = Journal(self.identity, folder, lambda: self.now)
        self.drafts = DraftBook(self.identity, folder, lambda: self.now)
        self.cache = BundleCache(self.identity, folder, now=lambda: self.now)
        self.queue = QueueStore(self.identity, folder, now=lambda: self.now)

    def close(self) -> None:
        for store in (self.journal, self.drafts, self.cache, self.queue):
            store.close()


@pytest.fixture(params=FAMILIES)
def stores(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Stores]:
    opened = Stores(request.param, tmp_path)
    yield opened
    opened.close()


def test_every_row_reads_as_it_did(stores: Stores) -> None:
    kept = HERE / stores.identity.family / "read.json"
    read = json.dumps(_read(stores), indent=1, default=str, ensure_ascii=True) + "\n"
    if WRITES:
        kept.write_text(read, "utf-8")
    assert json.loads(read) == json.loads(kept.read_text("utf-8"))
    for store in (stores.journal, stores.drafts, stores.cache, stores.queue):
        assert store.problem == ""


def _read(stores: Stores) -> dict[str, Any]:
    journal, drafts, cache = stores.journal, stores.drafts, stores.cache
    changes = journal.latest(1000)
    recents = cache.recents()
    texts = {"plan": "", "results": ""}  # read again in a test of their own
    return {
        "changes": [asdict(each) | texts | {"unreadable": each.unreadable} for each in changes],
        "open": [each.id for each in journal.still_open()],
        "watched": [each.id for each in journal.watched()],
        "undos": {each.id: [one.id for one in journal.undos_of(each.id)] for each in changes},
        "damaged changes": [asdict(each) for each in journal.unreadable()],
        "drafts": [asdict(each) | {"plan": ""} for each in drafts.all()],
        "scans": drafts.scans(),
        "unreadable drafts": [asdict(each) for each in drafts.unreadable()],
        "recents": [asdict(each) for each in recents],
        "found": {
            each.asked: [hit.key for hit in cache.find(Reading(each.as_kind, each.asked))]
            for each in recents
        },
        "bundles": {each.id: _bundle(cache, each) for each in recents},
        "queue": [asdict(each) for each in stores.queue.load()],
    }


def _bundle(cache: BundleCache, recent: Recent) -> Any:
    bundle = cache.get(recent.kind, recent.id)
    return bundle and bundle.model_dump(mode="json", exclude_none=True)


def test_plans_and_results_are_written_as_they_were(stores: Stores) -> None:
    changes = [each for each in stores.journal.latest(1000) if not each.unreadable]
    assert {each.operation for each in changes} > {"pair", "swap-card", "account-status"}
    for change in changes:
        assert plan_to_text(plan_from_text(change.plan)) == change.plan
        assert results_to_text(results_from_text(change.results)) == change.results
    plans = [draft.plan for draft in stores.drafts.all() if draft.plan]
    assert plans
    for plan in plans:
        assert plan_to_text(plan_from_text(plan)) == plan


def test_the_journal_goes_on(stores: Stores) -> None:
    journal = stores.journal
    held = journal.begin(replace(_change(journal, "open-left"), id="another"), ("account 902",))
    assert held.id == "open-left"
    adopted = journal.adopt("open-left")
    assert adopted is not None
    assert journal.is_ours(adopted)
    journal.end("open-left", "verified", adopted.results)
    begun = journal.begin(replace(adopted, id="another"), ("account 902", "box 902"))
    assert begun.id == "another"
    results = _change(journal, "open-several").results
    journal.note("open-several", results, "partial")
    assert _change(journal, "open-several").outcome == "partial"
    journal.supersede("watched", "another")
    assert "watched" not in [each.id for each in journal.watched()]


def _change(journal: Journal, change: str) -> Any:
    found = journal.get(change)
    assert found is not None
    return found


def test_the_drafts_the_queue_and_the_cache_go_on(stores: Stores, tmp_path: Path) -> None:
    assert {each.standing for each in stores.drafts.all()} == set(Standing)
    changed = stores.drafts.change_open("waiting-once", standing=Standing.DONE, change="another")
    assert (changed.standing, changed.change) == (Standing.DONE, "another")
    stores.drafts.drop_scans([number for number, _ in stores.drafts.scans()])
    assert stores.drafts.scans() == []
    rows = stores.queue.load()
    stores.queue.note([replace(rows[0], title="anew")])
    assert stores.queue.load()[0].title == "anew"
    newest = stores.cache.recents()[0]
    bundle = stores.cache.get(newest.kind, newest.id)
    assert bundle is not None
    later = bundle.model_copy(update={"read_at": stores.now})
    stores.cache.keep(later, Reading(newest.as_kind, newest.asked), newest.asked)
    again = stores.cache.get(newest.kind, newest.id)
    assert again is not None
    assert again.read_at == stores.now


# What is refused as damaged

BAD: dict[str, Any] = {"null": None, "1": 1, "true": True, '"x"': "x", "[]": [], "{}": {}}


@pytest.mark.parametrize("family", FAMILIES)
def test_what_was_refused_is_refused(family: str, tmp_path: Path) -> None:
    stores = Stores(family, tmp_path)
    change = _change(stores.journal, "open-several")
    stores.close()
    refused = [
        *_refused("plan", json.loads(change.plan), plan_from_text),
        *_refused("results", json.loads(change.results), results_from_text),
    ]
    kept = HERE / family / "refused.txt"
    if WRITES:
        kept.write_text("\n".join(refused) + "\n", "utf-8")
    assert set(kept.read_text("utf-8").splitlines()) - set(refused) == set()
    for broken in ("", "{", "[]", "1", "null", '"x"', "[" * 100_000, change.plan[:-1]):
        with pytest.raises(ValueError, match=r".+"):
            plan_from_text(broken)
    for broken in ("", "{", "{}x", "1", "null", "[" * 100_000, change.results[:-1], '[{"n": 1}'):
        with pytest.raises(ValueError, match=r".+"):
            results_from_text(broken)


def _refused(name: str, form: Any, read: Callable[[str], object]) -> Iterator[str]:
    for path in _paths(form):
        for word, bad in {"left out": ..., **BAD}.items():
            damaged = deepcopy(form)
            within = damaged
            for key in path[:-1]:
                within = within[key]
            if bad is ...:
                del within[path[-1]]
            else:
                within[path[-1]] = bad
            try:
                read(json.dumps(damaged))
            except ValueError:
                yield f"{name} {'.'.join(map(str, path))} {word}"


def _paths(form: Any, at: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    inner = form.items() if isinstance(form, dict) else enumerate(form)
    for key, value in inner:
        yield (*at, key)
        if isinstance(value, dict | list):
            yield from _paths(value, (*at, key))
