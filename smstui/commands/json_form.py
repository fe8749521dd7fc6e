"""Records and outcomes as JSON. Pure.

Every record has `id, kind, status, name` and its own fields. Ids are strings, unknown is null,
times are ISO 8601 in UTC. A secret's field is left out altogether, so that no reader mistakes a
mask for a value.
"""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any, Final

from smstui.domain.age import age_s
from smstui.domain.bundle import Bundle, Part
from smstui.domain.identifiers import Identification, IdKind
from smstui.domain.marking import typed
from smstui.domain.moments import moment_form
from smstui.domain.naming import kind_of
from smstui.domain.privacy import asked_by
from smstui.domain.record import Record, secrets_of
from smstui.domain.skew import is_large, skew_sentence
from smstui.domain.text import clean, clean_sentence
from smstui.services.outcomes import Match, Nothing, Opened, Outcome, Recent, Several, Suggestion

LOOKUP_SCHEMA: Final = "smstui/lookup/1"
RECENTS_SCHEMA: Final = "smstui/recents/1"

Form = dict[str, Any]


def record_form(record: Record) -> Form:
    """One record: what every record has first, then its own fields."""
    form: Form = {
        "id": record.id,
        "kind": kind_of(record),
        "status": _plain(getattr(record, "status", None)),
        "name": _plain(getattr(record, "name", None)),
    }
    hidden = secrets_of(type(record)) | {"unreadable", "pins", *form}
    for name in type(record).model_fields:
        if name in ("information", "billing_address"):
            value = getattr(record, name)
            form[name] = None if value is None else dict(value)
        elif name not in hidden:
            form[name] = _plain(getattr(record, name))
    if record.unreadable:
        form["unreadable"] = list(record.unreadable)
    return form


def lookup_form(deployment: str, family: str, outcome: Outcome, now: datetime) -> Form:
    """Return the document of one lookup, however it ended."""
    match outcome:
        case Opened():
            return _frame(
                deployment,
                family,
                asked_form(outcome.asked, outcome.kind),
                source=outcome.source,
                **_bundle_form(outcome.bundle, now),
                problems=problems_form(outcome),
            )
        case Several():
            return _frame(
                deployment,
                family,
                asked_form(outcome.asked),
                source=_source_of(outcome.matches),
                matches=[match_form(match) for match in outcome.matches],
                problems=[
                    {"part": "platform", "reason": clean_sentence(why)}
                    for why in (*outcome.problems, *outcome.notes)
                ],
            )
        case Nothing():
            return _frame(
                deployment,
                family,
                asked_form(outcome.asked),
                source="platform" if outcome.tried else "cache",
                suggestions=[_suggestion_form(one) for one in outcome.suggestions],
            )


def own_lookup_form(
    deployment: str, family: str, asked: str, bundle: Bundle, now: datetime
) -> Form:
    """Return the document of the account of a subscriber's own token; `asked` stands for it."""
    form = _bundle_form(bundle, now)
    form["source"] = "platform"
    return _frame(deployment, family, {"text": asked, "kinds": [], "kind": None}, **form)


def failed_lookup_form(deployment: str, family: str, text: str) -> Form:
    """Return the document of a lookup that an error ended; the caller adds `error`."""
    return _frame(deployment, family, {"text": typed(clean(text)), "kinds": [], "kind": None})


def asked_form(asked: Identification, kind: IdKind | None = None) -> Form:
    """Return what was typed, every kind it could be, and the kind that was found."""
    kinds = [each.value for each in asked.kinds]
    return {
        "text": asked_by(asked.text, kind),
        "kinds": kinds,
        "kind": kind.value if kind else None,
    }


def recent_form(recent: Recent) -> Form:
    """One row of the recent lookups."""
    return {
        "id": recent.id,
        "kind": recent.kind,
        "status": recent.status or None,
        "name": recent.name or None,
        "account": recent.account or None,
        "asked": {"text": recent.asked, "kind": recent.as_kind.value},
        "seen_at": moment_form(recent.seen_at),
    }


