"""Mask who a person is, where they live and how they sign on.

Privacy masks by field, never by word. A personal field is declared once, at its record
(`PERSONAL`), and is masked wherever its value goes: records are masked before a view gets them
(`masked_bundle`), and sentences have marks (`smstui.domain.marking`). Statuses, ids and the words
of this program are never masked. Secrets are always masked, elsewhere.
"""

import re
import unicodedata
from collections.abc import Collection, Iterator, Mapping
from functools import cache
from typing import TYPE_CHECKING, Any, Final, TypeVar

from smstui.domain.account import Account
from smstui.domain.bundle import PART_NAMES, Bundle, Part
from smstui.domain.device import Device, MediaPlayer, SetTopBox
from smstui.domain.identifiers import IdKind, code_key
from smstui.domain.marking import PRIVACY_MASK as _MASK
from smstui.domain.marking import foreign, is_number, numbered, personal, typed
from smstui.domain.naming import names_in
from smstui.domain.record import Record, personal_of
from smstui.domain.text import Clean
from smstui.domain.user import User

if TYPE_CHECKING:
    from smstui.domain.changes.facts import Fact
    from smstui.domain.changes.plan import Plan

PRIVACY_MASK: Final = Clean(_MASK)

_IN_VALUES: Final = frozenset({"login", "title", "text"})
"""Personal values of a request or a write that are not a field of any record.

These are the login id of a new account, and messages to a customer.
"""

_NUMBERS: Final = frozenset({"card", "new_card", "casn"})
"""Facts and values that are the number of a card or a chipset, which may be new."""

PERSONAL_KINDS: Final = frozenset({IdKind.LOGIN, IdKind.ORIGIN})
"""Kinds whose ids privacy masks: they say how a person signs on, or who it is elsewhere."""

_TECHNICAL: Final = re.compile(
    r"(?:securePlayer|device\.(?:screen|hardware|OS|CPU|GPU))(?:[.\[].*)?|device\.name"
)
"""Paths of device information that opf.md documents. The name of any other may name a person."""

_WITHOUT_A_PERSON: Final = re.compile(
    r"securePlayer\.(?:codecs|streamings|DRMs)(?:\[\d+\])?|device\.OS\.(?:type|version)"
)
_MEASURE: Final = re.compile(r"device\.(?:screen|CPU|GPU)\.[\w.]+")
_NUMBER: Final = re.compile(r"[0-9]+(?:\.[0-9]+)*|true|false", re.IGNORECASE)
"""Values of device information that are shown. A model is text that its owner may have typed."""

R = TypeVar("R", bound=Record)


@cache
def personal_values() -> frozenset[str]:
    """Return the names of the values of a request or a write that are personal."""
    records = (Account, User, SetTopBox, MediaPlayer)
    return _IN_VALUES.union(*(personal_of(each) for each in records))


def masked_record(record: R) -> R:
    """Return `record` with its personal fields masked. A user keeps its uid as id."""
    told: dict[str, Any] = {
        name: _masked(record, name)
        for name in personal_of(type(record))
        if getattr(record, name) is not None
    }
    return record.model_copy(update=told) if told else record


def _masked(record: Record, name: str) -> Any:
    if name == "login_id":
        return masked_login(getattr(record, "uid", None))
    if name == "date_of_birth":
        return None
    if name == "billing_address":
        return tuple((key, PRIVACY_MASK) for key, _ in getattr(record, name))
    if name == "information":
        return tuple(
            (
                path if _TECHNICAL.fullmatch(path) else Clean(f"{PRIVACY_MASK} {at}"),
                value if _names_no_person(path, value) else PRIVACY_MASK,
            )
            for at, (path, value) in enumerate(getattr(record, name), start=1)
        )
    return PRIVACY_MASK


def _names_no_person(path: str, value: str) -> bool:
    """Return whether a leaf of device information is technical, such as codecs or a width."""
    if _MEASURE.fullmatch(path):
        return _NUMBER.fullmatch(value) is not None
    return _WITHOUT_A_PERSON.fullmatch(path) is not None


def masked_login(uid: str | None) -> Clean:
    """Return the mask of a login id, with the uid if there is one, so that two differ."""
    return Clean(f"{PRIVACY_MASK} uid {uid}" if uid else PRIVACY_MASK)


def masked_bundle(bundle: Bundle) -> Bundle:
    """Return `bundle` with every record and its focus masked."""
    told: dict[str, Any] = {}
    for name in PART_NAMES:
        part: Part[Any] = getattr(bundle, name)
        told[name] = part.model_copy(update={"records": tuple(map(masked_record, part.records))})
    if bundle.focus.kind == "user":
        known = (user for user in bundle.users if bundle.focus.id in (user.login_id, user.uid))
        uid = next((user.uid for user in known), None)
        told["focus"] = bundle.focus.model_copy(update={"id": masked_login(uid)})
    return bundle.model_copy(update=told)


def asked_by(text: str, kind: str | None) -> str:
    """Return a text that was typed as an id, marked: as personal if it was read as a login id."""
    return personal(text) if kind in PERSONAL_KINDS else typed(text)


def name_in_brackets(record: Device) -> str:
    """Return the name of a device in brackets, marked as personal; empty without one."""
    return f" ({personal(record.name)})" if record.name else ""


def ids_in(bundle: Bundle) -> frozenset[str]:
    """Return every id in `bundle` that is no login id."""
    ids = {one.value for one in names_in(bundle) if one.kind not in PERSONAL_KINDS}
    uids = (getattr(record, "uid", None) for _, part in bundle.parts() for record in part)
    return frozenset(ids.union(uid for uid in uids if uid))


