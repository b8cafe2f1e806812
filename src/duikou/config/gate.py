"""Slowing down whoever floods the API without showing any proof; never refusing, for a campus may sit behind one
address.

What is counted is a network (the first 24 bits of an IPv4 address, 48 of an IPv6 one), as a hash under a key that this
process draws when it starts; it lives in memory and is gone within minutes of the next request.
"""

from __future__ import annotations

import hashlib
import ipaddress
import os
from typing import Any

from django.conf import settings

from duikou.base.buckets import Buckets

PER_MINUTE, BURST = 1_200.0, 400.0
LONGEST_PAUSE_SECONDS = 2.0
PREFIX = {4: 24, 6: 48}


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


def network_of(client: str, forwarded: str) -> str:
    """The network of whoever asks: of the connection, or, behind DUIKOU_PROXIES proxies, of the address that the
    outermost of them saw. An empty text when there is no address."""
    if settings.PROXIES:
        seen = [one.strip() for one in forwarded.split(",") if one.strip()]
        client = seen[-settings.PROXIES] if len(seen) >= settings.PROXIES else client
    try:
        address = ipaddress.ip_address(_bare(client))
    except ValueError:
        return ""
    address = getattr(address, "ipv4_mapped", None) or address  # as a socket for both versions shows IPv4
    return str(ipaddress.ip_network(f"{address}/{PREFIX[address.version]}", strict=False))


def _bare(seen: str) -> str:
    """Without the port, the brackets and the zone that some proxies and sockets add."""
    if seen.startswith("["):
        seen = seen[1:].partition("]")[0]
    elif seen.count(":") == 1:
        seen = seen.partition(":")[0]
    return seen.partition("%")[0]
