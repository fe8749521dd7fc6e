"""A batch of pairs before it is applied, while it is, and afterwards. Pure."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from smstui.console.styled_text import placed, width_of
from smstui.console.views.pair_rows import number
from smstui.domain.changes.verdict import Outcome
from smstui.presentation.lines import Line, Paragraph, Span
from smstui.presentation.looks import NOT_STARTED, OUTCOMES
from smstui.presentation.plans import CAUTION_LEAD

if TYPE_CHECKING:
    from smstui.services.drafts import Checked


@dataclass(frozen=True, slots=True)
class Ended:
    """The end of a row; without an outcome it was not tried."""

    outcome: Outcome | None
    message: str = ""


def plan_lines(
    ready: Sequence["Checked"], aside: Sequence["Checked"], width: int
) -> Sequence[Line]:
    """Each pair that one yes covers, and each that stands aside with its reason."""
    lines: list[Line] = [_count(len(ready), len(aside)), ()]
    for n, one in enumerate(ready, start=1):
        plan = one.draft_check.plan
        whose = f"account {plan.account}" if plan and plan.account else ""
        lines += _row(("●", "good"), n, one, (whose, "muted"), width)
        if one.unseen and plan:
            for note in plan.notes:
                lines += _wrapped(f"       {note}", "base", width)
            for said in (one.unseen, *plan.warnings):
                lines += _wrapped(f"     {CAUTION_LEAD}{said}", "caution", width)
    if aside:
        lines += [(), *_asides(aside, width)]
    if ready:
        said = "● reversible: each is sent by itself, read again, and can be undone."
        compare = f"{CAUTION_LEAD}Compare the last four digits with the cards."
        lines += [(), *_wrapped(compare, "caution", width), *_wrapped(said, "good", width)]
    return lines


def progress_lines(
    ready: Sequence["Checked"], ends: Mapping[str, Ended], aside: Sequence["Checked"], width: int
) -> Sequence[Line]:
    """Each row with its end, or that it is still to come."""
    lines: list[Line] = [[one_line(list(ends.values()), len(ready))], ()]
    for n, one in enumerate(ready, start=1):
        end = ends.get(one.draft.id)
        glyph, role = _look(end)
        lines += _row((glyph, role), n, one, (_word(end), role), width)
        if end is not None and end.message:
            lines += _wrapped(f"     {end.message}", "base", width)
    if aside:
        lines += [(), *_asides(aside, width)]
    return lines


def one_line(ends: Sequence[Ended], of: int | None = None) -> Span:
    """Return one line: the progress of the batch, or its end."""
    good = sum(end.outcome is Outcome.VERIFIED for end in ends)
    accepted = sum(end.outcome is Outcome.ACCEPTED for end in ends)
    bad = len(ends) - good - accepted
    total = of if of is not None else len(ends)
    said = f"{good} of {total} verified"
    said += (f", {accepted} accepted" if accepted else "") + (f", {bad} not" if bad else "")
    return said, "fault" if bad else "good" if good == total else "caution"


def _row(mark: Span, n: int, one: "Checked", said: Span, width: int) -> Iterator[Line]:
    """Yield a pair and what is said of it: behind it, or below where that would be cut."""
    line: list[Span] = [(f"{mark[0]} ", mark[1]), *_pair(n, one)]
    if not said[0]:
        yield line
    elif width_of(line) + 2 + width_of([said]) <= width:
        yield [*line, ("  ", "base"), said]
    else:
        yield line
        yield [("       ", "base"), said]


def _pair(n: int, one: "Checked") -> Line:
    return [
        (f"{n:>3}  ", "muted"),
        (one.draft.target_named, "strong"),
        ("  ", "base"),
        (number(one.draft.second_named), "strong"),
    ]


def _asides(aside: Sequence["Checked"], width: int) -> Iterator[Line]:
    for one in aside:
        yield [
            ("■ ", "fault"),
            (f"set aside  {one.draft.target_named}  {number(one.draft.second_named)}", "strong"),
        ]
        said = one.draft_check.said if one.draft.change else one.draft.said
        yield from _wrapped(f"     {said}", "base", width)


def _count(ready: int, aside: int) -> Line:
    line: list[Span] = [(f"{ready} ready", "good" if ready else "muted")]
    return [*line, ("   ", "base"), (f"{aside} set aside", "fault")] if aside else line


def _look(end: Ended | None) -> Span:
    if end is None:
        return NOT_STARTED.mark
    return OUTCOMES[end.outcome].mark if end.outcome is not None else ("○", "muted")


def _word(end: Ended | None) -> str:
    if end is None:
        return ""
    return OUTCOMES[end.outcome].word if end.outcome is not None else "not tried"


def _wrapped(text: str, role: str, width: int) -> list[Line]:
    indent = " " * (len(text) - len(text.lstrip()))
    return placed(Paragraph(text.lstrip(), role, indent), width)
