"""The calls that a deployment lacks: by its settings, and by the latest run of `smstui doctor`."""

from collections.abc import Mapping, Sequence
from pathlib import Path

from smstui.config.settings import Deployment
from smstui.domain.changes.operations import Call
from smstui.domain.errors import StoreFailed
from smstui.domain.text import clean
from smstui.platforms.connect import lacking_of, spelled_in
from smstui.platforms.overrides import catalogue_for
from smstui.platforms.port import Confirmation, Survey
from smstui.store.missing_calls import Missing, keep_missing, missing_of, now


def lacking_here(deployment: Deployment, state: Path | None = None) -> Mapping[Call, str]:
    """Return the calls that `deployment` does not have, each with the reason in a sentence.

    `state` is the folder of what is kept on this machine.
    """
    missing = {
        name: (each.spelled, str(each.reason))
        for name, each in missing_of(deployment.identity, state).items()
    }
    return lacking_of(deployment, missing)


def remember_missing(
    deployment: Deployment, surveys: Sequence[Survey], state: Path | None = None
) -> str:
    """Keep what a survey found missing. Return what kept that from being written, if anything."""
    catalogue, seen_at = catalogue_for(deployment), now()
    missing = {
        each.entry: Missing(
            spelled_in(catalogue, each.entry),
            clean(
                f"smstui doctor found no such call on this platform: {each.detail.rstrip('.')}. "
                "Run it again when that has changed."
            ),
            seen_at,
        )
        for each in surveys
        if each.says is Confirmation.MISSING
    }
    try:
        keep_missing(deployment.identity, missing, state)
    except StoreFailed as error:
        return str(error)
    return ""
