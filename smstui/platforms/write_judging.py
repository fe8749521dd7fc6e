"""What the HTTP status of an answer to a write means (design §3).

A 4xx except 408 is certainly a refusal: it had no effect. Everything else that is no 2xx, a
redirect included, leaves open whether it had one.
"""

from smstui.domain.errors import TimedOut
from smstui.domain.text import Clean
from smstui.platforms.answer import Answer, Question, host_of
from smstui.platforms.denials import refuse_denials
from smstui.platforms.failures import refused, server_failed, unreadable
from smstui.platforms.port import Errand

_NOTHING_SAID = Clean("")


def refuse_status(
    answer: Answer,
    question: Question,
    errand: Errand,
    *,
    said: str = "",
    code: Clean = _NOTHING_SAID,
) -> None:
    """Raise for every status but a 2xx; `said` is the platform's own word on it, cleaned."""
    if answer.ok:
        return
    status = f"HTTP {answer.status}{', ' if said else ''}{said}"
    if answer.status == 408:
        raise TimedOut(
            f"{host_of(question)} gave up on {question.about} ({status}).",
            hint="Whether it had an effect has to be read.",
            correlation_id=errand.correlation_id,
        )
    if answer.status in (401, 403):
        refuse_denials(answer, question, errand, Clean(said))
    if 400 <= answer.status < 500:
        raise refused(question, errand, said=status, code=code, http_status=answer.status)
    if answer.status >= 500:
        raise server_failed(question, errand, status)
    raise unreadable(question, errand, f"it is no answer but HTTP {answer.status}")
