"""`smstui doctor --suggest`: what to add to the configuration, as TOML. Never applied here."""

import json
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

from smstui.commands.check_platform import PlatformCheck, hint_of_sign_in
from smstui.config.settings import Deployment
from smstui.domain.errors import SmstuiError
from smstui.domain.marking import plain
from smstui.domain.text import clean
from smstui.platforms.comparison import Remark
from smstui.platforms.headers import header_wanted
from smstui.platforms.port import Confirmation, Survey

MOST_HEADERS: Final = 3
"""Headers that are learned from refusals, one after the other."""
ANY_VALUE: Final = "smstui"
"""Sent in a header whose value nobody told. Only reads carry it."""


@dataclass(frozen=True, slots=True)
class Learned:
    """The settings that a deployment needs: headers by name, and the lines of its catalogue."""

    headers: Mapping[str, str] = field(default_factory=dict)
    surveys: Sequence[Survey] = ()
    remarks: Sequence[Remark] = ()
    refusal: str = ""
    hint: str = ""
    """What to set where the platform still refuses to sign in."""


def learned(check: PlatformCheck) -> Learned:
    """Return what the platform tells of itself, with the headers that it asks for.

    Each header that a refusal names is sent along in another look. All of them only read.
    """
    headers: dict[str, str] = {}
    look = check
    for _ in range(MOST_HEADERS):
        wanted = header_wanted(look.refusal) or next(
            (line.header for line in look.surveys if line.header), ""
        )
        if not wanted or wanted.casefold() in {name.casefold() for name in headers}:
            break
        headers[wanted] = ANY_VALUE
        look = _look_with(check, headers)
    remarks = [each for each in look.compared.remarks if each.is_fault]
    return Learned(headers, look.surveys, remarks, look.refusal, look.refusal_hint)


def _look_with(check: PlatformCheck, headers: Mapping[str, str]) -> PlatformCheck:
    reached = check.deployment.reached
    reached = reached.model_copy(update={"headers": {**reached.headers, **headers}})
    deployment = check.deployment.model_copy(update={check.deployment.family: reached})
    look = PlatformCheck(deployment, check.settings, password=check.password, known=check.known)
    if check.password is not None:
        try:
            look.look(check.password)
        except SmstuiError as error:
            look.refusal = error.message
            look.refusal_hint = hint_of_sign_in(error, deployment)
    return look


def block(deployment: Deployment, told: Learned, configuration: Path | None) -> str:
    """Return TOML to add at the end of the file `configuration`.

    A table that the file has already, or that cannot be added, stands in comments.
    """
    return "\n".join(_lines(deployment, told, _text_of(configuration))) + "\n"


def _lines(deployment: Deployment, told: Learned, text: str) -> Iterator[str]:
    at = f"deployments.{deployment.name}.{deployment.family}"
    tables = dict(_tables(told))
    nothing = not tables and not told.remarks
    nothing = nothing and not any(line.says.is_fault or line.setting for line in told.surveys)
    yield f"# Suggested by smstui doctor for {deployment.name}. Compare it with the site's own"
    yield "# description before use. Nothing of it was applied."
    if nothing:
        yield "# Nothing to add was found."
    if told.refusal:
        yield f"# The platform still refuses: {_in_comment(told.refusal)}"
        if told.hint:
            yield f"# {_in_comment(told.hint)}"
        yield "# What comes after signing in was not compared. Mend this first, and run"
        yield "# smstui doctor --suggest again."
    for sentence in dict.fromkeys(line.setting for line in told.surveys if line.setting):
        yield f"# {_in_comment(sentence)}"
    unsolved = [
        line for line in told.surveys
        if line.says.is_fault and not line.override and not line.setting
    ]  # fmt: skip
    for line in unsolved:
        yield f"# {line.entry}: {_in_comment(line.detail)}"
    absent = [line for line in unsolved if line.says is Confirmation.MISSING]
    if absent:
        yield "# No answer of the platform names another place, and none is guessed. Where the site"
        yield "# has it at another path, fill that path in; a whole service or module moves in"
        yield f"# [{at}.places]."
    for line in absent:
        yield f"# [{at}.operations.{line.entry}]"
        path = "…/{id}" if line.called.endswith("/{id}") else "…"
        yield f'# path = "{path}"  # tried: {_in_comment(line.called)}'
    yield from _to_fill_in(at, told)
    near = {f"operations.{line.entry}": line.nearest for line in told.surveys if line.nearest}
    for name, values in sorted(tables.items()):
        yield ""
        if names := near.get(name):
            yield f"# nearest: {', '.join(map(_in_comment, names))}"
        if name == "headers" and told.headers:
            yield "# The platform asks for it. Ask the site for the value and put it in place of"
            yield f'# "{ANY_VALUE}"; a key is better given as {{ env = "NAME" }}.'
        lines = [f"[{at}.{_dotted(name)}]", *(f"{_key(key)} = {_value(values[key])}"
                                              for key in values)]  # fmt: skip
        if _can_be_added(text, lines):
            text += "\n" + "\n".join(lines) + "\n"
            yield from lines
        else:
            yield "# The file has this table, or one above it, already. Add these keys there:"
            yield from (f"# {line}" for line in lines)


def _to_fill_in(at: str, told: Learned) -> Iterator[str]:
    """Return a comment for each remark, with lines to fill in where nothing can be guessed."""
    for remark in told.remarks:
        yield f"# {remark.topic}: {_in_comment(remark.detail)}"
    tables: dict[str, dict[str, None]] = {}
    for remark in told.remarks:
        if remark.lines:
            head, *lines = remark.lines
            tables.setdefault(head, {}).update(dict.fromkeys(lines))
    for head, several in tables.items():
        yield "#"
        yield f"# [{at}.{clean(head.strip('[]'), 100)}]"
        yield from (f"# {_in_comment(line)}" for line in several)


def _tables(told: Learned) -> Iterator[tuple[str, dict[str, Any]]]:
    tables: dict[str, dict[str, Any]] = {}
    if told.headers:
        tables["headers"] = dict(told.headers)
    overrides = [each.override for each in told.surveys]
    overrides += [each.override for each in told.remarks]
    for override in overrides:
        for name, values in override.items():
            tables.setdefault(name, {}).update(values)
    yield from tables.items()


def _can_be_added(text: str, lines: Sequence[str]) -> bool:
    try:
        tomllib.loads(f"{text}\n" + "\n".join(lines))
    except ValueError:
        return False
    return True


def _text_of(configuration: Path | None) -> str:
    if configuration is None:
        return ""
    try:
        return configuration.read_text("utf-8")
    except (OSError, ValueError):
        return ""


def _dotted(name: str) -> str:
    return ".".join(map(_key, name.split(".", 1)))


def _key(name: str) -> str:
    is_bare = name.isascii() and all(each.isalnum() or each in "-_" for each in name)
    return name if is_bare and name else json.dumps(clean(name, 100))


def _value(held: Any) -> str:
    if isinstance(held, list | tuple):
        return f"[{', '.join(map(_value, held))}]"
    return json.dumps(clean(held, 300)) if isinstance(held, str) else json.dumps(held)


def _in_comment(text: str) -> str:
    """Return foreign words on one line."""
    return clean(plain(text), 300).replace("\n", " ")
