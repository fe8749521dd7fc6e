"""Sort the answer to a write by its HTTP status and JSON (design §3, "Sorting the answer").

A 4xx except 408 is a refusal. Everything else that is no 2xx, a redirect included, is no answer.
Neither says what is so now: that is read.
"""

from typing import Any

from smstui.domain.errors import ANSWERED, Refused, TimedOut
from smstui.domain.known_secrets import without_secrets
from smstui.domain.marking import foreign, plain
from smstui.domain.text import Clean
from smstui.platforms import json_document
from smstui.platforms.answer import Answer, Question, host_of
from smstui.platforms.correlation import correlation_id
from smstui.platforms.denials import parsed, refuse_denials
from smstui.platforms.error_forms import (
    own_error,
    parsed_leniently,
    status_and_words,
    value_of,
    word,
)
from smstui.platforms.failures import server_failed, unreadable

_NOTHING_SAID = Clean("")


def refuse_status(
    answer: Answer,
    question: Question,
    *,
    said: str = "",
    code: Clean = _NOTHING_SAID,
    own_form: bool = False,
) -> None:
    """Raise for every status but a 2xx.

    `said` is the platform's own word on it, cleaned; `own_form` as in `Refused`.
    """
    if answer.ok:
        return
    said = without_secrets(said)
    status = status_and_words(answer.status, said)
    if answer.status == 408:
        raise TimedOut(
            f"{host_of(question)} gave up on {question.about} ({status}).",
            correlation_id=correlation_id(),
        )
    if answer.status in (401, 403):
        try:
            refuse_denials(answer, question, Clean(said))
        except Refused as denial:
            denial.own_form = own_form
            raise
    if 400 <= answer.status < 500:
        raise refused(
            question, said=status, code=code, http_status=answer.status, own_form=own_form
        )
    if answer.status >= 500:
        raise server_failed(question, status)
    raise unreadable(question, f"it is no answer but HTTP {answer.status}")


def refused(
    question: Question,
    *,
    said: str,
    code: Clean = _NOTHING_SAID,
    http_status: int | None = None,
    own_form: bool = True,
) -> Refused:
    """Return the refusal of a change; `said` is the platform's word on it, cleaned."""
    words = without_secrets(said)
    dot = "" if plain(words).endswith(".") else "."
    return Refused(
        f"{host_of(question)} refused {question.wanted}. {ANSWERED}{words}{dot}",
        correlation_id=correlation_id(),
        platform_code=code,
        http_status=http_status,
        own_form=own_form,
    )


def said_to_change(answer: Answer, question: Question) -> Any:
    """Return the JSON of a 2xx that is no error; everything else raises. An empty body is {}.

    A refusal may come as HTTP 200.
    """
    if answer.ok and answer.body.strip():
        said = parsed(json_document.parse, answer, question)
    else:
        said = parsed_leniently(answer.body)
    error = own_error(said)
    if error is None:
        refuse_status(answer, question, said=foreign(word(value_of(said, "message", "error"))))
        return said if said is not None else {}
    refuse_status(answer, question, said=error.words, code=error.code, own_form=True)
    raise refused(question, said=error.words, code=error.code, http_status=answer.status)
