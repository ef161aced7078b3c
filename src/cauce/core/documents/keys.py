"""The keys of the seal and the authorities whose signatures count, from settings and the keys folder."""

from __future__ import annotations

import os
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

from . import seal

if TYPE_CHECKING:
    from .demo_signing import Authority

KEY_FILE = "seal.key"
DEMO_AUTHORITY = "demo-ca.pem"


def seal_key() -> Ed25519PrivateKey:
    """The private key: CAUCE_SEAL_KEY, else the keys folder's file; outside production made when missing."""
    if settings.CAUCE_SEAL_KEY:
        return seal.load_key(settings.CAUCE_SEAL_KEY)
    path = _folder() / KEY_FILE
    if not path.exists():
        if settings.IS_PRODUCTION:
            raise ImproperlyConfigured(
                "Falta la llave del sello: defina CAUCE_SEAL_KEY o ejecute «cauce keys new-seal-key --save»."
            )
        write_key(path)
    return seal.load_key(path.read_text().strip())


def write_key(path: Path) -> bool:
    """Create the key file, readable by its owner only; False when it was already there (never replaced)."""
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    temporary = path.with_name(f"{path.name}.{os.getpid()}")
    handle = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "w") as file:
        file.write(seal.generate_key() + "\n")
    try:
        os.link(temporary, path)  # fails if another process was first
    except FileExistsError:
        return False
    finally:
        temporary.unlink()
    return True


def public_keys() -> list[str]:
    """All public keys whose seals hold: today's and those of rotated keys (CAUCE_SEAL_PUBLIC_KEYS)."""
    return [seal.public_text(seal_key()), *settings.CAUCE_SEAL_PUBLIC_KEYS]


def trust_roots() -> list[Path]:
    """Certificates (PEM) of the authorities whose electronic signatures are accepted. The demonstration's own
    does not count in production, also when its folder was taken over."""
    folder = Path(settings.CAUCE_TRUST_DIR)
    found = sorted(folder.glob("*.pem")) if folder.is_dir() else []
    return [path for path in found if not (settings.IS_PRODUCTION and path.name == DEMO_AUTHORITY)]


def demo_authority(at: datetime) -> Authority:
    """The signing authority of demonstrations; refuses in production."""
    from .demo_signing import stored_authority

    if settings.IS_PRODUCTION:
        raise ImproperlyConfigured("En producción no hay autoridad de demostración.")
    return stored_authority(_folder() / "demo-ca.key", Path(settings.CAUCE_TRUST_DIR) / DEMO_AUTHORITY, at)


def _folder() -> Path:
    return Path(settings.CAUCE_KEYS_DIR)
