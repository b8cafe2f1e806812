"""A connection to addresses that were looked at before, over in ten seconds however little comes at a time."""

from __future__ import annotations

import http.client
import io
import socket
import ssl
import time
from collections.abc import Sequence
from typing import Any

SECONDS = 10.0


class Pinned(http.client.HTTPConnection):
    """A connection to one of these addresses, for the host name they were resolved from. With TLS the certificate must
    be that of the host name. Raises OSError, TimeoutError among them, and http.client.HTTPException."""

    def __init__(self, host: str, port: int, addresses: Sequence[str], *, secure: bool) -> None:
        super().__init__(host, port)
        self.default_port = http.client.HTTPS_PORT if secure else http.client.HTTP_PORT
        self._addresses, self._secure, self._ends = addresses, secure, time.monotonic() + SECONDS

    def connect(self) -> None:
        """Connect to the first address that takes it."""
        line = _Line(self._reached(), self._ends)
        if self._secure:
            line.secure(self.host)
        self.sock = line

    def _reached(self) -> socket.socket:
        *others, last = self._addresses
        for address in others:
            try:
                return socket.create_connection((address, self.port), _left(self._ends) / 2)
            except OSError:
                continue
        return socket.create_connection((last, self.port), _left(self._ends))


class _Line:
    """As much of a socket as http.client uses; each step may take what is left of the time."""

    def __init__(self, sock: socket.socket, ends: float) -> None:
        self._sock, self._ends = sock, ends

    def secure(self, host: str) -> None:
        """Begin TLS."""
        try:
            self._sock.settimeout(_left(self._ends))
            self._sock = ssl.create_default_context().wrap_socket(self._sock, server_hostname=host)
        except BaseException:
            self._sock.close()
            raise

    def sendall(self, data: bytes) -> None:
        """Send all of it."""
        self._sock.settimeout(_left(self._ends))
        self._sock.sendall(data)

    def makefile(self, _mode: str) -> io.BufferedReader:
        """What comes back."""
        return io.BufferedReader(_Incoming(self._sock, self._ends))

    def close(self) -> None:
        """Let go; what was opened by makefile keeps the socket until it is closed too."""
        self._sock.close()


class _Incoming(io.RawIOBase):
    def __init__(self, sock: socket.socket, ends: float) -> None:
        self._sock, self._ends, self._raw = sock, ends, sock.makefile("rb", buffering=0)

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int | None:
        self._sock.settimeout(_left(self._ends))
        return self._raw.readinto(buffer)

    def close(self) -> None:
        self._raw.close()
        super().close()


def _left(ends: float) -> float:
    left = ends - time.monotonic()
    if left <= 0:
        raise TimeoutError
    return left
