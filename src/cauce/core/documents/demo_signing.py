"""A signing authority for demonstrations and tests: its signatures are real, its people invented.

Never a trust root in production: `keys.demo_authority` refuses there.
"""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import datetime, timedelta
from io import BytesIO
from pathlib import Path

from asn1crypto import keys as asn1_keys
from asn1crypto import x509 as asn1_x509
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    load_pem_private_key,
)
from cryptography.x509.oid import NameOID
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.sign import signers
from pyhanko.sign.fields import SigFieldSpec
from pyhanko.stamp import TextStampStyle
from pyhanko_certvalidator.registry import SimpleCertificateStore

YEARS = timedelta(days=3650)


@dataclass(frozen=True)
class Authority:
    """A self-made authority: its certificate and key."""

    certificate: x509.Certificate
    key: ec.EllipticCurvePrivateKey

    def pem(self) -> bytes:
        return self.certificate.public_bytes(Encoding.PEM)


def make_authority(name: str, at: datetime) -> Authority:
    """A new authority valid from a day before `at` for ten years."""
    key = ec.generate_private_key(ec.SECP256R1())
    return Authority(_certificate(name, key, name, key, at, authority=True), key)


def sign(
    source: Path,
    target: Path,
    authority: Authority,
    person: str,
    at: datetime,
    *,
    field: str = "Firma1",
    box: tuple[int, int, int, int] | None = (60, 60, 260, 110),
    page: int = -1,
) -> Path:
    """Write to `target` the PDF `source` signed by `person` as an incremental update; box None: invisible."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = authority.certificate.subject.get_attributes_for_oid(NameOID.COMMON_NAME)[0].value
    certificate = _certificate(person, key, str(name), authority.key, at, authority=False)
    signer = signers.SimpleSigner(
        signing_cert=_asn1(certificate),
        signing_key=asn1_keys.PrivateKeyInfo.load(
            key.private_bytes(Encoding.DER, PrivateFormat.PKCS8, NoEncryption())
        ),
        cert_registry=SimpleCertificateStore.from_certs([_asn1(authority.certificate)]),
    )
    meta = signers.PdfSignatureMetadata(field_name=field, name=person)
    style = TextStampStyle(stamp_text="Firmado electrónicamente\n%(signer)s\n%(ts)s", border_width=0)
    spec = SigFieldSpec(field, on_page=page, box=box)
    out = BytesIO()
    with source.open("rb") as file:
        writer = IncrementalPdfFileWriter(file, strict=False)
        pdf_signer = signers.PdfSigner(
            meta, signer=signer, stamp_style=style if box else None, new_field_spec=spec
        )
        # pyHanko runs an event loop of its own, which the caller's thread may already have (a browser test's).
        with ThreadPoolExecutor(1) as aside:
            aside.submit(pdf_signer.sign_pdf, writer, output=out).result()
    target.write_bytes(out.getvalue())
    return target


def _certificate(
    subject: str,
    subject_key: ec.EllipticCurvePrivateKey,
    issuer: str,
    issuer_key: ec.EllipticCurvePrivateKey,
    at: datetime,
    *,
    authority: bool,
) -> x509.Certificate:
    usage = dict.fromkeys(
        ("key_encipherment", "data_encipherment", "key_agreement", "encipher_only", "decipher_only"), False
    )
    builder = (
        x509.CertificateBuilder()
        .subject_name(x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, subject)]))
        .issuer_name(x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, issuer)]))
        .public_key(subject_key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(at - timedelta(days=1))
        .not_valid_after(at + YEARS)
        .add_extension(x509.BasicConstraints(ca=authority, path_length=None), critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(subject_key.public_key()), critical=False)
        .add_extension(
            x509.AuthorityKeyIdentifier.from_issuer_public_key(issuer_key.public_key()), critical=False
        )
        .add_extension(
            x509.KeyUsage(
                digital_signature=not authority,
                content_commitment=not authority,
                key_cert_sign=authority,
                crl_sign=authority,
                **usage,
            ),
            critical=True,
        )
    )
    return builder.sign(issuer_key, hashes.SHA256())


def _asn1(certificate: x509.Certificate) -> asn1_x509.Certificate:
    return asn1_x509.Certificate.load(certificate.public_bytes(Encoding.DER))


def stored_authority(key_file: Path, trust_file: Path, at: datetime) -> Authority:
    """The demonstration's authority, made on first use: its key kept aside, its certificate among the trusted."""
    if key_file.exists() and trust_file.exists():
        key = load_pem_private_key(key_file.read_bytes(), None)
        assert isinstance(key, ec.EllipticCurvePrivateKey)  # noqa: S101  we wrote it below
        return Authority(x509.load_pem_x509_certificate(trust_file.read_bytes()), key)
    made = make_authority("Autoridad de demostración (datos sintéticos)", at)
    for file in (key_file, trust_file):
        file.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    key_file.touch(mode=0o600)
    key_file.write_bytes(made.key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
    trust_file.write_bytes(made.pem())
    return made
