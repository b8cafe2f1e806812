"""Sending to an address that a person typed in: nowhere inside, not for long, not believing what comes back."""

from __future__ import annotations

import datetime as dt
import http.client
import ipaddress
import socket
import ssl
import struct
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
from django.utils import timezone

from duikou.directory import outward, pinned
from duikou.directory.outward import NotAllowed, post, trouble
from tests.directory.listener import OK, Answer, Listener


@pytest.fixture
def listener(settings: Any) -> Iterator[Callable[..., Listener]]:
    """`listener(answer=…, tls=…)` listens on the loopback, where this city may send to."""
    settings.WEBHOOK_NETWORKS = ["127.0.0.0/8", "::1/128"]
    made: list[Listener] = []

    def make(answer: Answer = OK, tls: ssl.SSLContext | None = None) -> Listener:
        made.append(Listener(answer, tls))
        return made[-1]

    yield make
    for one in made:
        one.close()


@pytest.fixture
def hasty(monkeypatch: pytest.MonkeyPatch) -> None:
    """All is over in half a second instead of ten."""
    monkeypatch.setattr(pinned, "SECONDS", 0.5)


@pytest.fixture
def names(monkeypatch: pytest.MonkeyPatch) -> Callable[..., None]:
    """`names("10.0.0.1", …)` lets the one name `names.example` have these addresses."""
    real, known = socket.getaddrinfo, list[str]()

    def look_up(host: Any, *args: Any, **kwargs: Any) -> Any:
        if host != "names.example":
            return real(host, *args, **kwargs)
        return [one for address in known for one in real(address, *args, **kwargs)]

    monkeypatch.setattr(socket, "getaddrinfo", look_up)
    return lambda *addresses: known.extend(addresses)


@pytest.fixture
def no_connection(monkeypatch: pytest.MonkeyPatch) -> None:
    """Fails the test when anything is connected to."""

    def never(*_args: Any, **_kwargs: Any) -> None:
        pytest.fail("a connection was made")

    monkeypatch.setattr(socket, "create_connection", never)


INSIDE = [
    "127.0.0.1", "127.1", "2130706433", "0x7f000001", "0x7f.1", "0177.0.0.1", "017700000001",
    "127。0。0。1", "１２７.0.0.1",
    "0.0.0.0", "0", "10.1.2.3", "172.16.0.1", "192.168.1.1", "169.254.169.254", "100.100.100.200", "100.64.0.1",
    "192.0.0.8", "198.18.0.1", "203.0.113.1", "224.0.0.1", "240.0.0.1", "255.255.255.255", "localhost",
    "[::1]", "[::]", "[::ffff:127.0.0.1]", "[::ffff:10.0.0.1]", "[::ffff:a9fe:a9fe]", "[::127.0.0.1]",
    "[64:ff9b::127.0.0.1]", "[64:ff9b:1::10.0.0.1]", "[2002:7f00:1::1]", "[2001:0:7f00:1::1]", "[fe80::1]", "[fc00::1]",
    "[fd00:ec2::254]", "[fec0::1]", "[ff02::1]", "[2001:db8::1]", "[100::1]", "[5f00::1]",
]  # fmt: skip


@pytest.mark.parametrize("host", INSIDE)
def test_nothing_is_sent_inside_however_the_host_is_written(host: str, no_connection: None) -> None:
    with pytest.raises((NotAllowed, socket.gaierror)):
        post(f"https://{host}/", b"", {})


@pytest.mark.parametrize(
    "addresses",
    [
        ["127.0.0.1"],
        ["10.0.0.1"],
        ["8.8.8.8", "10.0.0.1"],
        ["10.0.0.1", "8.8.8.8"],
        ["::1"],
        ["2606:4700::1111", "::1"],
    ],
)
def test_name_that_leads_inside_is_refused_even_if_only_once(
    addresses: list[str], names: Callable[..., None], no_connection: None
) -> None:
    names(*addresses)
    with pytest.raises(NotAllowed, match="public internet"):
        post("https://names.example/", b"", {})


