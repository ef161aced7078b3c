"""Licences of everything that runs in the process: compatible with Apache-2.0, no AGPL, no GPL."""

import re
from importlib.metadata import Distribution, PackageNotFoundError, distribution
from pathlib import Path

import pytest

LOCK = Path(__file__).resolve().parents[2] / "requirements" / "base.lock"
NAMES = re.findall(r"^([A-Za-z0-9._-]+)==", LOCK.read_text(encoding="utf-8"), re.MULTILINE)
FINE = re.compile(
    r"MIT|BSD|Apache|ISC|PSF|Python Software|MPL|Mozilla|Unlicense|Zlib|HPND|0BSD|LGPL|Lesser|Public Domain|CC0|OFL|BSL-1.0",
    re.IGNORECASE,
)
FORBIDDEN = re.compile(
    r"\bA?GPL|Affero|(?<!Lesser )General Public License|SSPL|Commons Clause", re.IGNORECASE
)
# Packages that do not say it in their metadata, read by hand in their licence file.
READ_BY_HAND: dict[str, str] = {}


def licence(found: Distribution) -> str:
    """What the package's metadata say."""
    data = found.metadata
    classifiers = [c for c in data.get_all("Classifier") or [] if c.startswith("License")]
    return " · ".join([data.get("License-Expression") or "", (data.get("License") or "")[:120], *classifiers])


@pytest.mark.parametrize("name", NAMES)
def test_each_runtime_package_has_a_compatible_licence(name):
    try:
        said = licence(distribution(name))
    except PackageNotFoundError:
        pytest.fail(f"{name} is locked but not installed: run make setup")
    said = READ_BY_HAND.get(name, said)
    assert FINE.search(said), f"{name}: {said!r}"
    assert not FORBIDDEN.search(re.sub(r"LGPL[^ ]*|GNU Lesser General Public License[^·]*", "", said)), (
        f"{name}: {said}"
    )


def test_the_lock_names_packages():
    assert len(NAMES) > 40
