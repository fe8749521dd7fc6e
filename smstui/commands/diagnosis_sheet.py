"""A diagnosis for a person to read, or to read aloud on the phone. Pure: findings in, lines out."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Final

from smstui.commands.folding import folded
from smstui.commands.output import room, styled, told
from smstui.domain import zone
from smstui.domain.bundle import Bundle
from smstui.domain.changes.specs.table import command_of, spec_of
from smstui.domain.marking import called
from smstui.domain.text import capital
from smstui.domain.triage.diagnosis import Diagnosis
from smstui.domain.triage.finding import Finding, Result
from smstui.presentation.findings import body_of, counted, leads
from smstui.presentation.looks import RESULTS
from smstui.presentation.times import ago
from smstui.services.outcomes import Opened

WIDTH: Final = 79
"""Columns of a line, also in a pipe or a file; fewer where the terminal has fewer."""
_HALF: Final = "--cas"
"""The option by which only the CAS half of a pairing is sent: the record has the card."""
_MOST: Final = 20
"""Faults and cautions that are told in full; a large account could have hundreds."""


def lines_of(
    opened: Opened, diagnosis: Diagnosis, now: datetime, colours: bool = False
) -> Iterator[str]:
    """Return the verdict, then what is wrong, then what to try, then what was not checked."""
    subject = str(diagnosis.subject)
    owner = opened.bundle.owner
    of = f", account {owner.id}" if owner and diagnosis.subject.kind != "account" else ""
    title = f"{capital(subject)}{of}"
    verdict = diagnosis.verdict
    said = verdict if verdict.startswith(f"{title} ") else f"{title}: {verdict}"
    yield styled(f"{said}.", "strong", colours)
    source = "offline, from the cache, read" if opened.source == "cache" else "read"
    read = f"{source} {ago(opened.bundle.read_at, now)}; {zone.note()}"
    yield styled(f"  {counted(diagnosis)}; {read}", "muted", colours)
    worst = [one for one in diagnosis.findings if leads(one)]
    bundle = opened.bundle
    for finding in worst[:_MOST]:
        yield ""
        yield from _finding(finding, bundle, now, colours)
    if len(worst) > _MOST:
        yield f"And {len(worst) - _MOST} more like these; --json has them all."
    yield from _advice(diagnosis.advice)
    yield from _short(diagnosis, bundle, Result.NOT_CHECKED, colours)
    yield from _short(diagnosis, bundle, Result.FINE, colours)


def _finding(finding: Finding, bundle: Bundle, now: datetime, colours: bool) -> Iterator[str]:
    look = RESULTS[finding.result]
    word = look.word.upper()
    first, *more = _wrapped(f"{finding.title}.", f"{word}  ", 2)
    yield styled(word, look.role, colours) + first.removeprefix(word)
    yield from more
    leads = {"base": "  ", "muted": "  - ", "strong": "  "}
    for part in body_of(finding, lambda read_at: f"read {ago(read_at, now)}" if read_at else ""):
        run = command_for(finding, bundle)
        text = f"Next: {part.text}{run}" if part.role == "strong" else part.text
        yield from _wrapped(text, leads[part.role])


def _advice(advice: Sequence[str]) -> Iterator[str]:
    if advice:
        yield ""
        yield "Try at the home:"
        for at, line in enumerate(advice, 1):
            yield from _wrapped(line, f"  {at}. ")


def _short(diagnosis: Diagnosis, bundle: Bundle, result: Result, colours: bool) -> Iterator[str]:
    """Checks that need no more than a line each."""
    found = [one for one in diagnosis.findings if one.result is result and not leads(one)]
    if not found:
        return
    household = diagnosis.subject.kind == "account"
    passed = [one for one in found if household and one.subject != diagnosis.subject]
    yield ""
    yield styled(f"{capital(RESULTS[result].word)}:", RESULTS[result].role, colours)
    for finding in found:
        if finding in passed:
            continue
        about = "" if finding.subject == diagnosis.subject else f" ({finding.subject})"
        way_on = f". {finding.next.text}" if finding.next and result is not Result.FINE else ""
        yield from _wrapped(f"{finding.title}{about}{way_on}{command_for(finding, bundle)}", "  - ")
    if passed:
        plural = "" if len(passed) == 1 else "s"
        yield f"  and {len(passed)} check{plural} of its devices; diagnose a device to see them"


def command_for(finding: Finding, bundle: Bundle) -> str:
    """Return the command of the action that a finding offers, in brackets.

    The ids that are known stand in it. What a person chooses or reads off a card does not.
    """
    way_on = finding.next
    words = command_of(way_on.action).split() if way_on and way_on.action else []
    if way_on is None or not words:
        return ""
    target = way_on.about or finding.subject
    known: dict[str, str] = {}
    if target.kind == "session":
        known["SESSION"], target = target.id, finding.subject
    of_sessions = bool(way_on.among) and all(one.kind == "session" for one in way_on.among)
    if target.kind == "smartcard":
        known["CARD"] = target.id
    elif (of_sessions or not way_on.among) and _takes(way_on.action, target.kind):
        known |= dict.fromkeys(("ID", "BOX", "ACCOUNT"), called(target.kind, target.id))
    if _HALF in words:
        box = next((one for one in bundle.boxes if one.id == target.id), None)
        known["CARD"] = (box.smartcard_id if box else "") or ""
    if "PRODUCT" in words and way_on.words:
        known["PRODUCT"], *kind = way_on.words.split()
        words += ["--kind", *kind] if kind else []
    return f" [{' '.join(known.get(word) or word for word in words)}]"


def _takes(operation: str, kind: str) -> bool:
    """Return whether the command of an operation takes the id of a record of `kind`.

    An account is found by any id of what belongs to it.
    """
    targets = spec_of(operation).targets
    return kind in targets or "account" in targets


def _wrapped(text: str, first: str, hang: int | None = None) -> Iterator[str]:
    """Yield the lines of `first` and `text`; the further ones begin at `hang`, or below `text`."""
    columns = min(WIDTH, room() or WIDTH)
    line = f"{first}{told(text)}"
    yield from folded(line, columns, len(first) if hang is None else hang).split("\n")
