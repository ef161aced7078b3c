"""The category that an evaluation suggests. The source asks for the recommendation and gives no rule: ours is plain."""

from django.utils.translation import gettext as _

DOWN = {"high": "medium", "medium": "low", "low": "none", "none": "none", "": ""}


def proposed(current: str, compliant: bool | None, recommended: str) -> tuple[str, str]:
    """(category, why): the evaluator's own; else one step less of risk when the plan was met, the same otherwise."""
    if recommended:
        return recommended, _("Recomendada por el evaluador")
    if compliant:
        return DOWN.get(current, current), _("Cumplió el plan: un grado menos de riesgo")
    return current, _("No cumplió el plan: se mantiene") if compliant is False else _(
        "Sin puntaje: se mantiene"
    )