@pytest.mark.parametrize("address", ["8.8.8.8", "2606:4700::1111", "::ffff:8.8.8.8"])
def test_control_public_addresses_are_connected_to(
    address: str, names: Callable[..., None], monkeypatch: pytest.MonkeyPatch
) -> None:
    names(address)
    reached = []

    def connect(to: tuple[str, int], *_args: Any) -> None:
        reached.append(to)
        raise ConnectionRefusedError

    monkeypatch.setattr(socket, "create_connection", connect)
    with pytest.raises(ConnectionRefusedError):
        post("https://names.example:8443/", b"", {})
    assert reached == [(str(ipaddress.ip_address(address)), 8443)]


@pytest.mark.parametrize(
    "url",
    [
        "", "x", "//a.example", "http://a.example/", "ftp://a.example/", "file:///etc/passwd", "gopher://a.example/",
        "javascript:alert(1)", "https://", "https:///x", "https://u@a.example/", "https://u:p@a.example/",
        "https://@a.example/", "https://a.example\\@127.0.0.1/", "https://a.example/#f", "https://a.example:0/",
        "https://a.example:99999/", "https://a.example:x/", "https://[::1", "https://a.example/\r\nX: 1",
        "https://a.example/ b", "https://a.example\n/", "\thttps://a.example/", "https://a.example/\x7f",
        "https://a.example/\0", "https://a\r\n.example/", "https://[v1.x]/",
    ],
)  # fmt: skip
def test_address_that_is_not_written_as_it_should_be(url: str, no_connection: None) -> None:
    with pytest.raises((OSError, ValueError)) as raised:
        post(url, b"", {})
    assert trouble(raised.value) in (
        "the address cannot be read",
        "an address begins with https:// and a host name",
        "an address has no name, password or fragment in it",
        "the address must begin with https://",
        "the host name is not known",
    )


@pytest.mark.parametrize(
    "host", ["a..example", ".example", "x" * 64 + ".example", "a.example" * 40, "xn--\ud800.example"]
)
def test_host_names_that_are_none_are_an_ordinary_failure(host: str, no_connection: None) -> None:
    with pytest.raises((OSError, ValueError)) as raised:
        post(f"https://{host}/", b"", {})
    assert trouble(raised.value)


@pytest.mark.parametrize("host", ["8.8.8.8", "127.0.0.1"])
def test_plain_http_goes_to_networks_inside_only(host: str, settings: Any, no_connection: None) -> None:
    settings.WEBHOOK_NETWORKS = ["10.0.0.0/8"]
    with pytest.raises(NotAllowed):
        post(f"http://{host}/", b"", {})


def test_what_is_sent_arrives(listener: Callable[..., Listener]) -> None:
    server = listener()
    status = post(server.url + "?a=b&c", '{"test": "通知"}'.encode(), {"X-Name": "value"})
    told = server.told[0]
    assert (status, told.first_line, told.body.decode()) == (200, "POST /hook?a=b&c HTTP/1.1", '{"test": "通知"}')
    assert told.headers["host"] == f"127.0.0.1:{server.port}"
    assert told.headers["x-name"] == "value"


def test_letters_of_other_scripts_in_a_path_are_encoded_not_left_out(listener: Callable[..., Listener]) -> None:
    server = listener()
    post(server.url + "/通知/%E9%80%9A?q=知", b"", {})
    assert server.told[0].first_line == "POST /hook/%E9%80%9A%E7%9F%A5/%E9%80%9A?q=%E7%9F%A5 HTTP/1.1"


def test_second_address_of_a_name_is_taken_when_the_first_is_dead(
    listener: Callable[..., Listener], names: Callable[..., None]
) -> None:
    server = listener()
    names("::1", "127.0.0.1")
    assert post(f"http://names.example:{server.port}/", b"", {}) == 200
    assert server.told[0].headers["host"] == f"names.example:{server.port}"


