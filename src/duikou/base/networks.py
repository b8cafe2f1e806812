"""The network that somebody asks from: the first 24 bits of an IPv4 address, 48 of an IPv6 one. Never stored, only
hashed for a while, to slow down or to count."""

from __future__ import annotations

import ipaddress

from django.conf import settings

PREFIX = {4: 24, 6: 48}


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
