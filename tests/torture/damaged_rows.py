"""Damage one value of one row of each file, or let a newer version write it; run every command.

python -m tests.torture.damaged_rows [FILE…]      (journal.db, drafts.db, cache.db, queue.db)

Each column of each table of a state folder is replaced in one row, in each of the ways of `WAYS`,
and for what has a checksum once more as a newer version could write it, with the right checksum.
Then every command that reads the file runs. No run may end in a bug. Every sound row must be told
as before, and a change or a draft that is not told as before must be named.
"""

import io
import json
import os
import shutil
import sqlite3
import sys
import tempfile
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import closing, redirect_stderr, redirect_stdout
from dataclasses import dataclass, field
from pathlib import Path
from types import SimpleNamespace
from typing import Any, Final

from smstui.commands.main import run as smstui
from smstui.domain.changes.operations import Operation
from smstui.sandbox import Sandbox
from smstui.store import draft_schema, journal_schema
from smstui.store.columns import checksum
from smstui.store.drafts import DraftBook
from smstui.store.journal import Entry, Journal
from smstui.store.plan_text import plan_to_text
from tests.support.changing import Workshop
from tests.support.command_line import undisturbed_logging
from tests.support.household import A1, A2, A4, D1, K2, ONE, households

FILES: Final = ("journal.db", "drafts.db", "cache.db", "queue.db")
LEFT: Final = "1ef70fe40000"
"""The id of the change that a dead process left open."""

WAYS: Final[Mapping[str, Any]] = {
    "null": None,
    "bytes": b"\xff\x00\xfe",
    "no UTF-8": "CAST(x'c3284120ff' AS TEXT)",
    "text": "something else",
    "empty": "",
    "number": 7,
    "huge": 2**62,
    "negative": -(2**62),
    "nested": "[" * 5000,
}
SQL: Final = frozenset({"no UTF-8"})

COMMANDS: Final[Mapping[str, Sequence[Sequence[str]]]] = {
    "journal.db": (
        ("journal", "--json"),
        ("journal",),
        ("journal", "--open", "--json"),
        ("disable", A2, "--apply", "--json"),
        ("journal", "--settle", "--json"),
        ("transcript", "{sound}", "--json"),
        ("transcript", "{hurt}"),
        ("transcript", ONE, "--json"),
        ("undo", "--json"),
        ("undo", "{sound}", "--json"),
        ("undo", "{hurt}", "--json"),
        ("disable", D1, "--json"),
        ("lookup", A1, "--json"),
    ),
    "drafts.db": (
        ("drafts", "--json"),
        ("drafts",),
        ("drafts", "--all", "--json"),
        ("drafts", "--check", "--json"),
        ("drafts", "{sound}", "--json"),
        ("drafts", "{hurt}"),
        ("drafts", "{sound}", "--discard"),
        ("pair", A4, K2, "--draft", "--json"),
        ("drafts", "--apply", "--json"),
    ),
    "cache.db": (
        ("recents", "--json"),
        ("recents",),
        ("lookup", A1, "--json", "--offline"),
        ("lookup", A1[:-1] + "9", "--json", "--offline"),
        ("lookup", A1, "--json"),
        ("diagnose", ONE, "--json"),
        ("recents", "--json"),
    ),
    "queue.db": (),
}


LISTS: Final = (("journal", "--json"), ("drafts", "--json"))
"""The commands that must tell every sound row and name the one that is not."""


@dataclass
class Tally:
    """How many cases and runs there were, and what was wrong with any."""

    cases: int = 0
    runs: int = 0
    exits: Counter[str] = field(default_factory=Counter)
    wrong: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class Said:
    code: int
    out: str
    err: str

    @property
    def document(self) -> dict[str, Any]:
        lines = self.out.splitlines()
        return json.loads(lines[0]) if lines else {}


@dataclass(frozen=True)
class Damage:
    """One value of one row: `value` in place of what `column` had, or a whole row anew."""

    file: str
    table: str
    column: str
    way: str
    apply: Callable[[sqlite3.Connection], None]
    hurt: str = ""
    """The id of the change or draft whose row it is."""

    def __str__(self) -> str:
        return f"{self.file} {self.table}.{self.column}: {self.way}"


