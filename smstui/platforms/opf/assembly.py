"""Put an `opf` deployment together: its platform and its writer."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final
from urllib.parse import quote, urlencode

from smstui.config.settings import Deployment, OpfSettings
from smstui.platforms.catalogue import SETTINGS, Catalogue, Entry
from smstui.platforms.clock import PlatformClock
from smstui.platforms.opf.caller import Caller
from smstui.platforms.opf.household import Households
from smstui.platforms.opf.platform import OpfPlatform
from smstui.platforms.opf.reader import Reader
from smstui.platforms.opf.ssp import SspSigner
from smstui.platforms.opf.tokens import Keycloak, SiteForm
from smstui.platforms.opf.writer import OpfWriter
from smstui.platforms.overrides import catalogue_of
from smstui.platforms.session_source import NoSessions, session_source
from smstui.platforms.sign_in import SignIn
from smstui.platforms.template import fill, places_in
from smstui.platforms.transport import Transport

NO_SESSIONS: Final = (
    "This platform has no public call that lists live sessions, so who is watching cannot be "
    "shown. Sessions can be ended by device or by account."
)
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
    lists = settings.lists.model_dump()
    catalogue = catalogue_of("opf", settings.operations, deployment.name, lists)
    addresses = [getattr(settings, place.at) for place in catalogue.places.values()]
    transport = Transport.to(
        addresses, deployment.timeout_s, deployment.ca_file, deployment.connections, clock
    )
    token = catalogue.entry("token")
    given = {name: str(held) for name in SETTINGS if (held := getattr(settings, name))}
    keycloak = Keycloak(
        transport,
        settings.keycloak_url + fill(token.path, given, _segment) + _query_of(token, given),
        settings.client_id,
        settings.username,
        sign_in,
        site=SiteForm(token.body, token.fixed, _filled(catalogue.headers_of(token), given)),
    )
    signer = None
    if settings.ssp_credential is not None:
        setting = f"deployments.{deployment.name}.opf.ssp_credential"
        signer = SspSigner.from_file(settings.ssp_credential, setting, clock)
    caller = Caller(transport, catalogue, settings, keycloak, signer)
    return _Parts(transport, catalogue, caller)


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
