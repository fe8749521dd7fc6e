"""Secret values that must never be shown by accident."""

from collections.abc import Callable
from typing import Any

from pydantic import GetCoreSchemaHandler
from pydantic_core import CoreSchema, core_schema

from smstui.domain.known_secrets import MASK, hold, remember


class Secret:
    """A password, PIN, hash, salt or token.

    `repr`, `str`, `format`, JSON and pickle show only the mask. `reveal()` is the only way to the
    value, so that every use can be found by name. A secret that was created or used is masked in
    every foreign text (`known_secrets`).
    """

    __slots__ = ("__weakref__", "_value")

    def __init__(self, value: str) -> None:
        self._value = value
        hold(self, value)

    def reveal(self) -> str:
        """Return the value itself. For requests, and for `x` on the detail pane."""
        remember(self._value)
        return self._value

    def __repr__(self) -> str:
        return MASK

    __str__ = __repr__

    def __format__(self, spec: str) -> str:
        return format(MASK, spec)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Secret) and other._value == self._value

    def __hash__(self) -> int:
        return hash((Secret, self._value))

    def __reduce__(self) -> tuple[Callable[[str], "Secret"], tuple[str]]:
        return Secret, (MASK,)

    def __copy__(self) -> "Secret":
        return self

    def __deepcopy__(self, memo: dict[int, Any]) -> "Secret":
        return self

    @classmethod
    def __get_pydantic_core_schema__(cls, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        return core_schema.no_info_plain_validator_function(
            lambda value: value if isinstance(value, cls) else cls(str(value)),
            serialization=core_schema.plain_serializer_function_ser_schema(lambda _: MASK),
        )
