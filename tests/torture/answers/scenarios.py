"""Every operation that a family has a call for: what is asked, and what the world shows of it.

`states` are what `facts` give before anything, and after each step: written by hand, from the
contract. Nothing here asks the program.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from smstui.domain.changes.operations import Operation as Op
from smstui.domain.secret import Secret
from smstui.sandbox import rules
from smstui.services.changes import Request
from tests.torture.answers.households import OTHER_PROFILE, Household

Facts = tuple[Any, ...]
BOTH: Final = ("sdp2", "opf")
NO_CAS: Final = ()


@dataclass(frozen=True)
class Scenario:
    """One operation on one family. `provable` and `token` are of each step.

    `undoable`: what is done of it can be taken back. `token`: "operator", or "" where the request
    is not signed with a token that can be renewed. `cas_steps` are the steps, from 1, that are the
    CAS half of a pairing: nothing that can be read proves them, unlike the others.
    """

    name: str
    family: str
    ask: Callable[[Household], Request]
    facts: Callable[[Household], Facts]
    states: Sequence[Facts]
    provable: bool = True
    undoable: bool = True
    status: str = "ACTIVE"
    speech: str = ""
    settings: tuple[str, ...] = ()
    prepare: Callable[[Household], object] = lambda home: None
    tokens: Sequence[str] = field(default=())
    cas_steps: frozenset[int] = frozenset()
    half: Callable[[Household], object] | None = None
    third: Callable[[Household], object] | None = None
    """What another hand does meanwhile: half of what is planned, or something else."""

    def is_cas(self, step: int) -> bool:
        """Whether a step is a command to the CAS, which answers by command and in no other form."""
        alone = self.name.startswith(("cas-", "recover-", "mail", "message, to a box"))
        return alone or step in self.cas_steps

    def proves(self, step: int) -> bool:
        """Whether reading shows what became of step `step` (from 1)."""
        return self.provable and step not in self.cas_steps

    @property
    def steps(self) -> int:
        return len(self.states) - 1

    @property
    def speaks(self) -> str:
        return self.speech or ("soap" if self.family == "sdp2" else "rest")

    def token(self, step: int) -> str:
        """The token that step `step` (from 1) is signed with."""
        if self.tokens:
            return self.tokens[step - 1]
        return "operator" if self.family == "opf" else ""


def _ask(operation: Op, *ids: str, secret: str = "", **values: str) -> Callable[..., Request]:
    """A request whose ids are named by paths into the household, such as `a.uid`."""

    def ask(home: Household) -> Request:
        found = [_at(home, each) for each in ids]
        given = {
            name: " ".join(_at(home, one[1:]) if one[0] == "@" else one for one in each.split())
            for name, each in values.items()
        }
        made = Secret(secret) if secret else None
        return Request(operation, *found, values=given, secret=made)

    return ask


def _at(home: Any, path: str) -> str:
    for name in path.split("."):
        home = home[int(name)] if name.isdigit() else getattr(home, name)
    return str(home)


# What the world shows


def _pairing(home: Household) -> Facts:
    """Who has which card: box A, box B; where card A and card F are."""
    places = (home.a.smartcard_id, home.b.smartcard_id, home.card.stb_uid, home.free.stb_uid)
    return tuple(home.named(each) for each in places)


_HOME: Final = ("card A", None, "A", None)


def _chipsets(home: Household) -> Facts:
    return home.named(home.a.casn), home.named(home.b.casn)


def _account(home: Household) -> Facts:
    return (home.account.status,)


def _both_accounts(home: Household) -> Facts:
    return home.account.status, home.sandbox.rest.ssp.status_of(home.account)


def _sessions(home: Household) -> Facts:
    return tuple(home.world.sessions.get(uid) is not None for uid in home.sessions)


def _box(name: str) -> Callable[[Household], Facts]:
    return lambda home: (getattr(home.a, name),)


def _pin(kind: str) -> Callable[[Household], Facts]:
    return lambda home: tuple(pin.status for pin in home.account.pins if pin.type == kind)


def _pin_value(home: Household) -> Facts:
    (value,) = (pin.value for pin in home.account.pins if pin.type == "PARENTAL")
    return (value != "SENTINEL-h",)


def _products(home: Household) -> Facts:
    held = [
        right.policy_group_uid
        for right in home.world.rights.find("account_uid", home.account.uid)
        if right.status == "SUBSCRIBED"
    ]
    return ("7001" in held, "7002" in held)


def _there(kind: str) -> Callable[[Household], Facts]:
    def facts(home: Household) -> Facts:
        card = home.world.card(home.new)
        by_kind = {
            "account": home.world.account(home.new_casn) is not None,
            "chipset": home.world.devices.first("casn", home.new_casn) is not None,
            "card": card is not None and card.status != "CANCELLED",
            "box A": home.world.box(home.a.uid) is not None,
            "card F": home.free.status != "CANCELLED",
        }
        return (by_kind[kind],)

    return facts


def _new_box(*, new_card: bool) -> Callable[[Household], Facts]:
    def facts(home: Household) -> Facts:
        box = home.world.devices.first("casn", home.new_casn)
        held = home.world.card(home.new) if new_card else home.free
        return box is not None, held is not None and held.status == "UNAVAILABLE"

    return facts


def _cas(home: Household) -> Facts:
    return tuple(sorted(home.a.cas_products or ())), (home.a.cas_pins or {}).get("1")


def _halves(home: Household) -> Facts:
    """Both halves: who has which card by the records, and by the CAS."""
    cas = home.world.cas
    at_cas = (cas.card_of(home.a.casn), cas.card_of(home.b.casn))
    return (*_pairing(home), *(home.named(each) for each in at_cas))


def _chipset_halves(home: Household) -> Facts:
    """Who has which chipset, and which card the CAS has with each chipset."""
    cas = home.world.cas
    at_cas = (cas.card_of(home.chipset_a), cas.card_of(home.chipset_b))
    return (*_chipsets(home), *(home.named(each) for each in at_cas))


def _at_cas(home: Household) -> Facts:
    return (home.named(home.world.cas.card_of(home.a.casn)),)


def _shown(kind: str) -> Callable[[Household], Facts]:
    return lambda home: (
        any((each.device_uid, each.kind) == (home.a.uid, kind) for each in home.world.cas.shown),
    )


def _messages(home: Household) -> Facts:
    return (any(each.device_uid == home.player.uid for each in home.world.messages),)


def _nothing(_: Household) -> Facts:
    """A request that changes nothing that the sandbox keeps."""
    return ()


# What another hand does meanwhile


def _into_b(home: Household) -> None:
    home.world.change(home.b, smartcard_id=home.free.smartcard_id)


def _out_of_a(home: Household) -> None:
    home.world.change(home.a, smartcard_id=None)


def _card_taken(home: Household) -> None:
    """Somebody else puts card F into a third box."""
    home.world.change(home.free, status="UNAVAILABLE", stb_uid=home.player.uid)


def _other_card(name: str) -> Callable[[Household], object]:
    return lambda home: home.world.change(getattr(home, name), smartcard_id=home.new)


def _restricted(home: Household) -> None:
    home.world.change(home.account, status="RESTRICTED")


def _disabled(home: Household) -> None:
    home.world.change(home.a, enabled=False)


def _banned(home: Household) -> None:
    home.world.change(home.a, banned=True)


_CAS: Final = ("opf.cas_pairing = true",)
_SSP: Final = ("opf.also_ssp = true",)
_SRM: Final = {
    "sdp2": ('sdp2.sessions = "srm"',),
    "opf": ('opf.sessions = "srm"', 'opf.srm_url = "{url}"'),
}
WHOLE_ACCOUNT: Final = "update-account"
"""The catalogue's entry without which an account is changed whole."""

