"""HTTPS without a proxy: the certificate of this machine's own, what it may vouch for, the server that speaks it."""

from __future__ import annotations

import http.client
import ipaddress
import os
import ssl
import stat
import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from cryptography import x509
from cryptography.x509.verification import PolicyBuilder, Store, VerificationError
from django.test import Client
from django.urls import reverse

from duikou.config import tls
from tests.browser import DESK, PHONE, assert_accessible, assert_fits, shot
from tests.config.test_serve import free_port
from tests.config.test_settings import ROOT, duikou
from tests.made import made_folder

NOW = datetime(2026, 5, 1, tzinfo=UTC)
HOSTS = ["localhost", "desk", "desk.local", "192.168.1.5", "::1"]


def read(path: Path | None) -> x509.Certificate:
    assert path is not None
    return x509.load_pem_x509_certificate(path.read_bytes())


def test_certificate_is_for_its_hosts_and_is_not_too_long_for_any_telephone(tmp_path: Path) -> None:
    made = tls.own_certificate(tmp_path, HOSTS, now=NOW)
    server, authority = read(made.certificate), read(made.authority)
    named = server.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    assert named.get_values_for_type(x509.DNSName) == HOSTS[:3]
    assert [str(one) for one in named.get_values_for_type(x509.IPAddress)] == HOSTS[3:]
    for one, most in ((server, 398), (authority, 825)):
        assert one.not_valid_after_utc - one.not_valid_before_utc <= timedelta(days=most)
    server.verify_directly_issued_by(authority)


def test_keys_are_their_owners_alone(tmp_path: Path) -> None:
    made = tls.own_certificate(tmp_path / "tls", HOSTS, now=NOW)
    for path in (made.key, tmp_path / "tls" / "authority.key"):
        assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE((tmp_path / "tls").stat().st_mode) == 0o700


@pytest.mark.parametrize(
    ("host", "vouched"), [("desk", True), ("other.local", True), ("bank.example", False), ("93.184.216.34", False)]
)
def test_authority_can_vouch_for_this_machine_and_networks_inside_and_for_nothing_else(
    tmp_path: Path, host: str, vouched: bool
) -> None:
    """Whoever steals its key can pretend to be no bank."""
    made = tls.own_certificate(tmp_path, HOSTS, now=NOW)
    authority = read(made.authority)
    tls._make_server(made, tmp_path / "authority.key", authority, [host], NOW)
    try:
        name: Any = x509.IPAddress(ipaddress.ip_address(host))
    except ValueError:
        name = x509.DNSName(host)
    asking = PolicyBuilder().store(Store([authority])).time(NOW).build_server_verifier(name)
    if vouched:
        asking.verify(read(made.certificate), [])
    else:
        with pytest.raises(VerificationError):
            asking.verify(read(made.certificate), [])


def test_it_stays_until_it_ends_soon_or_a_host_is_missing_and_the_authority_longer(tmp_path: Path) -> None:
    def made(hosts: list[str], days: int) -> tuple[int, int]:
        files = tls.own_certificate(tmp_path, hosts, now=NOW + timedelta(days=days))
        return read(files.authority).serial_number, read(files.certificate).serial_number

    first = made(HOSTS, 0)
    assert made(HOSTS, 300) == first
    moved = made([*HOSTS, "10.1.2.3"], 300)
    assert moved[0] == first[0], "telephones need not trust another when the address changes"
    assert moved[1] != first[1]
    renewed = made(HOSTS, 690)
    assert (renewed[0], renewed[1] != moved[1]) == (first[0], True)
    assert made([*HOSTS, "desk.example"], 690)[0] != first[0], "it could not vouch for that name"
    assert made(HOSTS, 2000)[0] != first[0]
    (tmp_path / "server.crt").write_text("spoilt")
    tls.own_certificate(tmp_path, HOSTS, now=NOW + timedelta(days=2000))
    read(tmp_path / "server.crt")


def test_files_that_cannot_be_used_are_refused_with_what_to_do(tmp_path: Path) -> None:
    one, other = (tls.own_certificate(tmp_path / name, HOSTS, now=NOW) for name in ("one", "other"))
    assert tls.given(one.certificate, one.key) == tls.Tls(one.certificate, one.key)
    for certificate, key in ((one.certificate, other.key), (one.key, one.key), (tmp_path / "nothing", one.key)):
        with pytest.raises(tls.TlsFault):
            tls.given(certificate, key)


