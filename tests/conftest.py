"""Shared fixtures: one instant, a small world (places, people, catalogue, round), clients, a browser."""

import os
import shutil
import tempfile

_VAR = tempfile.mkdtemp(prefix="cauce-test-")
os.makedirs(os.path.join(_VAR, "static"))  # WhiteNoise warns without it
os.environ["CAUCE_ENV"] = "test"
# Every module, also those not on by default yet.
os.environ.setdefault("CAUCE_MODULES", "exchange,oralhealth,authorizations,riskplans")
os.environ.setdefault("CAUCE_VAR_DIR", _VAR)
os.environ.setdefault("CAUCE_TASKS_BACKEND", "django_tasks.backends.immediate.ImmediateBackend")
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "cauce.config.settings")
# Playwright's own event loop runs in the tests' thread; the ORM is still used synchronously.
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")

import django  # noqa: E402
import pytest  # noqa: E402
from hypothesis import HealthCheck, settings  # noqa: E402

django.setup()  # the plugins below import models

# No time limits for properties: a slow or busy machine is not a wrong rule.
settings.register_profile("cauce", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("cauce")

pytest_plugins = [
    "tests.fixtures.world",
    "tests.fixtures.filled",
    "tests.fixtures.browser",
    "tests.fixtures.database",
    "tests.fixtures.spark",
]


def pytest_unconfigure() -> None:
    """Remove what the run wrote outside its database."""
    shutil.rmtree(_VAR, ignore_errors=True)


@pytest.fixture(autouse=True)
def _quick_and_quiet(settings, tmp_path) -> None:
    """Cheap password hashes; files of each test in its own folder."""
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    settings.CAUCE_DOCUMENTS_DIR = tmp_path / "documents"
    settings.MEDIA_ROOT = tmp_path / "media"


@pytest.fixture
def after_commit(django_capture_on_commit_callbacks):
    """`with after_commit(): …` runs what waits for the commit (jobs, e-mail) at the end of the block."""
    return lambda: django_capture_on_commit_callbacks(execute=True)
