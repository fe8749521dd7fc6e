"""Judge the answer of SRM to ending a session, for both families (sdp2.md "Sessions by SRM", D)."""

from smstui.platforms import json_document
from smstui.platforms.answer import Answer, Question
from smstui.platforms.denials import parsed
from smstui.platforms.error_forms import own_error, parsed_leniently
from smstui.platforms.write_judging import refuse_status, refused
from smstui.platforms.writes import Acknowledgement


def judge_srm_end(answer: Answer, question: Question) -> Acknowledgement:
    """Take a 200 without an error as the acknowledgement; a refusal may come as 200."""
    if answer.ok and answer.body.strip():
        said = parsed(json_document.parse, answer, question)
    else:
        said = parsed_leniently(answer.body)
    error = own_error(said)
    if error is not None and answer.ok:
        raise refused(question, said=error.words, code=error.code, http_status=answer.status)
    if error is not None:
        refuse_status(answer, question, said=error.words, code=error.code, own_form=True)
    refuse_status(answer, question)
    return Acknowledgement("SRM took it")
