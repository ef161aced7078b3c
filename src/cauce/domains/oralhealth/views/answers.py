"""The same act for a form and for a script: a page, or the problems as JSON for the cells."""

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, JsonResponse

from cauce.core.errors import ConfirmationNeeded, NotNow, Problem, Refusal

from ..rules.flow import broken


def wants_json(request: HttpRequest) -> bool:
    """Whether a script asks."""
    return "application/json" in request.headers.get("Accept", "")


def in_json(request: Any, act: Callable[[], dict[str, Any]]) -> JsonResponse:
    """What `act` answers, or the problems of its refusal with the refusal's status.

    Rows kept on a device say who wrote them (`persona`): with another session they are refused, not entered (OH-114).
    """
    try:
        _check_person(request)
        return JsonResponse(act())
    except Refusal as refusal:
        confirm = isinstance(refusal, ConfirmationNeeded)
        return JsonResponse({**told(refusal.problems), "confirm": confirm}, status=refusal.status)


def told(problems: Any) -> dict[str, list[dict[str, Any]]]:
    """Problems for the page's script."""
    return {"problems": [problem.as_dict() for problem in problems]}


def _check_person(request: Any) -> None:
    if request.POST.get("persona", "") != str(request.user.pk):
        problem: Problem = broken("OH-114")
        raise NotNow(problem.message, rule=problem.rule, remedy=problem.remedy)
