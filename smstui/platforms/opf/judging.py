"""Judge a REST module's answer to a read (opf.md "Conventions")."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from smstui.domain.errors import Refused
from smstui.domain.privacy import foreign_words
from smstui.domain.text import Clean, clean, clean_foreign
from smstui.platforms import json_document
from smstui.platforms.answer import Answer, Judge, Question, host_of
from smstui.platforms.catalogue import Lists
from smstui.platforms.correlation import correlation_id
from smstui.platforms.denials import NOTHING_SAID, parsed, refuse_denials, refuse_read
from smstui.platforms.documents import Malformed, as_list
from smstui.platforms.error_forms import own_error, parsed_leniently, status_and_words, value_of
from smstui.platforms.failures import refused, unreadable
from smstui.platforms.paging import Page, Wire, number

_SUCCESS: Final = re.compile("0|2[0-9]{2}")
"""Codes that stand beside a good answer where a server always sends one."""


class NobodyThere(Refused):
    """404 with the platform's own error: the call exists, the record does not."""


@dataclass(frozen=True, slots=True)
class Denial:
    """The platform's error form `{message, code, errorCode}`."""

    code: Clean
    message: Clean

    @property
    def said(self) -> str:
        return foreign_words(clean_foreign(self.code), clean_foreign(self.message))


@dataclass(frozen=True, slots=True)
class Shape:
    """The shape of an answer: the site's list envelope, and the id that makes an object a record.

    `key` gives the id of a record of the wanted kinds, None for an object that is none. Without
    it any object is one. `null_is_none` says whether null means that there is no such record.
    """

    lists: Lists
    key: Callable[[Wire], str | None] | None = None
    null_is_none: bool = True


def judge_record(shape: Shape) -> Judge[Wire]:
    """Return a judge that reads one record, also out of a list envelope; {} for none."""

    def judged(answer: Answer, question: Question) -> Wire:
        page = _page(answer, question, shape)
        if page.missing or len(page.records) > 1:
            raise unreadable(question, "it has several records where one should be")
        return page.records[0] if page.records else {}

    return judged


def judge_page(shape: Shape) -> Judge[Page]:
    """Return a judge that reads a list: an envelope, a bare list, or one record."""

    def judged(answer: Answer, question: Question) -> Page:
        return _page(answer, question, shape)

    return judged


def unpacked(said: Any, lists: Lists) -> tuple[list[Any] | None, int | None]:
    """Return elements and number of a list, in its envelope or bare; None for what is absent.

    Raises Malformed for a number that is none.
    """
    if isinstance(said, list):
        return said, None
    if not isinstance(said, Mapping):
        return None, None
    if lists.spelling.contradicts("total", said):
        raise Malformed("it has two numbers of records")
    total = number(lists.spelling.find("total", said))
    items = lists.spelling.list_at("items", said)
    if items is None or isinstance(items, str):
        return ([] if total is not None and items is None else None), total
    return as_list(items), total


def _page(answer: Answer, question: Question, shape: Shape) -> Page:
    said = judge(answer, question)
    if said is None and shape.null_is_none:
        return Page([], 0)
    is_record = isinstance(said, Mapping) and bool(shape.key and shape.key(said))
    if isinstance(said, Mapping) and not is_record:
        _refuse_error_form(said, answer, question)
    try:
        elements, total = unpacked(said, shape.lists)
    except Malformed as error:
        raise unreadable(question, str(error)) from None
    if elements is None or (is_record and not elements):
        if not isinstance(said, Mapping) or not (is_record or shape.key is None):
            raise unreadable(question, "it is neither a list nor a record")
        elements, total = ([said] if said else []), None
    if not all(isinstance(each, Mapping) for each in elements):
        raise unreadable(question, "it has something else where a record should be")
    keyed = [(_key(each, shape), each) for each in elements]
    kept = [(key, each) for key, each in keyed if key is not None]
    if elements and not kept and shape.key is not None:
        raise unreadable(question, "none of its records has an id")
    return Page(
        [each for _, each in kept], len(elements), total, keys=tuple(key for key, _ in kept)
    )


def _key(record: Wire, shape: Shape) -> str | None:
    if shape.key is not None:
        return shape.key(record)
    return repr(record) if record else None


def _refuse_error_form(said: Wire, answer: Answer, question: Question) -> None:
    """Raise for the platform's error form in a good answer."""
    error = own_error(said)
    if error is None or (error.code and _SUCCESS.fullmatch(error.code)):
        return
    words = status_and_words(answer.status, error.words)
    raise refused(question, said=words, code=error.code, http_status=answer.status)


def judge(answer: Answer, question: Question) -> Any:
    """Return the value of a good answer; everything else raises.

    A 404 that carries an errorCode means the record, any other 404 means the call. A refusal
    may come as HTTP 200.
    """
    if not answer.ok:
        _refuse(answer, question)
    refuse_denials(answer, question)
    said = parsed(json_document.parse, answer, question)
    if isinstance(said, Mapping) and said.get("errorResponse") is not None:
        _refuse_error_form(said, answer, question)
    return said


def _refuse(answer: Answer, question: Question) -> None:
    denial = denial_of(answer.body)
    if answer.status == 404 and denial.code:
        raise NobodyThere(
            f"{host_of(question)} knows no record for {question.about} ({denial.said}).",
            hint="Check the id.",
            correlation_id=correlation_id(),
            platform_code=denial.code,
            http_status=404,
        )
    refuse_read(answer, question, denial.said, denial.code)


def denial_of(body: bytes) -> Denial:
    """Return what the platform says in its error form; empty where it does not."""
    said = parsed_leniently(body)
    code, message = value_of(said, "errorCode"), value_of(said, "message")
    return Denial(_text(code, clean), _text(message, clean_foreign))


def _text(raw: Any, read: Callable[[Any, int], Clean]) -> Clean:
    return NOTHING_SAID if raw is None or isinstance(raw, dict | list) else read(raw, 300)