@pytest.mark.parametrize("status", [200, 204, 301, 302, 307, 308, 400, 410, 500])
def test_status_is_given_and_no_redirect_followed(listener: Callable[..., Listener], status: int) -> None:
    other = listener()
    server = listener(f"HTTP/1.1 {status} X\r\nLocation: {other.url}\r\nContent-Length: 0\r\n\r\n".encode())
    assert post(server.url, b"", {}) == status
    assert (len(server.told), other.told) == (1, [])


@pytest.mark.parametrize(
    ("answer", "said"),
    [
        (b"", "the connection broke"),
        (b"\x00\xff" * 500, "the answer is not HTTP"),
        (b"SSH-2.0-OpenSSH_9.6\r\n", "the answer is not HTTP"),
        (b"HTTP/1.1 abc OK\r\n\r\n", "the answer is not HTTP"),
        (b"HTTP/1.1 200 OK\r\n" + b"X: y\r\n" * 200 + b"\r\n", "the answer is not HTTP"),
        (b"HTTP/1.1 200 OK\r\nX: " + b"y" * 100_000 + b"\r\n\r\n", "the answer is not HTTP"),
    ],
    ids=["nothing", "noise", "ssh", "letters", "many-headers", "long-header"],
)
def test_answer_that_is_none_is_an_ordinary_failure(
    listener: Callable[..., Listener], answer: bytes, said: str
) -> None:
    with pytest.raises((OSError, http.client.HTTPException)) as raised:
        post(listener(answer).url, b"", {})
    assert trouble(raised.value) == said


def test_connection_that_is_reset_is_an_ordinary_failure(listener: Callable[..., Listener]) -> None:
    def reset(connection: socket.socket) -> None:
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))

    with pytest.raises(ConnectionResetError) as raised:
        post(listener(reset).url, b"", {})
    assert trouble(raised.value) == "the connection broke"


def test_closed_port_is_an_ordinary_failure(listener: Callable[..., Listener]) -> None:
    server = listener()
    server.close()
    with pytest.raises(ConnectionRefusedError) as raised:
        post(server.url, b"", {})
    assert trouble(raised.value) == "the host takes no connection"


@pytest.mark.parametrize(
    "answer",
    [
        b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nshort",
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzzz\r\n",
        b"HTTP/1.0 200 OK\r\n\r\nold",
        b"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: 3\r\n\r\n\x1f\x8b\x08",
    ],
    ids=["cut", "chunks", "old", "gzip"],
)
def test_status_counts_whatever_becomes_of_the_body(listener: Callable[..., Listener], answer: bytes) -> None:
    assert post(listener(answer).url, b"", {}) == 200


def test_endless_body_is_not_read(listener: Callable[..., Listener]) -> None:
    sent = []

    def pour(connection: socket.socket) -> None:
        connection.sendall(b"HTTP/1.1 200 OK\r\n\r\n")
        while True:
            sent.append(connection.send(b"x" * 65_536))

    begun = time.monotonic()
    assert post(listener(pour).url, b"", {}) == 200
    assert time.monotonic() - begun < 2


def drip(server: Listener, piece: bytes, start: bytes = b"") -> Callable[[socket.socket], None]:
    """Answers a little every tenth of a second, for ten seconds."""

    def answer(connection: socket.socket) -> None:
        connection.sendall(start)
        for _ in range(100):
            connection.sendall(piece)
            server.sleep(0.1)

    return answer


@pytest.mark.parametrize(
    ("piece", "start"),
    [
        (b"", b""),
        (b"H", b""),
        (b"x", b"HTTP/1.1 200 OK\r\nX: "),
        (b"X: y\r\n", b"HTTP/1.1 200 OK\r\n"),
        (b"HTTP/1.1 100 Continue\r\n\r\n", b""),
    ],
    ids=["silent", "status", "header", "headers", "continue"],
)
def test_server_that_drips_holds_nobody_longer_than_the_limit(
    listener: Callable[..., Listener], hasty: None, piece: bytes, start: bytes
) -> None:
    server = listener()
    server.answer = drip(server, piece, start)
    begun = time.monotonic()
    with pytest.raises((OSError, http.client.HTTPException)) as raised:
        post(server.url, b"", {})
    assert trouble(raised.value) == "no answer within ten seconds"
    assert time.monotonic() - begun < 2


