"""What goes wrong, as an OperationOutcome that names the element."""

from collections.abc import Iterable
from typing import Any

from cauce.core.errors import Problem, Refusal

# HTTP status → code of IssueType
CODES = {
    400: "invalid", 401: "login", 403: "forbidden", 404: "not-found", 405: "not-supported", 406: "not-supported",
    409: "conflict", 413: "too-long", 415: "not-supported", 422: "business-rule", 429: "throttled", 500: "exception",
}  # fmt: skip


class FhirError(Exception):
    """A request that cannot be answered: HTTP status, code of IssueType, words, and the element (FHIRPath)."""

    def __init__(self, status: int, diagnostics: str, expression: str = "", code: str = "") -> None:
        super().__init__(diagnostics)
        self.status, self.diagnostics, self.expression = status, diagnostics, expression
        self.code = code or CODES.get(status, "processing")

    def outcome(self) -> dict[str, Any]:
        """The OperationOutcome."""
        return outcome([issue(self.code, self.diagnostics, self.expression)])


def issue(
    code: str, diagnostics: str, expression: str = "", severity: str = "error", rule: str = ""
) -> dict[str, Any]:
    """One issue. expression: FHIRPath of the element; rule: the rule's id, as the detail's code."""
    found: dict[str, Any] = {"severity": severity, "code": code, "diagnostics": diagnostics}
    if expression:
        found["expression"] = [expression]
    if rule:
        found["details"] = {"coding": [{"code": rule}], "text": diagnostics}
    return found


def outcome(issues: Iterable[dict[str, Any]]) -> dict[str, Any]:
    """An OperationOutcome of some issues."""
    return {"resourceType": "OperationOutcome", "issue": list(issues)}


def of_problems(problems: Iterable[Problem], code: str = "business-rule") -> dict[str, Any]:
    """Our problems: the place is the expression."""
    return outcome(issue(code, str(p), p.place, p.level, p.rule) for p in problems)


def of_refusal(refusal: Refusal) -> dict[str, Any]:
    """A refusal of an action or query."""
    return of_problems(refusal.problems, CODES.get(refusal.status, "business-rule"))
