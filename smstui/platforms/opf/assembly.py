"""What an `opf` deployment is put together from."""

from dataclasses import dataclass
from typing import Final

from smstui.config.settings import Deployment, OpfSettings
from smstui.domain.secret import Secret
from smstui.platforms.catalogue import Catalogue
from smstui.platforms.clock import PlatformClock
from smstui.platforms.opf.caller import Caller
from smstui.platforms.opf.household import Households
from smstui.platforms.opf.platform import OpfPlatform
from smstui.platforms.opf.reader import Reader
from smstui.platforms.opf.ssp import SspSigner
from smstui.platforms.opf.tokens import Keycloak
from smstui.platforms.opf.writer import OpfWriter
from smstui.platforms.overrides import catalogue_of
from smstui.platforms.srm import SessionManager
from smstui.platforms.transport import Transport

BEYOND_A_CALL_S: Final = 30.0
"""Seconds a token must outlive the longest call, for a write that is never sent again."""


@dataclass(frozen=True, slots=True)
class _Parts:
    transport: Transport
    catalogue: Catalogue
    keycloak: Keycloak
    signer: SspSigner | None
    caller: Caller


def assemble_opf(deployment: Deployment, settings: OpfSettings, password: Secret) -> OpfPlatform:
    """The platform of an `opf` deployment."""
    parts = _connected(deployment, settings, password)
    transport, catalogue, caller = parts.transport, parts.catalogue, parts.caller
    reader = Reader(catalogue)
    srm = None
    if settings.sessions == "srm" and settings.srm_url:
        srm = SessionManager(caller, catalogue, settings.srm_url)
    return OpfPlatform(
        deployment.name,
        transport,
        catalogue,
        caller,
        households=Households(catalogue, caller, reader, settings.bundle),
        reader=reader,
        srm=srm,
        keeps_sessions=settings.sessions != "none",
    )


def assemble_opf_writer(
    deployment: Deployment,
    settings: OpfSettings,
    password: Secret,
    clock: PlatformClock | None = None,
) -> OpfWriter:
    """The write half of an `opf` deployment, with connections and tokens of its own.

    `clock` is the platform's, if anything else follows it already.
    """
    parts = _connected(deployment, settings, password, clock)
    return OpfWriter(
        parts.transport,
        parts.catalogue,
        settings,
        parts.keycloak,
        parts.signer,
        parts.caller,
        Reader(parts.catalogue),
        deployment.timeout_s + BEYOND_A_CALL_S,
    )


def _connected(
    deployment: Deployment,
    settings: OpfSettings,
    password: Secret,
    clock: PlatformClock | None = None,
) -> _Parts:
    clock = clock or PlatformClock(settings.adm_url)
    lists = settings.lists.model_dump()
    catalogue = catalogue_of("opf", settings.operations, deployment.name, lists)
    addresses = [getattr(settings, place.at) for place in catalogue.places.values()]
    transport = Transport.to(
        addresses, deployment.timeout_s, deployment.ca_file, deployment.connections, clock
    )
    keycloak = Keycloak(
        transport,
        settings.keycloak_url + catalogue.entry("token").path,
        settings.client_id,
        settings.username,
        password,
    )
    signer = None
    if settings.ssp_credential is not None:
        setting = f"deployments.{deployment.name}.opf.ssp_credential"
        signer = SspSigner.from_file(settings.ssp_credential, setting, clock)
    caller = Caller(transport, catalogue, settings, keycloak, signer)
    return _Parts(transport, catalogue, keycloak, signer, caller)