def test_body_that_drips_changes_nothing_about_the_status(listener: Callable[..., Listener], hasty: None) -> None:
    server = listener()
    server.answer = drip(server, b"x", b"HTTP/1.1 202 Accepted\r\nContent-Length: 1000\r\n\r\n")
    begun = time.monotonic()
    assert post(server.url, b"", {}) == 202
    assert time.monotonic() - begun < 2


def test_server_that_never_begins_tls_holds_nobody(settings: Any, hasty: None) -> None:
    settings.WEBHOOK_NETWORKS = ["127.0.0.0/8"]
    with socket.create_server(("127.0.0.1", 0)) as silent:
        begun = time.monotonic()
        with pytest.raises(TimeoutError):
            post(f"https://127.0.0.1:{silent.getsockname()[1]}/", b"", {})
        assert time.monotonic() - begun < 2


class Certified:
    """A key and a certificate for `localhost` and 127.0.0.1, or another name, that only a test trusts."""

    def __init__(self, folder: Path, name: str) -> None:
        key = ec.generate_private_key(ec.SECP256R1())
        subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
        now = timezone.now()
        names: list[x509.GeneralName] = [x509.DNSName(name)]
        certificate = (
            x509.CertificateBuilder()
            .subject_name(subject)
            .issuer_name(subject)
            .public_key(key.public_key())
            .serial_number(x509.random_serial_number())
            .not_valid_before(now - dt.timedelta(days=1))
            .not_valid_after(now + dt.timedelta(days=1))
            .add_extension(x509.SubjectAlternativeName(names), critical=False)
            .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
            .sign(key, hashes.SHA256())
        )
        self.path = folder / "certificate.pem"
        self.path.write_bytes(
            certificate.public_bytes(serialization.Encoding.PEM)
            + key.private_bytes(
                serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
            )
        )

    def context(self) -> ssl.SSLContext:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(self.path)
        return context


def test_certificate_that_nobody_vouches_for_is_refused(listener: Callable[..., Listener], tmp_path: Path) -> None:
    server = listener(tls=Certified(tmp_path, "localhost").context())
    with pytest.raises(ssl.SSLCertVerificationError) as raised:
        post(f"https://localhost:{server.port}/", b"secret", {})
    assert trouble(raised.value) == "the certificate is not valid for this host"
    assert server.told == []


@pytest.mark.parametrize(("name", "good"), [("localhost", True), ("elsewhere.example", False)])
def test_certificate_must_be_of_the_host_name(
    listener: Callable[..., Listener], tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str, good: bool
) -> None:
    certified = Certified(tmp_path, name)
    monkeypatch.setenv("SSL_CERT_FILE", str(certified.path))
    server = listener(tls=certified.context())
    if good:
        assert post(f"https://localhost:{server.port}/", b"secret", {}) == 200
        assert server.told[0].body == b"secret"
    else:
        with pytest.raises(ssl.SSLCertVerificationError):
            post(f"https://localhost:{server.port}/", b"secret", {})
        assert server.told == []


def test_usual_port_of_https_is_not_named_in_the_host_header() -> None:
    line = pinned.Pinned("a.example", 443, ["192.0.2.1"], secure=True)
    assert line.port == line.default_port == 443


def test_no_proxy_is_used(listener: Callable[..., Listener], monkeypatch: pytest.MonkeyPatch) -> None:
    proxy, server = listener(), listener()
    for name in ("http_proxy", "https_proxy", "all_proxy", "HTTP_PROXY", "HTTPS_PROXY"):
        monkeypatch.setenv(name, proxy.url)
    assert post(server.url, b"", {}) == 200
    assert proxy.told == []


def test_threads_do_not_share_connections(listener: Callable[..., Listener]) -> None:
    server = listener()
    threads = [threading.Thread(target=outward.post, args=(server.url, b"%d" % n, {})) for n in range(8)]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    assert sorted(one.body for one in server.told) == [b"%d" % n for n in range(8)]
