"""The file of `--resume`: answers that stand, one JSON document a line, so none is asked twice.

The first line says what was asked, so that a file of another deployment or another reported code
is not taken for this one. What a kill left half written is cut off.
"""

import fcntl
import hashlib
import json
import os
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import Any, BinaryIO, Final

from smstui.domain.age import utc_now
from smstui.domain.errors import BadConfiguration, StoreFailed
from smstui.domain.moments import moment_form
from smstui.domain.text import clean
from smstui.domain.zone import minute
from smstui.store.files import private_file
from smstui.store.journal import Entry
from smstui.store.plan_text import plan_from_text

SCHEMA: Final = "smstui/kept-answers/1"
Form = Mapping[str, Any]


class KeptAnswers:
    """The answers of `path` by the text that was asked, and a way to add more.

    Raises BadConfiguration for a file that is about something else or is no file of smstui, and
    StoreFailed for one that cannot be used or that another run has open.
    """

    def __init__(self, path: Path, about: Mapping[str, str]) -> None:
        self._path = path
        self._hides_texts = "privacy" in about
        private_file(path)
        try:
            self._file: BinaryIO = path.open("r+b")
            fcntl.flock(self._file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise StoreFailed(
                f"Another smstui is writing {path}.", hint="Wait for it, or name another file."
            ) from None
        except OSError as error:
            raise StoreFailed(f"{path} cannot be used: {error.strerror}.") from None
        self._answers: dict[str, Form] = {}
        self._read({"schema": SCHEMA, **about})

    def get(self, text: str) -> Form | None:
        """Return the answer to `text` that stands, or None."""
        return self._answers.get(self._key(text))

    def add(self, text: str, form: Form) -> None:
        """Keep an answer; it is on its way to the disk when this returns, whatever kills us."""
        kept = {**form, "kept_at": moment_form(utc_now())}
        self._answers[self._key(text)] = kept
        self._write({**kept, "for": self._key(text)})

    def close(self) -> None:
        self._file.close()

    def _read(self, head: Form) -> None:
        whole = self._file.read()
        lines = whole.split(b"\n")
        torn = lines.pop()
        if torn:
            self._file.truncate(len(whole) - len(torn))
            self._file.seek(0, os.SEEK_END)
        if not lines:
            self._write(head)
            return
        forms = [self._form(line, number) for number, line in enumerate(lines, start=1)]
        if forms[0] != head:
            self._refuse_head(forms[0], head)
        for form in forms[1:]:
            self._answers[str(form.pop("for", ""))] = form

    def _key(self, text: str) -> str:
        """Return the text that an answer is for; with privacy its digest: it may be a login."""
        key = key_of(text)
        return hashlib.sha256(key.encode()).hexdigest() if self._hides_texts else key

    def _form(self, line: bytes, number: int) -> dict[str, Any]:
        try:
            form = json.loads(line)
        except (ValueError, RecursionError):
            form = None
        if not isinstance(form, dict):
            raise BadConfiguration(
                f"{self._path}:{number}: this is not an answer smstui has kept.",
                hint="Name a file of --resume, or one that does not exist yet.",
            )
        return form

    def _refuse_head(self, found: Form, wanted: Form) -> None:
        if found.get("schema") != SCHEMA:
            raise BadConfiguration(
                f"{self._path} is no file of kept answers.",
                hint="Name a file of --resume, or one that does not exist yet.",
            )
        names = {**wanted, **found}
        other = next((name for name in names if found.get(name) != wanted.get(name)), "schema")
        raise BadConfiguration(
            f"{self._path} has answers for another {other}: "
            f"{clean(found.get(other) or 'none', cap=60)}, not {wanted.get(other) or 'none'}.",
            hint="Ask as it was asked, or name another file.",
        )

    def _write(self, form: Form) -> None:
        try:
            self._file.write(json.dumps(form, allow_nan=False).encode("ascii") + b"\n")
            self._file.flush()
        except OSError as error:
            raise StoreFailed(
                f"{self._path} cannot be written: {error.strerror}.",
                hint="Check the disk, or go without --resume.",
            ) from None


def key_of(text: str) -> str:
    """Return the key of an answer: the text as it was asked, cleaned."""
    return clean(text.strip())


def as_kept(form: Form) -> dict[str, Any]:
    """Return a kept answer as it is told: its verdict is of when it was read."""
    told = dict(form)
    if told.get("verdict") and told.get("read_at"):
        read_at = datetime.fromisoformat(told["read_at"])
        told["verdict"] = f"kept, as read {minute(read_at)}: {told['verdict']}"
    return told


def touches(entry: Entry, form: Form) -> bool:
    """Return whether a change may have made a kept answer untrue: it ended after the answer was
    read, or is open, and is about one of the ids in it."""
    since = form.get("read_at") or form.get("kept_at")
    if since and entry.ended and entry.ended < datetime.fromisoformat(since):
        return False
    if not form.get("account"):
        return True
    return not _ids_in(form).isdisjoint({entry.account, *_held(entry)})


def _ids_in(form: Form) -> set[str]:
    subject, findings = form.get("subject") or {}, form.get("findings") or []
    told = {seen.get("value") for one in findings for seen in one.get("evidence") or []}
    about = {(one.get("subject") or {}).get("id") for one in findings}
    return {form.get("account"), subject.get("id"), form["asked"]["text"], *told, *about} - {None}


def _held(entry: Entry) -> set[str]:
    """Return the ids that a change held: accounts, boxes and cards."""
    try:
        return {hold.partition(" ")[2] for hold in plan_from_text(entry.plan).locks}
    except ValueError:  # a row of another version
        return set()
