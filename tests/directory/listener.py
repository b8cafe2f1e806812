"""A server of our own that webhooks are sent to: it keeps what it is told and answers as a test wants it to."""

from __future__ import annotations

import socket
import ssl
import threading
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field

OK = b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok"
Answer = bytes | Callable[[socket.socket], None]


@dataclass
class Told:
    """One request as it came."""

    first_line: str
    headers: dict[str, str]
    body: bytes


@dataclass
class Listener:
    """Listens on 127.0.0.1 until closed. `answer` is what it sends back, or does with the connection."""

    answer: Answer = OK
    tls: ssl.SSLContext | None = None
    told: list[Told] = field(default_factory=list)

    def __post_init__(self) -> None:
        self._over = threading.Event()
        self._socket = socket.create_server(("127.0.0.1", 0), backlog=100)
        self.port: int = self._socket.getsockname()[1]
        threading.Thread(target=self._listen, daemon=True).start()

    @property
    def url(self) -> str:
        """Where it is reached."""
        return f"{'https' if self.tls else 'http'}://127.0.0.1:{self.port}/hook"

    def sleep(self, seconds: float) -> None:
        """Wait so long, or until the test is over."""
        self._over.wait(seconds)

    def close(self) -> None:
        """Let go of the port."""
        self._over.set()
        with suppress(OSError):
            self._socket.shutdown(socket.SHUT_RDWR)  # wakes the thread that waits for connections
        self._socket.close()

    def _listen(self) -> None:
        while True:
            try:
                connection, _address = self._socket.accept()
            except OSError:
                return
            threading.Thread(target=self._serve, args=(connection,), daemon=True).start()

    def _serve(self, connection: socket.socket) -> None:
        try:
            if self.tls:
                connection = self.tls.wrap_socket(connection, server_side=True)
            self.told.append(_read(connection))
            if callable(self.answer):
                self.answer(connection)
            else:
                connection.sendall(self.answer)
        except OSError:
            pass
        finally:
            connection.close()


def _read(connection: socket.socket) -> Told:
    with connection.makefile("rb") as incoming:
        first_line = incoming.readline().decode().strip()
        headers = {}
        while line := incoming.readline().strip():
            name, _, value = line.decode().partition(":")
            headers[name.lower()] = value.strip()
        return Told(first_line, headers, incoming.read(int(headers.get("content-length", 0))))
