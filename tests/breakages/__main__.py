"""Break the program on purpose, one promise at a time, and see that its test fails.

    python -m tests.breakages [WORDS…]      # those whose name has one of WORDS, or all

Each breakage is a text of the program, what takes its place, and the test that must fail for it.
The program is copied first; the working tree is never touched. Exits with 1 if a breakage was not
noticed, or if its text is not found exactly once.
"""

import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from tests.breakages.named import BREAKAGES, Breakage

ROOT = Path(__file__).parents[2]
PYTEST = """
import os, sys, pytest
code = pytest.main(sys.argv[1:])
sys.stdout.flush()
os._exit(code)
"""
"""A test that fails may leave a thread behind, such as an engine, for which Python would wait."""
COPIED = ("smstui", "tests", "themes", "pyproject.toml", "README.md", "CHANGELOG.md", ".github")


def main() -> int:
    """Try the breakages that are asked for, or all; return the exit code."""
    asked = [words.casefold() for words in sys.argv[1:]] or [""]
    wanted = [each for each in BREAKAGES if any(words in each.name.casefold() for words in asked)]
    unnoticed = 0
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(folder)
        for name in COPIED:
            _copy(ROOT / name, copy / name)
        for breakage in wanted:
            said = _try(copy, breakage)
            unnoticed += bool(said)
            print(f"{'NOT noticed' if said else 'noticed':<12} {breakage.name}{said}", flush=True)
    print(f"{len(wanted)} breakages, {unnoticed} not noticed")
    return 1 if unnoticed or not wanted else 0


def _copy(source: Path, target: Path) -> None:
    if source.is_dir():
        shutil.copytree(source, target, ignore=shutil.ignore_patterns("__pycache__"))
    elif source.exists():
        shutil.copy(source, target)


def _try(copy: Path, breakage: Breakage) -> str:
    """Return why the breakage went unnoticed; empty if its test failed as it must."""
    files = [each for each in (copy / "smstui").rglob("*.*") if each.suffix in (".py", ".toml")]
    holding = [each for each in files if breakage.text in each.read_text("utf-8")]
    if len(holding) != 1:
        return f": its text is in {len(holding)} files"
    (file,) = holding
    sound = file.read_text("utf-8")
    if sound.count(breakage.text) != 1:
        return f": its text is {sound.count(breakage.text)} times in {file.name}"
    if _fails(copy, breakage.test):
        return ": its test fails without it"
    file.write_text(sound.replace(breakage.text, breakage.broken), "utf-8")
    try:
        return "" if _fails(copy, breakage.test) else f": {breakage.test} passes"
    finally:
        file.write_text(sound, "utf-8")


def _fails(copy: Path, test: str) -> bool:
    """Return whether a test fails. A test that cannot be run counts as a failure of this tool."""
    done = subprocess.run(
        [sys.executable, "-c", PYTEST, "-q", "-x", "-n", "0", "-p", "no:cacheprovider",
         f"--basetemp={copy / 'pytest'}", *test.split()],
        cwd=copy, env=os.environ | {"PYTHONPATH": str(copy), "PYTHONDONTWRITEBYTECODE": "1"},
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    if done.returncode not in (0, 1):
        sys.exit(f"{test} cannot be run:\n{done.stdout[-2000:]}{done.stderr[-2000:]}")
    return done.returncode == 1


if __name__ == "__main__":
    raise SystemExit(main())