def ids_of_plan(plan: "Plan") -> frozenset[str]:
    """Return every id in a plan, as typed or as sent, that is not a login id.

    The number of a card or a chipset that is new by the plan is one if it has the form of it.
    """
    steps = plan.steps
    images = (plan.preconditions, *(step.before for step in steps))
    subjects = (*plan.subjects, *(subject for step in steps for subject in step.subjects))
    logins = {one.ask.value for one in subjects if one.ask.kind in PERSONAL_KINDS}
    ids = {
        plan.account,
        plan.confirm,
        *(step.write.target for step in steps),
        *(step.write.values.get("card") or "" for step in steps),
        *(fact.id for image in images for fact in image),
        *(one.ask.value for one in subjects),
    }
    request = plan.request
    if request is not None and steps and request.as_kind not in PERSONAL_KINDS:
        ids |= {request.target, request.second}
    new = {code_key(number) for number in _new_numbers(plan) if not is_number(number)}
    known = {each for each in ids if code_key(each) not in new}
    return frozenset(known - logins - {""})


def _new_numbers(plan: "Plan") -> frozenset[str]:
    """Return the numbers of cards and chipsets that a plan gives and that no record has."""
    before = [plan.preconditions, *(step.before for step in plan.steps)]
    told = {fact: value for image in before for fact, value in image.items() if value}
    known = {fact.id for fact in told} | {told[fact] for fact in told if fact.name in _NUMBERS}
    after = [item for step in plan.steps for item in step.after.items()]
    given = {value for fact, value in after if fact.name in _NUMBERS and value}
    made = {fact.id for fact, _ in after if fact.kind in ("smartcard", "chipset")}
    return frozenset((given | made) - known)


def value_of(fact: "Fact", value: str | None) -> str:
    """Return the value of a fact for people, marked if it is of a personal field."""
    if not value:
        return "none"
    return personal(value) if is_personal(fact) else value


def wanted_value_of(fact: "Fact", value: str | None) -> str:
    """Return the value that a plan gives to a fact, like `value_of`. A new number is `numbered`."""
    return numbered(value) if value and fact.name in _NUMBERS else value_of(fact, value)


def in_words(fact: "Fact", value: str | None, *, wanted: bool = False) -> tuple[str, str]:
    """Return a fact and its value for a sentence. Whether a record is there is told of the record:
    `box 3422`, `does not exist`. A `wanted` value is one that a plan gives."""
    if fact.is_existence:
        return fact.record, "exists" if value else "does not exist"
    return fact.shown, (wanted_value_of if wanted else value_of)(fact, value)


def is_personal(fact: "Fact") -> bool:
    """Return whether the value of a fact is that of a personal field."""
    return fact.name.replace(" ", "_") in personal_values()


def marked_values(values: Mapping[str, str | None]) -> dict[str, str | None]:
    """Return the values of a request or a write, with those of personal fields marked."""
    return {name: _marked_value(name, value) if value else value for name, value in values.items()}


def _marked_value(name: str, value: str) -> str:
    if name in _NUMBERS:
        return numbered(value)
    return personal(value) if name in personal_values() else value


def words_of(bundle: Bundle) -> frozenset[str]:
    """Return the text of every personal field in `bundle`, whole and word by word."""
    texts = {
        text
        for _, part in bundle.parts()
        for record in part
        for name in personal_of(type(record))
        for text in _texts(getattr(record, name))
    }
    words = (word for text in texts for word in re.split(r"[\s,;/]+", text))
    return frozenset(texts.union(word for word in words if len(word) >= _SHORTEST))


def _texts(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, tuple):
        yield from (leaf for _, leaf in value)


_SHORTEST: Final = 3
"""Letters of a word of a personal field that is searched in free text. A whole field may be
shorter."""


def marked_words(text: str, words: Collection[str]) -> str:
    """Return free text with each of `words` marked, whatever its case and Unicode form.

    For text that a person wrote, about which nothing else is known.
    """
    spelled = unicodedata.normalize("NFC", text)
    known = {unicodedata.normalize("NFC", word).strip() for word in words} - {""}
    if not known:
        return text
    longest = sorted(known, key=len, reverse=True)
    pattern = rf"(?<!\w)(?:{'|'.join(map(re.escape, longest))})(?!\w)"
    return re.sub(pattern, lambda found: personal(found[0]), spelled, flags=re.IGNORECASE)


_CODE: Final = re.compile(r"(?:[A-Za-z]{1,10}:)?(?:[A-Z]{0,5}[-_]?\d{1,6}(?:[.-]\d{1,4})*)")
_FAULTS: Final = frozenset(
    {"client", "server", "sender", "receiver", "mustunderstand", "versionmismatch",
     "dataencodingunknown", "invalid_grant", "invalid_client", "unauthorized_client",
     "invalid_request", "unsupported_grant_type", "invalid_scope"}
)  # fmt: skip
"""Codes of SOAP and OAuth that have no digit."""


_LONGEST_CODE: Final = 32


def foreign_words(code: str, text: str = "", between: str = ": ") -> str:
    """Return the platform's code and text for a sentence, marked, except what looks like a code."""
    if code and not text:
        return code if _is_code(code) else foreign(code)
    if code and _is_code(code):
        return f"{code}{between}{foreign(text)}"
    return foreign(between.join(part for part in (code, text) if part))


def _is_code(code: str) -> bool:
    known = code.rpartition(":")[2].casefold() in _FAULTS and len(code) <= _LONGEST_CODE
    return known or _CODE.fullmatch(code) is not None
