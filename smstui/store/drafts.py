"""Drafts: changes that wait for a platform and for a person. On disk before they are told of.

A draft is what was wanted, of which ids, and how the ground looked when it was (`plan`, with its
age). It is never the ground for a write: the door reads again. No secret is in it. A row that
cannot be read is left out of every list and named by `unreadable`.
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
from smstui.domain.errors import StoreFailed
from smstui.domain.identifiers import IdKind
from smstui.domain.marking import typed
from smstui.domain.pairing_hand import HowScanned
from smstui.domain.platform_identity import PlatformIdentity
from smstui.domain.privacy import asked_by, marked_values
from smstui.store.checksum import checksum
from smstui.store.draft_schema import COLUMNS, DRAFTS, FIRST_COLUMNS
from smstui.store.moments import from_micros, to_micros
from smstui.store.plan_text import plan_from_text
from smstui.store.schema import immediate
from smstui.store.strict import StrictDatabase, Wording
from smstui.store.unreadable import DAMAGED, NEWER, Unreadable, UnreadableRow, id_of, types_hold

if TYPE_CHECKING:
    from sqlite_utils import Database as Tables

FILE_NAME: Final = "drafts.db"
KEPT_AFTER: Final = timedelta(days=30)
"""How long a draft that is over stays readable."""

TAKEN_OVER: Final = (
    "Saved before smstui told platforms of one name apart. Check that it is for this platform."
)

_WORDING: Final = Wording(
    "The file of drafts", "Without it nothing can wait.", "Until then nothing can wait here."
)


class Standing(StrEnum):
    """How it stands with a draft; `expired` is a matter of the clock and not of the file."""

    WAITING = "waiting"
    READY = "ready"
    ASIDE = "set aside"
    DONE = "done"
    DISCARDED = "discarded"
    EXPIRED = "expired"

    @property
    def is_over(self) -> bool:
        """Whether nothing more can come of it."""
        return self in (Standing.DONE, Standing.DISCARDED, Standing.EXPIRED)


@dataclass(frozen=True, slots=True)
class Draft:
    """One wanted change.

    `operation`, `target`, `second`, `as_kind` and `values` are those of a request. `plan` is a
    text of `plan_text`, as of `image_at`; empty where nothing was known. `said` tells in a
    sentence why it stands as it does, `change` is the journal's id once it was applied.
    `taken_over` marks one from before drafts belonged to a platform: it may have been meant for
    another platform that had the same nickname. `rivals` are the ids of other open drafts for the
    same box, card or account; they are found whenever drafts are read, and not stored.
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
    def what(self) -> str:
        """What is wanted, in a few words."""
        told = [f"{name} {value}" for name, value in sorted(marked_values(self.values).items())]
        ids = (self.target_named, self.second_named)
        return " ".join(part for part in (self.operation, *ids, *told) if part)

    @property
    def target_named(self) -> str:
        """The target in a sentence. What was typed may be a login id, and is marked."""
        return self.target if self.scanned else asked_by(self.target, self.as_kind)

    @property
    def second_named(self) -> str:
        """The second id in a sentence, like `target_named`."""
        return self.second if self.scanned else typed(self.second)


