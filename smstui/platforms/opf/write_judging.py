"""What a module's answer to a write means (opf.md "Conventions", "CAG", "Live sessions")."""

from collections.abc import Iterator, Mapping
from typing import Any, Final

from smstui.domain.text import Clean, clean
from smstui.platforms import json_document
from smstui.platforms.answer import Answer, Question
from smstui.platforms.denials import parsed
from smstui.platforms.malformed import Malformed
from smstui.platforms.port import Errand
from smstui.platforms.write_judging import refuse_status, refused
from smstui.platforms.writes import Acknowledgement

CAS_DONE: Final = ("1028", "OK")
"""The one success pair published (opf.md "CAG", D)."""


def judge_write(answer: Answer, question: Question, errand: Errand) -> Acknowledgement:
    """Any 2xx is taken (conflict 5), unless its body says no. An empty body says nothing."""
    said: Any = {}
    if answer.body.strip():
        if answer.ok:
            said = parsed(json_document.parse, answer, question, errand)
        else:
            said = _as_far_as_readable(answer.body)
    _refuse_response(said, answer, question, errand)
    refuse_status(
        answer, question, errand, said=_words(said), code=_text(_value(said, "errorCode"))
    )
    failed = _failed_commands(said)
    if failed:
        return Acknowledgement(f"not executed: {', '.join(failed)}", failed=failed)
    if _value(said, "matchedCount") == 0:
        raise refused(question, errand, said="it matched no record", http_status=answer.status)
    modified = _value(said, "modifiedCount")
    if modified is not None:
        changed = modified != 0
        return Acknowledgement("changed" if changed else "it says nothing changed", changed)
    deleted = _value(said, "deletedCount")
    if deleted is not None:
        return Acknowledgement(f"{_text(deleted)} deleted, it says", deleted != 0)
    created = _value(said, "_id", "id")
    if created is not None:
        return Acknowledgement(f"created {_text(created)}", True, created=_text(created))
    numbers = list(_integers(said))
    if len(numbers) == 1:
        return Acknowledgement(f"{numbers[0]} ended, it says", numbers[0] > 0, count=numbers[0])
    return Acknowledgement("taken")


def _refuse_response(said: Any, answer: Answer, question: Question, errand: Errand) -> None:
    refusal = _value(said, "errorResponse")
    if isinstance(refusal, Mapping):
        code = _text(_value(refusal, "errorCode", "code"))
        words = ": ".join(part for part in (code, _text(refusal.get("errorMessage"))) if part)
        raise refused(question, errand, said=words, code=code, http_status=answer.status)


def _failed_commands(said: Any) -> tuple[str, ...]:
    """The CAS commands whose result is not the success pair: anything else is a failure (A)."""
    results = _value(said, "commandResults")
    if not isinstance(results, list):
        return ()
    return tuple(
        f"{_text(each.get('commandName'))} {_text(_value(each, 'id', '_id'))} "
        f"({_text(each.get('responseCode'))} {_text(each.get('responseText'))})"
        for each in results
        if isinstance(each, Mapping)
        and (str(each.get("responseCode")), str(each.get("responseText"))) != CAS_DONE
    )


def _as_far_as_readable(body: bytes) -> Any:
    try:
        return json_document.parse(body)
    except Malformed:
        return {}


def _words(said: Any) -> str:
    parts = (_text(_value(said, "errorCode")), _text(_value(said, "message")))
    return ": ".join(part for part in parts if part)


def _value(said: Any, *names: str) -> Any:
    if not isinstance(said, Mapping):
        return None
    return next((said[name] for name in names if said.get(name) is not None), None)


def _integers(said: Any) -> Iterator[int]:
    """Every integer in an answer: the number ended has no published key (opf.md, D)."""
    if type(said) is int:
        yield said
    elif isinstance(said, Mapping | list):
        for each in said.values() if isinstance(said, Mapping) else said:
            yield from _integers(each)


def _text(value: Any) -> Clean:
    return clean(value, cap=200) if isinstance(value, str | int) else Clean("")
