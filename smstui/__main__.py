"""Start the program: quick answers first. Imports as little as it can."""

import os
import sys
from typing import Final

SAFE_TEXTUAL: Final = frozenset({"TEXTUAL_COLOR_SYSTEM", "TEXTUAL_ANIMATIONS"})
"""Settings of the terminal layer that do nothing but draw otherwise.

Others write every key to a file, load code or press keys on a stranger's word.
"""

QUICK: Final[tuple[list[str], ...]] = ([], ["demo"])
"""Straight to the console: the command line's own library would be a tenth of the time to the
first frame."""

COMPLETION: Final = "_SMSTUI_COMPLETE"
"""Set by a shell that asks what could come next."""


def main() -> int:
    """Run smstui with the arguments of this process; the exit code."""
    hold_streams()
    os.umask(0o077)  # before any thread runs: what libraries make is private, and can be used
    arguments = sys.argv[1:]
    if arguments == ["--version"]:
        return print_version()
    drop_textual_environment()
    try:
        if arguments in QUICK and COMPLETION not in os.environ:
            from smstui.commands.launch import run_quickly

            return run_quickly(arguments)
        from smstui.commands.main import run

        return run(arguments)
    except KeyboardInterrupt:
        return 130
    except Exception as bug:
        from smstui.commands.bug import tell

        return tell(bug, as_json="--json" in arguments)


def print_version() -> int:
    """Print the version; the exit code."""
    from smstui import __version__

    try:
        print(f"smstui {__version__}", flush=True)
    except OSError as error:
        from smstui.commands.output import lost_output

        return lost_output(error)
    return 0


def hold_streams() -> None:
    """Take the places of standard streams that are closed, so that no file or socket gets them.

    What is written to a closed output fails then, as it does with a full one; without standard
    error nothing is narrated.
    """
    flags = {0: os.O_WRONLY, 1: os.O_RDONLY, 2: os.O_RDWR}  # reading 0 and writing 1 must fail
    for number, flag in flags.items():
        try:
            os.fstat(number)
        except OSError:
            os.open(os.devnull, flag)
    if sys.stdin is None:
        sys.stdin = open(0, closefd=False)  # noqa: SIM115
    if sys.stdout is None:
        sys.stdout = open(1, "w", encoding="utf-8", closefd=False)  # noqa: SIM115
    if sys.stderr is None:
        sys.stderr = open(2, "w", encoding="utf-8", closefd=False)  # noqa: SIM115


def drop_textual_environment() -> None:
    """Take what would steer the terminal layer from outside out of this process."""
    for name in [name for name in os.environ if name.startswith("TEXTUAL")]:
        if name not in SAFE_TEXTUAL:
            del os.environ[name]


if __name__ == "__main__":
    sys.exit(main())
