"""The log: JSON lines in a private file, never on the terminal.

At most two files of LARGEST bytes are kept. Who writes a line need not think of secrets: they
are taken out here, by type, by key and by looks.
"""

import logging
import os
import sys
import threading
from collections.abc import MutableMapping
from pathlib import Path
from typing import Any, Final

import structlog

from smstui.config.files import state_folder
from smstui.domain.redaction import redacted
from smstui.presentation.places import frames_of
from smstui.store.files import private_file, private_folder

LARGEST: Final = 1_000_000
"""Bytes of one log file; a full one is kept once as log.jsonl.1."""
_CHATTY: Final = ("httpx", "httpcore", "uvicorn", "asyncio", "stamina")
"""Libraries that would print full addresses, or every step they take."""

_REQUESTS: Final = "smstui.platforms"
"""The logger that has a line for each request, at `debug`."""


def log_path(state: Path | None = None) -> Path:
    """Return the path of the log."""
    return state_folder(state) / "log.jsonl"


def start_log(level: str = "warning", state: Path | None = None) -> None:
    """Send what is logged from here on to the file, from `level` up.

    Where the file cannot be made, nothing is logged: no command fails for want of a log.
    """
    number = logging.getLevelNamesMapping()[level.upper()]
    file = LogFile(log_path(state))
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            _place_of_exception,
            _redact,
            structlog.processors.JSONRenderer(),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(number),
        logger_factory=structlog.WriteLoggerFactory(file),  # type: ignore[arg-type]
        cache_logger_on_first_use=False,
    )
    logging.captureWarnings(True)
    threading.excepthook = _stray
    sys.unraisablehook = _stray
    root = logging.getLogger()
    root.handlers = [_ToTheLog()]
    root.setLevel(max(number, logging.WARNING))
    logging.getLogger(_REQUESTS).setLevel(number)
    for name in _CHATTY:
        logging.getLogger(name).setLevel(max(number, logging.WARNING))


def log_bug(bug: BaseException) -> Path:
    """Log where `bug` came from; return the log's path."""
    start_log()
    structlog.get_logger("smstui").error("bug", exc_info=bug)
    return log_path()


class LogFile:
    """A file for a logger. It is opened for each line, since a log may be moved away meanwhile."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def write(self, text: str) -> None:
        """Append `text`, or drop it: a full disk must not end the work."""
        try:
            private_folder(self._path.parent)
            if self._path.exists() and self._path.stat().st_size > LARGEST:
                self._path.replace(self._path.with_name(f"{self._path.name}.1"))
            private_file(self._path)
            handle = os.open(self._path, os.O_WRONLY | os.O_APPEND | os.O_NOFOLLOW | os.O_CLOEXEC)
            with os.fdopen(handle, "a", encoding="utf-8", errors="replace") as file:
                file.write(text)
        except Exception:
            return

    def flush(self) -> None:
        """Every line is on its way already."""


class _ToTheLog(logging.Handler):
    """Lines of libraries that use the standard library's logging."""

    def emit(self, record: logging.LogRecord) -> None:
        try:
            structlog.get_logger().log(
                max(record.levelno, logging.DEBUG),
                record.getMessage(),
                logger=record.name,
                **getattr(record, "fields", {}),
                exc_info=record.exc_info or None,
            )
        except Exception:
            return


def _stray(thrown: Any) -> None:
    """An exception that nobody waits for: of a thread, or of an object that was let go."""
    structlog.get_logger().error("stray exception", exc_info=thrown.exc_value)


def _place_of_exception(
    logger: Any, method: str, event: MutableMapping[str, Any]
) -> MutableMapping[str, Any]:
    """An exception as its class and the way to it. Its text may hold anything."""
    error = event.pop("exc_info", None)
    if isinstance(error, tuple) or error is True:
        error = (error if isinstance(error, tuple) else sys.exc_info())[1]
    if isinstance(error, BaseException):
        event["exception"] = type(error).__name__
        event["frames"] = frames_of(error.__traceback__)
    return event


def _redact(logger: Any, method: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    return redacted(event)
