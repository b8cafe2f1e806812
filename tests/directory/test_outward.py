"""Nothing is sent to where only this machine may go, however the address is written."""

from __future__ import annotations

import socket
from typing import Any

import pytest

from duikou.directory import outward
from duikou.directory.outward import NotAllowed, parts_of, post


@pytest.mark.parametrize(
    "url",
    [
        "https://127.0.0.1/",
        "https://127.1/",
        "https://2130706433/",
        "https://0x7f000001/",
        "https://0177.0.0.1/",
        "https://0.0.0.0/",
        "https://localhost/",
        "https://10.1.2.3/",
        "https://172.16.0.1/",
        "https://192.168.1.1/",
        "https://169.254.169.254/latest/meta-data",
        "https://100.64.0.1/",
        "https://[::1]/",
        "https://[::]/",
        "https://[::ffff:127.0.0.1]/",
        "https://[::ffff:7f00:1]/",
        "https://[64:ff9b::7f00:1]/",
        "https://[2002:7f00:1::]/",
        "https://[2001:0:4136:e378::1]/",
        "https://[fe80::1]/",
        "https://[fc00::1]/",
        "https://224.0.0.1/",
        "https://255.255.255.255/",
    ],
)
def test_addresses_inside_are_refused(url):
    with pytest.raises(NotAllowed):
        post(url, b"{}", {})


@pytest.mark.parametrize(
    "url",
    [
        "http://example.org/",
        "ftp://example.org/",
        "file:///etc/passwd",
        "gopher://example.org/",
        "javascript:alert(1)",
        "//example.org/",
        "https://",
        "https:///x",
        "https://user:password@example.org/",
        "https://user@example.org/",
        "https://example.org/#x",
        "https://example.org:0/",
        "https://example.org:99999/",
        "https://example.org:x/",
        "https://[::1/",
        "https://example.org/\r\nX-Evil: 1",
        "https://example.org/a b",
        "https://exa\x00mple.org/",
        "",
    ],
)
def test_what_is_no_address_is_refused(url):
    with pytest.raises(NotAllowed):
        parts_of(url)


def resolves_to(monkeypatch: pytest.MonkeyPatch, *addresses: str) -> list[str]:
    """Let every name have these addresses; gives the list of those that are then connected to."""
    tried: list[str] = []

    def getaddrinfo(_host: str, port: int, **_: Any) -> list[Any]:
        return [(socket.AF_INET6 if ":" in one else socket.AF_INET, 1, 6, "", (one, port)) for one in addresses]

    def create_connection(address: tuple[str, int], _timeout: float) -> Any:
        tried.append(address[0])
        raise ConnectionRefusedError

    monkeypatch.setattr(outward.socket, "getaddrinfo", getaddrinfo)
    monkeypatch.setattr(outward.socket, "create_connection", create_connection)
    return tried


def test_name_that_leads_inside_is_refused(monkeypatch):
    tried = resolves_to(monkeypatch, "93.184.215.14", "10.0.0.1")
    with pytest.raises(NotAllowed):
        post("https://rebinding.example/", b"", {})
    assert tried == []


def test_connection_goes_to_the_address_that_was_looked_at(monkeypatch):
    tried = resolves_to(monkeypatch, "93.184.215.14")
    with pytest.raises(ConnectionRefusedError):
        post("https://portal.example/", b"", {})
    assert tried == ["93.184.215.14"]


def test_networks_of_the_setting_are_open_and_no_others(monkeypatch, settings):
    settings.WEBHOOK_NETWORKS = ["10.20.0.0/16"]
    tried = resolves_to(monkeypatch, "10.20.3.4")
    for url in ("https://intern.example/", "http://intern.example/"):
        with pytest.raises(ConnectionRefusedError):
            post(url, b"", {})
    assert tried == ["10.20.3.4"] * 2
    for address in ("10.21.0.1", "127.0.0.1"):
        resolves_to(monkeypatch, address)
        with pytest.raises(NotAllowed):
            post("https://intern.example/", b"", {})
    resolves_to(monkeypatch, "93.184.215.14")
    with pytest.raises(NotAllowed):  # without TLS, inside only
        post("http://portal.example/", b"", {})
