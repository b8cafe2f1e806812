"""The city's mail server, as given in DUIKOU_MAIL_URL or at set-up."""

from __future__ import annotations

import json
import smtplib
import socket
import threading
from contextlib import suppress
from typing import Any
from urllib.parse import unquote, urlsplit

from django.conf import settings
from django.core.mail import EmailMessage
from django.core.mail.backends.smtp import EmailBackend
from django.utils.translation import gettext as _

from duikou.directory.models import City
from duikou.directory.queries import city

SECONDS = 60.0
STEP_SECONDS = 15
FAREWELL_SECONDS = 3
PORTS = {"smtp": 25, "smtp+tls": 587, "smtps": 465}


class MailNotSetUp(OSError):
    """The city has no mail server, so nothing can be sent."""


def smtp_options(address: str) -> dict[str, Any]:
    """Django's options of the mail server at `smtp://`, `smtp+tls://` (STARTTLS) or `smtps://` (TLS), for example
    `smtps://user:password@mail.example.org:465`. Raises ValueError when it is not such an address."""
    parts = urlsplit(address)
    if parts.scheme not in PORTS or not parts.hostname:
        raise ValueError("a mail server is written smtps://user:password@host:port")
    return {
        "host": parts.hostname,
        "port": parts.port or PORTS[parts.scheme],
        "username": unquote(parts.username or ""),
        "password": unquote(parts.password or ""),
        "use_tls": parts.scheme == "smtp+tls",
        "use_ssl": parts.scheme == "smtps",
        "timeout": STEP_SECONDS,
    }


def server_and_sender() -> tuple[str, str]:
    """The mail server's address and the sender; the setting before what was given at set-up; empty when neither."""
    if settings.MAIL_URL:
        return settings.MAIL_URL, settings.MAIL_FROM
    said = kept(city())
    return said["server"], said["sender"] or settings.MAIL_FROM


def kept(here: City | None) -> dict[str, str]:
    """`server` and `sender` as given at set-up or later; empty texts when nothing was."""
    empty = {"server": "", "sender": ""}
    return empty | (json.loads(here.mail) if here and here.mail else {})


class _Watched:
    """A connection that is cut when it is not over in SECONDS, however little comes at a time: a server can keep one
    waiting for ever with a line every few seconds."""

    _watch: threading.Timer | None = None

    def _get_socket(self, host: str, port: int, timeout: float) -> socket.socket:
        line: socket.socket = super()._get_socket(host, port, timeout)  # type: ignore[misc]
        self._watch = threading.Timer(SECONDS, _cut, (line,))
        self._watch.daemon = True
        self._watch.start()
        return line

    def close(self) -> None:
        """Let go of the connection."""
        if self._watch:
            self._watch.cancel()
        super().close()  # type: ignore[misc]


def _cut(line: socket.socket) -> None:
    with suppress(OSError):
        # Not SSLSocket's own, which takes TLS apart under whoever is reading in it.
        socket.socket.shutdown(line, socket.SHUT_RDWR)


class _Plain(_Watched, smtplib.SMTP):
    pass


class _Secure(_Watched, smtplib.SMTP_SSL):
    pass


class CityMail(EmailBackend):
    """Django's SMTP backend with the city's server; raises MailNotSetUp when there is none."""

    @property
    def connection_class(self) -> type[smtplib.SMTP]:
        """What speaks with the server: never longer than SECONDS."""
        return _Secure if self.use_ssl else _Plain

    def __init__(self, fail_silently: bool = False, **kwargs: Any) -> None:
        super().__init__(fail_silently=fail_silently)
        self.asked = kwargs.get("server", "")

    def close(self) -> None:
        """Take leave, without waiting long for an answer: by now the server has the mail or has not, and what it says
        to a farewell must not let the mail be sent again."""
        for line in (self.connection, getattr(self, "_partial_connection", None)):
            if line is not None and line.sock is not None:
                line.sock.settimeout(FAREWELL_SECONDS)
        with suppress(OSError):
            super().close()

    def open(self) -> bool | None:
        """Connect to the server that the city names at this moment."""
        if self.connection is None:
            server = self.asked or server_and_sender()[0]
            if not server:
                raise MailNotSetUp("no mail server is set up")
            for name, value in smtp_options(server).items():
                setattr(self, name, value)
        try:
            return super().open()
        except Exception:
            self.close()
            raise


def send_test(*, server: str, sender: str, to: str) -> None:
    """Send one short message through `server` now. Raises OSError or SMTPException when that fails."""
    EmailMessage(
        subject=str(_("Duikou can send messages")),
        body=str(_("This is the test message that you asked for at set-up.")),
        from_email=sender,
        to=[to],
        connection=CityMail(server=server),
    ).send()
