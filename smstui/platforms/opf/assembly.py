"""Put an `opf` deployment together: its platform and its writer."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final
from urllib.parse import quote, urlencode

from smstui.config.families import OpfSettings
from smstui.config.settings import Deployment
from smstui.domain.secret import Secret
from smstui.platforms.catalogue import SETTINGS, Catalogue, Entry
from smstui.platforms.clock import PlatformClock
from smstui.platforms.opf.caller import Caller
from smstui.platforms.opf.household import Households
from smstui.platforms.opf.platform import OpfPlatform
from smstui.platforms.opf.reader import Reader
from smstui.platforms.opf.ssp import SspSigner
from smstui.platforms.opf.tokens import Keycloak, SiteForm
from smstui.platforms.opf.writer import OpfWriter
from smstui.platforms.overrides import catalogue_for
from smstui.platforms.session_source import NoSessions, session_source
from smstui.platforms.sign_in import SignIn
from smstui.platforms.site_secrets import (
    catalogue_secrets,
    client_for,
    fetched,
    headers_of,
    proxy_of,
)
from smstui.platforms.template import fill, places_in
from smstui.platforms.transport import Transport

NO_SESSIONS: Final = "Sessions cannot be listed here. End them by device or by account."
BEYOND_A_CALL_S: Final = 30.0
"""Seconds a token must outlive the longest call, for a write that is never sent again."""


@dataclass(frozen=True, slots=True)
class _Parts:
    transport: Transport
    catalogue: Catalogue
    caller: Caller


def assemble_opf(deployment: Deployment, settings: OpfSettings, sign_in: SignIn) -> OpfPlatform:
    """Return the platform of an `opf` deployment."""
    parts = _connected(deployment, settings, sign_in)
    transport, catalogue, caller = parts.transport, parts.catalogue, parts.caller
    reader = Reader(catalogue)
    own = NoSessions(NO_SESSIONS)
    sessions = session_source(settings.sessions, caller, catalogue, own=own)
    return OpfPlatform(
        deployment.name,
        transport,
        catalogue,
        caller,
        households=Households(catalogue, caller, reader, settings.bundle),
        reader=reader,
        sessions=sessions,
        settings=settings,
    )


def assemble_opf_writer(
    deployment: Deployment,
    settings: OpfSettings,
    sign_in: SignIn,
    clock: PlatformClock | None = None,
) -> OpfWriter:
    """Return the write half of an `opf` deployment, with its own connections and tokens.

    `clock` is the platform's, if anything else follows it already.
    """
    parts = _connected(deployment, settings, sign_in, clock)
    return OpfWriter(
        parts.transport,
        parts.catalogue,
        settings,
        parts.caller,
        lasting_s=deployment.timeout_s + BEYOND_A_CALL_S,
    )


def _connected(
    deployment: Deployment,
    settings: OpfSettings,
    sign_in: SignIn,
    clock: PlatformClock | None = None,
) -> _Parts:
    clock = clock or PlatformClock(settings.adm_url)
    catalogue = catalogue_for(deployment)
    transport = Transport.to(
        [url for _, url in deployment.addresses],
        deployment.timeout_s,
        deployment.ca_file,
        deployment.connections,
        clock,
        client=client_for(deployment, sign_in),
        headers=headers_of(deployment, sign_in),
        proxy=proxy_of(deployment, sign_in),
    )
    secrets = catalogue_secrets(deployment, catalogue, sign_in)
    keycloak = _keycloak(
        deployment, settings, sign_in, transport=transport, catalogue=catalogue, secrets=secrets
    )
    signer = _signer(deployment, settings, sign_in, clock)
    caller = Caller(transport, catalogue, settings, keycloak, signer, secrets=secrets)
    return _Parts(transport, catalogue, caller)


def _keycloak(
    deployment: Deployment,
    settings: OpfSettings,
    sign_in: SignIn,
    *,
    transport: Transport,
    catalogue: Catalogue,
    secrets: Mapping[str, Secret],
) -> Keycloak:
    token = catalogue.entry("token")
    place = catalogue.place_of(token)
    given = {name: str(held) for name in SETTINGS if (held := getattr(settings, name))}
    client_secret = None
    if settings.client_secret is not None:
        key = f"deployments.{deployment.name}.opf.client_secret"
        client_secret = fetched(deployment, key, settings.client_secret, sign_in)
    shown = {**given, **{name: held.reveal() for name, held in secrets.items()}}
    path = fill(place.path + token.path, given, _segment)
    return Keycloak(
        transport,
        (place.address or settings.keycloak_url) + path + _query_of(token, given),
        settings.client_id,
        settings.username,
        sign_in,
        site=SiteForm(
            token.body, token.fixed, _filled(catalogue.headers_of(token), shown), client_secret
        ),
    )


def _signer(
    deployment: Deployment, settings: OpfSettings, sign_in: SignIn, clock: PlatformClock
) -> SspSigner | None:
    if settings.ssp_credential is None or sign_in.is_none:
        return None
    key = f"deployments.{deployment.name}.opf.ssp_credential"
    credential = fetched(deployment, key, settings.ssp_credential, sign_in)
    return SspSigner.from_secret(credential, key, clock, settings.ssm_claims)


def _filled(table: Mapping[str, str], given: Mapping[str, str]) -> dict[str, str]:
    """Return the texts of a table that need no setting that is missing, filled in."""
    return {
        name: fill(text, given) for name, text in table.items() if places_in(text) <= given.keys()
    }


def _query_of(entry: Entry, given: Mapping[str, str]) -> str:
    query = _filled(entry.query, given)
    return f"?{urlencode(query)}" if query else ""


def _segment(text: str) -> str:
    return quote(text, safe="")
