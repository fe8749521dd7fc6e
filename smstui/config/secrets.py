"""Where a password comes from, and how it is fetched.

A source is one of `{ env = "NAME" }`, `{ command = "…" }`, `{ file = "…" }`, `{ keyring = "SERVICE"
}`. Without one, the terminal asks for it. A plain string works, with a warning. The value is only
kept in memory, as a `Secret`.
"""

import getpass
import os
import re
import shlex
import subprocess
import warnings
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from typing import Annotated, Any, ClassVar, Final, Self

from pydantic import AfterValidator, Field, model_validator

from smstui.config.private import read_private
from smstui.config.table import Table
from smstui.config.texts import LocatedPath, PlainText, unseen_in
from smstui.domain.errors import BadConfiguration
from smstui.domain.secret import Secret

COMMAND_TIMEOUT_S: Final = 30.0
"""Seconds that a command may take. A password store may have to ask its owner first."""
LONGEST: Final = 4_096
"""Bytes. No password is longer; a longer file is the wrong file."""
LONGEST_WHOLE: Final = 64 * 1024
"""Bytes of a secret of several lines."""


_VARIABLE: Final = re.compile(r"[A-Za-z_][A-Za-z0-9_]*", re.ASCII)


def _variable(name: str) -> str:
    if not _VARIABLE.fullmatch(name):
        raise ValueError("must be the name of an environment variable")
    return name


def _command(text: str) -> str:
    if "\0" in text or not text.strip():
        raise ValueError("must be a program and its arguments")
    try:
        shlex.split(text)
    except ValueError:
        raise ValueError(
            "cannot be read as a program and its arguments: check its quotes"
        ) from None
    return text


class SecretSource(Table):
    """At most one source of a secret. Without any, the terminal asks for it."""

    given_names: ClassVar[frozenset[str]] = frozenset({"literal"})

    env: Annotated[str, AfterValidator(_variable)] | None = Field(
        None, description="Name of an environment variable."
    )
    command: Annotated[str, AfterValidator(_command)] | None = Field(
        None, description="A program and its arguments, run without a shell."
    )
    file: LocatedPath | None = Field(
        None, description="A file only its owner can read (0600), the secret on its first line."
    )
    keyring: PlainText | None = Field(
        None, description="A service in the system's keyring (extra: keyring)."
    )
    literal: Secret | None = Field(None, description="The secret itself, in clear. Avoid.")

    @model_validator(mode="before")
    @classmethod
    def _from_text(cls, raw: Any) -> Any:
        if isinstance(raw, str):
            return {"literal": raw}
        known = isinstance(raw, cls) or (
            isinstance(raw, dict) and raw.keys() <= cls.model_fields.keys()
        )
        if not known:
            raise ValueError('must be { env = "NAME" }, or command, file or keyring likewise')
        return raw

    @model_validator(mode="after")
    def _one_way(self) -> Self:
        if len(self.model_fields_set) > 1:
            raise ValueError("give one of env, command, file, keyring")
        if self.literal is not None and (unseen := unseen_in(self.literal._value)):
            raise ValueError(f"must not contain {unseen}")
        return self

    @property
    def is_literal(self) -> bool:
        """Whether the secret is in the configuration itself."""
        return self.literal is not None

    @property
    def is_fetched(self) -> bool:
        """Whether there is a source to fetch the secret from without asking."""
        return self.literal is None and bool(self.model_fields_set)

    @property
    def is_missing(self) -> bool:
        """Whether the source is an environment variable that is not set."""
        return self.env is not None and self.env not in os.environ

    @property
    def described(self) -> str:
        """The source in words; never the secret."""
        if self.literal is not None:
            return "in the configuration, in clear"
        if self.command is not None:  # the arguments may be secret too
            return f"command {self.command.split()[0]} …"
        for way in ("env", "file", "keyring"):
            if value := getattr(self, way):
                return f"{way} {value}"
        return "asked on the terminal"

    def resolve(self, key: str, account: str = "", *, whole: bool = False) -> Secret:
        """Return the secret. `key` names it in errors, `account` is the user name for a keyring.

        `whole` is for a secret of several lines, which is not cut at its first one. Blocks: a
        command may take COMMAND_TIMEOUT_S, a person any time. Raises BadConfiguration with the key
        and the source, never with a value or the output of a program.
        """
        want = _Wanted(key, whole)
        if self.literal is not None:
            return want.checked(self.literal.reveal(), "the configuration")
        if self.env is not None:
            return _from_environment(self.env, want)
        if self.command is not None:
            return _from_command(self.command, want)
        if self.file is not None:
            return _from_file(self.file, want)
        if self.keyring is not None:
            return _from_keyring(self.keyring, account, want)
        return _from_terminal(want)


def sources_in(
    held: object, path: tuple[str, ...] = ()
) -> Iterator[tuple[tuple[str, ...], SecretSource]]:
    """Yield the key and the source of each secret in `held`, whose own key is `path`."""
    if isinstance(held, SecretSource):
        yield path, held
    elif isinstance(held, Table):
        for name in type(held).model_fields:
            yield from sources_in(getattr(held, name), (*path, name))
    elif isinstance(held, Mapping):
        for name, inner in held.items():
            yield from sources_in(inner, (*path, str(name)))


