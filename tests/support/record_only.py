"""Deployments of `opf` whose platform tells the CAS by itself: a pairing is its record alone.

Most tests are about something else than the second half of a pairing (scenarios.md, last lines).
"""

from smstui.config.settings import Deployment

OFF = "cas_pairing = false"


def record_only(configuration: str) -> str:
    """Return a sandbox's configuration with `cas_pairing` off."""
    table = "[deployments.sandbox-opf.opf]\n"
    assert table in configuration
    return configuration.replace(table, f"{table}{OFF}\n")


def record_only_deployment(deployment: Deployment) -> Deployment:
    """Return a deployment with `cas_pairing` off, where its family has it."""
    if deployment.opf is None:
        return deployment
    settings = deployment.opf.model_copy(update={"cas_pairing": False})
    return deployment.model_copy(update={"opf": settings})
