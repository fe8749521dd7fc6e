"""Connect a deployment to its platform, and tell which calls it lacks. Nothing is sent."""

from collections.abc import Mapping
from types import MappingProxyType

from smstui.config.settings import Deployment
from smstui.domain.changes.operations import Call
from smstui.domain.errors import BadConfiguration
from smstui.domain.secret import Secret
from smstui.platforms.catalogue import Catalogue
from smstui.platforms.opf import offers as opf
from smstui.platforms.overrides import catalogue_for
from smstui.platforms.port import Platform
from smstui.platforms.sdp2 import offers as sdp2
from smstui.platforms.sign_in import SignIn


def connect(deployment: Deployment, password: Secret | SignIn) -> Platform:
    """Return the platform of `deployment`. Call it in the engine, which the connections belong to.

    `password` may be a SignIn, which the changes share. Raises BadConfiguration for a CA file, a
    credential file or a catalogue override that cannot be used.
    """
    sign_in = SignIn.of(password)
    if deployment.family == "sdp2" and deployment.sdp2 is not None:
        from smstui.platforms.sdp2.assembly import assemble_sdp2

        return assemble_sdp2(deployment, deployment.sdp2, sign_in)
    if deployment.family == "opf" and deployment.opf is not None:
        from smstui.platforms.opf.assembly import assemble_opf

        return assemble_opf(deployment, deployment.opf, sign_in)
    raise BadConfiguration(
        f"deployments.{deployment.name}: there are no settings for family {deployment.family}.",
        hint=f"Add a table [deployments.{deployment.name}.{deployment.family}].",
    )


def lacking_of(
    deployment: Deployment, missing: Mapping[str, tuple[str, str]] = MappingProxyType({})
) -> Mapping[Call, str]:
    """Return the calls that `deployment` does not have, each with the reason in a sentence.

    `missing` are entries that the platform was seen to lack: how each was spelled then
    (`spelled_in`), and the reason. One that the site spells otherwise by now is not lacking.
    """
    catalogue = catalogue_for(deployment)
    if deployment.family == "sdp2" and deployment.sdp2 is not None:
        lacking = sdp2.lacking_of(catalogue, deployment.sdp2)
        entries = sdp2.entries_of(catalogue, deployment.sdp2)
    else:
        assert deployment.opf is not None  # noqa: S101  the settings have seen to it
        lacking = opf.lacking_of(catalogue, deployment.opf)
        entries = opf.entries_of(catalogue, deployment.opf)
    seen = {
        call: missing[name][1]
        for call, name in entries.items()
        if name in missing and missing[name][0] == spelled_in(catalogue, name)
    }
    return {**seen, **lacking}


def cas_calls_of(deployment: Deployment) -> frozenset[Call]:
    """Return the changes that go to the CAS by commands."""
    catalogue = catalogue_for(deployment)
    if deployment.opf is None:
        return frozenset()
    entries = opf.entries_of(catalogue, deployment.opf)
    return frozenset(
        call for call, name in entries.items() if catalogue.entry(name).answers == "commands"
    )


def spelled_in(catalogue: Catalogue, name: str) -> str:
    """Return how an entry is called, as one text that changes with it."""
    entry = catalogue.entry(name)
    place = catalogue.place_of(entry)
    return "|".join(
        (entry.service, entry.module, entry.operation, entry.method, entry.path, place.at,
         place.address, place.path, *entry.arguments)
    )  # fmt: skip
