"""The changes that this process began, or took over, and that are still open.

A crash asks for them: it must not say that nothing was done while one of them is open. Imports
nothing, so that asking costs nothing and cannot fail.
"""

_open: dict[str, str] = {}


def began(change: str, title: str) -> None:
    """Note an open change."""
    _open[change] = title


def ended(change: str) -> None:
    """Note that a change is decided."""
    _open.pop(change, None)


def sentences() -> list[str]:
    """Return one sentence for each change that is still open, in the order they began."""
    return [
        f"Change {change} ({title}) is still open: it may have been sent. "
        "smstui journal --settle decides it by reading; nothing is sent again."
        for change, title in list(_open.items())
    ]
