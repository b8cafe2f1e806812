"""`./run test`: everything, on both cores. `--quick` leaves out the tests marked slow or browser; with other words
pytest decides."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest

MOST_PROCESSES = 4


def words_for_pytest(words: list[str]) -> list[str]:
    """The words of the command line as pytest needs them."""
    rest = [word for word in words if word != "--quick"]
    if "--quick" in words:
        rest += ["-m", "not slow and not browser"]
    processes = min(MOST_PROCESSES, os.cpu_count() or 1)
    if not [word for word in words if word != "--quick"] and processes > 1:
        # In the order of their names: files with few tests, which xdist would keep for the end, hold the longest ones.
        rest += ["-n", str(processes), "--dist", "loadfile", "--no-loadscope-reorder"]
    return rest


if __name__ == "__main__":
    os.chdir(Path(__file__).resolve().parent.parent)
    sys.path.insert(0, os.getcwd())
    raise SystemExit(pytest.main(words_for_pytest(sys.argv[1:])))
