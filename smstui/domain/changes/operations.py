"""The operations, the calls they are sent as, and the record that describes one operation.

The records themselves are in `specs`. `smstui --help` and the first frame read them, so nothing
heavy is imported here, and they are named tuples: each dataclass takes a millisecond to make.
"""

from collections.abc import Mapping
from enum import StrEnum
from typing import Literal, NamedTuple

from smstui.domain.causes import Cause


class Operation(StrEnum):
    """One thing a person asks for; the values are part of the command line's contract."""

    PAIR = "pair"
    UNPAIR = "unpair"
    SWAP_BOX = "swap-box"
    SWAP_CARD = "swap-card"
    CAS_PAIR = "cas-pair"
    ACCOUNT_STATUS = "account-status"
    BOX_STATUS = "box-status"
    BAN = "ban"
    UNBAN = "unban"
    ENABLE = "enable"
    DISABLE = "disable"
    END_SESSION = "end-session"
    END_DEVICE_SESSIONS = "end-device-sessions"
    END_ACCOUNT_SESSIONS = "end-account-sessions"
    REFRESH = "refresh"
    RESET_PIN = "reset-pin"
    MESSAGE = "message"
    MAIL = "mail"
    ADD_RIGHT = "add-right"
    REMOVE_RIGHT = "remove-right"
    ACCOUNT_PROFILE = "account-profile"
    ACCOUNT_LIMITS = "account-limits"
    CAS_SUBSCRIBE = "cas-subscribe"
    CAS_UNSUBSCRIBE = "cas-unsubscribe"
    CAS_RESET_PIN = "cas-reset-pin"
    CAS_SET_PIN = "cas-set-pin"
    RECOVER_DATE_CODE = "recover-date-code"
    APPROVE = "approve"
    SUSPEND_CARD = "suspend-card"
    CREATE_ACCOUNT = "create-account"
    ADD_USER = "add-user"
    CHANGE_USER = "change-user"
    CREATE_BOX = "create-box"
    CREATE_CARD = "create-card"
    DELETE_BOX = "delete-box"
    DELETE_CARD = "delete-card"
    UNDO = "undo"


class Call(StrEnum):
    """One state-changing request in neutral words; each family sends it in its own.

    `target` of a `Write` is given in brackets, `values` after it.
    """

    PAIR = "pair"
    """[box uid] card: a card number"""
    UNPAIR = "unpair"
    """[box uid]"""
    SWAP_CARD = "swap-card"
    """[box uid] card: the new number; in one request, where the family can"""
    SWAP_BOX = "swap-box"
    """[old box uid] to: the new box's uid"""
    CAS_PAIR = "cas-pair"
    """[box uid] device, chipset: how the CAS names them; card: what the record has"""
    CAS_UNPAIR = "cas-unpair"
    """[box uid] device, chipset, card: as CAS_PAIR"""
    CHIPSET = "chipset"
    """[box uid] casn: the chipset it gets, or nothing"""
    ACCOUNT_STATUS = "account-status"
    """[account uid] status"""
    SSP_ACCOUNT_STATUS = "ssp-account-status"
    """[the SSP's uid of the account] status"""
    ACCOUNT_PROFILE = "account-profile"
    """[account uid] profile: a profile's uid"""
    ACCOUNT_FIELDS = "account-fields"
    """[account uid] fields of an account by their names, and number"""
    BOX_STATUS = "box-status"
    """[box uid] status"""
    BAN = "ban"
    """[box uid] banned: yes or no"""
    ENABLE = "enable"
    """[device uid] enabled: yes or no"""
    END_SESSION = "end-session"
    """[session id]"""
    END_DEVICE_SESSIONS = "end-device-sessions"
    """[device uid]"""
    END_ACCOUNT_SESSIONS = "end-account-sessions"
    """[account uid]"""
    REFRESH = "refresh"
    """[device uid]"""
    SET_PIN = "set-pin"
    """[account uid] type; the PIN itself is the write's secret"""
    MESSAGE = "message"
    """[device uid] title, text"""
    CAS_MESSAGE = "cas-message"
    """[box uid] device: how the CAS names it; text"""
    MAIL = "mail"
    """[box uid] device: how the CAS names it; text"""
    ADD_RIGHT = "add-right"
    """[account uid] product, kind, from, until (ISO 8601, or nothing)"""
    RIGHT_STATUS = "right-status"
    """[right uid] status: SUBSCRIBED or UNSUBSCRIBED"""
    CAS_SUBSCRIBE = "cas-subscribe"
    """[box uid] products: ids with commas between; card, casn: what the box has"""
    CAS_UNSUBSCRIBE = "cas-unsubscribe"
    """[box uid] products: ids with commas between"""
    CAS_RESET_PIN = "cas-reset-pin"
    """[box uid] card, casn: what the box has"""
    CAS_SET_PIN = "cas-set-pin"
    """[box uid] card, casn: what the box has; the PIN itself is the write's secret"""
    RECOVER_DATE_CODE = "recover-date-code"
    """[box uid] device: how the CAS names it; years"""
    APPROVE = "approve"
    """[device uid]"""
    SUSPEND_CARD = "suspend-card"
    """[card number]"""
    CREATE_ACCOUNT = "create-account"
    """[account number] login, name, status, profile and fields of an account; the PIN is the
    secret, the user's password goes beside it"""
    CREATE_USER = "create-user"
    """[account uid] login, name; the PIN is the secret"""
    CHANGE_USER = "change-user"
    """[user uid] name, purchases: ALLOWED or DENIED"""
    CREATE_BOX = "create-box"
    """[CASN] account: its uid; card: a free card or nothing; mac, nuid, serial, …"""
    CREATE_BOX_AND_CARD = "create-box-and-card"
    """[CASN] as CREATE_BOX, with card the number of a new card and cas its CAS instance"""
    CREATE_CARD = "create-card"
    """[card number] cas: its CAS instance or nothing"""
    DELETE_BOX = "delete-box"
    """[box uid]"""
    DELETE_CARD = "delete-card"
    """[card number]"""


