"""The garbage collector of processes that a crowd waits for."""

from __future__ import annotations

import gc

YOUNGEST = 20_000  # objects made before the youngest are looked through; Python's own is 700


def few_collections() -> None:
    """Never look again through what was loaded at the start – a hundred thousand objects that stay – and through what
    is new only now and then: a full collection in the middle of a crowd stops everybody for a tenth of a second."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(YOUNGEST, 20, 20)
