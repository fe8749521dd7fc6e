"""What is wrong with a configuration beyond its own text: what it names, fetched and tried.

Everything that a start would refuse is refused here, each with file, line and key. Nothing is
sent. Programs and files that hold a secret are asked for it, and the secret is dropped.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from smstui.actions import check_keys, key_problems
from smstui.commands.checkup import Check, Result, caution, fine
from smstui.config.files import find_document
from smstui.config.lines import KeyPath
from smstui.config.load import NO_CONFIGURATION, Examined, Loaded, examine
from smstui.config.settings import Deployment, Settings
from smstui.domain.errors import BadConfiguration
from smstui.platforms.overrides import catalogue_for
from smstui.platforms.site_secrets import client_for, need_usable, secret_settings
from smstui.platforms.trust import bare_context, trusted
from smstui.services.codes import dictionary_of

Problem = tuple[KeyPath, str]


@dataclass(frozen=True, slots=True)
class Checked:
    """Errors and warnings, each a sentence with its place."""

    errors: list[str] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)


def checked_file(chosen: Path | None) -> tuple[Path, Checked]:
    """Return the configuration's path and what is wrong with it. `chosen` is --config.

    Raises BadConfiguration where there is none.
    """
    document = find_document(chosen)
    if document is None:
        raise BadConfiguration("Nothing is configured.", hint=NO_CONFIGURATION)
    return document.path, checked(examine(document))


def checked(examined: Examined) -> Checked:
    """Return everything that is wrong or odd with a document."""
    found = Checked(list(examined.errors), list(examined.warnings))
    if examined.settings is None:
        return found

    for path, words in problems(examined.settings, examined.path.parent):
        found.errors.append(examined.said(path, words))
    for path, words in missing(examined.settings):
        found.warnings.append(examined.said(path, words))
    codes = examined.path.parent / "codes.toml"
    try:
        dictionary_of(codes)
    except BadConfiguration as error:
        found.errors.append(" ".join((error.message, error.hint)).strip())
    return found


def problems(settings: Settings, folder: Path) -> Iterator[Problem]:
    """Yield each key that names what cannot be used, and why. `folder` is the file's."""
    yield from ((("keys", name), words) for name, words in key_problems(settings.keys))
    yield from theme_problems(settings.theme, folder)
    for deployment in settings.deployments.values():
        yield from named_by(deployment)
        yield from _secrets(deployment)


def named_by(deployment: Deployment) -> Iterator[Problem]:
    """Yield what is wrong with the files and the calls that a deployment names."""
    at = ("deployments", deployment.name)
    if deployment.ca_file is not None:
        try:
            trusted(deployment.ca_file)
        except BadConfiguration as error:
            yield (*at, "ca_file"), _without_key(error, ("ca_file",))
    source = deployment.client_key_passphrase
    if source is None or not source.is_missing:
        try:
            client = client_for(deployment)
            if client is not None:
                client.load(bare_context())
        except BadConfiguration as error:
            named = error.message.partition(":")[0].rpartition(".")[2]
            key = named if named.startswith("client_") else "client_cert"
            yield (*at, key), _without_key(error, (*at, key))
    try:
        catalogue_for(deployment)
    except BadConfiguration as error:
        key, _, words = error.message.partition(": ")
        named = key.removeprefix(f"{'.'.join(at)}.")  # the name of a deployment may hold dots
        yield (*at, *named.split(".")), " ".join((words, error.hint)).strip()


def theme_problems(name: str, folder: Path | None) -> Iterator[Problem]:
    """Yield what is wrong with the theme `name`; the user's own lie in `folder`/themes."""
    from smstui.console.themes import load_themes

    themes = load_themes(folder / "themes" if folder else None)
    if name != "auto" and name not in themes.by_name:
        yield ("theme",), f"there is no theme of that name, only {', '.join(themes.by_name)}"


def configuration_checks(loaded: Loaded) -> Iterator[Check]:
    """Yield what `smstui doctor` says of a configuration that was loaded."""
    if loaded.path:
        yield fine("configuration", f"{loaded.path} is valid")
    for warning in loaded.warnings:
        yield caution("configuration", warning)
    folder = loaded.path.parent if loaded.path else None
    for _, words in theme_problems(loaded.settings.theme, folder):
        yield Check("theme", Result.FAULT, f"{loaded.settings.theme}: {words}")
    for problem in check_keys(loaded.settings.keys):
        yield Check("keys", Result.FAULT, problem, "smstui keys lists the actions and their keys.")


def missing(settings: Settings) -> Iterator[Problem]:
    """Yield what is not there now, and may be there when smstui is started."""
    for deployment in settings.deployments.values():
        for setting in secret_settings(deployment):
            if setting.source.is_missing:
                yield setting.path, f"the environment variable {setting.source.env} is not set"


def _secrets(deployment: Deployment) -> Iterator[Problem]:
    """Yield each secret whose source gives none, or none that can be used."""
    for setting in secret_settings(deployment):
        if not setting.source.is_fetched or setting.source.is_missing:
            continue
        try:
            need_usable(setting)
        except BadConfiguration as error:
            yield setting.path, _without_key(error, setting.path)


def _without_key(error: BadConfiguration, path: KeyPath) -> str:
    """Return the sentence and the way on, without the key that its place names already."""
    key = ".".join(path)
    told = error.message.removeprefix(f"{key}: ").removeprefix(f"{key} ").removesuffix(".")
    return f"{told}. {error.hint}" if error.hint else told
