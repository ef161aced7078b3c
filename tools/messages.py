"""Collect every text that people read into locale/<language>/LC_MESSAGES/django.po (needs GNU gettext).

Templates and code go through Django's makemessages; the sentences of the rule tables are data, so they
are written for its eyes into a file that exists only meanwhile.
"""

import os
import subprocess
import sys
from pathlib import Path

PACKAGE = Path(__file__).resolve().parent.parent / "src" / "cauce"
SCRATCH = PACKAGE / "locale" / "rule_table_messages.py"


def main(languages: list[str]) -> int:
    """Write the catalogues of those languages (default: en)."""
    import cauce.domains.exchange.rules.table  # noqa: F401  registers its table
    from cauce.core.rules import TABLES

    texts = [
        t for table in TABLES.values() for rule in table.values() for t in (rule.message, rule.remedy) if t
    ]
    SCRATCH.parent.mkdir(exist_ok=True)
    SCRATCH.write_text("\n".join(f"gettext_noop({text!r})" for text in texts), "utf-8")
    try:
        options = [option for language in languages or ["en"] for option in ("-l", language)]
        command = [sys.executable, "-m", "django", "makemessages", *options, "--no-location"]
        environment = os.environ | {
            "DJANGO_SETTINGS_MODULE": "cauce.config.settings",
            "PYTHONPATH": str(PACKAGE.parent),
        }
        return subprocess.run(command, cwd=PACKAGE, env=environment, check=False).returncode
    finally:
        SCRATCH.unlink()


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
