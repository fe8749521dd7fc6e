"""The base of every record of the platform."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Annotated, Any, ClassVar, Final, Self

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, ValidationError

from smstui.domain.moments import gives_no_end
from smstui.domain.secret import Secret
from smstui.domain.text import TEXT_CAP, Clean, clean, clean_sentence

NOT_IDS: Final = frozenset({"", "none", "null", "nil", "undefined"})
"""Texts that a server writes if it has no id. None of them is ever an id."""


def is_id(raw: object) -> bool:
    """Return whether `raw` can be the id of a record: not empty, and not a word for "nothing"."""
    return raw is not None and str(raw).strip().casefold() not in NOT_IDS


@dataclass(frozen=True, slots=True)
class Limit:
    """The most characters that the platform accepts in a field of a write. Reads never refuse."""

    characters: int


@dataclass(frozen=True, slots=True)
class Personal:
    """Marks a field that says who a person is, where they live or how they sign on.

    Every field is one or the other: `tests/unit/test_personal_fields.py` lists them all.
    """


PERSONAL: Final = Personal()


def _field(raw: object) -> Clean | None:
    if type(raw) is str and len(raw) <= TEXT_CAP and raw.isascii() and raw.isprintable():
        return Clean(raw) if raw else None
    if isinstance(raw, dict | list | tuple):
        raise ValueError("not a text")
    return (clean(raw) or None) if raw is not None else None


def _sentence(raw: object) -> Clean | None:
    return (clean_sentence(str(raw)) or None) if raw is not None else None


_FIELD: Final = BeforeValidator(_field)
Text = Annotated[Clean | None, _FIELD]
"""A record's text field, cleaned whatever the platform sent. Empty is None."""

Sentence = Annotated[Clean | None, BeforeValidator(_sentence)]
"""A sentence of this program in a record, such as why a part was not read. None if empty."""


def is_text(metadata: Iterable[object]) -> bool:
    """Return whether `metadata` is that of a field of the type `Text`."""
    return any(mark is _FIELD for mark in metadata)


def _names(raw: Any) -> Any:
    if not isinstance(raw, list | tuple):
        return ()
    return tuple(clean(name) for name in raw if isinstance(name, str))


class Record(BaseModel):
    """One record of the platform. Frozen; a field that the answer lacked is None.

    `read` never refuses: a field whose value makes no sense is left out and named in `unreadable`,
    so that a check can say "not checked" instead of guessing.
    """

    model_config = ConfigDict(frozen=True, extra="ignore", hide_input_in_errors=True)

    noun: ClassVar[str] = "record"

    unreadable: Annotated[tuple[Clean, ...], BeforeValidator(_names)] = ()

    @property
    def id(self) -> str | None:
        """The key that a person uses for this record."""
        return getattr(self, "uid", None)

    @property
    def title(self) -> str:
        """The name for a line: noun and id."""
        return titled(self.noun, self.id)

    @classmethod
    def read(cls, fields: Mapping[str, Any]) -> Self:
        """Return a record from an answer, whatever it contains."""
        try:
            return cls.model_validate(fields)
        except ValidationError as error:
            wrong = {str(item["loc"][0]) for item in error.errors() if item["loc"]}
            kept = {name: value for name, value in fields.items() if name not in wrong}
            return cls.model_validate(kept | {"unreadable": tuple(map(clean, sorted(wrong)))})


def titled(noun: str, record_id: str | None) -> str:
    """Return `box 3421`, or `box without an id` if the platform sent none."""
    return f"{noun} {record_id}" if record_id else f"{noun} without an id"


def with_end_as_sent(fields: Any, name: str) -> Any:
    """Return `fields` with the value received for the end `name`, if that gives no end."""
    if isinstance(fields, Mapping) and gives_no_end(fields.get(name)):
        return {**fields, "end_as_sent": str(fields[name]).strip()}
    return fields


def limits_of(record: type[Record]) -> dict[str, int]:
    """Return the most characters of each field in a write."""
    return {
        name: mark.characters
        for name, field in record.model_fields.items()
        for mark in field.metadata
        if isinstance(mark, Limit)
    }


@cache
def personal_of(record: type[Record]) -> tuple[str, ...]:
    """Return the names of the fields that privacy masks, in the order of the model."""
    return tuple(name for name, field in record.model_fields.items() if PERSONAL in field.metadata)


@cache
def secrets_of(record: type[Record]) -> frozenset[str]:
    """Return the names of the fields that contain a secret."""
    return frozenset(
        name
        for name, field in record.model_fields.items()
        if Secret in (field.annotation, *getattr(field.annotation, "__args__", ()))
    )


@cache
def texts_of(record: type[Record]) -> frozenset[str]:
    """Return the names of the fields with free text: not a word of a closed list, not a number."""
    return frozenset(name for name, field in record.model_fields.items() if is_text(field.metadata))


def _flag(raw: Any) -> Any:
    if isinstance(raw, str):
        return {"true": True, "1": True, "false": False, "0": False, "": None}.get(
            raw.strip().lower(), raw
        )
    return raw


def _number(raw: Any) -> Any:
    return None if isinstance(raw, str) and not raw.strip() else raw


def _secret(raw: Any) -> Any:
    if isinstance(raw, dict | list | tuple):
        raise ValueError("not a secret")
    return None if raw in (None, "") else raw


Flag = Annotated[bool | None, BeforeValidator(_flag)]
Count = Annotated[int | None, BeforeValidator(_number)]
Amount = Annotated[Annotated[float, Field(allow_inf_nan=False)] | None, BeforeValidator(_number)]
Hidden = Annotated[Secret | None, BeforeValidator(_secret)]
