"""A backup is unpacked inside its folder, on every Python that Cauce runs on."""

import io
import tarfile

import pytest

from cauce.core.operations.backup.manifest import BadBackup
from cauce.core.operations.backup.reading import unpack


def packed(path, name, kind=tarfile.REGTYPE, content=b"x"):
    with tarfile.open(path, "w") as tar:
        member = tarfile.TarInfo(name)
        member.type, member.size = kind, len(content) if kind == tarfile.REGTYPE else 0
        tar.addfile(member, io.BytesIO(content) if kind == tarfile.REGTYPE else None)
    return path


def test_files_stand_where_they_were(tmp_path):
    (tmp_path / "into").mkdir()
    unpack(packed(tmp_path / "a.tar", "documents/ab/x.pdf", content=b"%PDF"), tmp_path / "into")
    assert (tmp_path / "into" / "documents" / "ab" / "x.pdf").read_bytes() == b"%PDF"


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("../x", tarfile.REGTYPE),
        ("/etc/x", tarfile.REGTYPE),
        ("a/../../x", tarfile.REGTYPE),
        ("link", tarfile.SYMTYPE),
    ],
)
def test_nothing_leads_outside(tmp_path, name, kind):
    (tmp_path / "into").mkdir()
    with pytest.raises(BadBackup, match="sale de su carpeta"):
        unpack(packed(tmp_path / "a.tar", name, kind), tmp_path / "into")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["a.tar", "into"]
    assert not list((tmp_path / "into").iterdir())