class DraftBook:
    """The drafts of one platform. Lives in the thread that first uses it; opened when needed.

    The file is shared by all platforms. Every method raises StoreFailed, with a sentence, for
    whatever keeps it from the file.
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
        """Put `draft` on disk, and the codes `consumed` by it away, both or neither."""
        with self._file.writing() as tables:
            _put(tables, draft, self._key)
            _consume(tables, consumed)
            since = to_micros(self._now() - KEPT_AFTER)
            over = f"{_SELECT} WHERE expires_at < ?"
            for *columns, mark in tables.conn.execute(over, (since,)).fetchall():
                if mark == _mark(columns):  # a damaged row may say a wrong time
                    tables.conn.execute("DELETE FROM drafts WHERE id = ?", (columns[0],))
        return draft

    def change(self, draft: str, **told: Any) -> Draft:
        """Put what is `told` of a draft on disk; the draft as it is now."""
        with self._file.writing() as tables:
            changed = replace(self._one(tables, draft), **told)
            _put(tables, changed, self._key)
        return self._as_of_now(changed)

    def change_open(self, draft: str, **told: Any) -> Draft:
        """Put what is `told` of a draft on disk unless it is over; the draft as it is now."""
        with self._file.writing() as tables:
            found = self._as_of_now(self._one(tables, draft))
            if found.standing.is_over:
                return found
            changed = replace(found, **told)
            _put(tables, changed, self._key)
        return self._as_of_now(changed)

    def claim(self, draft: str, change: str, known: str) -> tuple[Draft, bool]:
        """Give a draft to the change `change`, if it is open and its last change is `known`.

        Returns the draft as it is now, and whether it was given: of several processes that ask
        at once, to one.
        """
        with self._file.writing() as tables:
            found = self._as_of_now(self._one(tables, draft))
            if found.standing.is_over or found.change != known:
                return found, False
            claimed = replace(found, change=change)
            _put(tables, claimed, self._key)
        return claimed, True

    def release(self, draft: str, change: str, known: str) -> None:
        """Take a draft from `change`, which sent nothing; `known` is its last change again."""
        with self._file.writing() as tables:
            found = self._one(tables, draft)
            if found.change == change:
                _put(tables, replace(found, change=known), self._key)

    def get(self, draft: str) -> Draft | None:
        """One draft by its id; the beginning of the id will do where it is unambiguous."""
        with self._file.reading() as tables:
            found = tables.conn.execute(
                f"{_SELECT} WHERE platform = ? AND substr(id, 1, ?) = ? LIMIT 2",
                (self._key, len(draft), draft),
            ).fetchall()
        return self._as_of_now(self._draft(found[0])) if draft and len(found) == 1 else None

    def all(self) -> list[Draft]:
        """The drafts that are still told of, oldest first."""
        with self._file.reading() as tables:
            found = tables.conn.execute(
                f"{_SELECT} WHERE platform = ? ORDER BY made_at, rowid", (self._key,)
            ).fetchall()
        drafts = []
        for row in found:
            with suppress(UnreadableRow):
                drafts.append(self._as_of_now(self._draft(row)))
        return drafts

    def unreadable(self) -> list[Unreadable]:
        """Return the drafts that cannot be read. A damaged one is named whosever it is: what it
        says of its platform may be damaged too."""
        found = []
        with self._file.reading() as tables:
            for row in tables.conn.execute(f"{_SELECT} ORDER BY rowid"):
                try:
                    self._draft(row)
                except UnreadableRow as error:
                    if error.row.why == DAMAGED or self._key in row:
                        found.append(error.row)
        return found

    @property
    def problem(self) -> str:
        """Empty, or a sentence on why the drafts are only read."""
        return self._file.problem

    # Codes that wait for their other half

    def keep_scan(self, text: str) -> int:
        """Put a code on disk that was just scanned; the number it has there."""
        return self.keep_scans([text])[0]

    def keep_scans(self, texts: Iterable[str], instead_of: Iterable[int] = ()) -> list[int]:
        """Put codes on disk in place of others, both or neither; the numbers they have there."""
        with self._file.writing() as tables:
            _consume(tables, instead_of)
            numbers = []
            for text in texts:
                done = tables.conn.execute(
                    "INSERT INTO scans (platform, text, scanned_at) VALUES (?, ?, ?)",
                    (self._key, text, to_micros(self._now())),
                )
                numbers.append(int(done.lastrowid or 0))
            return numbers

    def drop_scans(self, numbers: Iterable[int]) -> None:
        with self._file.writing() as tables:
            _consume(tables, numbers)

    def scans(self) -> list[tuple[int, str]]:
        """Codes without their other half, in the order they were scanned."""
        with self._file.reading() as tables:
            found = tables.conn.execute(
                "SELECT n, text FROM scans WHERE platform = ? ORDER BY n", (self._key,)
            ).fetchall()
        return [(n, text if isinstance(text, str) else UNREADABLE_SCAN) for n, text in found]

    def close(self) -> None:
        """Leave. Closing twice does nothing."""
        self._file.close()

    # Rows

    @property
    def _key(self) -> str:
        return self._identity.key

    def _take_over(self, tables: "Tables") -> None:
        """Take over the rows of before, once, marked. Another process may be at it.

        What can still be applied has to be checked again first. A damaged row stays damaged.
        """
        mine = self._identity
        waiting = f"{_SELECT} WHERE platform = '' AND deployment = ? AND family = ?"
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
            f"{_SELECT} WHERE id = ? AND platform = ?", (draft, self._key)
        ).fetchone()
        if found is None:
            raise StoreFailed(f"{self.path} has no draft {draft}.")
        return self._draft(found)

    def _as_of_now(self, draft: Draft) -> Draft:
        if draft.standing.is_over or self._now() < draft.expires:
            return draft
        said = "It waited too long; what is wanted now is planned anew."
        return replace(draft, standing=Standing.EXPIRED, said=said)

    def _draft(self, row: Sequence[Any]) -> Draft:
        """Return the draft in `row`. Raises UnreadableRow.

        In a file of a newer smstui a checksum may cover more than this version knows.
        """
        *columns, mark = row
        key = id_of(columns[0])
        if not (mark == _mark(columns) or self._file.is_newer) or not types_hold(columns, _NUMBERS):
            raise UnreadableRow("Draft", Unreadable(key, DAMAGED), self.path)
        try:
            return _draft_in(columns)
        except (ValueError, TypeError, OverflowError, RecursionError):
            raise UnreadableRow("Draft", Unreadable(key, NEWER), self.path) from None


def _draft_in(columns: Sequence[Any]) -> Draft:
    """Return the draft in `columns`. Raises ValueError for a word that this version lacks."""
    told = dict(zip(COLUMNS, columns, strict=True))
    del told["platform"]
    image_at, checked_at = told.pop("image_at"), told.pop("checked_at")
    draft = Draft(
        made=from_micros(told.pop("made_at")),
        expires=from_micros(told.pop("expires_at")),
        values=dict(json.loads(told.pop("wanted"))),
        standing=Standing(told.pop("standing")),
        taken_over=bool(told.pop("taken_over")),
        scanned=HowScanned(told.pop("scanned")),
        image_at=from_micros(image_at) if image_at else None,
        checked=from_micros(checked_at) if checked_at else None,
        **told,
    )
    Operation(draft.operation)
    if draft.as_kind:
        IdKind(draft.as_kind)
    if draft.plan:
        plan_from_text(draft.plan)
    if not all(isinstance(text, str) for pair in draft.values.items() for text in pair):
        raise ValueError("a value that is no text")
    return draft


UNREADABLE_SCAN: Final = ""
"""Stands for a code that cannot be read, as for one that was refused: the pairs beside it are
doubted."""

_SELECT: Final = f"SELECT {', '.join(COLUMNS)}, checksum FROM drafts"  # noqa: S608
_NUMBERS: Final = [
    name in ("made_at", "expires_at", "image_at", "checked_at", "taken_over") for name in COLUMNS
]


def _mark(columns: Sequence[Any]) -> bytes:
    """The checksum of a row; one that no platform has taken over has that of before."""
    told = dict(zip(COLUMNS, columns, strict=True))
    named: Sequence[str] = COLUMNS if told["platform"] else FIRST_COLUMNS
    if not told["scanned"]:
        named = [name for name in named if name != "scanned"]
    return checksum("drafts", *(told[name] for name in named))


def _put(tables: "Tables", draft: Draft, platform: str) -> None:
    columns = _columns(draft, platform)
    places = ", ".join("?" * (len(columns) + 1))
    tables.conn.execute(
        f"INSERT INTO drafts ({', '.join(COLUMNS)}, checksum) VALUES ({places})"  # noqa: S608
        " ON CONFLICT (id) DO UPDATE SET "
        + ", ".join(f"{name} = excluded.{name}" for name in (*COLUMNS[1:], "checksum")),
        (*columns, _mark(columns)),
    )


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
