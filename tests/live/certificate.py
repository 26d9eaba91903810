"""A certificate for this test run, signed by itself: clients that verify must refuse it."""

from __future__ import annotations

import ssl
from datetime import datetime, timedelta, timezone
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

_DAY = timedelta(days=1)
# A star stands for one name only.
_HOSTS = (
    *("*.sina.com.cn", "*.mix.sina.com.cn", "*.finance.sina.com.cn", "*.news.sina.com.cn"),
    *("*.sina.cn", "*.finance.sina.cn"),
)


def context(folder: Path) -> ssl.SSLContext:
    """Return what a server needs to speak TLS; key and certificate are written into *folder*."""
    key = ec.generate_private_key(ec.SECP256R1())
    file = folder / "sina.pem"
    private = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    file.write_bytes(private + _signed(key).public_bytes(serialization.Encoding.PEM))
    made = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    made.load_cert_chain(file)
    return made


def _signed(key: ec.EllipticCurvePrivateKey) -> x509.Certificate:
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "a server of the tests")])
    hosts = [x509.DNSName(host) for host in _HOSTS]
    now = datetime.now(timezone.utc)
    return (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - _DAY)
        .not_valid_after(now + _DAY)
        .add_extension(x509.SubjectAlternativeName(hosts), critical=False)
        .sign(key, hashes.SHA256())
    )
