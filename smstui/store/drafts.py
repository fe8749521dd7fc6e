"""Drafts: changes saved for later, on disk before they are reported as saved.

A draft is the requested change and the plan made for it at that time (`plan`, with its age). It is
never the basis of a write: the change service reads again. No secret is stored. A row that cannot
be read is in no list and is named by `unreadable`.
"""

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from smstui.config.files import state_folder
from smstui.domain.age import utc_now
from smstui.domain.changes.operations import Operation
from smstui.domain.changes.specs.table import SCANNED
from smstui.domain.errors import StoreFailed
from smstui.domain.identifiers import IdKind
from smstui.domain.marking import coded, numbered, typed
from smstui.domain.pairing_hand import HowScanned
from smstui.domain.platform_identity import PlatformIdentity
from smstui.domain.privacy import asked_by, marked_values
from smstui.store.columns import from_micros, to_micros
from smstui.store.draft_schema import (
    COLUMNS,
    DRAFTS,
    NUMBERS,
    SELECT,
    UPSERT,
    mark_of,
)
from smstui.store.files import DRAFTS_FILE
from smstui.store.plan_text import plan_from_text
from smstui.store.sqlite import immediate, insert_sql
from smstui.store.strict import StrictDatabase, Wording
from smstui.store.unreadable import DAMAGED, NEWER, Unreadable, UnreadableRow, id_of, types_hold

if TYPE_CHECKING:
    from sqlite_utils import Database as Tables

FILE_NAME: Final = DRAFTS_FILE
KEPT_AFTER: Final = timedelta(days=30)
"""How long a finished draft stays readable."""

TAKEN_OVER: Final = (
    "Saved by an older version that did not store the platform. Check that it is for this platform."
)

_WORDING: Final = Wording(
    "The drafts file", "Without it no draft can be saved.", "Until then no draft can be saved."
)


class Standing(StrEnum):
    """The state of a draft. `expired` follows from the clock and is not stored."""

    WAITING = "waiting"
    READY = "ready"
    ASIDE = "set aside"
    DONE = "done"
    DISCARDED = "discarded"
    EXPIRED = "expired"

    @property
    def is_over(self) -> bool:
        """Whether the draft is finished."""
        return self in (Standing.DONE, Standing.DISCARDED, Standing.EXPIRED)


@dataclass(frozen=True, slots=True)
class Draft:
    """One requested change.

    `operation`, `target`, `second`, `as_kind` and `values` are those of a request. `plan` is a text
    of `plan_text` as of `image_at`, or empty if nothing was known. `said` is the reason for its
    state, `change` the journal's id once it is applied. `taken_over` marks a draft from before
    drafts had a platform: it may be meant for another platform with the same nickname. `rivals` are
    the ids of other open drafts for the same box, card or account. They are found on reading and
    not stored.
    """

    id: str
    deployment: str
    family: str
    operation: str
    target: str
    made: datetime
    expires: datetime
    second: str = ""
    as_kind: str = ""
    values: Mapping[str, str] = field(default_factory=dict)
    plan: str = ""
    image_at: datetime | None = None
    standing: Standing = Standing.WAITING
    said: str = ""
    checked: datetime | None = None
    change: str = ""
    person: str = ""
    role: str = ""
    taken_over: bool = False
    scanned: HowScanned = HowScanned.TYPED
    rivals: tuple[str, ...] = ()

    @property
    def is_pair(self) -> bool:
        return self.operation == SCANNED

    @property
    def what(self) -> str:
        """The requested change in a few words."""
        fields = [f"{name} {value}" for name, value in sorted(marked_values(self.values).items())]
        ids = (self.target_named, self.second_named)
        return " ".join(part for part in (self.operation, *ids, *fields) if part)

    @property
    def target_named(self) -> str:
        """The target for a sentence. Typed text may be a login id and is marked."""
        return coded(self.target) if self.scanned else asked_by(self.target, self.as_kind)

    @property
    def second_named(self) -> str:
        """The second id for a sentence, like `target_named`."""
        return numbered(self.second) if self.scanned else typed(self.second)


