"""The open changes that this process began or took over.

The crash report asks for them: it must not say that nothing was done while one is open. Imports
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
    """Return one sentence for each open change, in the order they began."""
    return [
        f"Change {change} ({title}) is still open: it may have been sent. "
        "Run smstui journal --settle to decide it by reading. Nothing is sent again."
        for change, title in list(_open.items())
    ]
