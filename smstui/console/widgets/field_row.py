"""One field of a form: its label, where it is filled in, and what is wrong with it below."""

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Final

from textual.app import ComposeResult

from smstui.actions.keynames import shown
from smstui.console.styled_text import fit
from smstui.console.widgets.bar import Bar
from smstui.console.widgets.box import Box
from smstui.console.widgets.field_choice import FieldChoice
from smstui.console.widgets.field_edit import FieldEdit
from smstui.console.widgets.sentence import Sentence
from smstui.domain.changes.entry_forms import Field, format_of, missing_in, taken_from, wrong_with
from smstui.domain.changes.operations import Takes
from smstui.domain.identifiers import code_key, search_key

LABEL_WIDTH: Final = 22
_WIDTH: Final = 70
"""Cells of a row that is not laid out yet."""


class FieldRow(Box):
    """`entered` is called at Enter in it; `offered` are texts that are known for it, each with its
    name. `now` is the value that the record has, in a sentence, for a field that shows it first."""

    DEFAULT_CSS = f"""
    FieldRow {{ height: auto; layout: vertical; }}
    FieldRow > .field-line {{ height: 1; layout: horizontal; }}
    FieldRow .field-label {{ width: {LABEL_WIDTH}; }}
    """

    def __init__(
        self,
        field: Field,
        family: str,
        entered: Callable[[], None],
        offered: Mapping[str, str] = MappingProxyType({}),
        now: str = "",
    ) -> None:
        super().__init__(classes="field-row")
        self.field = field
        self.given = ""
        """The initial text."""
        self.refused: Mapping[str, str] = {}
        """Values that the change service is known to refuse, each with its sentence."""
        self._family = family
        self._below = Sentence(LABEL_WIDTH)
        self._label = Bar(f"label-{field.name}", "base")
        self._label.add_class("field-label")
        self._note = f"{format_of(field, family)}; {now}" if now else ""
        self._is_in_hand = False
        self.wrong = ""
        """The error of the field, as a sentence."""
        self.edit = _edit_of(field, family, entered, offered)

    def compose(self) -> ComposeResult:
        with Box(classes="field-line"):
            yield self._label
            yield self.edit
        yield self._below

    def on_mount(self) -> None:
        self.mark(False)

    def mark(self, in_hand: bool) -> None:
        """Show whether this is the field in hand."""
        sign, role = ("›", "key") if in_hand else (" ", "muted")  # noqa: RUF001 - a prompt
        label = fit(self.field.label, LABEL_WIDTH - 5)
        self._label.show([(f"  {sign} ", "key"), (f"{label} ", role)])
        self._is_in_hand = in_hand
        self._say()

    def _say(self) -> None:
        """Say below the field what is wrong, or while it is in hand how it is filled in."""
        note = self._note if self._is_in_hand else ""
        self._below.show(self.wrong or note, is_wrong=bool(self.wrong))

    @property
    def height(self) -> int:
        """Lines it takes."""
        return 1 + len(self._below.lines_in(self.size.width or _WIDTH))

    @property
    def is_scanned(self) -> bool:
        """Whether it holds an id that was scanned, or might have been."""
        return self.field.takes is Takes.SCAN and bool(self.edit.value.strip())

    @property
    def key(self) -> str:
        """The same for two spellings of one scanned id."""
        text = self.edit.value.strip()
        return search_key(self.field.kind, text) if self.field.kind else code_key(text)

    @property
    def is_touched(self) -> bool:
        """Whether it holds something that a person entered."""
        if isinstance(self.edit, FieldChoice):
            return self.edit.is_touched
        return self.edit.value != self.given

    def fill(self, text: str) -> None:
        """Put in what is known already."""
        self.given = text
        self.edit.value = text
        if isinstance(self.edit, FieldEdit):
            self.edit.cursor_position = len(text)

    @property
    def value(self) -> str:
        """The value for the change service; only if it is valid."""
        typed = self.edit.value
        if self.field.is_secret:
            return typed
        return taken_from(self.field, typed, self._family)

    def check(self, whole: bool, elsewhere: Mapping[str, str]) -> bool:
        """Say below what is wrong; `whole` also says what is missing. Whether it changed height.

        `elsewhere` are the ids in other fields, each with the label of its field: a scanner that
        reads one label twice fills two.
        """
        typed = self.edit.value
        sentence = wrong_with(self.field, typed, self._family)
        if not sentence:
            sentence = self.refused.get(typed.strip(), "")
        if not sentence and self.is_scanned and (label := elsewhere.get(self.key)):
            sentence = f"This is what {label} is already."
        if not sentence and whole:
            sentence = missing_in(self.field, typed)
        return self.tell(sentence)

    def tell(self, sentence: str) -> bool:
        """Say below that something is wrong; nothing for an empty text. Whether it changed height.

        What is said goes with the next check.
        """
        if sentence == self.wrong:
            return False
        height = self.height
        self.wrong = sentence
        self._say()
        return self.height != height


def _edit_of(
    field: Field, family: str, entered: Callable[[], None], offered: Mapping[str, str]
) -> FieldEdit | FieldChoice:
    name = f"field-{field.name}"
    if field.takes is Takes.CHOICE:
        return FieldChoice(name, field.choices, entered)
    hint = format_of(field, family)
    if offered:
        known = ", ".join(f"{text} {meaning}".strip() for text, meaning in offered.items())
        return FieldEdit(name, f"{hint}; {shown('down')} {known}", entered, offered=list(offered))
    return FieldEdit(name, hint, entered, masked=field.is_secret)
