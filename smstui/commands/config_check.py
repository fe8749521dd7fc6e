"""What is wrong with a configuration beyond its own text: what it names, fetched and tried.

Everything that a start would refuse is refused here, each with file, line and key. Nothing is
sent. Programs and files that hold a secret are asked for it, and the secret is dropped.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field

from smstui.config.lines import KeyPath
from smstui.config.load import Examined
from smstui.config.settings import Deployment, Settings
from smstui.domain.errors import BadConfiguration


@dataclass(frozen=True, slots=True)
class Checked:
    """Errors and warnings, each a sentence with its place."""

    errors: list[str] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)


def checked(examined: Examined) -> Checked:
    """Return everything that is wrong or odd with a document."""
    found = Checked(list(examined.errors), list(examined.warnings))
    if examined.settings is None:
        return found
    for path, words in problems(examined.settings):
        found.errors.append(examined.said(path, words))
    for path, words in missing(examined.settings):
        found.warnings.append(examined.said(path, words))
    return found


def problems(settings: Settings) -> Iterator[tuple[KeyPath, str]]:
    """Yield each key that names what cannot be used, and why."""
    for deployment in settings.deployments.values():
        yield from _secret(deployment)


def missing(settings: Settings) -> Iterator[tuple[KeyPath, str]]:
    """Yield what is not there now, and may be there when smstui is started."""
    for deployment in settings.deployments.values():
        source = deployment.reached.password
        if source.is_missing:
            yield (
                _password_of(deployment),
                f"the environment variable {source.env} is not set",
            )


def _secret(deployment: Deployment) -> Iterator[tuple[KeyPath, str]]:
    source, path = deployment.reached.password, _password_of(deployment)
    if not source.is_fetched or source.is_missing:
        return
    try:
        source.resolve(".".join(path), deployment.reached.username)
    except BadConfiguration as error:
        yield path, _without_key(error, path)


def _password_of(deployment: Deployment) -> KeyPath:
    return ("deployments", deployment.name, deployment.family, "password")


def _without_key(error: BadConfiguration, path: KeyPath) -> str:
    """The sentence and the way on, without the key that its place names already."""
    key = ".".join(path)
    told = error.message.removeprefix(f"{key}: ").removesuffix(".")
    return f"{told}. {error.hint}" if error.hint else told
