"""What a process of smstui reads once is read once by a process of the suite, which has many.

The catalogue of a platform and the configuration of a site are checked field by field, each time
a client is opened: a sixth of what a test of a command takes. The same text gives the same. The
routes of the sandbox are compiled once too.
"""

from collections.abc import Callable
from functools import cache
from typing import Any

from starlette import routing

from smstui.config import load
from smstui.platforms import overrides

_MOST = 200
"""Results of one function that are kept. A configuration is one test's own."""


def install() -> None:
    """Keep what is read from now on. Twice is as once."""
    if hasattr(overrides.catalogue_of, "kept"):
        return
    overrides.catalogue_of = _kept(overrides.catalogue_of)
    load.examine = _kept(load.examine)
    routing.compile_path = cache(routing.compile_path)


def _kept(function: Callable[..., Any]) -> Callable[..., Any]:
    """Return `function` with its results kept by what they were made of. Errors are not kept."""
    kept: dict[str, Any] = {}

    def read(*made_of: Any) -> Any:
        key = repr(made_of)
        if key not in kept:
            if len(kept) >= _MOST:
                kept.clear()
            kept[key] = function(*made_of)
        return kept[key]

    read.kept = kept  # type: ignore[attr-defined]
    return read