@dataclass(frozen=True, slots=True)
class _Wanted:
    """The secret of the setting `key`: one line, or the `whole` text."""

    key: str
    whole: bool

    @property
    def longest(self) -> int:
        return LONGEST_WHOLE if self.whole else LONGEST

    def checked(self, value: str, origin: str) -> Secret:
        if not value:
            raise BadConfiguration(
                f"{self.key}: {origin} gave an empty secret.", hint="Put the secret there."
            )
        if len(value.encode("utf-8", "replace")) > self.longest:
            raise BadConfiguration(
                f"{self.key}: {origin} gave more than {self.longest} bytes. "
                "That is too long for a secret.",
                hint="Name a source that has the secret alone.",
            )
        if not self.whole and (unseen := unseen_in(value)):
            raise BadConfiguration(
                f"{self.key}: {origin} gave a secret with an invisible character ({unseen}).",
                hint="Store the secret without it.",
            )
        return Secret(value)

    def of_bytes(self, raw: bytes, origin: str) -> Secret:
        try:
            text = raw.decode("utf-8")
        except UnicodeDecodeError:
            raise BadConfiguration(
                f"{self.key}: {origin} gave bytes that are not UTF-8.",
                hint="Store the secret as text.",
            ) from None
        if self.whole:
            return self.checked(text, origin)
        return self.checked(text.split("\n", 1)[0].removesuffix("\r"), origin)


def _from_environment(name: str, want: _Wanted) -> Secret:
    value = os.environ.get(name)
    if value is None:
        raise BadConfiguration(
            f"{want.key}: the environment variable {name} is not set.",
            hint=f"Set it before starting smstui, or change {want.key}.",
        )
    return want.checked(value, f"the environment variable {name}")


def _from_command(command: str, want: _Wanted) -> Secret:
    try:
        words = shlex.split(command)
    except ValueError as error:
        raise BadConfiguration(
            f"{want.key}: the command cannot be read ({error}).", hint="Check its quotes."
        ) from None
    name = f"the command {words[0]}" if words else "the command"
    try:
        # No shell: the text is a program and its arguments, with nothing to expand. Its
        # standard error is dropped, because it may contain secrets.
        ended = subprocess.run(
            words,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            timeout=COMMAND_TIMEOUT_S,
            check=False,
        )
    except (OSError, IndexError, ValueError) as error:
        why = getattr(error, "strerror", None) or "not a program"
        raise BadConfiguration(
            f"{want.key}: {name} cannot be run ({why}).", hint="Run it by hand to see."
        ) from None
    except subprocess.TimeoutExpired:
        raise BadConfiguration(
            f"{want.key}: {name} did not finish within {COMMAND_TIMEOUT_S:.0f} s.",
            hint="Run it by hand: it may be waiting for input.",
        ) from None
    if ended.returncode != 0:
        raise BadConfiguration(
            f"{want.key}: {name} failed (exit code {ended.returncode}).",
            hint="Run it by hand to see.",
        )
    return want.of_bytes(ended.stdout, name)


def _from_file(path: Path, want: _Wanted) -> Secret:
    return want.of_bytes(read_private(path, want.key, want.longest), f"the file {path}")


def _from_keyring(service: str, account: str, want: _Wanted) -> Secret:
    try:
        keyring = import_module("keyring")  # optional, and without types
    except ImportError:
        raise BadConfiguration(
            f"{want.key}: the keyring is not installed with this smstui.",
            hint="Install smstui[keyring], or use env, command or file.",
        ) from None
    try:
        value = keyring.get_password(service, account)
    except Exception as error:
        # Keyrings raise many kinds of errors, whose text may quote the secret.
        raise BadConfiguration(
            f"{want.key}: the keyring could not be read ({type(error).__name__}).",
            hint="Unlock it, or use env, command or file.",
        ) from None
    if value is None:
        raise BadConfiguration(
            f"{want.key}: the keyring has no {service} for {account or 'an empty user name'}.",
            hint=f"Store it: keyring set {service} {account}",
        )
    return want.checked(value, f"the keyring entry {service}")


def _from_terminal(want: _Wanted) -> Secret:
    nobody = BadConfiguration(
        f"{want.key} is not set, and there is no terminal to enter it.",
        hint=f'Set {want.key}, for example {{ env = "SMSTUI_PASSWORD" }}.',
    )
    try:
        handle = os.open("/dev/tty", os.O_RDWR | os.O_NOCTTY)
    except OSError:
        raise nobody from None
    os.close(handle)
    with warnings.catch_warnings():
        warnings.simplefilter("error", getpass.GetPassWarning)
        try:
            return want.checked(getpass.getpass(f"{want.key}: "), "the terminal")
        except (EOFError, getpass.GetPassWarning):
            raise nobody from None
