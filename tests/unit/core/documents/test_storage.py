"""A stored file is whole or not there, whatever happens while it is written."""

import hashlib
import os
import subprocess
import sys
import time
from datetime import UTC, datetime, timedelta

import pytest

from cauce.core.documents import storage
from cauce.core.documents.schedule import sweep_documents
from tests.factories.documents import issue_paper


def test_content_is_kept_once_under_its_hash(tmp_path):
    (tmp_path / "a.pdf").write_bytes(b"hola")
    sha = storage.store_bytes(b"hola")
    assert storage.store_file(tmp_path / "a.pdf") == sha == hashlib.sha256(b"hola").hexdigest()
    assert storage.path_of(sha).read_bytes() == b"hola"
    assert list(storage.temporary_folder().iterdir()) == []


def test_a_failure_half_way_leaves_nothing(monkeypatch):
    monkeypatch.setattr(os, "fsync", lambda _handle: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        storage.store_bytes(b"hola")
    assert not storage.path_of(hashlib.sha256(b"hola").hexdigest()).exists()
    assert list(storage.temporary_folder().iterdir()) == []


KILLED = """
import hashlib, os, signal, sys
from pathlib import Path
from types import SimpleNamespace
import django.conf
django.conf.settings.configure(CAUCE_DOCUMENTS_DIR=Path(sys.argv[1]))
from cauce.core.documents import storage
real = os.fsync
os.fsync = lambda handle: os.kill(os.getpid(), signal.SIGKILL)
storage.store_bytes(b"x" * 5_000_000)
"""


def test_kill_9_while_writing_leaves_no_document_and_sweep_removes_the_rest(settings):
    import cauce

    source = os.path.dirname(os.path.dirname(cauce.__file__))
    done = subprocess.run(
        [sys.executable, "-c", KILLED, str(settings.CAUCE_DOCUMENTS_DIR)],
        env=os.environ | {"PYTHONPATH": source},
        check=False,
    )
    assert done.returncode == -9
    sha = hashlib.sha256(b"x" * 5_000_000).hexdigest()
    assert not storage.path_of(sha).exists()
    left = list(storage.temporary_folder().iterdir())
    assert len(left) == 1
    assert storage.sweep(set(), older_than=time.time() + 1) == left
    assert storage.store_bytes(b"x" * 5_000_000) == sha


def test_sweep_removes_only_what_no_row_knows_and_is_old():
    known, orphan = storage.store_bytes(b"con fila"), storage.store_bytes(b"sin fila")
    assert storage.sweep({known}, older_than=time.time() - 3600) == []
    assert storage.sweep({known}, older_than=time.time() + 1) == [storage.path_of(orphan)]
    assert storage.path_of(known).exists()


def test_the_daily_sweep_spares_documents_and_what_is_being_received(world):
    document = issue_paper(world)
    orphan = storage.path_of(storage.store_bytes(b"sin fila"))
    now = datetime.now(UTC)
    sweep_documents(now)
    assert orphan.exists()
    sweep_documents(now + timedelta(days=2))
    assert not orphan.exists()
    assert document.path.exists()


def test_damage_is_found():
    good, bad = storage.store_bytes(b"bueno"), storage.store_bytes(b"malo")
    storage.path_of(bad).write_bytes(b"MALO")
    assert list(storage.damaged([good, bad, "f" * 64])) == [bad, "f" * 64]
