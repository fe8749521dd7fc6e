"""What `smstui doctor` sees only in the answers for an id that exists, each by its name.

An answer to a read of an id that nobody has shows no record, and a change is never tried out.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from smstui.commands.checkup import Check, Result
from smstui.commands.exits import Exit
from smstui.config.settings import Deployment
from smstui.domain.marking import foreign
from smstui.domain.zone import minute
from smstui.platforms.comparison import Comparison, Remark, Topic
from smstui.services.changes.cas_answers import CasAnswer

KNOWN: Final = "To check it, name an id that exists: smstui doctor --known ID."
SUGGEST: Final = "smstui doctor --suggest prints what to add to the configuration."
MISTYPED: Final = (
    "Check the id. If it is right, this site has another name for the field of a lookup. Compare "
    "records and operations with the site's service description."
)
NOT_READ: Final = f"It was not compared. {KNOWN}"
MOST_TOLD: Final = 4
"""Remarks of one check that are told."""


@dataclass(frozen=True, slots=True)
class Unseen:
    """One difference of a site. `topic` is what is compared of a known id; None for the CAS.

    `settings` are the dotted keys that configure it; `needs` is a key without which it does
    not matter.
    """

    name: str
    what: str
    hint: str
    settings: tuple[str, ...]
    needs: str = ""
    topic: Topic | None = None


_STATUS_WORDS: Final = Unseen(
    "status words",
    "the words that this site uses for a status",
    "If smstui shows a status as unknown, add its word to records.words.",
    ("records.words",),
    topic=Topic.STATUS_WORDS,
)
_ANSWER_FIELDS: Final = Unseen(
    "answer fields",
    "the field names in the answers of this site",
    "If smstui should show one of these fields, add its name to records.",
    ("records",),
    topic=Topic.ANSWER_FIELDS,
)
_OF_SDP2: Final = (
    _STATUS_WORDS,
    _ANSWER_FIELDS,
    Unseen(
        "lookups",
        "whether each lookup finds its record",
        "Compare the entry with the site's service description, and set what differs in "
        "operations.",
        ("operations",),
        topic=Topic.FILTER_FIELDS,
    ),
)
_OF_OPF: Final = (
    _STATUS_WORDS,
    _ANSWER_FIELDS,
    Unseen(
        "filter fields",
        "the field names in the filters and bodies of this site",
        "If an id that exists is not found, set its field in records or its filter in operations.",
        ("records", "operations"),
        topic=Topic.FILTER_FIELDS,
    ),
    Unseen(
        "id prefix",
        "whether the ids of this site have a prefix",
        "If they have one that people do not type, set id_prefix to it. If not, set "
        'id_prefix = "".',
        ("id_prefix",),
        topic=Topic.ID_PREFIX,
    ),
    Unseen(
        "paging",
        "how the second page of a list is requested",
        "Only an account with two or more devices shows it. If a list is incomplete, set "
        'lists = { paging = "offset" }, or page_size of the entry.',
        ("lists.paging",),
        topic=Topic.PAGING,
    ),
    Unseen(
        "CAS words",
        "the words that the CAS uses for an executed command",
        "If an executed command is shown as refused, set cas_success.",
        ("cas_success",),
        needs="cag_url",
    ),
)
_BY_FAMILY: Final = {"sdp2": _OF_SDP2, "opf": _OF_OPF}


def known_checks(
    deployment: Deployment, told: Comparison, cas: Sequence[CasAnswer]
) -> Iterator[Check]:
    """Return a check for each thing that only the answers for a known id show.

    `told` is what they show, and `cas` the latest answers of the CAS, newest first. What they do
    not show is not checked.
    """
    yield from _of_known_id(told)
    own = {Topic.KNOWN_ID, *(each.topic for each in _BY_FAMILY[deployment.family])}
    for each in _BY_FAMILY[deployment.family]:
        if each.needs and not getattr(deployment.reached, each.needs):
            continue
        if each.topic is None:
            yield _of_cas(each, deployment, cas)
            continue
        remarks = [
            remark for remark in told.remarks
            if remark.topic is each.topic
            or (each.topic is Topic.ANSWER_FIELDS and remark.topic not in own)
        ]  # fmt: skip
        yield _compared(each, deployment, remarks, told.seen.get(each.topic, ""))


def _of_known_id(told: Comparison) -> Iterator[Check]:
    """Yield a check where no record was found for an id that was named.

    A fault of a lookup may be why: then that one decides how the command ends.
    """
    missing = [remark for remark in told.remarks if remark.topic is Topic.KNOWN_ID]
    if not missing:
        return
    if all(not remark.is_fault for remark in missing):
        yield Check(Topic.KNOWN_ID, Result.CAUTION, _some(missing), NOT_READ)
    elif any(remark.is_fault and remark not in missing for remark in told.remarks):
        why = "The faults below may be why: correct them first, or check the id."
        yield Check(Topic.KNOWN_ID, Result.CAUTION, _some(missing), why)
    else:
        yield Check(Topic.KNOWN_ID, Result.FAULT, _some(missing), MISTYPED, ends_in=Exit.NOT_FOUND)


def _compared(each: Unseen, deployment: Deployment, remarks: Sequence[Remark], seen: str) -> Check:
    given = next((key for key in each.settings if _is_set(deployment.reached, key)), "")
    if each.topic is Topic.ID_PREFIX and given and not deployment.reached.id_prefix:
        remarks = ()  # the site says that the text is part of its ids
    if faults := [remark for remark in remarks if remark.is_fault]:
        return Check(
            each.name, Result.FAULT, _some(faults), f"{each.hint} {SUGGEST}",
            ends_in=Exit.REFUSED_BY_PLATFORM,
        )  # fmt: skip
    if remarks:
        return Check(each.name, Result.CAUTION, _some(remarks), each.hint)
    if seen:
        return Check(each.name, Result.FINE, seen)
    detail = f"not checked: {each.what}"
    if given:
        return Check(each.name, Result.SKIPPED, f"{detail}; {given} is used as configured")
    return Check(each.name, Result.SKIPPED, detail, f"{KNOWN} {each.hint}")


def _of_cas(each: Unseen, deployment: Deployment, cas: Sequence[CasAnswer]) -> Check:
    """Return the check of the CAS's words, which only the answer to a change shows."""
    detail = f"not checked: {each.what}. Only the answer to a change shows them"
    if not cas:
        if _is_set(deployment.reached, each.settings[0]):
            detail = f"not checked: {each.what}; cas_success is used as configured"
            return Check(each.name, Result.SKIPPED, detail)
        return Check(each.name, Result.SKIPPED, f"{detail}; the journal has none yet", each.hint)
    last, words = cas[0], dict.fromkeys(word for one in cas for word in one.words)
    told = ", ".join(map(foreign, list(words)[:3]))
    when = f"change {last.change}, {minute(last.at)}"
    if last.executed:
        before = f"; words of commands that were not executed: {told}" if told else ""
        return Check(each.name, Result.FINE, f"the last command was executed ({when}){before}")
    if not _is_unknown(last, deployment):
        return Check(each.name, Result.FINE, f"the last command was not executed ({when})")
    return Check(
        each.name,
        Result.FAULT,
        f"the CAS answered its last command with {told or 'no word'}, which does not mean "
        f"success here ({when})",
        f"{each.hint} If the command failed, look at that change.",
        ends_in=Exit.REFUSED_BY_PLATFORM,
    )


def _is_unknown(answer: CasAnswer, deployment: Deployment) -> bool:
    """Return whether an answer has a word that is none of success as configured by now."""
    words = getattr(deployment.reached, "cas_success", ())
    return not answer.words or any(word.partition(" ")[0] not in words for word in answer.words)


def _some(remarks: Sequence[Remark]) -> str:
    more = len(remarks) - MOST_TOLD
    told = "; ".join(remark.detail for remark in remarks[:MOST_TOLD])
    return f"{told}; and {more} more" if more > 0 else told


def _is_set(table: object, key: str) -> bool:
    """Return whether the configuration itself sets a dotted key, to whatever value."""
    for name in key.split("."):
        if isinstance(table, Mapping):
            if name not in table:
                return False
            table = table[name]
        elif name in getattr(table, "model_fields_set", ()):
            table = getattr(table, name)
        else:
            return False
    return True
