"""Opening a backup and proving that it is whole, before anything is touched."""

import tarfile
from pathlib import Path

from .manifest import NAME, BadBackup, Manifest, Part, compare, digest, parse


def check(source: Path) -> Manifest:
    """Read every part and compare it with the manifest. Raises BadBackup."""
    found: list[Part] = []
    manifest = None
    try:
        with tarfile.open(source, mode="r:") as tar:
            for member in tar:
                stream = tar.extractfile(member) if member.isreg() else None
                if stream is None:
                    raise BadBackup(f"El respaldo contiene algo que no es un archivo: {member.name}.")
                if member.name == NAME:
                    manifest = parse(stream.read())
                else:
                    found.append(Part(member.name, member.size, digest(stream)))
    except (tarfile.TarError, OSError) as error:
        raise BadBackup(f"El respaldo no se puede leer ({error}); ¿está completo?") from error
    if manifest is None:
        raise BadBackup("El respaldo no tiene manifiesto: está incompleto.")
    compare(manifest, found)
    return manifest


def unpack(source: Path, folder: Path) -> None:
    """Extract into an empty folder; the `data` filter refuses names that lead outside."""
    with tarfile.open(source, mode="r:") as tar:
        tar.extractall(folder, filter="data")
