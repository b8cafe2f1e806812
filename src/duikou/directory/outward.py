"""Sending something to an address that a person typed in, without being led to where only this machine may go.

The name is resolved once, every address it has must be of the public internet (or in a network that the setting
DUIKOU_WEBHOOK_NETWORKS names), and the connection goes to the address that was looked at, so that a name cannot change
its mind in between. Redirects are not followed, proxies are not used, and only a little of the answer is read.
"""

from __future__ import annotations

import http.client
import ipaddress
import socket
import ssl
import threading
from collections.abc import Mapping, Sequence
from contextlib import suppress
from urllib.parse import SplitResult, urlsplit

from django.conf import settings
from django.utils.translation import gettext_noop as N_

Address = ipaddress.IPv4Address | ipaddress.IPv6Address
SECONDS = 10.0  # for all of it
MOST_READ = 1_024
UNREADABLE = N_("the address cannot be read")
# Public by the register of addresses, but leading into the IPv4 address that they carry.
TRANSLATED = [ipaddress.ip_network(text) for text in ("64:ff9b::/96", "64:ff9b:1::/48", "2002::/16", "2001::/32")]


class NotAllowed(OSError):
    """Nothing is sent there: the address is not one of the public internet, or not written as it should be."""


def parts_of(url: str) -> SplitResult:
    """The parts of an address that something may be sent to, as far as can be seen without resolving it. Raises
    NotAllowed."""
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError as error:
        raise NotAllowed(UNREADABLE) from error
    if parts.scheme not in ("https", "http") or not parts.hostname:
        raise NotAllowed(UNREADABLE)
    if parts.username or parts.password or parts.fragment:
        raise NotAllowed(N_("an address has no name, password or fragment in it"))
    if parts.scheme == "http" and not settings.WEBHOOK_NETWORKS:
        raise NotAllowed(N_("the address must begin with https://"))
    if port == 0 or any(ord(sign) <= 32 or ord(sign) == 127 for sign in url):
        raise NotAllowed(UNREADABLE)
    return parts


def post(url: str, body: bytes, headers: Mapping[str, str]) -> int:
    """Send `body` and give the status of the answer. Raises NotAllowed, OSError or http.client.HTTPException."""
    parts = parts_of(url)
    host, port = parts.hostname or "", parts.port or (443 if parts.scheme == "https" else 80)
    address = _allowed(host, port, plain=parts.scheme == "http")
    connection = _Pinned(host, port, address, secure=parts.scheme == "https")
    alarm = threading.Timer(SECONDS, connection.hang_up)
    alarm.start()
    try:
        target = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
        connection.request("POST", target.encode("ascii", "ignore").decode(), body, dict(headers))
        answer = connection.getresponse()
        answer.read(MOST_READ)
        if connection.hung_up:
            raise TimeoutError
        return answer.status
    finally:
        alarm.cancel()
        connection.close()


def _allowed(host: str, port: int, *, plain: bool) -> str:
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except UnicodeError as error:
        raise NotAllowed(UNREADABLE) from error
    addresses = [ipaddress.ip_address(str(one[4][0]).partition("%")[0]) for one in found]
    if not addresses:
        raise NotAllowed(N_("the host name has no address"))
    for address in addresses:
        if not (_is_inside(address) or (not plain and _is_public(address))):
            raise NotAllowed(N_("the host is not on the public internet"))
    return str(addresses[0])


def _is_public(address: Address) -> bool:
    inner = getattr(address, "ipv4_mapped", None)
    if inner is not None:
        return _is_public(inner)
    if address.version == 6 and any(address in network for network in TRANSLATED):
        return False
    return address.is_global and not address.is_multicast


def _is_inside(address: Address) -> bool:
    networks: Sequence[str] = settings.WEBHOOK_NETWORKS
    return any(address in ipaddress.ip_network(network, strict=False) for network in networks)


class _Pinned(http.client.HTTPConnection):
    """A connection to one address, for the host name it was resolved from."""

    def __init__(self, host: str, port: int, address: str, *, secure: bool) -> None:
        super().__init__(host, port, timeout=SECONDS)
        self._address, self._secure = address, secure
        self.hung_up = False

    def hang_up(self) -> None:
        """End the connection, whoever is still at it: from another thread, when the time for all of it is over."""
        self.hung_up = True
        with suppress(OSError, AttributeError):
            self.sock.shutdown(socket.SHUT_RDWR)

    def connect(self) -> None:
        """Connect to the address that was looked at; with TLS, the certificate must be that of the host name."""
        self.sock = socket.create_connection((self._address, self.port), self.timeout)
        if self._secure:
            self.sock = ssl.create_default_context().wrap_socket(self.sock, server_hostname=self.host)
