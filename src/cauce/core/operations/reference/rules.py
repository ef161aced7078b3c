"""Every rule: id, sentence, remedy, source. From the tables registered in cauce.core.rules."""

from cauce.core.rules import EXAMPLES, TABLES, Rule

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
        if shown := EXAMPLES.get(name):
            parts.append(
                f"### Examples of {name}\n\nChanges to a base sheet that breaks nothing; tests run them.\n"
            )
            rows = [(f"`{rule}`", *shown[rule]) for rule in sorted(shown)]
            parts.append(table(["Id", "Accepted", "Refused"], rows) + "\n")
    return "\n".join(parts)


def _row(rule: Rule) -> tuple[str, ...]:
    return f"`{rule.id}`", rule.message, rule.remedy, rule.source, rule.level