class PlanContext:
    """A state folder with something in every table, on a sandbox of its own."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._sandbox = Sandbox(households()).start()
        self.place = Workshop("sdp2", folder, self._sandbox, "settle_s = 0.01", "timeout_s = 5")
        os.environ["SMSTUI_CONFIG"] = str(self.place.configuration)
        os.environ["SMSTUI_STATE"] = str(self.place.state)
        self.changes = self._make_changes()
        self.drafts = self._make_drafts()
        self._make_queue()
        for told in ("lookup", A1), ("lookup", ONE):
            assert self.run(*told).code == 0
        self.whole = folder / "whole"
        shutil.copytree(self.place.state, self.whole)
        self.writes = len(self._sandbox.writes)

    def close(self) -> None:
        self._sandbox.stop()

    def restore(self) -> None:
        shutil.rmtree(self.place.state)
        shutil.copytree(self.whole, self.place.state)
        box = self.place.sandbox.world.box(A2)
        assert box is not None
        box.enabled = True

    def is_open(self, change: str) -> bool:
        """Whether the journal has this change open."""
        with closing(sqlite3.connect(self.place.state / "journal.db")) as db:
            return (1,) in db.execute("SELECT open FROM changes WHERE id = ?", (change,)).fetchall()

    def run(self, *arguments: str) -> Said:
        out, err, before = io.StringIO(), io.StringIO(), sys.stdin
        sys.stdin = SimpleNamespace(buffer=io.BytesIO(), isatty=lambda: False)  # type: ignore[assignment]
        try:
            with redirect_stdout(out), redirect_stderr(err), undisturbed_logging():
                code = _code_of(("--deployment", self.place.deployment, *arguments))
        finally:
            sys.stdin = before
        return Said(code, out.getvalue(), err.getvalue())

    def _make_changes(self) -> list[str]:
        """Three that ended, the first undone by the third, and one that a dead process left."""
        first = self.place.change(Operation.DISABLE, A1)
        second = self.place.change(Operation.DISABLE, D1)
        third = self.place.apply(self.place.call(self.place.changes.undo(first.change_id)))
        plan = self.place.plan(Operation.BAN, A2)
        journal = Journal(self.place.identity, self.place.state)
        template = self.place.journal()[0]
        row = {"id": LEFT, "account": plan.account, "operation": plan.operation, "undoes": "",
               "title": plan.title, "plan": plan_to_text(plan), "results": "[]", "outcome": "",
               "ended": None}  # fmt: skip
        journal.begin(_replaced(template, **row), plan.locks)
        journal.close()
        self.place.close()
        return [first.change_id, second.change_id, third.change_id, LEFT]

    def _make_drafts(self) -> list[str]:
        found = []
        for told in ("pair", A2, K2), ("disable", A4), ("status", ONE, "SUSPENDED"):
            told_of = self.run(*told, "--draft", "--json")
            found.append(told_of.document["drafts"][0]["draft_id"])
        book = DraftBook(self.place.identity, self.place.state)
        book.keep_scans(["F00D81002AB", "000771100024"])
        book.close()
        return found

    def _make_queue(self) -> None:
        from smstui.domain.triage.queue import QueueRow
        from smstui.store.queue import QueueStore

        store = QueueStore(self.place.identity, self.place.state)
        store.begin([QueueRow(n, f"id{n}").searchable() for n in range(3)])
        store.close()


def damages(ground: PlanContext, file: str) -> Iterator[Damage]:
    """Every value of a row of every table of `file`, in every way."""
    with closing(sqlite3.connect(ground.whole / file)) as db:
        tables = [name for (name,) in db.execute(
            "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'"
        )]  # fmt: skip
        columns = {table: [row[1] for row in db.execute(f"PRAGMA table_info({table})")]
                   for table in tables}  # fmt: skip
        kept = {table: db.execute(f"SELECT rowid FROM {table} ORDER BY rowid").fetchall()  # noqa: S608
                for table in tables}  # fmt: skip
    for table in tables:
        rows = [at for (at,) in kept[table]]
        for at in {"changes": rows[:1] + rows[-1:]}.get(table, rows[-1:]):
            for column in columns[table]:
                for way in WAYS:
                    apply = _set(table, column, way, at)
                    hurt = _id_of(ground, file, table, at)
                    yield Damage(file, table, column, f"{way} in row {at}", apply, hurt)
    if file == "journal.db":
        yield from _newer_changes(ground)
    if file == "drafts.db":
        yield from _newer_drafts(ground)
    if file == "cache.db":
        yield from _newer_recents(ground)


def _id_of(ground: PlanContext, file: str, table: str, at: int) -> str:
    if table not in ("changes", "drafts"):
        return ""
    with closing(sqlite3.connect(ground.whole / file)) as db:
        return str(db.execute(f"SELECT id FROM {table} WHERE rowid = ?", (at,)).fetchone()[0])  # noqa: S608


def _set(table: str, column: str, way: str, at: int) -> Callable[[sqlite3.Connection], None]:
    def apply(db: sqlite3.Connection) -> None:
        if way == "null":
            _allow_nulls(db)
        value = WAYS[way] if way in SQL else "?"
        given = (at,) if way in SQL else (WAYS[way], at)
        db.execute(f"UPDATE {table} SET {column} = {value} WHERE rowid = ?", given)  # noqa: S608

    return apply


def _allow_nulls(db: sqlite3.Connection) -> None:
    db.execute("PRAGMA writable_schema = ON")
    db.execute("UPDATE sqlite_master SET sql = replace(sql, ' NOT NULL', '')")
    db.commit()
    db.execute("PRAGMA writable_schema = RESET")


def _newer_changes(ground: PlanContext) -> Iterator[Damage]:
    """Rows as a newer version writes them: a word, a key or a kind that this one does not know."""

    def plan_with(**told: Any) -> Callable[[dict[str, Any]], None]:
        def change(row: dict[str, Any]) -> None:
            row["plan"] = json.dumps(json.loads(row["plan"]) | told)

        return change

    def step_with(**told: Any) -> Callable[[dict[str, Any]], None]:
        def change(row: dict[str, Any]) -> None:
            plan = json.loads(row["plan"])
            plan["steps"] = [step | told for step in plan["steps"]]
            row["plan"] = json.dumps(plan)

        return change

    def result(row: dict[str, Any]) -> None:
        row["results"] = json.dumps([{"n": 1, "sent": True, "weighed": "twice"}])

    def operation(row: dict[str, Any]) -> None:
        row["operation"] = "teleport-box"
        plan_with(operation="teleport-box")(row)

    ways: Mapping[str, Callable[[dict[str, Any]], None]] = {
        "operation": operation,
        "call": step_with(write={"call": "teleport", "target": "1", "values": {}}),
        "tier": step_with(tier=9),
        "title of a step": step_with(title=None),
        "image": step_with(after=[["box", "1", "status", ["a", "b"]]]),
        "steps": plan_with(steps={"first": 1}),
        "title": plan_with(title={"en": "x"}),
        "holds": plan_with(locks=None),
        "private": plan_with(private=[1]),
        "nested": lambda row: row.update(plan='{"a":' * 5000),
        "no plan": lambda row: row.update(plan="{}"),
        "outcome": lambda row: row.update(outcome="half-done"),
        "results": result,
        "step number": lambda row: row.update(results=json.dumps([{"n": 9, "sent": True,
                                                                   "sent_at": "2026-01-01"}])),
        "family": lambda row: row.update(family="sdp3"),
    }  # fmt: skip
    for change in (ground.changes[1], ground.changes[2], LEFT):
        for way, work in ways.items():
            yield Damage("journal.db", "changes", "newer", f"{way} of {change}",
                         _rewrite("changes", change, work, journal_schema.COLUMNS,
                                  journal_schema.mark_of), change)  # fmt: skip


def _newer_drafts(ground: PlanContext) -> Iterator[Damage]:
    ways: Mapping[str, Callable[[dict[str, Any]], None]] = {
        "operation": lambda row: row.update(operation="teleport-box"),
        "standing": lambda row: row.update(standing="halfway"),
        "scanned": lambda row: row.update(scanned="by camera"),
        "kind": lambda row: row.update(as_kind="qr-code"),
        "wanted": lambda row: row.update(wanted="[1, 2]"),
        "nested wanted": lambda row: row.update(wanted="[" * 5000),
        "number wanted": lambda row: row.update(wanted='{"status": 5}'),
        "plan": lambda row: row.update(plan='{"operation": "teleport-box"}'),
        "family": lambda row: row.update(family="sdp3"),
    }
    for draft in ground.drafts[:2]:
        for way, work in ways.items():
            yield Damage("drafts.db", "drafts", "newer", f"{way} of {draft}",
                         _rewrite("drafts", draft, work, draft_schema.COLUMNS,
                                  draft_schema.mark_of), draft)  # fmt: skip


def _newer_recents(ground: PlanContext) -> Iterator[Damage]:
    columns = ("platform", "kind", "id", "asked", "as_kind", "account", "name", "status", "seen_at")

    def mark(values: Sequence[Any]) -> bytes:
        return checksum("recents", *values)

    for way, told in {"kind": {"as_kind": "qr-code"}, "moment": {"seen_at": 2**62}}.items():
        yield Damage("cache.db", "recents", "newer", way,
                     _rewrite("recents", ONE, lambda row, told=told: row.update(told),  # type: ignore[misc]
                              columns, mark))  # fmt: skip


def _rewrite(
    table: str,
    key: str,
    work: Callable[[dict[str, Any]], None],
    columns: Sequence[str],
    mark: Callable[[Sequence[Any]], bytes],
) -> Callable[[sqlite3.Connection], None]:
    def apply(db: sqlite3.Connection) -> None:
        found = db.execute(f"SELECT {', '.join(columns)} FROM {table} WHERE id = ?", (key,))  # noqa: S608
        row = dict(zip(columns, found.fetchone(), strict=True))
        work(row)
        values = list(row.values())
        told = ", ".join(f"{name} = ?" for name in (*columns, "checksum"))
        db.execute(f"UPDATE {table} SET {told} WHERE id = ?", (*values, mark(values), key))  # noqa: S608

    return apply


def run(folder: Path, files: Sequence[str] = FILES, every: int = 1, first: int = 0) -> Tally:
    """Try every `every`th case of `files`, from number `first` on."""
    ground, tally = PlanContext(folder), Tally()
    try:
        for file in files:
            for case in list(damages(ground, file))[first::every]:
                _try(ground, case, tally)
    finally:
        ground.close()
    return tally


def _try(ground: PlanContext, case: Damage, tally: Tally) -> None:
    ground.restore()
    with closing(sqlite3.connect(ground.place.state / case.file)) as db:
        try:
            case.apply(db)
            db.commit()
        except sqlite3.IntegrityError:
            return  # SQLite itself does not take it
    kept = ground.changes if case.file == "journal.db" else ground.drafts
    sound = [each for each in kept if each != case.hurt]
    names = {"sound": sound[1], "hurt": case.hurt or sound[0]}
    tally.cases += 1
    if case.file == "queue.db":
        _load_queue(ground, case, tally)
    for command in COMMANDS[case.file]:
        said = ground.run(*(part.format(**names) for part in command))
        tally.runs += 1
        tally.exits[f"{command[0]} {said.code}"] += 1
        where = f"{case}: {' '.join(command)}"
        if said.code == 1:
            tally.wrong.append(f"{where}: {said.err.strip() or said.out.strip()}")
            return
        _judge(ground, case, command, said, sound, where, tally)


def _judge(
    ground: PlanContext,
    case: Damage,
    command: Sequence[str],
    said: Said,
    sound: Sequence[str],
    where: str,
    tally: Tally,
) -> None:
    if "--apply" in command and case.file == "journal.db":
        box = ground.place.sandbox.world.box(A2)
        if box is not None and not box.enabled and (case.hurt == LEFT or ground.is_open(LEFT)):
            tally.wrong.append(f"{where}: sent, though a change of the account is open")
    if case.table not in ("changes", "drafts"):
        return
    whole, plural = {"changes": ("change", "changes"), "drafts": ("draft", "drafts")}[case.table]
    if command in LISTS:
        if said.code != 0:
            tally.wrong.append(f"{where}: exit {said.code}: {said.err.strip()}")
            return
        told = {one[f"{whole}_id"]: one for one in said.document[plural]}
        if missing := set(sound) - set(told):
            tally.wrong.append(f"{where}: sound rows {missing} are not told")
        ours = told.get(case.hurt)
        named = case.hurt in json.dumps(said.document.get("unreadable")) or case.column == "id"
        if ours is None and not (named and said.document.get("unreadable")):
            tally.wrong.append(f"{where}: {case.hurt} is not named")


def _load_queue(ground: PlanContext, case: Damage, tally: Tally) -> None:
    from smstui.store.queue import QueueStore

    tally.runs += 1
    try:
        store = QueueStore(ground.place.identity, ground.place.state)
        store.load()
        store.close()
    except Exception as bug:
        tally.wrong.append(f"{case}: {bug!r}")


def _code_of(arguments: Sequence[str]) -> int:
    """The exit code, a bug's included: that one must not end the torture."""
    try:
        return smstui(arguments)
    except Exception as bug:
        frame = bug.__traceback__
        while frame is not None and frame.tb_next is not None:
            frame = frame.tb_next
        at = f"{Path(frame.tb_frame.f_code.co_filename).name}:{frame.tb_lineno}" if frame else ""
        print(f"{type(bug).__name__} at {at}: {bug}", file=sys.stderr)
        return 1


def _replaced(entry: Entry, **told: Any) -> Entry:
    from dataclasses import replace

    return replace(entry, **told)


def main() -> int:
    files = sys.argv[1:] or FILES
    with tempfile.TemporaryDirectory() as place:
        tally = run(Path(place), files)
    for line in tally.wrong:
        print(line)
    exits = ", ".join(f"{count} {word}" for word, count in sorted(tally.exits.items()))
    print(f"{tally.cases} cases, {tally.runs} runs, {len(tally.wrong)} wrong; {exits}")
    return bool(tally.wrong)


if __name__ == "__main__":
    raise SystemExit(main())
