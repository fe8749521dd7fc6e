"""The account of a subscriber's own token (opf.md "ADM: accounts", D): six answers, told apart."""

from typing import Final

from smstui.domain.errors import Forbidden, NotFound, Refused, SignInRefused
from smstui.platforms.answer import Answer, Judge, Question, host_of
from smstui.platforms.correlation import correlation_id
from smstui.platforms.opf.judging import Shape, denial_of, judge_record
from smstui.platforms.paging import Wire

OWN_ACCOUNT: Final = "own-account"
"""The entry of the catalogue."""


def judge_own_account(shape: Shape) -> Judge[Wire]:
    """Return a judge for 200, 400, 401, 403 and 404; 500 is that of every read."""
    judge = judge_record(shape)

    def judged(answer: Answer, question: Question) -> Wire:
        _refuse(answer, question)
        return judge(answer, question)

    return judged


def _refuse(answer: Answer, question: Question) -> None:
    denial = denial_of(answer.body)
    told = ", ".join(part for part in (f"HTTP {answer.status}", denial.said) if part)
    host, known = host_of(question), correlation_id()
    match answer.status:
        case 400:
            raise Refused(
                f"{host} could not read the request for the account of this client token ({told}).",
                hint="Check tenant and client_url in the configuration, and the token.",
                correlation_id=known, platform_code=denial.code, http_status=400,
            )  # fmt: skip
        case 401:
            raise SignInRefused(
                f"{host} did not accept this client token: it is invalid or has expired ({told}).",
                hint="Give a token from a new sign-on of the customer.",
                correlation_id=known, platform_code=denial.code, http_status=401,
            )  # fmt: skip
        case 403:
            raise Forbidden(
                f"{host} does not let this client token read its account ({told}).",
                hint="Check whether the token is of this tenant, and the account's status.",
                correlation_id=known, platform_code=denial.code, http_status=403,
            )  # fmt: skip
        case 404:
            raise NotFound(
                f"{host} has no account for this client token ({told}).",
                hint="Look the account up by its number; check client_url in the configuration.",
                correlation_id=known,
            )
