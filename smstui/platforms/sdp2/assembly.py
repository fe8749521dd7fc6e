"""Put an `sdp2` deployment together: its platform and its writer."""

from functools import partial

from smstui.config.settings import Deployment, Sdp2Settings
from smstui.platforms.catalogue import Catalogue
from smstui.platforms.clock import PlatformClock
from smstui.platforms.overrides import catalogue_of
from smstui.platforms.sdp2.caller import Caller
from smstui.platforms.sdp2.platform import Sdp2Platform
from smstui.platforms.sdp2.reader import Reader
from smstui.platforms.sdp2.writer import Sdp2Writer
from smstui.platforms.session_source import PlatformSessions, session_source
from smstui.platforms.sign_in import SignIn
from smstui.platforms.transport import Transport


def assemble_sdp2(deployment: Deployment, settings: Sdp2Settings, sign_in: SignIn) -> Sdp2Platform:
    """Return the platform of an `sdp2` deployment."""
    transport, catalogue, caller = _connected(deployment, settings, sign_in)
    reader = Reader(catalogue)
    own = PlatformSessions(partial(caller.listed, "sessions-of-account"), reader)
    sessions = session_source(settings.sessions, caller, catalogue, own=own)
    return Sdp2Platform(
        deployment.name, transport, catalogue, caller, reader=reader, sessions=sessions
    )


def assemble_sdp2_writer(
    deployment: Deployment, settings: Sdp2Settings, sign_in: SignIn
) -> Sdp2Writer:
    """Return the write half of an `sdp2` deployment, with its own connections."""
    transport, catalogue, caller = _connected(deployment, settings, sign_in)
    return Sdp2Writer(transport, catalogue, settings, caller)


def _connected(
    deployment: Deployment, settings: Sdp2Settings, sign_in: SignIn
) -> tuple[Transport, Catalogue, Caller]:
    catalogue = catalogue_of("sdp2", settings.operations, deployment.name)
    transport = Transport.to(
        [settings.base_url, settings.srm_url],
        deployment.timeout_s,
        deployment.ca_file,
        deployment.connections,
        PlatformClock(settings.base_url),
    )
    return transport, catalogue, Caller(transport, catalogue, settings, sign_in)