def _frame(deployment: str, family: str, asked: Form, **known: Any) -> Form:
    """Return every key of the contract in its order, what is not known as null or none."""
    frame: Form = {
        "schema": LOOKUP_SCHEMA,
        "deployment": deployment,
        "family": family,
        "asked": asked,
        "source": None,
        "age_s": None,
        "account": None,
        "users": [],
        "devices": [],
        "smartcards": [],
        "sessions": None,
        "rights": None,
        "problems": [],
        "matches": [],
        "suggestions": [],
    }
    return frame | known


def _bundle_form(bundle: Bundle, now: datetime) -> Form:
    account = record_form(bundle.owner) if bundle.owner else None
    if account is not None and bundle.pins.was_read:
        account["pins"] = [record_form(pin) for pin in bundle.pins]
    elif account is not None and bundle.owner and bundle.owner.pins:
        account["pins"] = [record_form(pin) for pin in bundle.owner.pins]
    return {
        "age_s": age_s(bundle.read_at, now),
        "account": account,
        "users": [record_form(user) for user in bundle.users],
        "devices": [record_form(device) for device in bundle.devices],
        "smartcards": [record_form(card) for card in bundle.smartcards],
        "sessions": _known(bundle.sessions),
        "rights": _known(bundle.rights),
    }


def _known(part: Part[Any]) -> list[Form] | None:
    """Return the records of a part; null if it could not be read, which is not "none"."""
    return [record_form(record) for record in part] if part.was_read else None


def problems_form(opened: Opened) -> list[Form]:
    """Return what could not be asked or read, part by part, why the platform was not reached, and a
    clock that is wrong."""
    bundle = opened.bundle
    asking = [opened.offline, *opened.problems, *opened.notes]
    problems: list[Form] = [
        {"part": "platform", "reason": clean_sentence(why)} for why in asking if why
    ]
    for name, part in bundle.parts():
        if reason := part_problem(part):
            problems.append({"part": name, "reason": reason})
    if bundle.skew is not None and is_large(bundle.skew):
        problems.append({"part": "clock", "reason": f"{skew_sentence(bundle.skew)}."})
    return problems


def part_problem(part: Part[Any]) -> str:
    """Return why a part is missing or not whole; empty where nothing is missing."""
    if part.was_read:
        if part.total is not None and part.total > len(part):
            return f"{len(part)} of {part.total} were read"
        return ""
    if part.state == "not asked":
        return ""
    reason = part.reason or f"{part.state}"
    return (
        f"{reason} (correlation id {part.correlation_id})"
        if (part.correlation_id and part.correlation_id not in reason)
        else reason
    )


def match_form(match: Match) -> Form:
    """One of several records that a text leads to."""
    return {
        "id": match.id,
        "kind": match.kind,
        "status": match.status or None,
        "name": match.name or None,
        "account": match.account or None,
        "matched_by": match.matched_by.value,
        "ask": {"text": asked_by(match.asked, match.as_kind), "as": match.as_kind.value},
        "source": match.source,
    }


def _suggestion_form(suggestion: Suggestion) -> Form:
    return {
        "text": asked_by(suggestion.text, suggestion.kind),
        "kind": suggestion.kind.value,
        "title": suggestion.title,
        "account": suggestion.account or None,
        "seen_at": moment_form(suggestion.seen_at),
    }


def _source_of(matches: Sequence[Match]) -> str:
    return "platform" if any(match.source == "platform" for match in matches) else "cache"


def _plain(value: Any) -> Any:
    """Return a field's value as JSON has it."""
    match value:
        case None | bool() | int() | float():
            return value
        case datetime():
            return moment_form(value)
        case date():
            return value.isoformat()
        case Record():
            return record_form(value)
        case Mapping():
            return {str(name): _plain(inner) for name, inner in value.items()}
        case list() | tuple():
            return [_plain(inner) for inner in value]
        case _:
            return str(value)
