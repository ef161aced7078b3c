"""The doctor finds each weak setting and says what to do."""

import pytest

from cauce.core.founding.countries import HOMES
from cauce.core.founding.founding import found
from cauce.core.operations.doctor import examine

GOOD = {
    "CAUCE_ENV": "production",
    "IS_PRODUCTION": True,
    "SECRET_KEY": "x" * 50,
    "PUBLIC_URL": "https://cauce.example.org",
    "ALLOWED_HOSTS": ["cauce.example.org"],
    "SECURE_SSL_REDIRECT": True,
    "CAUCE_REQUIRE_MFA": True,
    "CAUCE_SHARED_ENTITY_ACCOUNTS": False,
    "CAUCE_SEAL_KEY": "x",
    "EMAIL_BACKEND": "django.core.mail.backends.smtp.EmailBackend",
    "DEBUG": False,
}


@pytest.fixture
def findings(db, settings, now, tmp_path):
    def look(**changes):
        for name, value in {**GOOD, "CAUCE_KEYS_DIR": tmp_path / "keys", **changes}.items():
            setattr(settings, name, value)
        return examine(now)

    return look


def test_a_good_installation_has_no_errors(findings, now):
    for country in HOMES:
        profile = {"first_name": "Alba", "last_name": "Cedro", "email": "alba@example.org"}
        found(country, now, username="alba", profile=profile)
    assert [f for f in findings() if f.level == "error"] == []


def test_a_country_without_places_is_an_error_while_its_programme_is_on(findings):
    assert ["cauce setup CO" in f.remedy for f in findings() if "CO" in f.what] == [True]
    assert not [f for f in findings(CAUCE_MODULES=["exchange"]) if "CO" in f.what]


@pytest.mark.parametrize(
    ("changes", "level", "remedy"),
    [
        ({"SECRET_KEY": "demo-only-not-a-secret"}, "error", "cauce keys new-secret"),
        ({"SECRET_KEY": "corta"}, "error", "cauce keys new-secret"),
        ({"CAUCE_ENV": "staging"}, "error", "demo, test o production"),
        ({"DEBUG": True}, "error", "CAUCE_DEBUG"),
        ({"ALLOWED_HOSTS": ["*"]}, "error", "nombres del servidor"),
        ({"PUBLIC_URL": "http://cauce.example.org"}, "error", "códigos QR"),
        ({"SECURE_SSL_REDIRECT": False, "SECURE_PROXY_SSL_HEADER": None}, "error", "CAUCE_BEHIND_PROXY"),
        ({"CAUCE_SEAL_KEY": ""}, "error", "new-seal-key"),
        ({"CAUCE_REQUIRE_MFA": False}, "warning", "CAUCE_REQUIRE_MFA"),
        ({"CAUCE_SHARED_ENTITY_ACCOUNTS": True}, "warning", "cuentas personales"),
        ({"EMAIL_BACKEND": "django.core.mail.backends.filebased.EmailBackend"}, "warning", "CAUCE_EMAIL_URL"),
    ],
)
def test_each_weak_setting_is_found_with_its_remedy(findings, changes, level, remedy):
    before = findings()
    fresh = [finding for finding in findings(**changes) if finding not in before]
    assert [finding.level for finding in fresh] == [level]
    assert remedy in fresh[0].remedy


def test_keys_that_others_can_read_are_an_error(findings, tmp_path):
    (tmp_path / "keys").mkdir(mode=0o755)
    assert any("chmod 700" in finding.remedy for finding in findings())
