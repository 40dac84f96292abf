"""The hub's own certificate. Terminals pin its fingerprint, so nobody has to vouch for it."""

import ipaddress
import socket
import ssl
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

import ifaddr
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from server.web.files import write_private

LIFE = timedelta(days=3652)


@dataclass(frozen=True, slots=True)
class Identity:
    """Certificate and key on disk. ``fingerprint``: SHA-256 of the certificate's DER, in hex."""

    certificate: Path
    key: Path
    fingerprint: str

    def server_context(self) -> ssl.SSLContext:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.minimum_version = ssl.TLSVersion.TLSv1_2
        context.load_cert_chain(self.certificate, self.key)
        return context


def identity(folder: Path, now: datetime) -> Identity:
    """The identity kept in this folder; made at the first start. It stays, or every terminal must be paired again."""
    certificate, key = folder / "hub.crt", folder / "hub.key"
    if not (certificate.exists() and key.exists()):
        _make(certificate, key, now)
    shown = x509.load_pem_x509_certificate(certificate.read_bytes())
    return Identity(certificate, key, shown.fingerprint(hashes.SHA256()).hex())


def _make(certificate: Path, key: Path, now: datetime) -> None:
    private = ec.generate_private_key(ec.SECP256R1())
    signed = _certificate(private, now)
    write_private(
        key,
        private.private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        ),
    )
    write_private(certificate, signed.public_bytes(serialization.Encoding.PEM))


def _certificate(private: ec.EllipticCurvePrivateKey, now: datetime) -> x509.Certificate:
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "Antrean hub")])
    return (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(private.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))  # a terminal's clock may be behind
        .not_valid_after(now + LIFE)
        .add_extension(x509.SubjectAlternativeName(list(_names())), critical=False)
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .sign(private, hashes.SHA256())
    )


def _names() -> Iterable[x509.GeneralName]:
    for name in dict.fromkeys(("localhost", socket.gethostname())):
        yield x509.DNSName(name)
    for address in addresses():
        yield x509.IPAddress(ipaddress.ip_address(address))


def addresses() -> list[str]:
    """This machine's IPv4 addresses, loopback among them."""
    found = {str(ip.ip) for adapter in ifaddr.get_adapters() for ip in adapter.ips if ip.is_IPv4}
    return sorted(found | {"127.0.0.1"})
