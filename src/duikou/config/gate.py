"""Slowing down whoever floods the API without showing any proof; never refusing, for a campus may sit behind one
address.

What is counted is a network (the first 24 bits of an IPv4 address, 48 of an IPv6 one), as a hash under a key that this
process draws when it starts; it lives in memory and is gone within minutes of the next request.
"""

from __future__ import annotations

import hashlib
import os
from typing import Any

from duikou.base.buckets import Buckets
from duikou.base.networks import network_of

PER_MINUTE, BURST = 1_200.0, 400.0
LONGEST_PAUSE_SECONDS = 2.0


class Gate:
    """The paces of networks, in this process."""

    def __init__(self) -> None:
        self._buckets, self._key = Buckets(), os.urandom(16)

    def pause(self, scope: dict[str, Any]) -> float:
        """Seconds to let this request wait, at most two; 0 for other addresses than the API's. Asked of requests that
        show no proof, and of those whose proof was found to be none."""
        if not scope["path"].startswith("/api/"):
            return 0.0
        forwarded = b",".join(value for name, value in scope["headers"] if name == b"x-forwarded-for")
        network = network_of((scope.get("client") or ("",))[0], forwarded.decode("latin-1"))
        if not network:
            return 0.0  # nobody can be told from anybody else
        key = hashlib.blake2b(network.encode(), key=self._key, digest_size=8).digest()
        return min(LONGEST_PAUSE_SECONDS, self._buckets.debt(key, per_minute=PER_MINUTE, burst=BURST))
