"""What the banner of the pairing page says, and about which pair: it stays true as that changes."""

from collections.abc import Mapping
from typing import TYPE_CHECKING

from smstui.console.views import pair_words
from smstui.console.views.pair_rows import UNDONE
from smstui.domain.changes.undo import USED_UP
from smstui.store.drafts import Draft

if TYPE_CHECKING:
    from smstui.console.startup import Client


class PairingBanner:
    """The words of the banner. `pairs` are those of the page, in the order of their rows."""

    def __init__(self, pairs: Mapping[str, Draft]) -> None:
        self.words = pair_words.resting_words()
        self.about = ""
        """The id of the pair that the words are about; empty where they are about none."""
        self.ends: Mapping[str, str] = {}
        """The outcome of each change of the journal; `UNDONE` of one that was undone."""
        self._pairs = pairs

    def say(self, words: pair_words.Words, about: str = "") -> None:
        """Say words, about a pair where its id is given."""
        self.words, self.about = words, about

    def say_pair(self, draft: Draft) -> None:
        """Say the state of a pair, with the number of its row."""
        n = list(self._pairs).index(draft.id) + 1
        self.say(pair_words.pair_words(draft, n, self.ends), draft.id)

    def say_again(self) -> None:
        """Say the state of the same pair as it is now; it may have another number."""
        if (draft := self._pairs.get(self.about)) is not None:
            self.say_pair(draft)

    async def read_ends(self, client: "Client") -> None:
        """Read from the journal what became of the changes. Raises SmstuiError."""
        if any(draft.change for draft in self._pairs.values()):
            journal = await client.engine.run(client.changes.journal())
            undone = {each.undoes for each in journal if each.undoes and each.outcome in USED_UP}
            self.ends = {each.id: UNDONE if each.id in undone else each.outcome for each in journal}
