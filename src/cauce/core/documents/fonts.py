"""The typefaces of printed documents: Source Sans Pro (SIL OFL 1.1), from the wheel `font-source-sans-pro`.

The wheel carries every face twice (OTF and TTF) and typst takes whichever the file system lists first, so
the same data could give two different files on two machines. We offer it one folder with one file per face.
"""

from __future__ import annotations

import atexit
import functools
import shutil
import tempfile
from importlib.resources import files
from pathlib import Path

FAMILY = "Source Sans Pro"
FACES = ("Regular", "It", "Semibold", "SemiboldIt", "Bold", "BoldIt")


@functools.cache
def font_folder() -> Path:
    """A folder with exactly the faces we use; made once per process and removed when it ends."""
    folder = Path(tempfile.mkdtemp(prefix="cauce-fonts-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    source = files("font_source_sans_pro") / "files"
    for face in FACES:
        name = f"SourceSansPro-{face}.otf"
        (folder / name).write_bytes((source / name).read_bytes())
    return folder