class Takes(StrEnum):
    """The ways in which a field is filled in."""

    TEXT = "text"
    SCAN = "scan"
    SECRET = "secret"  # noqa: S105 - a word, not one
    CHOICE = "choice"
    DATE = "date"
    COUNT = "count"
    AMOUNT = "amount"
    PIN = "pin"
    UID = "uid"
    """The id of another record, such as a profile: a whole number on `sdp2`."""


TARGET = "target"
"""The field that is the target of the operation."""
SECOND = "second"
"""The field that is the other id of a pairing, a swap or something new."""
PASSWORD = "password"  # noqa: S105 - the name of a field
"""The field that is the password of a new user. Of a request it only says that there is one."""
SECRET = "secret"  # noqa: S105 - the name of a field


class FieldSpec(NamedTuple):
    """One field of an operation.

    `limit` is its longest text in characters, or names the field of a record that has it, as
    `account.number`. `kind` is the kind of identifier that a scanned id must be. `choices` are the
    words of a CHOICE, the default first; an empty word leaves the field out. `only` is the family
    that has the field, where the other has none.
    """

    name: str
    label: str = ""
    takes: Takes = Takes.TEXT
    limit: int | str | None = None
    needed: bool = False
    kind: str = ""
    choices: tuple[str, ...] = ()
    hint: str = ""
    only: str = ""


class FormSpec(NamedTuple):
    """A form for an operation, by the name that the console has for it."""

    name: str
    title: str
    fields: tuple[FieldSpec, ...]


class Option(NamedTuple):
    """One option of a command. Without a `default`, an empty text is the same as no text."""

    name: str
    metavar: str = ""
    help: str = ""
    default: str | None = None
    choices: tuple[str, ...] = ()
    is_flag: bool = False
    shows_default: bool = False


class Command(NamedTuple):
    """A word of the command line. Several operations may share one (see `Usage.chosen_by`).

    An argument in brackets can be left out. `one_of` is said where none of them was chosen,
    `not_both` are two options that exclude each other. `of_change` says that its argument is a
    change of the journal, and not the id of a record.
    """

    word: str
    summary: str
    help: str
    arguments: tuple[str, ...]
    options: tuple[Option, ...] = ()
    one_of: str = ""
    not_both: tuple[str, ...] = ()
    of_change: bool = False


class Usage(NamedTuple):
    """The command that asks for an operation.

    `arguments` are the fields that the arguments of the command are, `options` those that its
    options are. `chosen_by` is the option that chooses this operation among those that share the
    command, or an argument and its value. `prompt` asks for the secret, `asks_password` for the
    password beside it where the option of that name was given.
    """

    command: str
    arguments: tuple[str, ...] = (TARGET,)
    options: tuple[str, ...] = ()
    chosen_by: tuple[str, ...] = ()
    prompt: str = ""
    asks_password: str = ""


