"""What a deployment has no call for. Data alone: nothing is asked, nothing can be sent with it."""

from collections.abc import Mapping

from smstui.config.settings import Deployment
from smstui.domain.changes.operations import Call
from smstui.platforms.overrides import catalogue_of


def lacking_of(deployment: Deployment) -> Mapping[Call, str]:
    """The calls `deployment` does not have, each with the reason. Reads nothing but data."""
    if deployment.family == "sdp2" and deployment.sdp2 is not None:
        from smstui.platforms.sdp2 import offers as sdp2

        return sdp2.lacking_of(
            catalogue_of("sdp2", deployment.sdp2.operations, deployment.name), deployment.sdp2
        )
    assert deployment.opf is not None  # noqa: S101  the settings have seen to it
    from smstui.platforms.opf import offers

    return offers.lacking_of(
        catalogue_of("opf", deployment.opf.operations, deployment.name), deployment.opf
    )
