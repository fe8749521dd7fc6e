"""What a change sends, in the names and the words of the site.

A change is made in the names of the contract. Where a site calls a field of a record otherwise,
that field is called so in what is sent, and a status has the site's word.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from smstui.platforms.catalogue import Catalogue


def as_named(catalogue: Catalogue, names: Sequence[str], arguments: Sequence[Any]) -> list[Any]:
    """Return `arguments` as the site has them; `names` are their names as shipped."""
    if not catalogue.renamed and not catalogue.words:
        return list(arguments)
    return [
        _named(catalogue, name, value) for name, value in zip(names, arguments, strict=False)
    ] + list(arguments[len(names) :])


def _named(catalogue: Catalogue, structure: str, value: Any) -> Any:
    if isinstance(value, list):
        return [_named(catalogue, structure, each) for each in value]
    if not isinstance(value, Mapping):
        return value
    kind = catalogue.structures.get(structure, "")
    names = catalogue.renamed.get(kind, {})
    sent: dict[str, Any] = {}
    for name, inner in value.items():
        site_name = names.get(name.casefold(), name)
        if isinstance(inner, str) and kind:
            sent[site_name] = _word(catalogue, kind, site_name, inner)
        else:
            sent[site_name] = _named(catalogue, name, inner)
    return sent


def _word(catalogue: Catalogue, kind: str, name: str, word: str) -> str:
    """Return the site's word for ours in the field that is called `name`."""
    for field in catalogue.words.get(kind, {}):
        spelled = catalogue.records[kind].get(field, ())
        if name.casefold() in {each.casefold() for each in spelled}:
            return catalogue.written(kind, field, word)
    return word
