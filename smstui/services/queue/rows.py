"""Convert an answer to a row of the queue. Pure."""

from dataclasses import replace

from smstui.domain.marking import may_be_a_login
from smstui.domain.not_found import no_record, not_cached
from smstui.domain.privacy import PERSONAL_KINDS
from smstui.domain.text import clean, clean_sentence
from smstui.domain.triage.diagnosis import Diagnosis
from smstui.domain.triage.finding import Result
from smstui.domain.triage.queue import QueueRow, Standing
from smstui.services.outcomes import Nothing, Opened, Several, shown_sentence
from smstui.services.queue.running import Answered

_STANDING = {
    Result.FAULT: Standing.FAULT,
    Result.CAUTION: Standing.CAUTION,
    Result.NOT_CHECKED: Standing.NOT_CHECKED,
    Result.FINE: Standing.FINE,
}


def waiting_row(place: int, text: str) -> QueueRow:
    """Return the row of an id that is not diagnosed yet."""
    return QueueRow(place, clean(text), private=may_be_a_login(text)).searchable()


def row_of(answered: Answered, place: int) -> QueueRow:
    """Return the row of an answer, at `place` of its list."""
    text = answered.text
    row = QueueRow(place, clean(text), final=answered.final, private=may_be_a_login(text))
    if answered.error is not None:
        error = answered.error
        told = " ".join(part for part in (error.message, error.hint) if part)
        row = replace(row, standing=Standing.FAILED, title=clean_sentence(told), error=error.code,
                      correlation_id=error.correlation_id)  # fmt: skip
    elif answered.diagnosed is not None:
        outcome = answered.diagnosed.outcome
        if isinstance(outcome, Opened):
            row = _judged(row, outcome, answered.diagnosed.diagnosis)
        elif isinstance(outcome, Several):
            title = f"leads to {len(outcome.matches)} records; pick one"
            row = replace(row, standing=Standing.SEVERAL, title=title,
                          correlation_id=outcome.correlation_id)  # fmt: skip
        else:
            row = replace(row, standing=Standing.NOT_FOUND, title=_missing(outcome),
                          error="not-found", correlation_id=outcome.correlation_id)  # fmt: skip
    return row.searchable()


def _judged(row: QueueRow, opened: Opened, diagnosis: Diagnosis | None) -> QueueRow:
    assert diagnosis is not None  # noqa: S101  an opened id was judged
    bundle, focus = opened.bundle, opened.bundle.focus
    owner = bundle.owner
    top = next((one for one in diagnosis.findings if one.result is diagnosis.result), None)
    row = replace(
        row,
        standing=_STANDING[diagnosis.result],
        kind=focus.kind,
        id=clean(focus.id),
        account=clean(owner.id or "") if owner else "",
        title=clean_sentence(diagnosis.verdict),
        source=opened.source,
        read_at=bundle.read_at,
        correlation_id=opened.correlation_id,
        private=opened.kind in PERSONAL_KINDS,
    )
    if top is None or diagnosis.result is Result.FINE:
        return row
    read_now = opened.source == "platform"
    return replace(
        row,
        check=top.check,
        title=clean_sentence(top.title)
        if diagnosis.result is Result.CAUTION and read_now
        else row.title,
        way_on=clean_sentence(top.next.text) if top.next else "",
        action=top.next.action if top.next else "",
    )


def _missing(nothing: Nothing) -> str:
    if nothing.shown:
        return clean_sentence(shown_sentence(nothing.asked.text, nothing.shown[0]))
    if nothing.offline:
        return clean_sentence(f"{not_cached('')} {nothing.offline}")
    near = [one for one in nothing.suggestions if one.kind not in PERSONAL_KINDS]
    hint = f" Did you mean {near[0].text}?" if near else ""
    said = no_record("", "", nothing.tried, nothing.not_asked, nothing.family)
    return clean_sentence(said + hint)
