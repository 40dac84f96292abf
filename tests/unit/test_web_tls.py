"""The hub's own certificate: made once, kept, closed to others, pinned by its fingerprint."""

import hashlib
import ssl
import stat
from datetime import UTC, datetime
from pathlib import Path

from cryptography import x509

from server.web.tls import identity

NOW = datetime(2026, 11, 23, tzinfo=UTC)


def test_identity_is_made_once_and_kept(tmp_path: Path) -> None:
    made = identity(tmp_path, NOW)
    again = identity(tmp_path, NOW.replace(year=2030))
    assert made == again
    der = ssl.PEM_cert_to_DER_cert(made.certificate.read_text())
    assert made.fingerprint == hashlib.sha256(der).hexdigest()


def test_key_is_for_the_owner_only(tmp_path: Path) -> None:
    made = identity(tmp_path, NOW)
    assert stat.S_IMODE(made.key.stat().st_mode) == 0o600
    assert {path.name for path in tmp_path.iterdir()} == {"hub.crt", "hub.key"}


def test_certificate_is_valid_for_ten_years_from_a_late_clock_on(tmp_path: Path) -> None:
    shown = x509.load_pem_x509_certificate(identity(tmp_path, NOW).certificate.read_bytes())
    assert shown.not_valid_before_utc < NOW
    assert shown.not_valid_after_utc.year == 2036
    names = shown.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    assert "localhost" in names.get_values_for_type(x509.DNSName)


def test_two_hubs_have_two_identities(tmp_path: Path) -> None:
    (tmp_path / "a").mkdir()
    (tmp_path / "b").mkdir()
    assert identity(tmp_path / "a", NOW).fingerprint != identity(tmp_path / "b", NOW).fingerprint
