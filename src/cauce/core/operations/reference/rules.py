"""Every rule: id, sentence, remedy, source. From the tables registered in cauce.core.rules."""

from cauce.core.rules import TABLES, Rule

from .discover import import_everything
from .markdown import table


def page() -> str:
    """One table per module, by rule id."""
    import_everything()
    parts = [
        "# Rules\n",
        "What each rule says to the person, what to do about it, and where the source says so.\n",
    ]
    for name in sorted(TABLES):
        rules = sorted(TABLES[name].values(), key=lambda rule: rule.id)
        parts.append(f"## {name}\n")
        parts.append(table(["Id", "Message", "Remedy", "Source", "Level"], map(_row, rules)) + "\n")
    return "\n".join(parts)


def _row(rule: Rule) -> tuple[str, ...]:
    return f"`{rule.id}`", rule.message, rule.remedy, rule.source, rule.level
