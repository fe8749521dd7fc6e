"""Homes that cannot be written: read-only, someone else's, on a full disk.

    python -m tests.torture.bad_places read-only|full FOLDER

Each prints what the cache said and how many of 40 accounts it still found, and fails if it
raised anything. Run in a process of its own, because rights and limits are the process's.
"""

import os
import resource
import sys
from pathlib import Path

from smstui.store.cache import BundleCache
from tests.support.bundles import NOON, account_bundle, by_casn
from tests.support.identities import LAB

ACCOUNTS = 40
NOBODY = 65_534


def main(place: str, folder: Path) -> None:
    if place == "read-only":
        import sqlite_utils  # noqa: F401 - while the files can still be read

        folder.mkdir(mode=0o500)
        if os.geteuid() == 0:
            os.chown(folder, NOBODY, NOBODY)
            os.setgroups([])
            os.setgid(NOBODY)
            os.setuid(NOBODY)
        folder = folder / "state"
    else:
        BundleCache(LAB, folder, now=lambda: NOON).close()
        size = (folder / "cache.db").stat().st_size + 60_000
        resource.setrlimit(resource.RLIMIT_FSIZE, (size, size))
    cache = BundleCache(LAB, folder, now=lambda: NOON)
    for number in range(ACCOUNTS):
        cache.keep(account_bundle(number), by_casn(number), "asked")
    found = sum(len(cache.find(by_casn(number))) for number in range(ACCOUNTS))
    print(found, cache.problem)
    cache.close()


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]))
