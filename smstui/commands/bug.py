"""The last resort: something nobody foresaw. One sentence, and where the details are.

Neither the sentence nor the details hold a value: an exception's own text and its locals may be
a name, a password, an answer.
"""

from pathlib import Path

from smstui.commands.exits import Exit
from smstui.commands.output import narrate, say_document
from smstui.presentation.places import place_of
from smstui.store import open_changes


def tell(bug: BaseException, as_json: bool = False) -> int:
    """Log where `bug` came from, say so in a sentence; the exit code."""
    where = _log(bug)
    kind = type(bug).__name__
    message = f"smstui stopped: a bug ({kind} in {place_of(bug.__traceback__)})."
    still_open = open_changes.sentences()
    done = still_open or ["Nothing more was done."]
    hint = " ".join([*done, f"Please report it with {where}."] if where else still_open)
    if as_json:
        told = {"code": "bug", "message": message, "hint": hint or None, "correlation_id": None}
        say_document({"schema": "smstui/error/1", "error": told})
    else:
        narrate(f"{message} {hint}".rstrip())
    return Exit.BUG


def _log(bug: BaseException) -> Path | None:
    """Return where the details are; None if not even the log can be written."""
    try:
        from smstui.commands.log import log_bug

        return log_bug(bug)
    except Exception:
        return None
