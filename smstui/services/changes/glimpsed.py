"""Read from the cache the records of a request, where they allow no whole plan."""

from typing import Final

from smstui.domain.account import Account
from smstui.domain.changes.context import subject_of
from smstui.domain.changes.facts import Fact, Subject, account_subject, card_subject, observed
from smstui.domain.changes.plan import Plan
from smstui.domain.changes.refusal import Several
from smstui.domain.changes.request import Request
from smstui.domain.changes.specs.table import SPECS
from smstui.domain.device import MediaPlayer, SetTopBox
from smstui.domain.errors import SmstuiError
from smstui.domain.identifiers import IdKind, code_key
from smstui.domain.marking import typed
from smstui.domain.smartcard import SmartCard
from smstui.platforms.port import Found
from smstui.services.changes.remembered import Remembered
from smstui.services.changes.targets import Targets

_KEPT: Final = {
    "account": ("status", "uid"),
    "box": ("status", "card", "enabled", "banned", "account", "casn"),
    "player": ("status", "enabled", "account"),
    "smartcard": ("status", "box"),
}
"""Facts of a record that a plan on it rests on."""
_ANY: Final = (SetTopBox, MediaPlayer, Account, SmartCard)
_SECONDS: Final[dict[str, type]] = {"smartcard": SmartCard, "box": SetTopBox}
"""By the noun of the record that the other id of a box names (`OperationSpec.second`)."""
_NOUNS: Final[dict[tuple[type, ...], str]] = {(SmartCard,): "Smartcard ", (SetTopBox,): "Box "}


async def glimpsed(request: Request, remembered: Remembered, targets: Targets) -> Plan | None:
    """Return a plan without steps: the facts that are known, and as warnings what is not.

    None where nothing is known. `targets` finds in `remembered`. It is never applied, and no
    ground for a write: a later plan is compared with it.
    """
    second = SPECS[request.operation].second
    wanted: list[tuple[str, tuple[type, ...], IdKind | None]] = [
        (request.target, (SetTopBox,) if second else _ANY, request.as_kind)
    ]
    if request.second and second:
        wanted.append((request.second, (_SECONDS[second],), None))
    known: list[Found] = []
    unknown: list[str] = []
    for text, kinds, only in wanted:
        try:
            known.append(await targets.find(text, *kinds, only=only))
        except Several as error:
            unknown.append(error.message)
        except SmstuiError:
            noun = _NOUNS.get(kinds, "")
            unknown.append(f"{noun}{typed(text)} was not known when this was saved.")
    if not known:
        return None
    facts: dict[Fact, str | None] = {}
    subjects: list[Subject] = []
    locks: list[str] = []
    account = ""
    for record in known:
        facts |= _kept(record)
        if isinstance(record, SmartCard):
            subjects.append(card_subject(record.number or ""))
            locks.append(f"card {code_key(record.number or '')}")
            continue
        if isinstance(record, SetTopBox | MediaPlayer):
            subjects.append(subject_of(record, remembered.family))
            locks.append(f"{record.noun} {record.uid}")
        owner = record if isinstance(record, Account) else await remembered.owner(record)
        if owner is not None:
            facts |= _kept(owner)
            subjects.append(account_subject(owner, remembered.family))
            locks.append(f"account {owner.uid or owner.id}")
            account = account or owner.id or ""
    return Plan(
        request.operation, str(request.operation), remembered.family, (), facts,
        tuple(dict.fromkeys(subjects)), tuple(dict.fromkeys(locks)), account, tuple(unknown),
    )  # fmt: skip


def _kept(record: Found) -> dict[Fact, str | None]:
    return {
        fact: value
        for fact, value in observed(record).items()
        if fact.name in _KEPT.get(fact.kind, ())
    }
