"""From a request to a plan: the rules of the deployment, then the planner of the operation."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import replace
from typing import Final

from smstui.domain.bundle import Bundle, Family
from smstui.domain.changes.cas_commands import CasCommand
from smstui.domain.changes.context import PlanContext, need_ids
from smstui.domain.changes.entry_forms import checked
from smstui.domain.changes.operations import SECOND, SECRET, TARGET, Call, OperationSpec
from smstui.domain.changes.plan import Plan
from smstui.domain.changes.policy import Policy
from smstui.domain.changes.refusal import RefusedHere
from smstui.domain.changes.request import Request
from smstui.domain.changes.specs.table import SPECS, why_not
from smstui.platforms.port import Found, Platform
from smstui.services.changes.plan_reader import PlanReader
from smstui.services.changes.planners import (
    pairing,
    provisioning,
    rights,
    statuses,
    users,
    viewing,
)
from smstui.services.changes.targets import Targets

Planner = Callable[[PlanReader, OperationSpec, Request], Awaitable[Plan]]

_SUBJECTS: Final = {
    module.__name__.rpartition(".")[2]: module
    for module in (pairing, provisioning, rights, statuses, users, viewing)
}


class Planning:
    """Make plans on one deployment. Reads, and changes nothing."""

    def __init__(
        self,
        platform: Platform,
        targets: Targets,
        policy: Policy,
        lacking: Mapping[Call, str],
        *,
        compare: Callable[[Bundle], None] = lambda _: None,
        last_command: Callable[[str], CasCommand | None] = lambda _: None,
        warned: Callable[[Plan], Plan] = lambda plan: plan,
    ) -> None:
        """`compare` and `last_command` are as in `PlanReader`; `warned` adds warnings to a plan."""
        self._platform = platform
        self._policy = policy
        self._lacking = lacking
        self._warned = warned
        self._reader = PlanReader(
            platform, targets, policy, lacking, compare=compare, last_command=last_command
        )

    async def plan(self, request: Request) -> Plan:
        """Return the plan for `request`. Raise RefusedHere before any request."""
        self._policy.admit(request.operation)
        if reason := why_not(request.operation, self._lacking):
            raise RefusedHere(reason)
        checked = well_formed(request, self._platform.family)
        spec = SPECS[request.operation]
        plan = await planner_of(spec)(self._reader, spec, checked)
        need_ids(plan)
        plan = self._warned(replace(plan, request=request.without_secrets()))
        return self._policy.demanding(plan)

    async def context(self, found: Found) -> PlanContext:
        """Read the ground of a plan on `found`: its account, and what belongs to that."""
        return await self._reader.context(found)


def planner_of(spec: OperationSpec) -> Planner:
    """Return the planner that a description names.

    It is found by its name, so that neither the descriptions nor the planners import the other.
    """
    subject, _, name = spec.planner.partition(".")
    planner: Planner = getattr(_SUBJECTS[subject], name)
    return planner


def well_formed(request: Request, family: Family) -> Request:
    """Return `request` with its values in their normal form, as a form would hand them on.

    Raise RefusedHere for a value that a form would not take.
    """
    typed = {**request.values, TARGET: request.target, SECOND: request.second}
    if request.secret is not None:
        typed[SECRET] = request.secret.reveal()
    told = checked(request.operation, typed, family)
    return replace(request, values={name: told[name] for name in request.values})
