"""Opening a backup and proving that it is whole, before anything is touched."""

import shutil
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
    """Extract the files into an empty folder. Raises BadBackup for a name that leads outside.

    Written out: tarfile's own `data` filter is missing in the Python 3.11 of Debian 12.
    """
    with tarfile.open(source, mode="r:") as tar:
        for member in tar:
            target = (folder / member.name).resolve()
            stream = tar.extractfile(member) if member.isreg() else None
            if stream is None or not target.is_relative_to(folder.resolve()):
                raise BadBackup(f"El respaldo contiene un nombre que sale de su carpeta: {member.name}.")
            target.parent.mkdir(parents=True, exist_ok=True)
            with target.open("xb") as copy:
                shutil.copyfileobj(stream, copy)
