"""Every setting of the environment, read from settings.py itself; what each is for is said here."""

import ast
from pathlib import Path

from django.conf import settings as django_settings

from .markdown import table

# name → what it is for. A setting without a line here fails `make docs`.
ABOUT: dict[str, str] = {
    "CAUCE_ENV": "`demo`, `test` or `production`; production refuses to start without its secrets",
    "CAUCE_VAR_DIR": "Folder of everything written: SQLite, documents, keys, mail of the demo",
    "CAUCE_SECRET_KEY": "Signs sessions and forms (`cauce keys new-secret`); required in production",
    "CAUCE_DEBUG": "Django's debug pages; never in production",
    "CAUCE_ALLOWED_HOSTS": "Names under which the server answers, comma-separated",
    "CAUCE_TRUSTED_ORIGINS": "Origins whose forms are accepted, with scheme, when behind another name",
    "CAUCE_PUBLIC_URL": "Address in e-mails and QR codes",
    "CAUCE_MANUAL_DIR": "Folder of the manual shown at /ayuda/manual/",
    "CAUCE_MODULES": "Modules switched on, comma-separated",
    "CAUCE_ROOTS": "The root place (its code) of each module's tree, `module=CODE,…`",
    "DATABASE_URL": "`postgres://user:password@host:5432/name`; without it, an SQLite file",
    "CAUCE_REQUIRE_MFA": "Second factor for who finalises, decides or evaluates",
    "CAUCE_SHARED_ENTITY_ACCOUNTS": "Allow one account for a whole entity (decision M4)",
    "CAUCE_LOCKOUT_AFTER": "Failed sign-ins before an account is locked",
    "CAUCE_LOCKOUT_HOURS": "How long it stays locked, in hours",
    "CAUCE_SESSION_SECONDS": "Length of a session",
    "CAUCE_SSL_REDIRECT": "Send http to https",
    "CAUCE_BEHIND_PROXY": "A proxy ends TLS and sets `X-Forwarded-Proto`; only when it strips that header from outside",
    "CAUCE_LANGUAGE": "`es-mx`, `es-co` or `es`: forms of dates and numbers",
    "CAUCE_TIME_ZONE": "Time zone of dates on pages and papers",
    "CAUCE_STATICFILES": "Storage class of static files",
    "CAUCE_DOCUMENTS_DIR": "Issued documents and signed copies",
    "CAUCE_SNAPSHOT_DIR": "Columnar snapshot of closed periods",
    "CAUCE_DISCLOSURE_THRESHOLD": "Counts of people above zero and under this are hidden in what leaves; 0 hides none",
    "CAUCE_KEYS_DIR": "Key of the seal when it is not given by CAUCE_SEAL_KEY",
    "CAUCE_SEAL_KEY": "Private key of the seal (`cauce keys new-seal-key`)",
    "CAUCE_SEAL_PUBLIC_KEYS": "Public keys of earlier seals, still valid",
    "CAUCE_TRUST_DIR": "Certificates (PEM) of authorities whose electronic signatures count",
    "CAUCE_PUBLIC_PER_MINUTE": "Requests a minute and address on the public verification page",
    "CAUCE_UPLOAD_TEMP_DIR": "Where uploads are received; same disk as the documents is best",
    "CAUCE_API_RATE": "Requests to the API per person",
    "CAUCE_EMAIL_URL": "`smtp+tls://user:password@host:587`; without it, mail goes to files",
    "CAUCE_MAIL_FROM": "Sender of e-mail",
    "CAUCE_TASKS_BACKEND": "Queue of background work",
    "CAUCE_JOB_STALE_SECONDS": "A job without a sign of life for this long is taken as dead",
    "CAUCE_LOG_FORMAT": "`json` or `plain`",
    "CAUCE_LOG_LEVEL": "`DEBUG`, `INFO`, `WARNING`, `ERROR`",
    "CAUCE_METRICS_TOKEN": "Bearer token that opens `/metricas`",
    "CAUCE_METRICS_IPS": "Addresses that may read `/metricas` (mind a proxy on the same machine)",
}


def page() -> str:
    """The table of settings. Raises KeyError naming a setting that nobody explains."""
    rows = [(f"`{name}`", ABOUT[name], kind, f"`{default}`") for name, kind, default in read()]
    return "# Settings\n\nAll settings come from the environment. Lists are comma-separated.\n\n" + table(
        ["Name", "What for", "Kind", "Default"], rows
    )


def read() -> list[tuple[str, str, str]]:
    """(name, kind, default's source) of every `env.<kind>("NAME", default=…)` in settings.py, in order."""
    source = Path(django_settings.PACKAGE_DIR, "config", "settings.py").read_text(encoding="utf-8")
    found = []
    for node in ast.walk(ast.parse(source)):
        if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)):
            continue
        owner, first = node.func.value, node.args[0] if node.args else None
        if isinstance(owner, ast.Name) and owner.id == "env" and isinstance(first, ast.Constant):
            default = next((ast.unparse(k.value) for k in node.keywords if k.arg == "default"), "")
            found.append((node.lineno, str(first.value), node.func.attr, default))
    return [(name, kind, default) for _line, name, kind, default in sorted(found)]
