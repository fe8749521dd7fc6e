"""What may be done here at all: read-only, role, life cycles. One place for all of it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final, Literal

from smstui.domain.bundle import Family
from smstui.domain.changes.operations import Operation
from smstui.domain.changes.refusal import RefusedHere
from smstui.domain.lifecycle import ACCOUNT_OPF, ACCOUNT_SDP2, SET_TOP_BOX, Transitions

Role = Literal["viewer", "installer", "support", "supervisor"]

AT_THE_HOME: Final = frozenset(
    {
        Operation.PAIR, Operation.UNPAIR, Operation.SWAP_BOX, Operation.SWAP_CARD,
        Operation.REFRESH, Operation.UNDO, Operation.CREATE_ACCOUNT, Operation.CREATE_BOX,
        Operation.CREATE_CARD, Operation.RECOVER_DATE_CODE,
    }
)  # fmt: skip
"""What an installer does: first installations, boxes and cards; nothing to a running account."""


@dataclass(frozen=True, slots=True)
class Policy:
    """The rules of one deployment."""

    deployment: str
    family: Family
    read_only: bool
    role: Role
    account_life: Transitions
    box_life: Transitions

    def admit(self, operation: Operation) -> None:
        """Raise RefusedHere unless this deployment and role may do `operation`."""
        if self.read_only:
            raise RefusedHere(
                f"{self.deployment} is read-only here, so nothing is changed.",
                hint="read_only in the configuration or --read-only keeps it so.",
            )
        if self.role == "viewer":
            raise RefusedHere(
                f"The role viewer changes nothing on {self.deployment}.",
                hint="Ask for another role in the configuration.",
            )
        if self.role == "installer" and operation not in AT_THE_HOME:
            raise RefusedHere(
                f"The role installer may not do {operation} on {self.deployment}.",
                hint="An installer creates, pairs, unpairs, swaps and refreshes; ask the desk.",
            )

    @property
    def may_cross_accounts(self) -> bool:
        """Whether this role may take a card from another account, with a reason."""
        return self.role == "supervisor"

    @property
    def sees_other_accounts(self) -> bool:
        """Whether another customer's account may be named to this role."""
        return self.role != "installer"


def life_cycles(
    family: Family, overrides: Mapping[str, Mapping[str, Sequence[str]]]
) -> tuple[Transitions, Transitions]:
    """The tables for accounts and for boxes, with a deployment's rows in place of ours."""

    def merged(table: Transitions, name: str) -> Transitions:
        own = {
            before.upper(): frozenset(word.upper() for word in after)
            for before, after in overrides.get(name, {}).items()
        }
        return {**table, **own}

    account = ACCOUNT_SDP2 if family == "sdp2" else ACCOUNT_OPF
    return merged(account, "account"), merged(SET_TOP_BOX, "box")
