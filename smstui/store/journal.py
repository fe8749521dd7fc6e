"""The journal: a change is on disk before its first byte is sent, and its outcome after.

The journal is strict: it has no copy in memory. What cannot be written to disk (`synchronous =
FULL`) raises StoreFailed, and the caller sends nothing. An open change locks its account, boxes and
cards against every other process on this machine. The table `holds` has these locks. No secret is
stored. A row that cannot be read is in no list and is named by `unreadable`.
"""

import json
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from smstui.config.files import state_folder
from smstui.domain.age import utc_now
from smstui.domain.changes.verdict import Outcome
from smstui.domain.errors import StoreFailed
from smstui.domain.platform_identity import PlatformIdentity
from smstui.store import open_changes
from smstui.store.columns import from_micros, to_micros
from smstui.store.earlier import earlier_hint
from smstui.store.files import JOURNAL_FILE, private_folder
from smstui.store.journal_schema import COLUMNS, INSERT, JOURNAL, NUMBERS, OPEN, SELECT, mark_of
from smstui.store.journal_takeover import take_over
from smstui.store.plan_text import holds_in, plan_from_text, results_from_text
from smstui.store.presence import Presence, is_present
from smstui.store.sqlite import insert_sql
from smstui.store.strict import StrictDatabase, Wording
from smstui.store.unreadable import DAMAGED, NEWER, Unreadable, UnreadableRow, id_of, types_hold

if TYPE_CHECKING:
    from sqlite_utils import Database as Tables

PREVIEW_AGE: Final = timedelta(minutes=15)
"""How long a previewed plan counts as the basis of a decision."""

_WORDING: Final = Wording(
    "The journal", "Without it nothing is sent.", "Until then no change can be made."
)


@dataclass(frozen=True, slots=True)
class Entry:
    """One change. `plan` and `results` are texts of `plan_text`; `outcome` is "" until it is known.

    `owner` is the process that began it (see `presence`). An open change whose owner has ended is
    left over. `person` is the login name of the operating system. A change without effect so far is
    watched until `watch_until`, or until the change `superseded_by` touches the same facts.

    `platform` is a key of `PlatformIdentity`, set by the journal. `deployment` is the nickname at
    that time. `taken_over` marks a row from before rows had a platform: it may belong to another
    platform with the same nickname.
    """

    id: str
    deployment: str
    family: str
    account: str
    operation: str
    title: str
    began: datetime
    plan: str
    ended: datetime | None = None
    open: bool = True
    outcome: str = ""
    reason: str = ""
    role: str = ""
    person: str = ""
    correlation_id: str = ""
    undoes: str = ""
    owner: str = ""
    results: str = "[]"
    watch_until: datetime | None = None
    superseded_by: str = ""
    platform: str = ""
    taken_over: bool = False

    @property
    def unreadable(self) -> str:
        """Why this version cannot read its plan or its results; empty if it can."""
        try:
            Outcome(self.outcome or Outcome.UNKNOWN)
            plan, results = plan_from_text(self.plan), results_from_text(self.results)
        except ValueError:
            return NEWER
        if (plan.operation, plan.family) != (self.operation, self.family):
            return NEWER
        return "" if all(1 <= each.n <= len(plan.steps) for each in results) else NEWER


