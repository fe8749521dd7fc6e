"""The rules of a deployment, from its configuration."""

from collections.abc import Callable

from smstui.config.settings import Deployment
from smstui.domain.changes.cas_names import CasNames
from smstui.domain.changes.policy import PRODUCTION_TINT, Policy, life_cycles


def policy_of(deployment: Deployment, closed: Callable[[], bool] = lambda: False) -> Policy:
    """Return the rules of a deployment, from its configuration; see `Policy.closed`."""
    account_life, box_life = life_cycles(deployment.family, deployment.statuses)
    return Policy(
        deployment=deployment.name,
        family=deployment.family,
        read_only=deployment.read_only,
        role=deployment.role,
        account_life=account_life,
        box_life=box_life,
        salts_passwords=deployment.reached.new_user_password == "salted",  # noqa: S105 - a setting
        production=deployment.tint == PRODUCTION_TINT,
        cas=_cas_names(deployment),
        closed=closed,
    )


def _cas_names(deployment: Deployment) -> CasNames:
    settings = deployment.opf
    if deployment.family != "opf" or settings is None:
        return CasNames()
    return CasNames(settings.cas_device_id, settings.cas_chipset, settings.cas_pairing)
