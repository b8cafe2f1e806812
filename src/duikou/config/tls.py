"""HTTPS without a proxy: a small authority of this machine's own, and the certificate that it gives the server.

What a telephone is asked to trust can vouch for this machine's name and for addresses of networks inside, and for
nothing else (name constraints, RFC 5280, 4.2.1.10). Apple's telephones take certificates of at most 825 days.
"""

from __future__ import annotations

import ipaddress
import os
import socket
import ssl
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from cryptography import x509
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

AUTHORITY_LASTS, SERVER_LASTS, RENEWED_BEFORE = timedelta(days=825), timedelta(days=397), timedelta(days=30)
FOLDER, AUTHORITY = "tls", "authority.crt"
CLOCKS_DIFFER = timedelta(days=1)
INSIDE = (
    "10.0.0.0/8",
    "172.16.0.0/12",
    "192.168.0.0/16",
    "169.254.0.0/16",
    "127.0.0.0/8",
    "::1/128",
    "fc00::/7",
    "fe80::/10",
)
NAMES_INSIDE = ("localhost", "local", "lan", "home.arpa", "internal")


class TlsFault(Exception):
    """Certificate or key cannot be used; says what to do."""


@dataclass(frozen=True, slots=True)
class Tls:
    """The files that the server speaks TLS with; `authority` when it is this machine's own, to be trusted by hand."""

    certificate: Path
    key: Path
    authority: Path | None = None


def hosts_here() -> list[str]:
    """The names and addresses that others in the same network may know this machine by, its own first."""
    name = socket.gethostname().lower()
    found = ["localhost", "127.0.0.1", "::1", name]
    if "." not in name:
        found.append(f"{name}.local")
    for family, somewhere in ((socket.AF_INET, "192.0.2.1"), (socket.AF_INET6, "2001:db8::1")):
        try:
            with socket.socket(family, socket.SOCK_DGRAM) as probe:
                probe.connect((somewhere, 9))  # sends nothing: only asks which way it would go
                found.append(probe.getsockname()[0])
        except OSError:
            continue
    with suppress(OSError):
        found += [str(entry[4][0]).partition("%")[0] for entry in socket.getaddrinfo(name, None)]
    return [one for one in dict.fromkeys(found) if not one.startswith("fe80:")]