class Journal:
    """The journal of one platform. Used by the thread that first needs it; opened when needed.

    All platforms share the file. Every method raises StoreFailed if the file cannot be used.
    """

    def __init__(
        self,
        identity: PlatformIdentity,
        folder: Path | None = None,
        now: Callable[[], datetime] = utc_now,
    ) -> None:
        self._identity = identity
        self._state = state_folder(folder)
        self.path = self._state / JOURNAL_FILE
        self._now = now
        self._file = StrictDatabase(self.path, JOURNAL, _WORDING, partial(take_over, identity))
        self._presence: Presence | None = None
        self._dangling: list[str] = []

    def begin(self, entry: Entry, holds: Sequence[str]) -> Entry:
        """Write `entry` to disk, open and owned by this process. Return it.

        If another open change locks one of `holds`, nothing is written and that change is returned
        instead. A lock of a change that has ended or is missing is removed; `dangling` names that
        change once.
        """
        entry = replace(entry, owner=self._present().token, open=True, platform=self._key)
        with self._file.writing() as tables:
            held = ", ".join("?" * len(holds))
            blocking = tables.conn.execute(
                f"SELECT change FROM holds WHERE platform = ? AND subject IN ({held})",  # noqa: S608
                (self._key, *holds),
            ).fetchall()
            for (change,) in dict.fromkeys(blocking):
                if (found := self._open_row(tables, str(change))) is not None:
                    return found
                tables.conn.execute("DELETE FROM holds WHERE change = ?", (change,))
                self._dangling.append(str(change))
            for found in self._entries(tables.conn.execute(OPEN, (self._key,)).fetchall()):
                if not set(holds).isdisjoint(holds_in(found.plan)):
                    return found  # its locks are damaged
            self._put(tables, entry)
            tables.conn.executemany(
                insert_sql("holds", ("platform", "subject", "change")),
                ((self._key, subject, entry.id) for subject in dict.fromkeys(holds)),
            )
        open_changes.began(entry.id, entry.title)
        return entry

    def note(self, change: str, results: str, outcome: str = "") -> None:
        """Record the progress of an open change."""
        with self._file.writing() as tables:
            row = self._row(tables, change)
            self._put(tables, replace(row, results=results, outcome=outcome or row.outcome))

    def dangling(self) -> list[str]:
        """Return the changes whose locks were removed, each once."""
        found, self._dangling = list(dict.fromkeys(self._dangling)), []
        return found

    def leave_open(self, change: str, outcome: str, results: str) -> None:
        """Record the progress of an open change, and leave it for another process to decide."""
        with self._file.writing() as tables:
            row = self._row(tables, change)
            self._put(tables, replace(row, results=results, outcome=outcome, owner=""))

    def end(
        self, change: str, outcome: str, results: str, watch_until: datetime | None = None
    ) -> Entry:
        """Record the outcome and remove the locks.

        `watch_until` is set if the effect may still come.
        """
        with self._file.writing() as tables:
            row = self._row(tables, change)
            ended = replace(
                row, open=False, outcome=outcome, results=results, ended=self._now(),
                watch_until=watch_until,
            )  # fmt: skip
            self._put(tables, ended)
            tables.conn.execute("DELETE FROM holds WHERE change = ?", (change,))
        open_changes.ended(change)
        return ended

    def watched(self) -> list[Entry]:
        """Return the changes whose effect may still come, oldest first."""
        return self._list("AND watch_until > ? ORDER BY began_at", to_micros(self._now()))

    def amend(
        self, change: str, outcome: str, results: str, watch_until: datetime | None
    ) -> Entry | None:
        """Record a late effect. Return None if the change is no longer watched."""
        with self._file.writing() as tables:
            row = self._row(tables, change)
            if row.open or row.watch_until is None:
                return None
            row = replace(row, outcome=outcome, results=results, watch_until=watch_until)
            self._put(tables, row)
        return row

    def supersede(self, change: str, by: str) -> None:
        """End the watch on a change, because the change `by` touches the same facts."""
        with self._file.writing() as tables:
            row = self._row(tables, change)
            if row.watch_until is not None:
                self._put(tables, replace(row, watch_until=None, superseded_by=by))

    def adopt(self, change: str) -> Entry | None:
        """Take over a left-over change to finish it. Return None if it is not left over."""
        token = self._present().token
        with self._file.writing() as tables:
            row = self._row(tables, change)
            if not row.open or (row.owner != token and self.is_at_work(row)):
                return None
            row = replace(row, owner=token)
            self._put(tables, row)
        open_changes.began(row.id, row.title)
        return row

    def is_ours(self, entry: Entry) -> bool:
        """Return whether this process began or took over a change."""
        return self._presence is not None and entry.owner == self._presence.token

    def is_at_work(self, entry: Entry) -> bool:
        """Return whether the process that owns an open change is still running."""
        return self.is_ours(entry) or is_present(self._state, entry.owner)

    def get(self, change: str) -> Entry | None:
        """Return the change with an id, or with the only id that begins so."""
        with self._file.reading() as tables:
            found = tables.conn.execute(
                f"{SELECT} WHERE platform = ? AND substr(id, 1, ?) = ? LIMIT 2",
                (self._key, len(change), change),
            ).fetchall()
        return self._entry(found[0]) if len(found) == 1 else None

    def latest(self, limit: int = 100) -> list[Entry]:
        """Return the changes, newest first."""
        return self._list("ORDER BY began_at DESC, rowid DESC LIMIT ?", limit)

    def of_account(self, account: str, limit: int = 100) -> list[Entry]:
        """Return the changes of one account, newest first."""
        return self._list(
            "AND account = ? ORDER BY began_at DESC, rowid DESC LIMIT ?", account, limit
        )

    def with_calls(self, calls: Sequence[str], target: str, limit: int) -> list[Entry]:
        """Return the changes whose plan may have one of `calls` on `target`, newest first.

        Both are searched for in the text of the plan, so some may have them apart.
        """
        named = " OR ".join("instr(plan, ?)" for _ in calls)
        return self._list(
            f"AND instr(plan, ?) AND ({named}) ORDER BY began_at DESC, rowid DESC LIMIT ?",
            json.dumps(target), *map(json.dumps, calls), limit,
        )  # fmt: skip

    def undos_of(self, change: str) -> list[Entry]:
        """Return the changes that undo `change`, or tried to, oldest first.

        Raises UnreadableRow if one of them is damaged.
        """
        with self._file.reading() as tables:
            found = tables.conn.execute(
                f"{SELECT} WHERE platform = ? AND undoes = ? ORDER BY began_at, rowid",
                (self._key, change),
            ).fetchall()
        return [self._entry(row) for row in found]

    def still_open(self) -> list[Entry]:
        """Return the open changes of all processes, oldest first."""
        return self._list("AND open = 1 ORDER BY began_at")

    def unreadable(self) -> list[Unreadable]:
        """Return the damaged rows, which are in no list.

        They may be of any platform: the column that names it may be damaged too.
        """
        with self._file.reading() as tables:
            return self._damaged(tables)

    @property
    def problem(self) -> str:
        """A sentence on why the journal is only read, or empty."""
        return self._file.problem

    def earlier_hint(self) -> str:
        """Return a sentence on rows of an earlier address of this deployment, or an empty text."""
        return earlier_hint(self._identity, self._state)

    # Previews

    def keep_preview(self, asked: str, account: str, plan: str) -> None:
        """Save the plan shown for `asked`, in place of an earlier one."""
        with self._file.writing() as tables:
            tables.conn.execute(
                insert_sql(
                    "previews", ("platform", "asked", "account", "shown_at", "plan"), replace=True
                ),
                (self._key, asked, account, to_micros(self._now()), plan),
            )

    def preview(self, asked: str) -> str | None:
        """Return the plan last shown for `asked`, unless that was too long ago."""
        since = to_micros(self._now() - PREVIEW_AGE)
        with self._file.reading() as tables:
            found = tables.conn.execute(
                "SELECT plan FROM previews WHERE platform = ? AND asked = ? AND shown_at >= ?",
                (self._key, asked, since),
            ).fetchone()
        return str(found[0]) if found else None

    def forget_preview(self, asked: str) -> None:
        """Delete the plan shown for `asked`."""
        with self._file.writing() as tables:
            tables.conn.execute(
                "DELETE FROM previews WHERE platform = ? AND asked = ?", (self._key, asked)
            )

    def close(self) -> None:
        """Close the file and end the presence of this process. May be called twice."""
        self._file.close()
        if self._presence is not None:
            self._presence.leave()
            self._presence = None

    def _present(self) -> Presence:
        if self._presence is None:
            try:
                self._presence = Presence(private_folder(self._state))
            except OSError as error:
                raise self._file.failed(error) from error
        return self._presence

    # Rows

    @property
    def _key(self) -> str:
        return self._identity.key

    def _row(self, tables: "Tables", change: str) -> Entry:
        found = tables.conn.execute(
            f"{SELECT} WHERE id = ? AND platform = ?", (change, self._key)
        ).fetchone()
        if found is None:
            raise StoreFailed(f"The journal {self.path} has no change {change}.")
        return self._entry(found)

    def _open_row(self, tables: "Tables", change: str) -> Entry | None:
        """Return the change that a lock names, if it is open.

        Raises UnreadableRow if a damaged row may be that change, because it may be open.
        """
        found = tables.conn.execute(
            f"{SELECT} WHERE id = ? AND platform = ?", (change, self._key)
        ).fetchone()
        if found is None:
            for row in self._damaged(tables):
                raise UnreadableRow("Change", row, self.path)
            return None
        entry = self._entry(found)
        return entry if entry.open else None

    def _damaged(self, tables: "Tables") -> list[Unreadable]:
        found = []
        for row in tables.conn.execute(f"{SELECT} ORDER BY rowid"):
            try:
                self._entry(row)
            except UnreadableRow as damaged:
                found.append(damaged.row)
        return found

    def _list(self, rest: str, *values: str | int) -> list[Entry]:
        """Return the undamaged changes of this platform that `rest` of the SQL selects."""
        with self._file.reading() as tables:
            found = tables.conn.execute(
                f"{SELECT} WHERE platform = ? {rest}", (self._key, *values)
            ).fetchall()
        return self._entries(found)

    def _entries(self, rows: Sequence[Sequence[Any]]) -> list[Entry]:
        """Return the undamaged ones of `rows`."""
        found = []
        for row in rows:
            with suppress(UnreadableRow):
                found.append(self._entry(row))
        return found

    def _put(self, tables: "Tables", entry: Entry) -> None:
        columns = _columns(entry)
        tables.conn.execute(INSERT, (*columns, mark_of(columns)))

    def _entry(self, row: Sequence[Any]) -> Entry:
        """Return the change in `row`. Raises UnreadableRow if it is damaged.

        In a file of a newer smstui a checksum may cover more than this version knows. Such a row is
        shown, and nothing is written because of it.
        """
        *columns, mark = row
        damaged = UnreadableRow("Change", Unreadable(id_of(columns[0]), DAMAGED), self.path)
        if not (mark == mark_of(columns) or self._file.is_newer) or not types_hold(
            columns, NUMBERS
        ):
            raise damaged
        fields = dict(zip(COLUMNS, columns, strict=True))
        began, ended, watch = (fields.pop(name) for name in ("began_at", "ended_at", "watch_until"))
        try:
            return Entry(
                **{
                    **fields,
                    "open": bool(fields["open"]),
                    "taken_over": bool(fields["taken_over"]),
                },
                began=from_micros(began),
                ended=from_micros(ended) if ended else None,
                watch_until=from_micros(watch) if watch else None,
            )
        except OverflowError:
            raise damaged from None


def _columns(entry: Entry) -> tuple[str | int, ...]:
    times = {
        "began_at": to_micros(entry.began),
        "ended_at": to_micros(entry.ended) if entry.ended else 0,
        "watch_until": to_micros(entry.watch_until) if entry.watch_until else 0,
        "open": int(entry.open),
        "taken_over": int(entry.taken_over),
    }
    return tuple(times[name] if name in times else getattr(entry, name) for name in COLUMNS)
