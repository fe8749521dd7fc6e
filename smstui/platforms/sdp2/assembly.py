"""Put an `sdp2` deployment together: its platform and its writer."""

from functools import partial

from smstui.config.families import Sdp2Settings
from smstui.config.settings import Deployment
from smstui.platforms.catalogue import Catalogue
from smstui.platforms.clock import PlatformClock
from smstui.platforms.overrides import catalogue_for
from smstui.platforms.sdp2.caller import Caller
from smstui.platforms.sdp2.envelope import UserToken
from smstui.platforms.sdp2.platform import Sdp2Platform
from smstui.platforms.sdp2.reader import Reader
from smstui.platforms.sdp2.writer import Sdp2Writer
from smstui.platforms.session_source import PlatformSessions, session_source
from smstui.platforms.sign_in import SignIn
from smstui.platforms.site_secrets import (
    catalogue_secrets,
    client_for,
    fetched,
    headers_of,
    proxy_of,
)
from smstui.platforms.transport import Transport


def assemble_sdp2(deployment: Deployment, settings: Sdp2Settings, sign_in: SignIn) -> Sdp2Platform:
    """Return the platform of an `sdp2` deployment."""
    transport, catalogue, caller = _connected(deployment, settings, sign_in)
    reader = Reader(catalogue)
    own = PlatformSessions(partial(caller.listed, "sessions-of-account"), reader)
    sessions = session_source(settings.sessions, caller, catalogue, own=own)
    return Sdp2Platform(
        deployment.name,
        transport,
        catalogue,
        caller,
        reader=reader,
        sessions=sessions,
        settings=settings,
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
    catalogue = catalogue_for(deployment)
    transport = Transport.to(
        [url for _, url in deployment.addresses],
        deployment.timeout_s,
        deployment.ca_file,
        deployment.connections,
        PlatformClock(settings.base_url),
        client=client_for(deployment, sign_in),
        headers=headers_of(deployment, sign_in),
        proxy=proxy_of(deployment, sign_in),
    )
    secrets = catalogue_secrets(deployment, catalogue, sign_in)
    token = _token(deployment, settings, sign_in)
    caller = Caller(transport, catalogue, settings, sign_in, secrets=secrets, token=token)
    return transport, catalogue, caller


def _token(deployment: Deployment, settings: Sdp2Settings, sign_in: SignIn) -> UserToken | None:
    """Return what a request carries for WS-Security, if the site wants it."""
    wanted = settings.ws_security
    if wanted is None:
        return None
    password = sign_in.password
    if wanted.password is not None:
        key = f"deployments.{deployment.name}.sdp2.ws_security.password"
        password = fetched(deployment, key, wanted.password, sign_in)
    return UserToken(wanted.username or settings.username, password, wanted.digest)
