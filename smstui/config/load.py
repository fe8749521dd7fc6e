"""Load the configuration: one file, validated, with the origin of every value."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path

from pydantic import ValidationError

from smstui.config.files import Document, find_document
from smstui.config.lines import KeyPath, key_lines, line_of
from smstui.config.scanner import measured
from smstui.config.sentences import objections
from smstui.config.settings import Deployment, Settings
from smstui.config.texts import FOLDER
from smstui.config.unknown import unknown_keys
from smstui.domain.address_passwords import without_address_passwords
from smstui.domain.errors import BadConfiguration
from smstui.domain.text import clean

COMMAND_LINE = "command line"
MEASURED = "measured by :scanner"
NO_CONFIGURATION = (
    "`smstui config init` writes a file to start from. To try it without one: `smstui demo`, or "
    "`smstui sandbox` for the command line."
)


@dataclass(frozen=True, slots=True)
class Loaded:
    """Settings and their origin. `path` is None if no file was found."""

    settings: Settings
    path: Path | None = None
    lines: Mapping[KeyPath, int] = field(default_factory=dict)
    warnings: Sequence[str] = ()
    overridden: Mapping[KeyPath, str] = field(default_factory=dict)
    """Keys that are set by something stronger than the file, and by what."""

    def origin(self, path: KeyPath, *, given: bool) -> str:
        """Return the origin of the value of `path`. `given` says that it is not a default."""
        if stronger := self.overridden.get(path):
            return stronger
        line = line_of(self.lines, path) if given else None
        return f"{self.path}:{line}" if line else "default"

    def deployment(self, name: str | None = None) -> Deployment:
        """Return the deployment `name`, else the default, else the only one.

        Raises BadConfiguration if there is none, or several and no default.
        """
        known = self.settings.deployments
        chosen = name or self.settings.default
        if chosen is not None:
            if chosen in known:
                return known[chosen]
            raise BadConfiguration(
                f"There is no deployment {clean(without_address_passwords(chosen), cap=80)}.",
                hint=f"Configured: {', '.join(known)}." if known else NO_CONFIGURATION,
            )
        if not known:
            where = f"{self.path} names no deployment." if self.path else "Nothing is configured."
            raise BadConfiguration(where, hint=NO_CONFIGURATION)
        if len(known) > 1:
            raise BadConfiguration(
                f"Several deployments are configured and none is the default: {', '.join(known)}.",
                hint="Set default, or name one with --deployment.",
            )
        return next(iter(known.values()))


@dataclass(frozen=True, slots=True)
class Examined:
    """The result of reading a document: settings if it is valid, else objections."""

    settings: Settings | None
    path: Path
    lines: Mapping[KeyPath, int]
    errors: Sequence[str]
    warnings: Sequence[str]

    def said(self, path: KeyPath, words: str) -> str:
        """Return `words` about the key `path` as a sentence with file, line and key."""
        return placed(self.path, self.lines, path, words)


def placed(file: Path, lines: Mapping[KeyPath, int], path: KeyPath, words: str) -> str:
    """Return `words` about the key `path` of `file` as a sentence with its place."""
    line = line_of(lines, path)
    place = f"{file}{f':{line}' if line else ''}"
    key = f"{clean(without_address_passwords('.'.join(path)), cap=200)}: " if path else ""
    return f"{place}: {key}{words}{'' if words.endswith(('?', '.')) else '.'}"


def load(
    chosen: Path | None = None,
    *,
    deployment: str | None = None,
    read_only: bool = False,
    privacy: bool = False,
) -> Loaded:
    """Return the configuration of `chosen`, of `SMSTUI_CONFIG` or at the usual path.

    `deployment`, `read_only` and `privacy` come from the command line and override the file. If
    there is no file at the usual path, nothing is configured; that is not an error. Raises
    BadConfiguration.
    """
    document = find_document(chosen)
    if document is None:
        return _overridden(_with_measured(Loaded(Settings())), None, False, privacy=privacy)
    examined = examine(document)
    if examined.settings is None:
        first, more = examined.errors[0], len(examined.errors) - 1
        raise BadConfiguration(
            first,
            hint=f"And {more} more: `smstui config check` lists them." if more else "",
        )
    loaded = Loaded(examined.settings, document.path, examined.lines, examined.warnings)
    return _overridden(_with_measured(loaded), deployment, read_only, privacy=privacy)


def deployment_names(chosen: Path | None = None) -> Sequence[str]:
    """Return the names of the deployments of a configuration, be it valid or not, in its order.

    Raises BadConfiguration for a file that cannot be read.
    """
    document = find_document(chosen)
    tables = document.tables.get("deployments") if document is not None else None
    return list(tables) if isinstance(tables, dict) else []


def load_alone(name: str, chosen: Path | None = None, *, read_only: bool = False) -> Loaded:
    """Return the configuration with the deployment `name` alone, whatever is wrong with others.

    Raises BadConfiguration for what is wrong with it, or outside the deployments.
    """
    document = find_document(chosen)
    if document is None:
        raise BadConfiguration("Nothing is configured.", hint=NO_CONFIGURATION)
    deployments = document.tables.get("deployments")
    own = deployments.get(name) if isinstance(deployments, dict) else None
    tables = {**document.tables, "default": name, "deployments": {name: own}}
    examined = examine(replace(document, tables=tables))
    if examined.settings is None:
        raise BadConfiguration(examined.errors[0])
    loaded = Loaded(examined.settings, document.path, examined.lines, examined.warnings)
    return _overridden(_with_measured(loaded), None, read_only, privacy=False)


def examine(document: Document) -> Examined:
    """Return every error and warning about a document, each a sentence with its place."""
    lines = key_lines(document.text)

    said = partial(placed, document.path, lines)
    warnings = [
        said(
            unknown.path,
            f"is not a known key{f'; did you mean {unknown.nearest}?' if unknown.nearest else ''}",
        )
        for unknown in unknown_keys(document.tables, Settings)
    ]
    try:
        settings = Settings.model_validate(
            document.tables, context={FOLDER: document.path.absolute().parent}
        )
    except ValidationError as error:
        errors = [said(path, words) for path, words in objections(error, document.tables)]
        return Examined(None, document.path, lines, errors, warnings)
    warnings += [
        said(
            path,
            "is in the file as plain text; use { env }, { command }, { file } or { keyring }",
        )
        for deployment in settings.deployments.values()
        for path, source in deployment.secrets
        if source.is_literal
    ]
    return Examined(settings, document.path, lines, [], warnings)


def _with_measured(loaded: Loaded) -> Loaded:
    """Return the values that `:scanner` measured and the file does not set."""
    scanner = loaded.settings.scanner
    values = {
        key: value for key, value in measured().items() if key not in scanner.model_fields_set
    }
    if not values:
        return loaded
    settings = loaded.settings.model_copy(update={"scanner": scanner.model_copy(update=values)})
    overridden = dict(loaded.overridden)
    overridden.update({("scanner", key): MEASURED for key in values})
    return Loaded(settings, loaded.path, loaded.lines, loaded.warnings, overridden)


def _overridden(
    loaded: Loaded, deployment: str | None, read_only: bool, *, privacy: bool
) -> Loaded:
    settings, overridden = loaded.settings, dict(loaded.overridden)
    if deployment:
        loaded.deployment(deployment)
        settings = settings.model_copy(update={"default": deployment})
        overridden["default",] = COMMAND_LINE
    if read_only:
        closed = {
            name: one.model_copy(update={"read_only": True})
            for name, one in settings.deployments.items()
        }
        settings = settings.model_copy(update={"deployments": closed})
        overridden |= {("deployments", name, "read_only"): COMMAND_LINE for name in closed}
    if privacy:
        settings = settings.model_copy(update={"privacy": True})
        overridden["privacy",] = COMMAND_LINE
    return Loaded(settings, loaded.path, loaded.lines, loaded.warnings, overridden)
