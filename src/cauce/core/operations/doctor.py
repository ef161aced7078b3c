"""What is wrong or weak in this installation, and what to do about it."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Literal

from django.conf import settings
from django.db import DatabaseError, connection

from cauce.core.founding.countries import HOMES
from cauce.core.organisations.trees import root_of

from .health import readiness


@dataclass(frozen=True, slots=True)
class Finding:
    """level: "error" (must be mended), "warning" (think about it); what, and the remedy, in Spanish."""

    level: Literal["error", "warning"]
    what: str
    remedy: str


def examine(at: datetime) -> list[Finding]:
    """Everything found, errors first."""
    found = [finding for look in LOOKS for finding in look()]
    found += [
        Finding(
            "error" if check.vital else "warning",
            f"{NAMES[check.name]}: {check.detail}.",
            REMEDIES[check.name],
        )
        for check in readiness(at)
        if not check.ok
    ]
    return sorted(found, key=lambda finding: finding.level != "error")


NAMES = {
    "database": "La base de datos no responde",
    "migrations": "Hay migraciones pendientes",
    "worker": "Ningún proceso de trabajos está en marcha",
    "disk": "Queda poco espacio en disco",
}
REMEDIES = {
    "database": "Revise DATABASE_URL y que el servidor acepte la conexión.",
    "migrations": "Ejecute «cauce manage migrate» con el servidor detenido y un respaldo hecho.",
    "worker": "Inicie «cauce worker»; sin él no salen correos, recordatorios ni emparejamientos.",
    "disk": "Libere espacio o amplíe el disco: los reportes firmados ocupan hasta 100 MB cada uno.",
}


def _secret() -> Iterator[Finding]:
    key = settings.SECRET_KEY
    if key.startswith("demo-only") and settings.CAUCE_ENV != "test":
        yield Finding(
            "error" if settings.IS_PRODUCTION else "warning",
            "Se usa el secreto de demostración, que es público.",
            "Defina CAUCE_SECRET_KEY con «cauce keys new-secret».",
        )
    elif len(key) < 40:
        yield Finding("error", "CAUCE_SECRET_KEY es corta.", "Genere otra con «cauce keys new-secret».")


def _environment() -> Iterator[Finding]:
    if settings.CAUCE_ENV not in ("demo", "test", "production"):
        yield Finding(
            "error", f"CAUCE_ENV=«{settings.CAUCE_ENV}» no se conoce.", "Use demo, test o production."
        )
    if settings.IS_PRODUCTION and settings.DEBUG:
        yield Finding("error", "CAUCE_DEBUG está activo en producción.", "Quite CAUCE_DEBUG.")
    if settings.CAUCE_ENV == "demo":
        yield Finding(
            "warning", "Es una instalación de demostración.", "Para datos reales, CAUCE_ENV=production."
        )


def _addresses() -> Iterator[Finding]:
    if not settings.IS_PRODUCTION:
        return
    if "*" in settings.ALLOWED_HOSTS:
        yield Finding(
            "error", "CAUCE_ALLOWED_HOSTS acepta cualquier nombre.", "Enumere los nombres del servidor."
        )
    if not settings.PUBLIC_URL.startswith("https://"):
        yield Finding(
            "error",
            f"CAUCE_PUBLIC_URL no usa https: {settings.PUBLIC_URL}.",
            "Es la dirección de los correos y de los códigos QR; defínala con https y el nombre público.",
        )
    if not settings.SECURE_SSL_REDIRECT and settings.SECURE_PROXY_SSL_HEADER is None:
        yield Finding(
            "error",
            "Nada obliga a usar https.",
            "Active CAUCE_SSL_REDIRECT, o CAUCE_BEHIND_PROXY si un proxy termina el cifrado.",
        )


def _people() -> Iterator[Finding]:
    if settings.IS_PRODUCTION and not settings.CAUCE_REQUIRE_MFA:
        yield Finding(
            "warning",
            "Quien finaliza no necesita un segundo factor.",
            "Quite CAUCE_REQUIRE_MFA=false cuando las personas lo tengan activado.",
        )
    if settings.CAUCE_SHARED_ENTITY_ACCOUNTS:
        yield Finding(
            "warning",
            "Se permiten cuentas compartidas por entidad: la bitácora no dirá qué persona actuó.",
            "Prefiera cuentas personales (CAUCE_SHARED_ENTITY_ACCOUNTS=false).",
        )


def _places() -> Iterator[Finding]:
    for country, home in HOMES.items():
        on = [module for module in home.programmes if module in settings.CAUCE_MODULES]
        try:
            there = any(root_of(module) for module in on)
        except DatabaseError:  # not there, or not migrated: its own finding says so
            return
        if on and not there:
            yield Finding(
                "error",
                f"El país {country} no tiene lugares: nadie puede entrar a trabajar en {' ni en '.join(on)}.",
                f"Ejecute «cauce setup {country} --administrator USUARIO …», o quite esos programas de CAUCE_MODULES.",
            )


def _mail() -> Iterator[Finding]:
    if settings.IS_PRODUCTION and "filebased" in settings.EMAIL_BACKEND:
        yield Finding(
            "warning",
            "Los correos se escriben en archivos y no salen.",
            "Defina CAUCE_EMAIL_URL, por ejemplo smtp+tls://usuario:clave@servidor:587.",
        )


def _database() -> Iterator[Finding]:
    if settings.IS_PRODUCTION and connection.vendor == "sqlite":
        yield Finding(
            "warning",
            "La base de datos es un archivo SQLite.",
            "Basta para una clínica; para varias instituciones use PostgreSQL (docs/operations/installing.md).",
        )


def _folders() -> Iterator[Finding]:
    keys = Path(settings.CAUCE_KEYS_DIR)
    if keys.exists() and keys.stat().st_mode & 0o077:
        yield Finding("error", f"Otras cuentas del equipo pueden leer {keys}.", f"Ejecute chmod 700 {keys}.")
    documents = Path(settings.CAUCE_DOCUMENTS_DIR)
    if settings.IS_PRODUCTION and not settings.CAUCE_SEAL_KEY and not (keys / "seal.key").exists():
        yield Finding(
            "error",
            "No hay llave del sello: no se pueden emitir documentos.",
            "Defina CAUCE_SEAL_KEY con «cauce keys new-seal-key» y guárdela también fuera del servidor.",
        )
    if documents.exists() and not _writable(documents):
        yield Finding("error", f"No se puede escribir en {documents}.", "Corrija los permisos de la carpeta.")


def _writable(folder: Path) -> bool:
    import os

    return os.access(folder, os.W_OK | os.X_OK)


LOOKS: list[Callable[[], Iterator[Finding]]] = [
    _secret,
    _environment,
    _addresses,
    _people,
    _places,
    _mail,
    _database,
    _folders,
]