def own_certificate(folder: Path, hosts: Sequence[str], *, now: datetime) -> Tls:
    """The certificate for `hosts`, made now or before, and renewed when it ends soon or a host is missing. The
    authority stays as long as it can, so that telephones need not trust another."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    files = Tls(folder / "server.crt", folder / "server.key", folder / AUTHORITY)
    assert files.authority is not None
    authority = _read(files.authority)
    if authority is None or not _vouches(authority, hosts) or _ends_soon(authority, now):
        authority = _make_authority(files.authority, folder / "authority.key", hosts, now)
    known = _read(files.certificate)
    if known is None or _ends_soon(known, now) or not _is_for(known, hosts) or not _is_from(known, authority):
        _make_server(files, folder / "authority.key", authority, hosts, now)
    return files


def given(certificate: Path, key: Path) -> Tls:
    """The files that somebody brought. Raises TlsFault when they are missing or do not belong together."""
    for path in (certificate, key):
        if not path.is_file():
            raise TlsFault(f"there is no file {path}")
    try:
        ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER).load_cert_chain(certificate, key, password=lambda: "")
    except (ssl.SSLError, OSError, ValueError) as error:
        why = getattr(error, "reason", None) or str(error)
        raise TlsFault(
            f"{certificate} and {key} cannot be used ({why}). Give the certificate with its chain and its own key, "
            "both PEM, the key without a password"
        ) from None
    return Tls(certificate, key)


def fingerprint(certificate: Path) -> str:
    """SHA-256 of a certificate, in pairs, as telephones show it."""
    known = _read(certificate)
    return known.fingerprint(hashes.SHA256()).hex(":").upper() if known else ""


def _make_authority(path: Path, key_path: Path, hosts: Sequence[str], now: datetime) -> x509.Certificate:
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, f"Duikou {socket.gethostname()} {now:%Y-%m-%d}"[:64])])
    made = (
        _begun(name, name, key.public_key(), now, AUTHORITY_LASTS)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .add_extension(_usage(key_cert_sign=True, crl_sign=True), critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
        .add_extension(x509.NameConstraints(_permitted(hosts), None), critical=True)
        .sign(key, hashes.SHA256())
    )
    _write(key_path, _pem(key))
    _write(path, made.public_bytes(serialization.Encoding.PEM), mode=0o644)
    return made


def _make_server(
    files: Tls, authority_key: Path, authority: x509.Certificate, hosts: Sequence[str], now: datetime
) -> None:
    signing = serialization.load_pem_private_key(authority_key.read_bytes(), password=None)
    assert isinstance(signing, ec.EllipticCurvePrivateKey)
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "Duikou")])
    made = (
        _begun(name, authority.subject, key.public_key(), now, SERVER_LASTS)
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(_usage(digital_signature=True), critical=True)
        .add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH]), critical=False)
        .add_extension(x509.SubjectAlternativeName([_name(host) for host in hosts]), critical=False)
        .add_extension(x509.AuthorityKeyIdentifier.from_issuer_public_key(signing.public_key()), critical=False)
        .sign(signing, hashes.SHA256())
    )
    _write(files.key, _pem(key))
    _write(files.certificate, made.public_bytes(serialization.Encoding.PEM), mode=0o644)


def _begun(
    subject: x509.Name, issuer: x509.Name, key: ec.EllipticCurvePublicKey, now: datetime, lasts: timedelta
) -> x509.CertificateBuilder:
    begins = now - CLOCKS_DIFFER
    return (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer)
        .public_key(key)
        .serial_number(x509.random_serial_number())
        .not_valid_before(begins)
        .not_valid_after(begins + lasts)
    )


def _usage(**wanted: bool) -> x509.KeyUsage:
    names = (
        "digital_signature", "content_commitment", "key_encipherment", "data_encipherment", "key_agreement",
        "key_cert_sign", "crl_sign", "encipher_only", "decipher_only",
    )  # fmt: skip
    return x509.KeyUsage(**{name: wanted.get(name, False) for name in names})


def _permitted(hosts: Sequence[str]) -> list[x509.GeneralName]:
    """Names and networks that the authority may vouch for: those inside, and each host that is somewhere else."""
    nets = [ipaddress.ip_network(net) for net in INSIDE]
    names = dict.fromkeys(NAMES_INSIDE)
    for host in hosts:
        try:
            address = ipaddress.ip_address(host)
        except ValueError:
            names[host] = None
            continue
        if not any(address in net for net in nets):
            nets.append(ipaddress.ip_network(address))
    return [*map(x509.DNSName, names), *map(x509.IPAddress, nets)]


def _vouches(authority: x509.Certificate, hosts: Sequence[str]) -> bool:
    may = authority.extensions.get_extension_for_class(x509.NameConstraints).value.permitted_subtrees or []
    nets = [ipaddress.ip_network(str(one.value)) for one in may if isinstance(one, x509.IPAddress)]
    names = [one.value for one in may if isinstance(one, x509.DNSName)]

    def covered(host: str) -> bool:
        try:
            address = ipaddress.ip_address(host)
        except ValueError:
            return any(host == name or host.endswith(f".{name}") for name in names)
        return any(address in net for net in nets)

    return all(map(covered, hosts))


def _name(host: str) -> x509.GeneralName:
    try:
        return x509.IPAddress(ipaddress.ip_address(host))
    except ValueError:
        return x509.DNSName(host)


def _is_for(certificate: x509.Certificate, hosts: Sequence[str]) -> bool:
    named = certificate.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    return {_name(host) for host in hosts} <= set(named)


def _is_from(certificate: x509.Certificate, authority: x509.Certificate) -> bool:
    try:
        certificate.verify_directly_issued_by(authority)
    except (InvalidSignature, TypeError, ValueError):  # whatever is wrong with it, another is made
        return False
    return True


def _ends_soon(certificate: x509.Certificate, now: datetime) -> bool:
    return certificate.not_valid_after_utc < now + RENEWED_BEFORE


def _read(path: Path) -> x509.Certificate | None:
    try:
        return x509.load_pem_x509_certificate(path.read_bytes())
    except (OSError, ValueError):
        return None


def _pem(key: ec.EllipticCurvePrivateKey) -> bytes:
    return key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )


def _write(path: Path, content: bytes, mode: int = 0o600) -> None:
    """Write a file whole or not at all, readable as `mode` says from its first byte."""
    new = path.with_suffix(".new")
    new.unlink(missing_ok=True)
    with os.fdopen(os.open(new, os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode), "wb") as file:
        file.write(content)
    os.replace(new, path)
