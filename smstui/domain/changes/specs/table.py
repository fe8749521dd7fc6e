"""Every operation with its description: the one table. Its order is that of `smstui --help`."""

from collections.abc import Iterable, Mapping
from types import MappingProxyType
from typing import Final

from smstui.domain.causes import Cause
from smstui.domain.changes.operations import (
    Call,
    Command,
    Menu,
    Operation,
    OperationSpec,
    Usage,
)
from smstui.domain.changes.specs.accounts import ACCOUNTS
from smstui.domain.changes.specs.pairing import PAIRING
from smstui.domain.changes.specs.provisioning import PROVISIONING
from smstui.domain.changes.specs.rights import DATE_CODE, PINS, RIGHTS
from smstui.domain.changes.specs.statuses import APPROVAL, PROFILE, STATUSES
from smstui.domain.changes.specs.users import USERS
from smstui.domain.changes.specs.viewing import REFRESH, SESSIONS, TEXTS

_UNDO: Final = OperationSpec(
    Operation.UNDO,
    planner="",
    calls=(),
    action="undo",
    menus=(
        Menu("undo", "Undo a change", ("undo",), "smstui undo", 300, tier="disruptive", key="u",
             places=("anywhere", "dialog")),
    ),
    usage=Usage("undo", ("change",)),
    command=Command(
        "undo",
        "Undo a change.",
        """Undo CHANGE, or the latest change on the deployment that can be undone.

        The plan shows how, and needs the role, reason and confirmation of that operation. What has
        changed since is not undone. A change is undone at most once.
        """,
        ("[CHANGE]",),
        of_change=True,
    ),
    is_at_home=True,
    cannot_wait="An undo is planned from what the platform says now.",
)  # fmt: skip
"""It is planned by the planners of the operations that restore what a change moved."""

_ALL: Final = (
    *PAIRING, *STATUSES, REFRESH, DATE_CODE, *PINS, *APPROVAL, *TEXTS, *SESSIONS, PROFILE,
    *ACCOUNTS, *RIGHTS, *PROVISIONING, *USERS, _UNDO,
)  # fmt: skip

SPECS: Final[Mapping[Operation, OperationSpec]] = MappingProxyType(
    {spec.operation: spec for spec in _ALL}
)

_REMEDIES: Final[Mapping[Cause, Operation]] = MappingProxyType(
    {cause: spec.operation for spec in _ALL for cause in spec.remedies}
)

COMMANDS: Final[Mapping[str, Command]] = MappingProxyType(
    {spec.command.word: spec.command for spec in _ALL if spec.command is not None}
)
"""The commands that change something, by their words."""

SCANNED: Final = next(spec.operation for spec in _ALL if spec.is_scanned)
"""The operation that a box and a card ask for which are scanned, or stand in one row of a file."""

MENUS: Final[Mapping[str, tuple[Menu, OperationSpec]]] = MappingProxyType(
    {
        menu.id: (menu, spec)
        for menu, spec in sorted(
            ((menu, spec) for spec in _ALL for menu in spec.menus),
            key=lambda entry: entry[0].order,
        )
    }
)
"""The actions that change something, by their ids, in the order of the menu."""


def spec_of(operation: str) -> OperationSpec:
    """Return the description of an operation. Raise ValueError for a word that is none."""
    return SPECS[Operation(operation)]


def no_way_back(operation: str) -> str:
    """Return why nothing takes `operation` back; empty where another change can."""
    return spec_of(operation).no_undo


def remedy_of(cause: Cause) -> Operation:
    """Return the operation that remedies what a diagnosis found."""
    return _REMEDIES[cause]


def operations_of(menu: Menu) -> tuple[Operation, ...]:
    """Return the operations that an action offers, the one that has the action first."""
    first = MENUS[menu.id][1]
    same = [spec.operation for spec in _ALL if spec.action == menu.id and spec is not first]
    return (first.operation, *same, *menu.also)


def sharing(command: str) -> tuple[OperationSpec, ...]:
    """Return the operations that a command can ask for."""
    return tuple(spec for spec in _ALL if spec.usage is not None and spec.usage.command == command)


def family_of_menu(menu: Menu) -> str:
    """Return the one family that has an action; empty where both have it."""
    return menu.only_on or _one_family(SPECS[each] for each in operations_of(menu))


def family_of_command(word: str) -> str:
    """Return the one family that has the command `word`; empty where both have it."""
    return _one_family(sharing(word))


def _one_family(specs: Iterable[OperationSpec]) -> str:
    families = {spec.only_on for spec in specs}
    return families.pop() if len(families) == 1 else ""


def sent_as(call: Call, values: Mapping[str, str | None]) -> OperationSpec:
    """Return the operation that a request belongs to.

    The value that tells two operations apart decides first, then the name of the call.
    """
    fitting = [spec for spec in _ALL if spec.is_sent_as(call, values)]
    return min(fitting, key=lambda spec: (not spec.needs_value, spec.operation != str(call)))


def why_not(operation: Operation, lacking: Mapping[Call, str]) -> str | None:
    """Return why a deployment that lacks these calls cannot do `operation`; None if it can."""
    calls = SPECS[operation].calls
    if not calls or any(call not in lacking for call in calls):
        return None
    return lacking[calls[0]]


def command_of(operation: str) -> str:
    """Return the command that asks for an operation, such as `smstui pair BOX CARD --cas`.

    One without a command of its own shares that of its action. Of the fields of an account that it
    may change, the first stands for all.
    """
    spec = spec_of(operation)
    shared = (one.usage for one in _ALL if one.action == spec.action and one.usage is not None)
    usage = spec.usage or next(shared, None)
    if usage is None:
        return ""
    command = next(one.command for one in sharing(usage.command) if one.command)
    needed = [one for one in command.arguments if not one.startswith("[")]
    if len(usage.chosen_by) == 2:
        argument, word = usage.chosen_by
        needed[needed.index(argument)] = word
    chosen = usage.chosen_by or spec.changes[:1]  # without a value there is nothing to change
    by = [
        f"--{name}" if one.is_flag else f"--{name} {one.metavar}".rstrip()
        for one in command.options
        if one.name in chosen
        for name in [one.name.replace("_", "-")]
    ]
    return " ".join(["smstui", usage.command, *needed, *by])
