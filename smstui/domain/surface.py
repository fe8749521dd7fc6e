"""Name the next step as the reader can take it: in the console, or on the command line.

A sentence of the domain may be read in both. Keys and words behind `:` mean nothing in a shell, and
an option such as `--cas` means nothing in the console. Which of the two this process is, is set for
the process, as its time zone is (`domain.zone`).
"""


class _Current:
    consoles = 0


def console_began() -> None:
    """Word every sentence for the console from now on."""
    _Current.consoles += 1


def console_ended() -> None:
    """Word sentences for the command line again, when no console is left."""
    _Current.consoles = max(0, _Current.consoles - 1)


def is_console() -> bool:
    """Return whether sentences are read in the console."""
    return _Current.consoles > 0


def in_words(console: str, command_line: str) -> str:
    """Return the wording for the console, or that for the command line."""
    return console if is_console() else command_line


def lead() -> str:
    """Return what is typed before the name of a command: `:` in the console, else `smstui `."""
    return in_words(":", "smstui ")
