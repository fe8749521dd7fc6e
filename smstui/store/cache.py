"""The cache of lookups: bundles, found by every identifier in them.

Bundles are kept for each platform and account; a free card or an unassigned box has its own. Cached
data is shown with its age and is never the basis of a write. Nothing raises for a damaged, full or
locked file: unreadable rows are skipped, and `problem` says why.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from smstui.config.files import state_folder
from smstui.domain.account import Account
from smstui.domain.age import utc_now
from smstui.domain.bundle import Bundle, Focus, Part, PartState
from smstui.domain.device import SetTopBox
from smstui.domain.errors import StoreFailed
from smstui.domain.identifiers import Identification, IdKind, Reading, search_key
from smstui.domain.naming import Name, kind_of, names_of, shown_of
from smstui.domain.platform_identity import PlatformIdentity
from smstui.domain.record import Record
from smstui.domain.rereading import Reread, amended, is_lone
from smstui.domain.seen import Found, found_in, search_words
from smstui.domain.shown_state import state_of
from smstui.domain.smartcard import SmartCard
from smstui.domain.text import clean, clean_sentence
from smstui.store import bundle_rows, recent_rows, references, seen_words
from smstui.store.bundle_rows import SHOWN, BundleRow, Damaged
from smstui.store.cache_results import Hit, Limits, Recent, Seen, Shown, Suggestion
from smstui.store.cache_schema import CACHE
from smstui.store.columns import to_micros
from smstui.store.database import Database
from smstui.store.quarantine import delete_quarantined
from smstui.store.references import ReferenceStore
from smstui.store.sqlite import immediate
from smstui.store.suggestions import Neighbours, suggestions_in

if TYPE_CHECKING:
    from sqlite_utils import Database as Tables

FILE_NAME: Final = "cache.db"
MOST_SEEN: Final = 20
"""Accounts that a search returns."""


class BundleCache:
    """The cached bundles of one platform. Used by the thread that made it.

    All platforms share the file in `folder` (default: see `state_folder`). `now` is only used for
    the age limit.
    """

    def __init__(
        self,
        identity: PlatformIdentity,
        folder: Path | None = None,
        limits: Limits | None = None,
        now: Callable[[], datetime] = utc_now,
    ) -> None:
        self._identity = identity
        self._limits = limits or Limits()
        self._now = now
        self._neighbours = Neighbours()
        self._damaged = 0
        self._database = Database(state_folder(folder) / FILE_NAME, CACHE, self._take_over)

    @property
    def references(self) -> ReferenceStore:
        """The records that others name by uid alone, kept in the same file."""
        return ReferenceStore(self._database, self._key, self._limits, self._now)

    @property
    def problem(self) -> str:
        """A sentence on what is wrong with the cache, or empty."""
        if self._database.problem or not self._damaged:
            return self._database.problem
        return (
            f"Damaged entries were deleted from {self._database.path} ({self._damaged}). "
            "Look them up again."
        )

    def keep(self, bundle: Bundle, reading: Reading, asked: str, *, recent: bool = True) -> None:
        """Save `bundle`, looked up as `asked` and read as `reading`.

        Without `recent` it is not listed among the recent lookups. It replaces an older reading of
        the account and never a younger one, whichever process comes last. A reading by a clock that
        was set back since counts as older.
        """
        row, names = bundle_rows.row_of(bundle, self._key), bundle_rows.names_for(bundle)
        looked_up = recent_rows.recent_of(bundle, reading, asked) if recent else None

        def write() -> None:
            if self._database.read_only:
                return
            with self._database.writing() as tables:
                _put_behind(tables, to_micros(self._now()), row.read_at)
                bundle_rows.put(tables, row, names, bundle)
                if looked_up:
                    recent_rows.put(tables, self._key, looked_up)
                records = (record for _, part in bundle.parts() for record in part)
                at = bundle.read_at
                recent_rows.restate(tables, self._key, records, at, bundle.platform_time(at))
                self._evict(tables)

        self._database.safely(write, None)

    def amend(self, reread: Reread) -> None:
        """Replace records that were read again in every bundle that has them.

        A box or card without an account is saved in a bundle of its own.
        """

        def write() -> None:
            if self._database.read_only:
                return
            with self._database.writing() as tables:
                found = bundle_rows.named(tables, self._key, _searches(reread), self._since())
                kept = {row.id: bundle for row in found if (bundle := _sound(row))}
                self._put_amended(tables, kept, reread)
                recent_rows.restate(tables, self._key, reread.records, self._now(), self._now())

        self._database.safely(write, None)

    def find(self, reading: Reading) -> list[Hit]:
        """Return the cached records for `reading`, each once, from its newest bundle."""
        key = search_key(reading.kind, reading.value)

        def read() -> list[Hit]:
            hits: dict[tuple[str, str, str], Hit] = {}
            rows = bundle_rows.named(
                self._database.tables, self._key, {key}, self._since(), reading.kind.value
            )
            for bundle, taken_over in self._opened(rows):
                for record, name in _naming(bundle):
                    if name.answers(reading.kind, reading.value):
                        hit = Hit(reading, name, record, _focus_on(bundle, name), taken_over)
                        hits.setdefault(hit.identity, hit)
            return list(hits.values())

        return self._database.safely(read, [])

    def get(self, kind: str, record_id: str) -> Bundle | None:
        """Return the newest bundle with the record, focused on it. `kind` as in `Focus`."""
        keys = {search_key(any_kind, record_id) for any_kind in IdKind}

        def read() -> Bundle | None:
            rows = bundle_rows.named(self._database.tables, self._key, keys, self._since())
            for bundle, _ in self._opened(rows):
                for _, name in _naming(bundle):
                    if (name.owner_kind, name.owner_id) == (kind, record_id):
                        return _focus_on(bundle, name)
            return None

        return self._database.safely(read, None)

    def recents(self, limit: int = 50) -> list[Recent]:
        """Return the recent lookups, newest first, one row for each record."""

        def read() -> list[Recent]:
            sound, damaged = recent_rows.newest(
                self._database.tables, self._key, self._since(), limit
            )
            if damaged:
                self._damaged += len(damaged)
                self._drop(lambda tables: recent_rows.drop(tables, damaged))
            return sound

        return self._database.safely(read, [])

    def near(self, asked: Identification, limit: int = 3) -> list[Suggestion]:
        """Return what was perhaps meant: a wrong, missing or extra digit, two swapped, O for 0.

        Only the nearest ones; first the kinds that `asked` can be, then the newest.
        """

        def read() -> list[Suggestion]:
            found: dict[str, Suggestion] = {}
            tables, since = self._database.tables, self._since()
            for key, at in self._neighbours.of(tables, self._key, since, asked):
                for bundle, _ in self._opened(bundle_rows.with_id(tables, at)):
                    for suggestion in suggestions_in(bundle, key):
                        found.setdefault(suggestion.text, suggestion)
            return sorted(found.values(), key=lambda one: one.kind not in asked.kinds)[:limit]

        return self._database.safely(read, [])

    def shown(self, text: str, limit: int = 3) -> list[Shown]:
        """Return the cached records that show `text` as an id without lookup, newest first."""

        def read() -> list[Shown]:
            rows = bundle_rows.named(self._database.tables, self._key, {text}, self._since(), SHOWN)
            found = {
                (what, record.title, _account_of(bundle)): Shown(
                    what, clean_sentence(record.title), _account_of(bundle), bundle.read_at
                )
                for bundle, _ in self._opened(rows)
                for _, part in bundle.parts()
                for record in part
                for what, value in shown_of(record, bundle.family)
                if value == text
            }
            return list(found.values())[:limit]

        return self._database.safely(read, [])

    def seen(self, typed: str, limit: int = MOST_SEEN) -> list[Seen]:
        """Return the cached records with `typed` in an id, a name or an address, newest first.

        One record of each account. Nothing for fewer than four characters.
        """
        words = search_words(typed)

        def read() -> list[Seen]:
            tables, since = self._database.tables, self._since()
            found = seen_words.bundles_with(tables, self._key, since, words, limit)
            rows = (row for at in found for row in bundle_rows.with_id(tables, at))
            hits = ((bundle, found_in(bundle, words)) for bundle, _ in self._opened(rows))
            return [_seen(bundle, hit) for bundle, hit in hits if hit is not None]

        return self._database.safely(read, []) if words else []

    def forget(self) -> None:
        """Delete all rows of the platform, so that the file does not contain them either.

        Raises StoreFailed if the file may still contain them.
        """

        def erase() -> bool:
            if self._database.read_only:
                return False
            with self._database.writing() as tables:
                everything = tables.conn.execute(
                    "SELECT id FROM bundles WHERE platform = ?", (self._key,)
                ).fetchall()
                bundle_rows.drop(tables, [at for (at,) in everything])
                tables.conn.execute("DELETE FROM recents WHERE platform = ?", (self._key,))
                references.forget(tables, self._key)
            delete_quarantined(self._database.path)
            return self._database.checkpoint() or not self._database.path.exists()

        if not self._database.safely(erase, False):
            raise StoreFailed(
                f"{self._database.path} may still contain the deleted rows. {self.problem}",
                hint="End every smstui and remove the file.",
            )

    def close(self) -> None:
        """Close the file. Nothing that was deleted stays readable in the log."""
        self._database.close()

    # Details

    def _put_amended(self, tables: "Tables", kept: Mapping[int, Bundle], reread: Reread) -> None:
        households: set[str] = set()
        for at, bundle in sorted(kept.items(), key=lambda one: one[1].owner is None):
            now = amended(bundle, reread)
            records = [*now.devices, *now.smartcards]
            if now.owner is not None:
                households |= {one.title for one in records}
            elif not records or any(one.title in households for one in records):
                bundle_rows.drop(tables, [at])  # gone, or in a household now
                continue
            if now != bundle:
                self._put(tables, now)
        for record in reread.records:
            if is_lone(record) and record.title not in households:
                self._put(tables, self._lone(record))

    def _put(self, tables: "Tables", bundle: Bundle) -> None:
        row = bundle_rows.row_of(bundle, self._key)
        _put_behind(tables, to_micros(self._now()), row.read_at)
        bundle_rows.put(tables, row, bundle_rows.names_for(bundle), bundle)

    def _lone(self, record: Record) -> Bundle:
        """Return the bundle of a box or card without an account, as the platform would send it."""
        at = self._now()

        def of(kind: type[Record]) -> Part[Any]:
            records = (record,) if isinstance(record, kind) else ()
            return Part(state=PartState.READ, records=records, read_at=at)

        return Bundle(
            deployment=self._identity.nickname,
            family=self._identity.family,
            focus=Focus(kind=kind_of(record), id=record.id or ""),
            read_at=at,
            devices=of(SetTopBox),
            smartcards=of(SmartCard),
            **{name: of(Account) for name in ("account", "users", "sessions", "rights", "pins")},
        )

    @property
    def _key(self) -> str:
        return self._identity.key

    def _take_over(self, tables: "Tables") -> None:
        """Take over the rows of older versions, once. Another process may do the same."""
        mine = self._identity
        if bundle_rows.waiting(tables, mine) or recent_rows.waiting(tables, mine):
            with immediate(tables):
                bundle_rows.take_over(tables, mine)
                recent_rows.take_over(tables, mine)

    def _opened(self, rows: Iterable[BundleRow]) -> list[tuple[Bundle, bool]]:
        """Return the bundles of undamaged rows, each with whether it was taken over.

        They get the nickname that the platform has here. Damaged rows are counted and deleted,
        outdated ones deleted.
        """
        sound: list[tuple[Bundle, bool]] = []
        unusable: list[int] = []
        for row in rows:
            try:
                bundle = row.open()
                if (row.platform, bundle.deployment) == (self._key, row.deployment):
                    here = {"deployment": self._identity.nickname}
                    sound.append((bundle.model_copy(update=here), bool(row.taken_over)))
            except Damaged:
                self._damaged += 1
                unusable.append(row.id)
            except ValueError:
                unusable.append(row.id)
        if unusable:
            self._drop(lambda tables: bundle_rows.drop(tables, unusable))
        return sound

    def _drop(self, work: Callable[["Tables"], None]) -> None:
        if not self._database.read_only:
            with self._database.writing() as tables:
                work(tables)

    def _evict(self, tables: "Tables") -> None:
        since, most = self._since(), self._limits.rows
        bundle_rows.drop(tables, bundle_rows.expired(tables, since, most))
        recent_rows.drop_expired(tables, since, most)

    def _since(self) -> int:
        """Return the oldest `read_at` that is still shown."""
        return to_micros(self._now() - self._limits.age)


def _put_behind(tables: "Tables", now: int, read_at: int) -> None:
    """Move every row that is younger than `now` behind a reading of `read_at` (microseconds).

    The `place` of a row is the time of its reading. One in the future was read before the clock
    of this machine was set back. It goes behind the reading that is being saved, and stays there.
    """
    if read_at > now:
        return
    for table in ("bundles", "recents"):
        tables.conn.execute(
            f"UPDATE {table} SET place = place - (SELECT max(place) FROM {table}) + ? - 1"  # noqa: S608
            " WHERE place > ?",
            (read_at, now),
        )


def _searches(reread: Reread) -> set[str]:
    """Return the search keys of the bundles that `reread` changes."""
    ids = {
        value
        for record in reread.records
        for name in ("uid", "number", "account_uid", "box_uid", "smartcard_id")
        if (value := getattr(record, name, None))
    }
    ids |= {value for _, value in reread.gone} | reread.boxes_asked
    return ids | {search_key(kind, value) for kind in IdKind for value in ids}


def _sound(row: BundleRow) -> Bundle | None:
    """Return the bundle of a row that is certainly of this platform, else None."""
    try:
        return None if row.taken_over else row.open()
    except (Damaged, ValueError):
        return None


def _seen(bundle: Bundle, hit: Found) -> Seen:
    owner = bundle.owner
    return Seen(
        kind_of(hit.record),
        hit.record.id or "",
        hit.what,
        hit.text,
        (owner.id or "") if owner else "",
        clean(getattr(owner, "name", None) or getattr(hit.record, "name", None) or ""),
        state_of(hit.record, bundle.platform_time(bundle.read_at)).word,
        hit.asked,
        hit.as_kind,
        bundle.read_at,
    )


def _account_of(bundle: Bundle) -> str:
    return (bundle.owner.number or "") if bundle.owner else ""


def _naming(bundle: Bundle) -> Iterator[tuple[Record, Name]]:
    for _, part in bundle.parts():
        for record in part:
            for name in names_of(record, bundle.family):
                yield record, name


def _focus_on(bundle: Bundle, name: Name) -> Bundle:
    focus = Focus(kind=name.owner_kind, id=name.owner_id)
    return bundle.model_copy(update={"focus": focus})


__all__ = ["BundleCache", "Hit", "Limits", "Recent", "Seen", "Suggestion"]
