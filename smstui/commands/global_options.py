"""Options of every command: deployment, configuration file, read-only mode, output format."""

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

import click

from smstui.commands.help_pages import HelpContext
from smstui.commands.output import look_last
from smstui.domain.marking import typed
from smstui.services.masker import Masker

if TYPE_CHECKING:
    from pathlib import Path


@dataclass(slots=True)
class GlobalOptions:
    """The common options of one run, wherever on the line they stood."""

    deployment: str | None = None
    config: "Path | None" = None
    read_only: bool = False
    json: bool = False
    plain: bool = False
    privacy: bool = False
    csv: bool = False
    masker: Masker = field(default_factory=Masker)
    """The masker of everything this run prints; set once the configuration is read."""

    def asking(self, deployment: str, text: str) -> str:
        """Return the progress line of a lookup of `text`; under privacy it is masked."""
        return f"Asking {deployment} for {typed(text[:60])} …"

    def set_masking(self, by_setting: bool) -> None:
        """Mask if the line asks for it; a setting masks what people read, and no data."""
        self.masker.enabled = self.privacy or (by_setting and not (self.json or self.csv))
        look_last(self.masker)


def global_options(context: click.Context) -> GlobalOptions:
    """Return the options of this run."""
    return context.ensure_object(GlobalOptions)


class _Text(click.types.StringParamType):
    """Text. Bytes of the command line that are none in this locale are refused."""

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        text = super().convert(value, param, ctx)
        for place, character in enumerate(text, start=1):
            if "\ud800" <= character <= "\udfff":
                code = ord(character)
                is_byte = 0xDC80 <= code <= 0xDCFF
                what = f"the byte 0x{code - 0xDC00:02X}" if is_byte else f"U+{code:04X}"
                self.fail(
                    f"character {place} is {what}, which is no text in this locale. "
                    "Type it anew, or check LANG and LC_ALL.",
                    param,
                    ctx,
                )
        return text


class _FilePath(click.Path):
    """The path of a file. `--help` is faster without pathlib, so that is imported when needed."""

    def convert(
        self, value: Any, param: click.Parameter | None, ctx: click.Context | None
    ) -> "Path":
        from pathlib import Path

        return Path(str(super().convert(value, param, ctx)))


_TEXT: Final = _Text()
_FILE: Final = "FILE"
"""The help's placeholder for a file name, which may be any bytes."""


def with_common_options(command: click.Command) -> click.Command:
    """`command` with every common option it does not have already, taking only what is text.

    Asking twice changes nothing.
    """
    named = {param.name for param in command.params} | {
        flag for param in command.params for flag in param.opts
    }
    for option in _common_options():
        if option.name not in named and not named & set(option.opts):
            option.hidden = option.name in NO_USE_IN.get(command.name or "", ())
            option.help = _HELP_IN.get((command.name or "", option.name or ""), option.help)
            command.params.append(option)
    for param in command.params:
        if param.type is click.STRING and param.metavar != _FILE:
            param.type = _TEXT
    command.context_class = HelpContext
    return command


def _remember(context: click.Context, option: click.Parameter, value: Any) -> None:
    if value not in (None, False) and option.name:
        setattr(global_options(context), option.name, value)
        if option.name == "privacy":  # also for what is said before the configuration is read
            global_options(context).set_masking(by_setting=False)


_HELP: Final = {
    "deployment": "The deployment to work on (default: the configuration's).",
    "config": "The configuration file (default: SMSTUI_CONFIG, or smstui config path).",
    "read_only": "Refuse every change.",
    "json": "Print JSON, one document per line.",
    "plain": "Print without colour.",
    "privacy": "Mask names, addresses and login ids, in JSON too.",
}


_HELP_IN: Final = {
    ("sandbox", "read_only"): "Print a configuration that refuses every change.",
}
NO_USE_IN: Final = {"demo": ("deployment",), "sandbox": ("deployment", "config", "privacy")}
"""Common options that a command takes and does not need: its help leaves them out."""


def _common_options() -> list[click.Option]:
    def option(name: str, **settings: Any) -> click.Option:
        return click.Option(
            [f"--{name.replace('_', '-')}", name],
            help=_HELP[name],
            expose_value=False,
            callback=_remember,
            **settings,
        )

    return [
        option("deployment", metavar="NAME"),
        option("config", metavar="FILE", type=_FilePath()),
        option("read_only", is_flag=True),
        option("json", is_flag=True),
        option("plain", is_flag=True),
        option("privacy", is_flag=True),
    ]
