"""The seal of an issued document: an Ed25519 signature over its folio and the hash of its canonical data.

Whoever holds the public key can tell, without asking us, that a folio and its data left this installation
together. The file's own hash is not in the seal, because the seal is printed inside the file.
"""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from typing import Any

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

ALGORITHM = "Ed25519"
# Keeps a seal from being taken for any other signature made with the same key.
_CONTEXT = b"cauce-seal-v1\n"


@dataclass(frozen=True)
class Seal:
    """As stored and embedded: which key, what digest (sha256 hex), and the signature (base64url)."""

    algorithm: str
    key_id: str
    data_sha256: str
    signature: str

    def as_dict(self) -> dict[str, str]:
        return asdict(self)


def generate_key() -> str:
    """A new private key as text for CAUCE_SEAL_KEY (base64url of its 32 bytes)."""
    return _text(Ed25519PrivateKey.generate().private_bytes_raw())


def load_key(text: str) -> Ed25519PrivateKey:
    """Read a private key from its text; ValueError when it is not 32 bytes of base64url."""
    try:
        return Ed25519PrivateKey.from_private_bytes(_raw(text))
    except ValueError as error:
        raise ValueError("CAUCE_SEAL_KEY must be 32 bytes in base64url (cauce keys new-seal-key)") from error


def public_text(key: Ed25519PrivateKey) -> str:
    """The public half, base64url: what a verifier needs."""
    return _text(key.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw))


def key_id(public: str) -> str:
    """Short name of a public key: the first 16 hex digits of its hash."""
    return hashlib.sha256(_raw(public)).hexdigest()[:16]


def make(key: Ed25519PrivateKey, folio: str, data_sha256: str) -> Seal:
    """Seal `data_sha256` under `folio`."""
    signature = key.sign(_message(folio, data_sha256))
    return Seal(ALGORITHM, key_id(public_text(key)), data_sha256, _text(signature))


def holds(seal: Mapping[str, Any], folio: str, data_sha256: str, public_keys: Iterable[str]) -> bool:
    """Whether `seal` was made by one of `public_keys` for this folio and this data."""
    if seal.get("algorithm") != ALGORITHM or seal.get("data_sha256") != data_sha256:
        return False
    return any(
        key_id(key) == seal.get("key_id") and _signed(key, seal, folio, data_sha256) for key in public_keys
    )


def sign(key: Ed25519PrivateKey, message: bytes) -> str:
    """The signature of a message as base64url; the message begins with its own context."""
    return _text(key.sign(message))


def signed(public: str, message: bytes, signature: str) -> bool:
    """Whether the holder of `public` signed the message, and the signature is written in its one way."""
    try:
        raw = _raw(signature)
        Ed25519PublicKey.from_public_bytes(_raw(public)).verify(raw, message)
    except (InvalidSignature, ValueError):
        return False
    return _text(raw) == signature


def is_public(text: str) -> bool:
    """Whether a text is a public key as `public_text` writes it."""
    try:
        raw = _raw(text)
        Ed25519PublicKey.from_public_bytes(raw)
    except ValueError:
        return False
    return _text(raw) == text


def _signed(public: str, seal: Mapping[str, Any], folio: str, data_sha256: str) -> bool:
    try:
        signature = _raw(str(seal.get("signature", "")))
        Ed25519PublicKey.from_public_bytes(_raw(public)).verify(signature, _message(folio, data_sha256))
    except (InvalidSignature, ValueError):
        return False
    return True


def _message(folio: str, data_sha256: str) -> bytes:
    return _CONTEXT + folio.encode() + b"\n" + data_sha256.encode()


def _text(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).decode().rstrip("=")


def _raw(text: str) -> bytes:
    return base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True)
