"""A checksum over a row: a flipped bit in the file must never become a wrong answer.

It guards against damage, not against an attacker: whoever can write the file can read it too.
"""

from hashlib import blake2b

Column = str | int | bytes


def checksum(table: str, *columns: Column) -> bytes:
    """Sixteen bytes over the columns, their types and their order."""
    digest = blake2b(table.encode(), digest_size=16)
    for column in columns:
        raw = column if isinstance(column, bytes) else str(column).encode("utf-8", "replace")
        sort = "bytes" if raw is column else "int" if isinstance(column, int) else "str"
        digest.update(f"{sort} {len(raw)} ".encode())
        digest.update(raw)
    return digest.digest()
