"""Bits of the file flip at random, or its end is lost. What is shown is right, or not shown.

python -m tests.torture.bit_flips [trials]
"""

import random
import shutil
import sys
import tempfile
from collections import Counter
from datetime import timedelta
from pathlib import Path

from smstui.domain.bundle import Bundle
from smstui.domain.identifiers import IdKind, Reading, identify
from smstui.store.bundle_bytes import to_bytes
from smstui.store.cache import BundleCache
from tests.support.bundles import NOON, account_bundle, casn
from tests.support.identities import LAB

ACCOUNTS = 40
FILES = ("cache.db", "cache.db-wal")


def run(place: Path, trials: int, seed: int = 1) -> Counter[str]:
    """Counts of `right`, `not shown`, `wrong`, `said` (a problem sentence) and `not usable`.

    A flip in the list of migrations makes the file look newer than the program: `looks newer`.
    """
    chance, counts = random.Random(seed), Counter[str]()
    whole = place / "whole"
    bundles = _filled(whole)
    for trial in range(trials):
        hurt = place / "hurt"
        shutil.copytree(whole, hurt)
        file = hurt / FILES[trial % len(FILES)]
        _flip(file, chance, flips=chance.choice((0, 1, 1, 2, 8, 64)))
        _look(hurt, bundles, counts)
        shutil.rmtree(hurt)
    return counts


def _filled(folder: Path) -> dict[int, Bundle]:
    """Half of the accounts in the file proper, half still in its log."""
    bundles = {n: account_bundle(n, at=NOON - timedelta(seconds=n)) for n in range(ACCOUNTS)}
    cache = BundleCache(LAB, folder.with_name("made"), now=lambda: NOON)
    for number, bundle in bundles.items():
        cache.keep(bundle, Reading(IdKind.CASN, casn(number, 0)), casn(number, 0))
        if number == ACCOUNTS // 2:
            cache._database.checkpoint()
    folder.mkdir(mode=0o700)
    for name in FILES:
        shutil.copy(folder.with_name("made") / name, folder / name)
    cache.close()
    return bundles


def _flip(file: Path, chance: random.Random, flips: int) -> None:
    content = bytearray(file.read_bytes())
    if not flips:
        del content[chance.randrange(len(content)) :]
    for _ in range(flips):
        content[chance.randrange(len(content))] ^= 1 << chance.randrange(8)
    file.write_bytes(content)


def _look(folder: Path, bundles: dict[int, Bundle], counts: Counter[str]) -> None:
    cache = BundleCache(LAB, folder, now=lambda: NOON)
    known = {name for n in bundles for name in (casn(n, 0), casn(n, 1))}
    for number, bundle in bundles.items():
        hits = cache.find(Reading(IdKind.CASN, casn(number, 0)))
        for hit in hits:
            same = to_bytes(hit.bundle) == to_bytes(bundle)
            counts["right" if same and hit.key == ("box", bundle.focus.id) else "wrong"] += 1
        counts["not shown"] += not hits
    shown = {(bundle.focus.id, f"desk.{n:05}", casn(n, 0)) for n, bundle in bundles.items()}
    for row in cache.recents(ACCOUNTS * 2):
        counts["right" if (row.id, row.account, row.asked) in shown else "wrong"] += 1
    for near in cache.near(identify(casn(7, 0)[:-1] + "7", "sdp2")):
        counts["right" if near.text in known else "wrong"] += 1
    counts["said"] += bool(cache.problem)
    later = account_bundle(999)
    cache.keep(later, Reading(IdKind.CASN, casn(999, 0)), "after the damage")
    kept = cache.find(Reading(IdKind.CASN, casn(999, 0)))
    usable = [hit.bundle.owner for hit in kept] == [later.owner]
    newer = "newer smstui" in cache.problem
    counts["looks newer" if newer else "not usable"] += not usable
    cache.close()


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as place:
        counts = run(Path(place), int(sys.argv[1]) if sys.argv[1:] else 1_000)
    print(dict(counts))
    sys.exit(bool(counts["wrong"]))
