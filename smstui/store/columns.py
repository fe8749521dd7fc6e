"""Values in the columns of a table: moments as microseconds, and the checksum of a row."""

from datetime import UTC, datetime, timedelta
from hashlib import blake2b
from typing import Final

Column = str | int | bytes

_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND: Final = timedelta(microseconds=1)


def to_micros(moment: datetime) -> int:
    """Return `moment` as microseconds since 1970, UTC: exact, and in the right order."""
    return (moment - _EPOCH) // _MICROSECOND


def from_micros(micros: int) -> datetime:
    """Return the moment `micros` microseconds after 1970, UTC. Raises OverflowError."""
    return _EPOCH + micros * _MICROSECOND


def checksum(table: str, *columns: Column) -> bytes:
    """Return sixteen bytes over the columns, their types and their order.

    With them a flipped bit in the file never becomes a wrong answer. They guard against damage,
    not against an attacker: whoever can write the file can also read this.
    """
    digest = blake2b(table.encode(), digest_size=16)
    for column in columns:
        raw = column if isinstance(column, bytes) else str(column).encode("utf-8", "replace")
        sort = "bytes" if raw is column else "int" if isinstance(column, int) else "str"
        digest.update(f"{sort} {len(raw)} ".encode())
        digest.update(raw)
    return digest.digest()