class DraftBook:
    """The drafts of one platform. Used by the thread that first needs it; opened when needed.

    All platforms share the file. Every method raises StoreFailed if the file cannot be used.
    """

    def __init__(
        self,
        identity: PlatformIdentity,
        folder: Path | None = None,
        now: Callable[[], datetime] = utc_now,
    ) -> None:
        self._identity = identity
        path = state_folder(folder) / FILE_NAME
        self._file = StrictDatabase(path, DRAFTS, _WORDING, self._take_over)
        self._now = now

    @property
    def path(self) -> Path:
        return self._file.path

    def save(self, draft: Draft, consumed: Iterable[int] = ()) -> Draft:
        """Save `draft` and delete the codes that it `consumed`, both or neither."""
        with self._file.writing() as tables:
            _put(tables, draft, self._key)
            _consume(tables, consumed)
            since = to_micros(self._now() - KEPT_AFTER)
            over = f"{SELECT} WHERE expires_at < ?"
            for *columns, mark in tables.conn.execute(over, (since,)).fetchall():
                if mark == mark_of(columns):  # the time in a damaged row may be wrong
                    tables.conn.execute("DELETE FROM drafts WHERE id = ?", (columns[0],))
        return draft

    def change(self, draft: str, **fields: Any) -> Draft:
        """Save new values of a draft. Return it as of now."""
        with self._file.writing() as tables:
            changed = replace(self._one(tables, draft), **fields)
            _put(tables, changed, self._key)
        return self._as_of_now(changed)

    def change_open(self, draft: str, **fields: Any) -> Draft:
        """Save new values of a draft unless it is finished. Return it as of now."""
        with self._file.writing() as tables:
            found = self._as_of_now(self._one(tables, draft))
            if found.standing.is_over:
                return found
            changed = replace(found, **fields)
            _put(tables, changed, self._key)
        return self._as_of_now(changed)

    def claim(self, draft: str, change: str, known: str) -> tuple[Draft, bool]:
        """Give a draft to the change `change`, if it is open and its last change is `known`.

        Return the draft as of now, and whether it was given. If several processes ask at the same
        time, only one gets it.
        """
        with self._file.writing() as tables:
            found = self._as_of_now(self._one(tables, draft))
            if found.standing.is_over or found.change != known:
                return found, False
            claimed = replace(found, change=change)
            _put(tables, claimed, self._key)
        return claimed, True

    def release(self, draft: str, change: str, known: str) -> None:
        """Take a draft back from `change`, which sent nothing, and restore its change `known`."""
        with self._file.writing() as tables:
            found = self._one(tables, draft)
            if found.change == change:
                _put(tables, replace(found, change=known), self._key)

    def change_of(self, change: str, **fields: Any) -> Draft | None:
        """Save new values of the open draft whose last change is `change`, if there is one."""
        with self._file.writing() as tables:
            row = tables.conn.execute(
                f"{SELECT} WHERE platform = ? AND change = ?", (self._key, change)
            ).fetchone()
            found = self._as_of_now(self._draft(row)) if change and row else None
            if found is None or found.standing.is_over:
                return None
            changed = replace(found, **fields)
            _put(tables, changed, self._key)
        return changed

    def get(self, draft: str) -> Draft | None:
        """Return the draft with an id, or with the only id that begins so."""
        with self._file.reading() as tables:
            found = tables.conn.execute(
                f"{SELECT} WHERE platform = ? AND substr(id, 1, ?) = ? LIMIT 2",
                (self._key, len(draft), draft),
            ).fetchall()
        return self._as_of_now(self._draft(found[0])) if draft and len(found) == 1 else None

    def all(self) -> list[Draft]:
        """Return the drafts, oldest first."""
        with self._file.reading() as tables:
            found = tables.conn.execute(
                f"{SELECT} WHERE platform = ? ORDER BY made_at, rowid", (self._key,)
            ).fetchall()
        drafts = []
        for row in found:
            with suppress(UnreadableRow):
                drafts.append(self._as_of_now(self._draft(row)))
        return drafts

    def unreadable(self) -> list[Unreadable]:
        """Return the drafts that cannot be read.

        A damaged one may be of any platform: the column that names it may be damaged too.
        """
        found = []
        with self._file.reading() as tables:
            for row in tables.conn.execute(f"{SELECT} ORDER BY rowid"):
                try:
                    self._draft(row)
                except UnreadableRow as error:
                    if error.row.why == DAMAGED or self._key in row:
                        found.append(error.row)
        return found

    @property
    def problem(self) -> str:
        """A sentence on why the drafts are only read, or empty."""
        return self._file.problem

    # Codes without their other half

    def keep_scans(self, texts: Iterable[str], instead_of: Iterable[int] = ()) -> list[int]:
        """Save codes in place of others, both or neither. Return their numbers."""
        with self._file.writing() as tables:
            _consume(tables, instead_of)
            numbers = []
            for text in texts:
                done = tables.conn.execute(
                    insert_sql("scans", ("platform", "text", "scanned_at")),
                    (self._key, text, to_micros(self._now())),
                )
                numbers.append(int(done.lastrowid or 0))
            return numbers

    def drop_scans(self, numbers: Iterable[int]) -> None:
        with self._file.writing() as tables:
            _consume(tables, numbers)

    def scans(self) -> list[tuple[int, str]]:
        """Return the codes without their other half, in the order of the scans."""
        with self._file.reading() as tables:
            found = tables.conn.execute(
                "SELECT n, text FROM scans WHERE platform = ? ORDER BY n", (self._key,)
            ).fetchall()
        return [(n, text if isinstance(text, str) else UNREADABLE_SCAN) for n, text in found]

    def close(self) -> None:
        """Close the file. May be called twice."""
        self._file.close()

    # Rows

    @property
    def _key(self) -> str:
        return self._identity.key

    def _take_over(self, tables: "Tables") -> None:
        """Take over the rows of older versions, once, marked. Another process may do the same.

        Open drafts must be checked again first. A damaged row stays damaged.
        """
        mine = self._identity
        waiting = f"{SELECT} WHERE platform = '' AND deployment = ? AND family = ?"
        whose = (mine.nickname, mine.family)
        scanned = "SELECT 1 FROM scans WHERE platform = ? LIMIT 1"
        if not (
            tables.conn.execute(f"{waiting} LIMIT 1", whose).fetchone()
            or tables.conn.execute(scanned, (mine.nickname,)).fetchone()
        ):
            return
        with immediate(tables):
            for row in tables.conn.execute(waiting, whose).fetchall():
                try:
                    draft = self._draft(row)
                except UnreadableRow:
                    draft = None
                if draft is not None:
                    taken = replace(draft, taken_over=True)
                    if not taken.standing.is_over:
                        taken = replace(taken, standing=Standing.WAITING, said=TAKEN_OVER)
                    _put(tables, taken, self._key)
                else:
                    tables.conn.execute(
                        "UPDATE drafts SET platform = ? WHERE id = ?", (self._key, row[0])
                    )
            tables.conn.execute(
                "UPDATE scans SET platform = ? WHERE platform = ?", (self._key, mine.nickname)
            )

    def _one(self, tables: "Tables", draft: str) -> Draft:
        found = tables.conn.execute(
            f"{SELECT} WHERE id = ? AND platform = ?", (draft, self._key)
        ).fetchone()
        if found is None:
            raise StoreFailed(f"{self.path} has no draft {draft}.")
        return self._draft(found)

    def _as_of_now(self, draft: Draft) -> Draft:
        if draft.standing.is_over or self._now() < draft.expires:
            return draft
        said = "The draft has expired. Request the change again."
        return replace(draft, standing=Standing.EXPIRED, said=said)

    def _draft(self, row: Sequence[Any]) -> Draft:
        """Return the draft in `row`. Raises UnreadableRow.

        In a file of a newer smstui a checksum may cover more than this version knows.
        """
        *columns, mark = row
        key = id_of(columns[0])
        if not (mark == mark_of(columns) or self._file.is_newer) or not types_hold(
            columns, NUMBERS
        ):
            raise UnreadableRow("Draft", Unreadable(key, DAMAGED), self.path)
        try:
            return _draft_in(columns)
        except (ValueError, TypeError, OverflowError, RecursionError):
            raise UnreadableRow("Draft", Unreadable(key, NEWER), self.path) from None


