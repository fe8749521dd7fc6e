"""Privacy with every hostile name: all commands, all actions of the console, both families.

python -m tests.torture.privacy
"""

import os
import sys

import pytest

FILES = (
    "tests/services/test_privacy_by_field.py", "tests/console/test_privacy_by_field_on_screen.py",
)  # fmt: skip


def main() -> int:
    os.environ["SMSTUI_EVERY_NAME"] = "yes"
    return pytest.main([*(sys.argv[1:] or FILES), "-o", "timeout=0", "-q"])


if __name__ == "__main__":
    sys.exit(main())
