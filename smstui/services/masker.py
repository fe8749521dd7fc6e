"""Privacy where others can see: mask personal words in every text before it is shown.

Sentences carry marks (`smstui.domain.marking`); whatever prints or draws a sentence passes it
through `text`. A text that was typed as an id is masked unless it is an id of a record: `ids` are
those this run knows. Imports little: the first frame needs it, and no records.
"""

from collections.abc import Mapping
from functools import cached_property
from typing import TYPE_CHECKING, Any, Final

from smstui.domain.marking import masked, plain, typed

if TYPE_CHECKING:
    from smstui.services.record_masker import RecordMasker

IDS_KEPT: Final = 20_000
"""Ids remembered of what was opened; then it begins anew with what is opened next."""


class Masker:
    """Masks text while it is `enabled`. Knows the ids that were learned, enabled or not."""

    def __init__(self, enabled: bool = False) -> None:
        self.enabled = enabled
        self._ids: frozenset[str] = frozenset()

    @cached_property
    def records(self) -> "RecordMasker":
        """The part that masks records and remembers their ids."""
        from smstui.services.record_masker import RecordMasker

        return RecordMasker(self)

    @property
    def ids(self) -> frozenset[str]:
        """The known ids. Typed text that is none of them may be a login id."""
        return self._ids

    def forget(self) -> None:
        """Know no ids: what follows is of others."""
        self._ids = frozenset()

    def learn_ids(self, ids: frozenset[str]) -> None:
        """Remember `ids` as those of records."""
        if len(self._ids) > IDS_KEPT:
            self._ids = frozenset()
        self._ids |= ids - {""}

    def text(self, text: str) -> str:
        """Return a sentence masked for display, without marks."""
        return masked(text, self._ids) if self.enabled else plain(text)

    def asked(self, text: str) -> str:
        """Return what was typed as an id, masked for display."""
        return self.text(typed(text))

    def document(self, form: Any) -> Any:
        """Return a document with all marked text masked, and without marks."""
        match form:
            case str():
                return self.text(form)
            case Mapping():
                return {self.text(name): self.document(value) for name, value in form.items()}
            case list() | tuple():
                return [self.document(value) for value in form]
            case _:
                return form
