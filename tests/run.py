"""`./run test`: everything. `--quick` leaves out the tests marked slow or browser; other words go to pytest."""

import sys

import pytest

if __name__ == "__main__":
    words = sys.argv[1:]
    if "--quick" in words:
        words.remove("--quick")
        words += ["-m", "not slow and not browser"]
    raise SystemExit(pytest.main(words))
