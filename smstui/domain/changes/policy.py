"""What may be done here at all: read-only, role, life cycles. One place for all of it."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final, Literal

from smstui.domain.bundle import Family
from smstui.domain.changes.cas_names import NO_CAS, CasNames
from smstui.domain.changes.confirmation import IN_PRODUCTION, asking_last4
from smstui.domain.changes.operations import Operation
from smstui.domain.changes.plan import Plan, Write
from smstui.domain.changes.refusal import RefusedHere
from smstui.domain.changes.specs.table import SPECS, sent_as
from smstui.domain.lifecycle import ACCOUNT_OPF, ACCOUNT_SDP2, SET_TOP_BOX, Transitions
from smstui.domain.surface import in_words

PRODUCTION_TINT: Final = "error"
"""The tint that says that a deployment is production (design §3)."""

Role = Literal["viewer", "installer", "support", "supervisor"]


@dataclass(frozen=True, slots=True)
class Policy:
    """The rules of one deployment."""

    deployment: str
    family: Family
    read_only: bool
    role: Role
    account_life: Transitions
    box_life: Transitions
    production: bool = False
    salts_passwords: bool = False
    """Whether the password of a new user is sent with a salt; else it is refused."""
    cas: CasNames = NO_CAS
    """How the CAS names a box, and whether a pairing has a second half there."""
    closed: Callable[[], bool] = field(default=lambda: False, compare=False)
    """Whether the configuration has become read-only since the start."""

    def demanding(self, plan: Plan) -> Plan:
        """Return `plan` with what this deployment asks for before it is applied."""
        if not self.production or plan.last4_needed:
            return plan
        return asking_last4(plan, IN_PRODUCTION)

    def admit(self, operation: Operation) -> None:
        """Raise RefusedHere unless this deployment and role may do `operation`."""
        if self.read_only or self.closed():
            raise RefusedHere(
                f"{self.deployment} is read-only here, so nothing is changed.",
                hint=in_words(
                    "read_only in the configuration keeps it so, or how smstui was started.",
                    "read_only in the configuration or --read-only keeps it so.",
                ),
            )
        if self.role == "viewer":
            raise RefusedHere(
                f"The role viewer changes nothing on {self.deployment}.",
                hint="Ask for another role in the configuration.",
            )
        if self.role == "installer" and not SPECS[operation].is_at_home:
            raise RefusedHere(
                f"The role installer may not do {operation} on {self.deployment}.",
                hint="An installer creates, pairs, unpairs and swaps; ask the desk.",
            )

    def admit_plan(self, plan: Plan) -> None:
        """Raise RefusedHere unless this role may do `plan`, and each of its requests too."""
        self.admit(plan.operation)
        for step in plan.steps:
            self.admit(operation_of(step.write))

    @property
    def may_cross_accounts(self) -> bool:
        """Whether this role may take a card from another account, with a reason."""
        return self.role == "supervisor"

    @property
    def sees_other_accounts(self) -> bool:
        """Whether another customer's account may be named to this role."""
        return self.role != "installer"


def operation_of(write: Write) -> Operation:
    """Return the operation that a request belongs to, whatever plan it is in."""
    return sent_as(write.call, write.values).operation


def life_cycles(
    family: Family, overrides: Mapping[str, Mapping[str, Sequence[str]]]
) -> tuple[Transitions, Transitions]:
    """Return the tables for accounts and for boxes, with a deployment's rows laid over."""

    def merged(table: Transitions, name: str) -> Transitions:
        own = {
            before.upper(): frozenset(word.upper() for word in after)
            for before, after in overrides.get(name, {}).items()
        }
        return {**table, **own}

    account = ACCOUNT_SDP2 if family == "sdp2" else ACCOUNT_OPF
    return merged(account, "account"), merged(SET_TOP_BOX, "box")
