"""The door: quick answers first, everything else behind it. Imports as little as it can."""

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
    arguments = sys.argv[1:]
    if arguments == ["--version"]:
        from smstui import __version__

        print(f"smstui {__version__}")
        return 0
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


def drop_textual_environment() -> None:
    """Take what would steer the terminal layer from outside out of this process."""
    for name in [name for name in os.environ if name.startswith("TEXTUAL")]:
        if name not in SAFE_TEXTUAL:
            del os.environ[name]


if __name__ == "__main__":
    sys.exit(main())
