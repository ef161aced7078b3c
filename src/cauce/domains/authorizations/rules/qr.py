"""What the QR of an authorisation says, signed so that a centre can verify it offline with the public key.

One line in the characters that a QR packs tightest (capitals, figures and `:` `-` `.` `/`):

    ST2V1:NUMBER:SERVICE:SIDE:UNITS:FROM:UNTIL:PLACE:KEY:SIGNATURE

Dates are YYYYMMDD; PLACE is the unit's code, empty for any centre of the service; KEY the first eight hexadecimal
digits of the public key's hash; SIGNATURE Ed25519 in base32 over everything before it. It holds no name, no identifier
of the patient and no diagnosis. What it cannot say is how many units are left: that, the system knows.
"""

import base64
import hashlib
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    PublicFormat,
    load_pem_public_key,
)

from . import number

MARK = "ST2V1"
_CONTEXT = b"cauce-authorisation-v1\n"  # never to be taken for another signature of the same key
_SIDES = {"": "N", "left": "L", "right": "R", "both": "B"}
_FIELD = re.compile(r"[A-Z0-9./-]*")
_LONGEST = 600


class QrError(ValueError):
    """The text is no authentic authorisation; the message is a Spanish sentence for the person."""


@dataclass(frozen=True, slots=True)
class Payload:
    """What the code says. Dates inclusive; place "" for any centre of the service."""

    number: str
    service: str
    side: str
    units: int
    valid_from: date
    valid_until: date
    place: str = ""


def sign(payload: Payload, key: Ed25519PrivateKey) -> str:
    """The QR's text. Raises ValueError for a code that the QR's alphabet cannot write."""
    body = _body(payload, key.public_key())
    signature = key.sign(_CONTEXT + body.encode("ascii"))
    return f"{body}:{base64.b32encode(signature).decode().rstrip('=')}"


def verify(text: str, public: Ed25519PublicKey) -> Payload:
    """Read a QR's text. Raises QrError when it is not whole, not ours, or was made with another key."""
    text = text.strip()
    if len(text) > _LONGEST or not text.startswith(f"{MARK}:") or text.count(":") != 9:
        raise QrError("El texto no es el código QR de una autorización.")
    body, _, signature = text.rpartition(":")
    if body.rsplit(":", 1)[1] != key_name(public):
        raise QrError(
            "El código se firmó con otra llave: use la llave pública de la institución que lo emitió."
        )
    try:
        public.verify(_raw(signature), _CONTEXT + body.encode("ascii"))
    except (InvalidSignature, ValueError, UnicodeEncodeError) as error:
        raise QrError("La firma no corresponde: el código fue alterado o está mal leído.") from error
    return _payload(body)


def verify_with(text: str, keys: Sequence[str]) -> Payload:
    """The same with today's key or one of the rotated ones. keys: raw public keys in base64url. Raises QrError."""
    publics = [Ed25519PublicKey.from_public_bytes(base64.urlsafe_b64decode(f"{key}==")) for key in keys]
    named = text.strip().rpartition(":")[0].rpartition(":")[2]
    return verify(text, next((one for one in publics if key_name(one) == named), publics[0]))


def key_name(public: Ed25519PublicKey) -> str:
    """Eight hexadecimal digits that name a public key."""
    raw = public.public_bytes(Encoding.Raw, PublicFormat.Raw)
    return hashlib.sha256(raw).hexdigest()[:8].upper()


def public_pem(key: Ed25519PrivateKey) -> str:
    """The public key as PEM, for the centres."""
    return key.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo).decode()


def load_public(pem: bytes) -> Ed25519PublicKey:
    """Read a public key. Raises QrError for anything but an Ed25519 key in PEM."""
    try:
        key = load_pem_public_key(pem)
    except ValueError as error:
        raise QrError("El archivo no contiene una llave pública en PEM.") from error
    if not isinstance(key, Ed25519PublicKey):
        raise QrError("La llave no es de Ed25519.")
    return key


def _body(payload: Payload, public: Ed25519PublicKey) -> str:
    parts = [
        MARK,
        number.tidy(payload.number),
        payload.service.upper(),
        _SIDES[payload.side],
        str(payload.units),
        f"{payload.valid_from:%Y%m%d}",
        f"{payload.valid_until:%Y%m%d}",
        payload.place.upper(),
        key_name(public),
    ]
    if not all(_FIELD.fullmatch(part) for part in parts):
        raise ValueError(f"a QR cannot write {parts}")
    return ":".join(parts)


def _payload(body: str) -> Payload:
    _mark, typed, service, side, units, since, until, place, _key = body.split(":")
    sides = {letter: name for name, letter in _SIDES.items()}
    return Payload(
        number=str(number.parse(typed)),
        service=service,
        side=sides[side],
        units=int(units),
        valid_from=datetime.strptime(since, "%Y%m%d").date(),  # noqa: DTZ007  a day, no instant
        valid_until=datetime.strptime(until, "%Y%m%d").date(),  # noqa: DTZ007
        place=place,
    )


def _raw(signature: str) -> bytes:
    """The bytes of a signature written in the one way that `sign` writes it (spare bits must be zero)."""
    raw = base64.b32decode(signature + "=" * (-len(signature) % 8))
    if base64.b32encode(raw).decode().rstrip("=") != signature:
        raise ValueError("not canonical")
    return raw