class Needs(StrEnum):
    """The record that must be open or selected before an operation can begin in the console."""

    NOTHING = "nothing"
    BUNDLE = "bundle"
    ACCOUNT = "account"
    BOX = "box"
    DEVICE = "device"
    CARD = "card"
    PAIRED = "paired"
    STATUS = "status"
    SESSIONS = "sessions"


TierWord = Literal["reversible", "disruptive", "irreversible"]


class Menu(NamedTuple):
    """An action of the console for an operation: in the menu, on a key, and by its words.

    `order` is its place among the changes of the menu. `start` says what it begins with
    (`console/screens/change_starts.py`), `form` the form it begins with. `also` are
    operations that it offers besides those whose `action` it is, `call` one that it cannot do
    without. An action that `takes_text` is given what was typed behind its word. The last line of
    the screen has it as `footer`, where the record in hand is as `footer_on` says. `only_on` is the
    one family that has it, where its operation is on both.
    """

    id: str
    title: str
    words: tuple[str, ...]
    twin: str
    order: int
    start: str = ""
    needs: Needs = Needs.NOTHING
    tier: TierWord | None = None
    key: str = ""
    footer: str = ""
    footer_on: str = ""
    places: tuple[str, ...] = ("lookup",)
    form: str = ""
    also: tuple[Operation, ...] = ()
    call: str = ""
    takes_text: bool = False
    only_on: str = ""


class OperationSpec(NamedTuple):
    """Everything that is particular to one operation. The rest of the program reads it from here.

    `targets` are the nouns of the records that it is done to. `remedies` are the causes of findings
    that offer it; `trial` names the function beside its planner that says whether one can
    (`trial.py`), and without one it always can.
    `calls` are the requests that it can be done by, the first that a deployment has; `also_sends`
    may come with them. `changes` are the fields of the account that it gives a value
    (`account_fields`). `sets` is the value that it gives a fact; where `needs_value`, a request is
    one of this operation only with that value. `planner` names the function that makes its plan
    (`services/changes/planners`). `tier` is the least tier of its requests. `is_at_home` says that
    an installer may do it, `is_scanned` that two codes scanned one after the other ask for it.
    `cannot_wait` is why it cannot be kept as a draft. `secret` is the word for the secret that it
    needs. `second` is the noun of the record that its other id names.
    `restores` are the kinds of fact that an undo of it restores. `compares_card` offers to compare
    the number with the card. `status` is what a device becomes by it, and what that means. `verb`
    begins the title of a request that takes only a record. `of_card` says that it is done to the
    card itself, and not to the box that the card is in. `tier_of_status` takes the tier from the
    new status. `only_on` is the one family that has it, or where a site can name its own call;
    empty where both have it. `no_undo` is why it cannot be taken back, where no other change can
    do that.
    """

    operation: Operation
    planner: str
    calls: tuple[Call, ...]
    tier: TierWord = "reversible"
    targets: tuple[str, ...] = ()
    remedies: tuple[Cause, ...] = ()
    trial: str = ""
    action: str = ""
    menus: tuple[Menu, ...] = ()
    usage: Usage | None = None
    command: Command | None = None
    forms: tuple[FormSpec, ...] = ()
    fields: tuple[FieldSpec, ...] = ()
    verb: str = ""
    status: tuple[str, str] = ("", "")
    also_sends: tuple[Call, ...] = ()
    changes: tuple[str, ...] = ()
    sets: tuple[str, str] = ("", "")
    needs_value: bool = False
    is_at_home: bool = False
    is_scanned: bool = False
    cannot_wait: str = ""
    secret: str = ""
    second: str = ""
    restores: frozenset[tuple[str, str]] = frozenset()
    compares_card: bool = False
    of_card: bool = False
    tier_of_status: bool = False
    only_on: str = ""
    no_undo: str = ""

    @property
    def all_fields(self) -> tuple[FieldSpec, ...]:
        """The fields of all its forms, and those that are asked for without a form."""
        return (*(field for form in self.forms for field in form.fields), *self.fields)

    def is_sent_as(self, call: Call, values: Mapping[str, str | None]) -> bool:
        """Return whether a request with `values` can be one of this operation."""
        if call not in (*self.calls, *self.also_sends):
            return False
        return not self.needs_value or values.get(self.sets[0]) == self.sets[1]