def _draft_in(columns: Sequence[Any]) -> Draft:
    """Return the draft in `columns`. Raises ValueError for a word of a newer version."""
    fields = dict(zip(COLUMNS, columns, strict=True))
    del fields["platform"]
    image_at, checked_at = fields.pop("image_at"), fields.pop("checked_at")
    draft = Draft(
        made=from_micros(fields.pop("made_at")),
        expires=from_micros(fields.pop("expires_at")),
        values=dict(json.loads(fields.pop("wanted"))),
        standing=Standing(fields.pop("standing")),
        taken_over=bool(fields.pop("taken_over")),
        scanned=HowScanned(fields.pop("scanned")),
        image_at=from_micros(image_at) if image_at else None,
        checked=from_micros(checked_at) if checked_at else None,
        **fields,
    )
    Operation(draft.operation)
    if draft.as_kind:
        IdKind(draft.as_kind)
    if draft.plan:
        plan_from_text(draft.plan)
    if not all(isinstance(text, str) for pair in draft.values.items() for text in pair):
        raise ValueError("a value that is not text")
    return draft


UNREADABLE_SCAN: Final = ""
"""The text for a code that cannot be read, as for a refused one: pairs beside it are in doubt."""


def _put(tables: "Tables", draft: Draft, platform: str) -> None:
    columns = _columns(draft, platform)
    tables.conn.execute(UPSERT, (*columns, mark_of(columns)))


def _consume(tables: "Tables", numbers: Iterable[int]) -> None:
    tables.conn.executemany("DELETE FROM scans WHERE n = ?", ((n,) for n in numbers))


def _columns(draft: Draft, platform: str) -> tuple[str | int, ...]:
    made: dict[str, str | int] = {
        "made_at": to_micros(draft.made),
        "expires_at": to_micros(draft.expires),
        "image_at": to_micros(draft.image_at) if draft.image_at else 0,
        "checked_at": to_micros(draft.checked) if draft.checked else 0,
        "wanted": json.dumps(dict(draft.values), sort_keys=True),
        "standing": str(draft.standing),
        "platform": platform,
        "taken_over": int(draft.taken_over),
    }
    return tuple(made.get(name, str(getattr(draft, name, ""))) for name in COLUMNS)
