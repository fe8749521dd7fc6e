"""Refuse an answer before it is read: sign-in, rights, addresses, redirects, portals, statuses."""

from collections.abc import Callable
from typing import Final, TypeVar

from smstui.domain.errors import Forbidden, Refused, SignInRefused, Unsupported
from smstui.domain.known_secrets import without_secrets
from smstui.domain.text import Clean
from smstui.platforms.answer import Answer, Question, host_of
from smstui.platforms.catalogue import Entry
from smstui.platforms.correlation import correlation_id
from smstui.platforms.documents import Malformed
from smstui.platforms.error_forms import status_and_words
from smstui.platforms.failures import refuse_server_errors, refused, unreadable

T = TypeVar("T")

NOTHING_SAID: Final = Clean("")
WEB_PAGES: Final = frozenset({"text/html", "application/xhtml+xml"})


class NoSuchCall(Unsupported):
    """The server has nothing at this address. `http_status` is its answer."""

    http_status: int | None = None


def refuse_unsupported(name: str, entry: Entry) -> None:
    """Raise for an entry that no site has named yet."""
    if entry.unsupported:
        raise Unsupported(
            f"This platform has no operation for {entry.text}.",
            hint=f"A site that has one names it in operations.{name}.",
            correlation_id=correlation_id(),
        )


def refuse_denials(answer: Answer, question: Question, said: str = NOTHING_SAID) -> None:
    """Raise for 401, 403, for an address where nothing is, for redirects and for web pages.

    `said` is the platform's own word on it, for the sentence.
    """
    said = Clean(without_secrets(said))
    host, status = host_of(question), status_and_words(answer.status, said)
    if answer.status == 401:
        raise SignInRefused(
            f"{host} did not accept our sign-in {_purpose(question)} ({status}).",
            hint="Check username and password in the configuration.",
            correlation_id=correlation_id(),
            http_status=401,
        )
    if answer.status == 403:
        raise Forbidden(
            f"{host} does not allow this user {question.wanted} ({status}).",
            hint="Ask the platform's operators for the right to it.",
            correlation_id=correlation_id(),
            http_status=403,
        )
    if answer.status in (404, 405, 501):
        absent = NoSuchCall(
            f"{host} has nothing at the address for {question.about} ({status}).",
            hint="Check the addresses in the configuration; smstui doctor compares the catalogue.",
            correlation_id=correlation_id(),
        )
        absent.http_status = answer.status
        raise absent
    if 300 <= answer.status < 400:
        raise Refused(
            f"{host} sent {question.about} elsewhere ({status}), which is not followed.",
            hint="Put the final address into the configuration.",
            correlation_id=correlation_id(),
            http_status=answer.status,
        )
    if answer.ok and answer.media_type in WEB_PAGES:
        raise unreadable(question, "it is a web page, perhaps of a proxy or a portal")


def refuse_read(
    answer: Answer, question: Question, said: str = NOTHING_SAID, code: Clean = NOTHING_SAID
) -> None:
    """Raise for every status of a read but a 2xx, and for a web page.

    `said` and `code` are the platform's own word on it.
    """
    refuse_denials(answer, question, said)
    if answer.ok:
        return
    refuse_server_errors(answer, question)
    told = status_and_words(answer.status, said)
    raise refused(question, said=told, code=code, http_status=answer.status)


def parsed(parse: Callable[[bytes], T], answer: Answer, question: Question) -> T:
    """Return the body as `parse` reads it. Raises Unreadable for a Malformed one."""
    try:
        return parse(answer.body)
    except Malformed as error:
        raise unreadable(question, str(error)) from None


def _purpose(question: Question) -> str:
    """Return what a request was for: a record ("for the box 3"), or a change ("to pair box 3")."""
    return question.wanted if question.wanted.startswith("to ") else f"for {question.about}"
