"""Sending something to an address that a person typed in, without being led to where only this machine may go.

The name is resolved once, every address it has must be of the public internet (or in a network that the setting
DUIKOU_WEBHOOK_NETWORKS names), and the connection goes to the address that was looked at, so that a name cannot change
its mind in between. Redirects are not followed, proxies are not used, little of the answer is read, and all of it
is over in ten seconds, however slowly the other side sends. (Resolving the name takes as long as the system lets it.)
"""

from __future__ import annotations

import http.client
import ipaddress
import socket
import ssl
from collections.abc import Mapping, Sequence
from contextlib import suppress
from urllib.parse import SplitResult, quote, urlsplit

from django.conf import settings
from django.utils.translation import gettext_noop as N_

from duikou.directory.pinned import Pinned

Address = ipaddress.IPv4Address | ipaddress.IPv6Address
MOST_READ = 1_024
KEPT_SIGNS = "/%:@!$&'()*+,;=~?"
UNICAST = ipaddress.ip_network("2000::/3")  # all that is given out of IPv6 (RFC 4291, 2.4)
# Public by some versions of the register, but leading into the IPv4 address that they carry (6to4, Teredo), or nowhere
# that a webhook could be (special purposes, relays of 6to4).
NOWHERE = [ipaddress.ip_network(text) for text in ("2002::/16", "2001::/32", "192.0.0.0/24", "192.88.99.0/24")]


class NotAllowed(OSError):
    """Nothing is sent there: the address is not one of the public internet, or not written as it should be."""


def parts_of(url: str) -> SplitResult:
    """The parts of an address that something may be sent to, as far as can be seen without resolving it. Raises
    NotAllowed."""
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError as error:
        raise NotAllowed(N_("the address cannot be read")) from error
    if parts.scheme not in ("https", "http") or not parts.hostname:
        raise NotAllowed(N_("an address begins with https:// and a host name"))
    if "@" in parts.netloc or parts.fragment:
        raise NotAllowed(N_("an address has no name, password or fragment in it"))
    if parts.scheme == "http" and not settings.WEBHOOK_NETWORKS:
        raise NotAllowed(N_("the address must begin with https://"))
    if port == 0 or any(ord(sign) <= 32 or ord(sign) == 127 for sign in url):
        raise NotAllowed(N_("the address cannot be read"))
    return parts


def post(url: str, body: bytes, headers: Mapping[str, str]) -> int:
    """Send `body` and give the status of the answer. Raises NotAllowed, OSError, http.client.HTTPException or
    ValueError; `trouble` says them in words."""
    parts = parts_of(url)
    secure = parts.scheme == "https"
    host, port = parts.hostname or "", parts.port or (443 if secure else 80)
    connection = Pinned(host, port, _allowed(host, port, plain=not secure), secure=secure)
    try:
        target = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
        connection.request("POST", quote(target, safe=KEPT_SIGNS), body, dict(headers))
        answer = connection.getresponse()
        with suppress(OSError, http.client.HTTPException):  # it has answered, whatever becomes of the rest
            answer.read(MOST_READ)
        return answer.status
    finally:
        connection.close()


def trouble(error: Exception) -> str:
    """What went wrong, as a message to translate; nothing that came from outside."""
    if isinstance(error, NotAllowed):
        return str(error)
    return next((said for kind, said in TROUBLES if isinstance(error, kind)), N_("the connection broke"))


TROUBLES: tuple[tuple[type[Exception], str], ...] = (
    (TimeoutError, N_("no answer within ten seconds")),
    (socket.gaierror, N_("the host name is not known")),
    (ssl.SSLCertVerificationError, N_("the certificate is not valid for this host")),
    (ConnectionRefusedError, N_("the host takes no connection")),
    (http.client.RemoteDisconnected, N_("the connection broke")),
    (http.client.HTTPException, N_("the answer is not HTTP")),
    (ValueError, N_("the address cannot be read")),
)


def _allowed(host: str, port: int, *, plain: bool) -> list[str]:
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except UnicodeError as error:
        raise NotAllowed(N_("the host name cannot be read")) from error
    addresses = [ipaddress.ip_address(str(one[4][0]).partition("%")[0]) for one in found]
    if not addresses:
        raise NotAllowed(N_("the host name has no address"))
    for address in addresses:
        if not (_is_inside(address) or (not plain and _is_public(address))):
            raise NotAllowed(N_("the host is not on the public internet"))
    return [str(address) for address in addresses]


def _is_public(address: Address) -> bool:
    inner = getattr(address, "ipv4_mapped", None)
    if inner is not None:
        return _is_public(inner)
    if any(address in network for network in NOWHERE) or (address.version == 6 and address not in UNICAST):
        return False
    return address.is_global and not address.is_multicast


def _is_inside(address: Address) -> bool:
    networks: Sequence[str] = settings.WEBHOOK_NETWORKS
    return any(address in ipaddress.ip_network(network, strict=False) for network in networks)
