"""Privacy: names, postal addresses and login ids masked for a terminal that others can see.

Ids that work needs stay: account number, uids, CASN, NUID, card, MAC, serial, IP. Secrets are
masked always and by other means.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import lru_cache
from typing import TYPE_CHECKING, Any, Final, TypeVar

from smstui.domain.account import Account
from smstui.domain.bundle import PART_NAMES, Bundle, Part
from smstui.domain.device import Device
from smstui.domain.identifiers import IdKind
from smstui.domain.naming import names_in
from smstui.domain.record import Record
from smstui.domain.text import Clean
from smstui.domain.user import User

if TYPE_CHECKING:
    from smstui.domain.changes.plan import Plan

VEILED: Final = Clean("▒▒▒▒")
"""What stands where something private was; unlike a secret's mask, so that neither is taken for
the other."""

OF_ACCOUNT: Final = (
    "title_of_address", "first_name", "last_name", "address1", "address2", "locality", "city",
    "county", "postcode", "country", "sign_on_id",
)  # fmt: skip
OF_USER: Final = ("login_id", "name")
OF_DEVICE: Final = ("name", "description")
_IN_VALUES: Final = frozenset({*OF_ACCOUNT, "login", "name", "description", "title"})
"""Keys of a request's and a write's values that tell a person, as `Call` names them."""
_SHORTEST: Final = 3
"""Letters of a word that is masked in a sentence; `UK` there could be part of anything."""

_BEFORE: Final = r"(?<![\w@-])(?<!\w\.)"
_AFTER: Final = r"(?![\w@-])(?!\.\w)"
"""Not within a longer id: `ada-phone` is the id of a player, and is needed."""

R = TypeVar("R", bound=Record)


def fields_of(record: Record) -> tuple[str, ...]:
    """The private fields of a record."""
    match record:
        case Account():
            return OF_ACCOUNT
        case User():
            return OF_USER
        case Device():
            return OF_DEVICE
        case _:
            return ()


def veiled_record(record: R) -> R:
    """`record` with what is private masked. A user keeps an id of its own: its uid."""
    told: dict[str, Any] = {
        name: VEILED for name in fields_of(record) if getattr(record, name) is not None
    }
    if isinstance(record, User):
        if "login_id" in told:
            told["login_id"] = veiled_login(record.uid)
        if record.date_of_birth is not None:
            told["date_of_birth"] = None
    return record.model_copy(update=told) if told else record


def may_be_a_login(text: str) -> bool:
    """Whether nobody can say that it is not: no number and no hexadecimal device id."""
    return not re.fullmatch(r"[0-9A-Fa-f:.\- ]+", text)


def veiled_login(uid: str | None) -> Clean:
    """What stands for a login id: a mask, and the uid where there is one, so that two differ."""
    return Clean(f"{VEILED} uid {uid}" if uid else VEILED)


def veiled_bundle(bundle: Bundle) -> Bundle:
    """`bundle` with what is private masked in every record, and in its focus."""
    told: dict[str, Any] = {}
    for name in PART_NAMES:
        part: Part[Any] = getattr(bundle, name)
        told[name] = part.model_copy(update={"records": tuple(map(veiled_record, part.records))})
    if bundle.focus.kind == "user":
        known = (user for user in bundle.users if bundle.focus.id in (user.login_id, user.uid))
        uid = next((user.uid for user in known), None)
        told["focus"] = bundle.focus.model_copy(update={"id": veiled_login(uid)})
    return bundle.model_copy(update=told)


def words_of(bundle: Bundle) -> frozenset[str]:
    """Everything private in `bundle`, as it would stand in a sentence.

    A device that is named by its own id keeps it: the id is needed.
    """
    ids = {one.value for one in names_in(bundle) if one.kind is not IdKind.LOGIN}
    told = _told(record for _, part in bundle.parts() for record in part)
    return frozenset(told) - ids


def words_of_plan(plan: "Plan") -> frozenset[str]:
    """Everything private in what a plan was asked for, says and sends."""
    words = frozenset(plan.private)
    for step in plan.steps:
        words |= words_in(step.write.values)
    if plan.wanted is not None:
        words |= words_in(plan.wanted.values)
        if plan.wanted.as_kind is IdKind.LOGIN:
            words |= {plan.wanted.target}
    return words


def ids_of_plan(plan: "Plan") -> frozenset[str]:
    """Every id of a record that a plan is about; a login id is none of them."""
    steps = plan.steps
    images = (plan.guard, *(step.before for step in steps))
    subjects = (*plan.subjects, *(subject for step in steps for subject in step.subjects))
    return frozenset(
        {
            plan.account,
            *(step.write.target for step in steps),
            *(step.write.values.get("card") or "" for step in steps),
            *(fact.id for image in images for fact in image),
            *(one.ask.value for one in subjects if one.ask.kind is not IdKind.LOGIN),
        }
    )


def words_in(values: Mapping[str, str | None]) -> frozenset[str]:
    """Everything private in the values of a request or a write."""
    return frozenset(value for name, value in values.items() if name in _IN_VALUES and value)


def veiled(text: str, words: frozenset[str]) -> str:
    """`text` with each of `words` masked where it stands by itself."""
    pattern = pattern_of(words)
    return pattern.sub(VEILED, text) if pattern is not None else text


@lru_cache(32)
def pattern_of(words: frozenset[str]) -> re.Pattern[str] | None:
    """What finds each of `words` where it stands by itself; None where none is long enough.

    As it is spelled: a user called Household is not every household.
    """
    kept = sorted((word for word in words if len(word) >= _SHORTEST), key=len, reverse=True)
    if not kept:
        return None
    return re.compile(rf"{_BEFORE}(?:{'|'.join(map(re.escape, kept))}){_AFTER}")


def veil_of(words: frozenset[str]) -> Callable[[str], str]:
    """What masks `words` in any text."""
    return lambda text: veiled(text, words)


def _told(records: Iterable[Record]) -> Iterator[str]:
    for record in records:
        for name in fields_of(record):
            if value := getattr(record, name):
                yield str(value)
        if isinstance(record, Account) and record.name:
            yield record.name
