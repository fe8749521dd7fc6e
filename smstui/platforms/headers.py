"""Headers that stand in place of others: letter case does not tell two names apart."""

from collections.abc import Mapping


def with_headers(headers: Mapping[str, str], more: Mapping[str, str]) -> dict[str, str]:
    """Return `headers` with `more`, which replace those of the same name."""
    if not more:
        return dict(headers)
    own = {name.casefold() for name in more}
    return {**{name: text for name, text in headers.items() if name.casefold() not in own}, **more}
