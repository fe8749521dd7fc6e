"""Fold text for a search: case and accents make no difference."""

import unicodedata


def folded(text: str) -> str:
    """Return `text` in one case and without accents: "Müller" and "MULLER" are both "muller"."""
    if not text.isascii():
        parts = unicodedata.normalize("NFD", text)
        text = "".join(part for part in parts if not unicodedata.combining(part))
    return text.casefold()