@pytest.mark.slow
@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("--tls", "--tls-cert", "a", "--tls-key", "b"), "leave out"),
        (("--tls-cert", "a"), "belong together"),
        (("--tls-cert", "a", "--tls-key", "b"), "there is no file a"),
    ],
)
def test_serve_refuses_what_does_not_fit(tmp_path: Path, words: tuple[str, ...], told: str) -> None:
    answer = duikou("serve", *words, DUIKOU_DATA=str(tmp_path), DUIKOU_DATABASE="")
    assert (answer.returncode, told in answer.stderr) == (2, True), answer.stderr


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[int, Path, list[str]]]:
    """A server that speaks HTTPS with a certificate of its own: its port, its authority and what it said."""
    folder = made_folder(tmp_path_factory.mktemp("tls"))
    port = free_port()
    environment = {
        **os.environ, "DUIKOU_DATA": str(folder), "DUIKOU_DATABASE": "", "DUIKOU_DEMO": "0",
        "PYTHONPATH": str(ROOT / "src"), "PYTHONUNBUFFERED": "1",
    }  # fmt: skip
    command = [sys.executable, "-m", "duikou", "serve", "--tls", "--port", str(port), "--workers", "1"]
    process = subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, text=True, encoding="utf-8")
    assert process.stdout is not None
    said = [process.stdout.readline() for _ in range(6)]
    try:
        yield port, folder / "tls" / "authority.crt", said
    finally:
        process.terminate()
        assert process.wait(timeout=20) == 0
        process.stdout.close()


@pytest.mark.slow
def test_server_speaks_https_that_is_trusted_by_whoever_trusts_its_authority(served: Any) -> None:
    port, authority, said = served
    assert f"https://localhost:{port}/" in said[0]
    assert tls.fingerprint(authority) in "".join(said)
    trusting = ssl.create_default_context(cafile=str(authority))
    asking = http.client.HTTPSConnection("localhost", port, timeout=20, context=trusting)
    asking.request("GET", "/setup")
    answer = asking.getresponse()
    answer.read()
    assert answer.status == 200
    assert "__Host-" in (answer.getheader("Set-Cookie") or "")
    assert answer.getheader("Strict-Transport-Security") is None, "not promised for a year"
    asking.request("GET", "/trust")
    trust = asking.getresponse()
    assert (trust.status, tls.fingerprint(authority) in trust.read().decode().replace("<wbr>", "")) == (200, True)
    asking.close()
    with pytest.raises(ssl.SSLCertVerificationError):
        http.client.HTTPSConnection("localhost", port, context=ssl.create_default_context()).request("GET", "/")


@pytest.mark.django_db
def test_page_says_how_to_trust_and_is_there_only_with_a_certificate_of_ones_own(
    visitor: Client, settings: Any, tmp_path: Path
) -> None:
    trust, file = reverse("trust"), reverse("trust-authority")
    settings.DATA = tmp_path
    assert (visitor.get(trust).status_code, visitor.get(file).status_code) == (404, 404)
    made = tls.own_certificate(tmp_path / tls.FOLDER, HOSTS, now=NOW)
    assert visitor.get(trust).status_code == 404
    settings.OWN_AUTHORITY = True
    assert made.authority is not None
    assert tls.fingerprint(made.authority) in visitor.get(trust).content.decode().replace("<wbr>", "")
    answer = visitor.get(file)
    assert answer["Content-Type"] == "application/x-x509-ca-cert"
    assert answer.content == made.authority.read_bytes()
    assert b"PRIVATE" not in answer.content


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_page_fits(new_page: Any, settings: Any, tmp_path: Path, language: str) -> None:
    settings.DATA, settings.OWN_AUTHORITY = tmp_path, True
    tls.own_certificate(tmp_path / tls.FOLDER, HOSTS, now=NOW)
    for size in (PHONE, DESK):
        page = new_page(size=size, language=language)
        page.goto(reverse("trust"))
        assert_accessible(page)
        assert_fits(page)
        shot(page, f"trust-{language}-{size['width']}")
