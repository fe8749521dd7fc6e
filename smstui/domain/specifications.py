"""Name a record in a call by exactly one child (sdp2.md "Specifications")."""

from dataclasses import dataclass, fields
from typing import Final

OWN_ORIGIN_IDS_FROM: Final = 10_000
"""Origin ids up to 9999 are reserved for systems pre-integrated with SDP (D)."""


@dataclass(frozen=True, slots=True)
class OriginSpecification:
    """The key that another system gave: always both parts."""

    origin_id: int
    origin_key: str


@dataclass(frozen=True, slots=True)
class Specification:
    """The base of all: exactly one of the fields is set, else ValueError."""

    def __post_init__(self) -> None:
        if len(self._given()) != 1:
            names = ", ".join(field.name for field in fields(self))
            given = ", ".join(name for name, _ in self._given()) or "none"
            raise ValueError(f"{type(self).__name__} takes exactly one of {names}; got {given}")

    @property
    def only(self) -> tuple[str, str | OriginSpecification]:
        """The one field that is set, and its value."""
        return self._given()[0]

    def _given(self) -> list[tuple[str, str | OriginSpecification]]:
        values = ((field.name, getattr(self, field.name)) for field in fields(self))
        return [(name, value) for name, value in values if value is not None]


@dataclass(frozen=True, slots=True)
class AccountSpecification(Specification):
    number: str | None = None
    uid: str | None = None
    origin: OriginSpecification | None = None


@dataclass(frozen=True, slots=True)
class DeviceSpecification(Specification):
    casn: str | None = None
    uid: str | None = None
    origin: OriginSpecification | None = None
    nuid: str | None = None


@dataclass(frozen=True, slots=True)
class SmartCardSpecification(Specification):
    number: str | None = None
    uid: str | None = None
    origin: OriginSpecification | None = None


@dataclass(frozen=True, slots=True)
class UserSpecification(Specification):
    uid: str | None = None
    login_id: str | None = None
    origin: OriginSpecification | None = None


@dataclass(frozen=True, slots=True)
class AccessPointSpecification(Specification):
    uid: str | None = None
