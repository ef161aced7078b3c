"""What must not be committed: registry hosts, paths of one machine, secrets, real people, others' code."""

import re
import subprocess
from collections.abc import Iterator
from pathlib import Path

# One letter of each stands in brackets so that this file does not offend itself.
CONTENT = {
    "registry host": r"pypi\.[o]rg|python[h]osted\.org|registry\.[n]pmjs|deb\.[d]ebian\.org",
    "path of one machine": r"(?:^|[^A-Za-z0-9_.])/(?:[w]ork|[r]oot|[f]arm|[h]ome|[U]sers)/\w",
    "private key or token": r"-----BEGIN [A-Z ]*[P]RIVATE KEY|gh[pousr]_[A-Za-z0-9]{30}|[A]KIA[0-9A-Z]{16}",
    "person or contact from the sources": (
        r"issste\.[g]ob|5140[9]617|rodrigue[z]b|jimene[z]so|Tejada de [U]rriola|Cort[eé]s [E]spinosa"
    ),
    "merge conflict": r"^(?:<<<<<<<|>>>>>>>) ",
}
NAMES = {
    "code from elsewhere": r"\.min\.(?:js|css)$|(?:^|/)node_modules/|(?:^|/)vendor/",
    "lock or environment": r"(?:^|/)uv\.lock$|(?:^|/)\.env$|\.sqlite3$|\.pem$",
}


def tracked() -> list[Path]:
    """Files under version control."""
    listed = subprocess.run(["git", "ls-files", "-z"], capture_output=True, text=True, check=True)
    return [Path(name) for name in listed.stdout.split("\0") if name and Path(name).is_file()]


def offences() -> Iterator[str]:
    """One line per offence: place and kind."""
    patterns = {kind: re.compile(text, re.MULTILINE | re.IGNORECASE) for kind, text in CONTENT.items()}
    for path in tracked():
        for kind, name in NAMES.items():
            if re.search(name, path.as_posix()):
                yield f"{path}: {kind}"
        try:
            text = path.read_text(encoding="utf-8")
        except UnicodeDecodeError:
            continue
        for kind, pattern in patterns.items():
            if found := pattern.search(text):
                yield f"{path}:{text.count(chr(10), 0, found.start()) + 1}: {kind}"


if __name__ == "__main__":
    lines = list(offences())
    print("\n".join(lines))
    raise SystemExit(int(bool(lines)))
