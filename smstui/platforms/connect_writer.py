"""A deployment's changes, ready to be sent. For `services.changes` alone.

The writer has connections and tokens of its own: what everything else holds cannot write, and
a cancelled read can never take a change with it.
"""

from smstui.config.settings import Deployment
from smstui.domain.secret import Secret
from smstui.platforms.clock import PlatformClock
from smstui.platforms.sign_in import SignIn
from smstui.platforms.writes import PlatformWriter


def connect_writer(
    deployment: Deployment, password: Secret | SignIn, clock: PlatformClock | None = None
) -> PlatformWriter:
    """Return the writer of `deployment`. Call it in the engine, which the connections belong to.

    `clock` is the platform's as the reads know it. Sends nothing. Raises BadConfiguration as
    `connect` does.
    """
    sign_in = SignIn.of(password)
    if deployment.family == "sdp2" and deployment.sdp2 is not None:
        from smstui.platforms.sdp2.assembly import assemble_sdp2_writer

        return assemble_sdp2_writer(deployment, deployment.sdp2, sign_in)
    assert deployment.opf is not None  # noqa: S101  the settings have seen to it
    from smstui.platforms.opf.assembly import assemble_opf_writer

    return assemble_opf_writer(deployment, deployment.opf, sign_in, clock)