SCENARIOS: Final[tuple[Scenario, ...]] = (
    *(
        Scenario(
            "pair", family, _ask(Op.PAIR, "b.uid", "free.smartcard_id"), _pairing,
            (_HOME, ("card A", "card F", "A", "B")),
            half=_into_b if family == "sdp2" else None,
            third=_card_taken if family == "sdp2" else _other_card("b"),
        )
        for family in BOTH
    ),
    *(
        Scenario(
            "pair, out of another box", family, _ask(Op.PAIR, "b.uid", "card.smartcard_id"),
            _pairing, (_HOME, (None, None, None, None), (None, "card A", "B", None)),
        )
        for family in BOTH
    ),
    *(
        Scenario(
            "unpair", family, _ask(Op.UNPAIR, "a.uid"), _pairing,
            (_HOME, (None, None, None, None)),
            half=_out_of_a if family == "sdp2" else None, third=_other_card("a"),
        )
        for family in BOTH
    ),
    Scenario(
        "pair, at the CAS too", "opf", _ask(Op.PAIR, "b.uid", "free.smartcard_id"), _halves,
        (
            (*_HOME, "card A", None),
            ("card A", "card F", "A", "B", "card A", None),
            ("card A", "card F", "A", "B", "card A", "card F"),
        ),
        settings=_CAS, cas_steps=frozenset({2}),
    ),
    Scenario(
        "unpair, at the CAS too", "opf", _ask(Op.UNPAIR, "a.uid"), _halves,
        (
            (*_HOME, "card A", None),
            (*_HOME, None, None),
            (None, None, None, None, None, None),
        ),
        settings=_CAS, cas_steps=frozenset({1}),
    ),
    Scenario(
        "swap-card, at the CAS too", "opf", _ask(Op.SWAP_CARD, "a.uid", "free.smartcard_id"),
        _halves,
        (
            (*_HOME, "card A", None),
            (*_HOME, None, None),
            ("card F", None, None, "A", None, None),
            ("card F", None, None, "A", "card F", None),
        ),
        settings=_CAS, cas_steps=frozenset({1, 3}),
    ),
    Scenario(
        "swap-box, at the CAS too", "opf", _ask(Op.SWAP_BOX, "a.uid", "b.uid"), _chipset_halves,
        (
            ("chipset A", "chipset B", "card A", None),
            ("chipset A", "chipset B", None, None),
            ("chipset A", None, None, None),
            ("chipset B", None, None, None),
            ("chipset B", None, None, "card A"),
        ),
        settings=_CAS, cas_steps=frozenset({1, 4}),
    ),
    Scenario(
        "cas-pair", "opf", _ask(Op.CAS_PAIR, "a.uid", "card.smartcard_id"), _at_cas,
        ((None,), ("card A",)), provable=False, undoable=False, settings=_CAS,
        prepare=lambda home: home.world.cas.put(home.a.casn, None),
    ),
    Scenario(
        "mail", "opf", _ask(Op.MAIL, "a.uid", text="a word"), _shown("mail"),
        ((False,), (True,)), provable=False, undoable=False,
    ),
    Scenario(
        "message, to a box", "opf", _ask(Op.MESSAGE, "a.uid", text="a word"), _shown("message"),
        ((False,), (True,)), provable=False, undoable=False,
    ),
    Scenario(
        "swap-card", "sdp2", _ask(Op.SWAP_CARD, "a.uid", "free.smartcard_id"), _pairing,
        (_HOME, (None, None, None, None), ("card F", None, None, "A")),
    ),
    Scenario(
        "swap-card", "opf", _ask(Op.SWAP_CARD, "a.uid", "free.smartcard_id"), _pairing,
        (_HOME, ("card F", None, None, "A")), third=_other_card("a"),
    ),
    Scenario(
        "swap-box", "sdp2", _ask(Op.SWAP_BOX, "a.uid", "b.uid"), _pairing,
        (_HOME, (None, "card A", "B", None)), half=_out_of_a, third=_other_card("b"),
    ),
    Scenario(
        "swap-box, by half", "sdp2", _ask(Op.SWAP_BOX, "a.uid", "b.uid"), _pairing,
        (_HOME, (None, "card A", "B", None)),
        half=lambda home: rules.unpair(home.world, home.a),
    ),
    Scenario(
        "swap-box", "opf", _ask(Op.SWAP_BOX, "a.uid", "b.uid"), _chipsets,
        (("chipset A", "chipset B"), ("chipset A", None), ("chipset B", None)),
    ),
    *(
        Scenario(
            "account-status, suspend", family,
            _ask(Op.ACCOUNT_STATUS, "account.account_number", status="SUSPENDED"), _account,
            (("ACTIVE",), ("SUSPENDED",)), third=_restricted,
        )
        for family in BOTH
    ),
    *(
        Scenario(
            "account-status, activate", family,
            _ask(Op.ACCOUNT_STATUS, "account.account_number", status="ACTIVE"), _account,
            (("SUSPENDED",), ("ACTIVE",)), status="SUSPENDED",
            third=_restricted,
        )
        for family in BOTH
    ),
    *(
        Scenario(
            "account-status, cancel", family,
            _ask(Op.ACCOUNT_STATUS, "account.account_number", status="CANCELLED"), _account,
            (("ACTIVE",), ("CANCELLED",)), undoable=False,
        )
        for family in BOTH
    ),
    Scenario(
        "account-status, whole account", "sdp2",
        _ask(Op.ACCOUNT_STATUS, "account.account_number", status="SUSPENDED"), _account,
        (("ACTIVE",), ("SUSPENDED",)), settings=(f"without {WHOLE_ACCOUNT}",),
    ),
    Scenario(
        "account-status, at the SSP too", "opf",
        _ask(Op.ACCOUNT_STATUS, "account.account_number", status="SUSPENDED"), _both_accounts,
        (("ACTIVE", "ACTIVE"), ("SUSPENDED", "ACTIVE"), ("SUSPENDED", "SUSPENDED")),
        settings=_SSP, tokens=("operator", "own"),
    ),
    *(
        Scenario(
            "account-profile", family,
            _ask(Op.ACCOUNT_PROFILE, "account.account_number", profile=OTHER_PROFILE),
            lambda home: (home.account.account_profile_uid,), (("301",), (OTHER_PROFILE,)),
            third=lambda home: home.world.change(home.account, account_profile_uid="303"),
        )
        for family in BOTH
    ),
    Scenario(
        "account-limits", "sdp2",
        _ask(Op.ACCOUNT_LIMITS, "account.account_number", max_users="7"),
        lambda home: (home.account.max_user_allowed,), ((5,), (7,)),
        third=lambda home: home.world.change(home.account, max_user_allowed=9),
    ),
    Scenario(
        "box-status", "sdp2", _ask(Op.BOX_STATUS, "a.uid", status="SUSPENDED"), _box("status"),
        (("ACTIVE",), ("SUSPENDED",)),
        third=lambda home: home.world.change(home.a, status="RESTRICTED"),
    ),
    Scenario("ban", "sdp2", _ask(Op.BAN, "a.uid"), _box("banned"), ((False,), (True,))),
    Scenario(
        "unban", "sdp2", _ask(Op.UNBAN, "a.uid"), _box("banned"), ((True,), (False,)),
        prepare=_banned,
    ),
    *(
        Scenario(
            "disable", family, _ask(Op.DISABLE, "a.uid"), _box("enabled"), ((True,), (False,))
        )
        for family in BOTH
    ),
    *(
        Scenario(
            "enable", family, _ask(Op.ENABLE, "a.uid"), _box("enabled"), ((False,), (True,)),
            prepare=_disabled,
        )
        for family in BOTH
    ),
    Scenario(
        "end-session", "sdp2",
        _ask(Op.END_SESSION, "account.account_number", session="@sessions.0"),
        _sessions, ((True, True), (False, True)), undoable=False,
    ),
    *(
        Scenario(
            "end-session, by SRM", family,
            _ask(Op.END_SESSION, "account.account_number", session="@srm_sessions.0"),
            _sessions, ((True, True), (False, True)), undoable=False, speech="srm",
            settings=_SRM[family],
        )
        for family in BOTH
    ),
    Scenario(
        "end-session, two", "sdp2",
        _ask(Op.END_SESSION, "account.account_number", session="@sessions.0 @sessions.1"),
        _sessions, ((True, True), (False, True), (False, False)), undoable=False,
    ),
    Scenario(
        "end-device-sessions", "sdp2", _ask(Op.END_DEVICE_SESSIONS, "a.uid"),
        _sessions, ((True, True), (False, True), (False, False)), undoable=False,
    ),
    Scenario(
        "end-device-sessions", "opf", _ask(Op.END_DEVICE_SESSIONS, "a.uid"),
        _sessions, ((True, True), (False, False)), provable=False, undoable=False,
        tokens=("own",),
    ),
    Scenario(
        "end-account-sessions", "sdp2", _ask(Op.END_ACCOUNT_SESSIONS, "account.account_number"),
        _sessions, ((True, True), (False, True), (False, False)), undoable=False,
    ),
    Scenario(
        "end-account-sessions", "opf", _ask(Op.END_ACCOUNT_SESSIONS, "account.account_number"),
        _sessions, ((True, True), (False, False)), provable=False, undoable=False,
        tokens=("own",),
    ),
    Scenario(
        "refresh", "opf", _ask(Op.REFRESH, "a.uid"), _nothing, ((), ()), provable=False,
        undoable=False,
    ),
    Scenario(
        "reset-pin, locked", "opf",
        _ask(Op.RESET_PIN, "account.account_number", type="PURCHASE", secret="739164"),
        _pin("PURCHASE"), (("LOCKED",), ("SET",)), undoable=False,
    ),
    Scenario(
        "reset-pin, set", "opf",
        _ask(Op.RESET_PIN, "account.account_number", type="PARENTAL", secret="739164"),
        _pin_value, ((False,), (True,)), provable=False, undoable=False,
    ),
    Scenario(
        "message", "opf", _ask(Op.MESSAGE, "player.uid", text="a word"), _messages,
        ((False,), (True,)), provable=False, undoable=False,
    ),
    Scenario(
        "add-right", "opf", _ask(Op.ADD_RIGHT, "account.account_number", product="7002"),
        _products, ((True, False), (True, True)), undoable=False,
    ),
    Scenario(
        "remove-right", "opf", _ask(Op.REMOVE_RIGHT, "account.account_number", right="@right"),
        _products, ((True, False), (False, False)),
    ),
    Scenario(
        "cas-subscribe", "opf", _ask(Op.CAS_SUBSCRIBE, "a.uid", product="p2"), _cas,
        ((("p1",), "7391"), (("p1", "p2"), "7391")), provable=False, undoable=False,
    ),
    Scenario(
        "cas-unsubscribe", "opf", _ask(Op.CAS_UNSUBSCRIBE, "a.uid", product="p1"), _cas,
        ((("p1",), "7391"), ((), "7391")), provable=False, undoable=False,
    ),
    Scenario(
        "cas-reset-pin", "opf", _ask(Op.CAS_RESET_PIN, "a.uid"), _cas,
        ((("p1",), "7391"), (("p1",), None)), provable=False, undoable=False,
    ),
    Scenario(
        "cas-set-pin", "opf", _ask(Op.CAS_SET_PIN, "a.uid", secret="5520"), _cas,
        ((("p1",), "7391"), (("p1",), "5520")), provable=False, undoable=False,
    ),
    Scenario(
        "recover-date-code", "opf", _ask(Op.RECOVER_DATE_CODE, "a.uid"), _nothing, ((), ()),
        provable=False, undoable=False,
    ),
    Scenario(
        "suspend-card", "sdp2", _ask(Op.SUSPEND_CARD, "free.smartcard_id"),
        lambda home: (home.free.status,), (("AVAILABLE",), ("UNAVAILABLE",)), provable=False,
        undoable=False,
    ),
    Scenario(
        "create-account", "sdp2",
        _ask(Op.CREATE_ACCOUNT, "new_casn", "new", secret="83610274", profile=OTHER_PROFILE),
        _there("account"), ((False,), (True,)), undoable=False,
    ),
    *(
        Scenario(
            "create-box", family, _ask(Op.CREATE_BOX, "account.account_number", "new_casn"),
            _there("chipset"), ((False,), (True,)), undoable=False,
        )
        for family in BOTH
    ),
    Scenario(
        "create-box, with a card", "sdp2",
        _ask(Op.CREATE_BOX, "account.account_number", "new_casn", card="@free.smartcard_id"),
        _new_box(new_card=False), ((False, False), (True, True)), undoable=False,
    ),
    Scenario(
        "create-box, with a new card", "sdp2",
        _ask(Op.CREATE_BOX, "account.account_number", "new_casn", new_card="@new"),
        _new_box(new_card=True), ((False, False), (True, True)), undoable=False,
    ),
    Scenario(
        "create-card", "sdp2", _ask(Op.CREATE_CARD, "new"), _there("card"), ((False,), (True,)),
        undoable=False,
    ),
    *(
        Scenario(
            "delete-box", family, _ask(Op.DELETE_BOX, "b.uid"),
            lambda home: (home.world.box(home.b.uid) is not None,), ((True,), (False,)),
            undoable=False,
        )
        for family in BOTH
    ),
    Scenario(
        "delete-card", "sdp2", _ask(Op.DELETE_CARD, "free.smartcard_id"), _there("card F"),
        ((True,), (False,)), undoable=False,
    ),
)  # fmt: skip
