"""The nine steps as the guide prints them: number, title, what to do (source 000, "Procedimiento")."""

from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django_stubs_ext import StrPromise

from ..models import Declaration


@dataclass(frozen=True, slots=True)
class Step:
    """One step of the guide. `todo` is said on the page; `help_key` opens the guide at it."""

    number: int
    title: StrPromise
    todo: StrPromise
    short: StrPromise

    @property
    def help_key(self) -> str:
        """Key of the step's page in the help."""
        return f"exchange/paso-{self.number}"


STEPS: dict[int, Step] = {
    step.number: step
    for step in [
        Step(
            0,
            _("Recolección de excedentes y/o faltantes de servicios médicos"),
            _("Elija su institución para entrar a su tablero."),
            _("Institución"),
        ),
        Step(
            1,
            _("Seleccionar la entidad federativa"),
            _("Elija la entidad federativa a la que pertenece, en el nombre de la misma."),
            _("Entidad"),
        ),
        Step(
            2,
            _("Indicar si hay excedentes y/o faltantes"),
            _("Responda SI o NO y guarde. Con SI se registran las unidades; con NO se pasa al paso 7."),
            _("SI o NO"),
        ),
        Step(
            3,
            _("Seleccionar la unidad médica"),
            _(
                "Elija la unidad médica que tiene excedentes y/o faltantes, en el nombre de la misma. "
                "Con las unidades que no tienen no es necesario realizar ninguna acción."
            ),
            _("Unidad"),
        ),
        Step(
            4,
            _("Seleccionar el grupo de servicio"),
            _(
                "Elija el grupo de servicio en el que se tiene excedentes y/o faltantes. "
                "Con los grupos que no tienen no es necesario realizar ninguna acción."
            ),
            _("Grupo"),
        ),
        Step(
            5,
            _("Seleccionar la especialidad troncal"),
            _(
                "Elija la especialidad troncal en la que se tiene excedentes y/o faltantes. "
                "Con las especialidades que no tienen no es necesario realizar ninguna acción."
            ),
            _("Especialidad"),
        ),
        Step(
            6,
            _("Registrar excedentes y/o faltantes"),
            _(
                "La cantidad mínima es 1; donde no haya excedente ni faltante, deje los cuadros vacíos. "
                "Son obligatorios: en un excedente, los pacientes mensuales; en un faltante, la causa "
                "principal y los pacientes mensuales."
            ),
            _("Registro"),
        ),
        Step(
            7,
            _("Finalizar el registro"),
            _(
                "Revise, valide y confirme lo reportado con el reporte preliminar; después elija SI y "
                "escriba su contraseña. Una vez finalizado no se podrá modificar."
            ),
            _("Finalizar"),
        ),
        Step(
            8,
            _("Reporte «Versión final» para firmas"),
            _(
                "Abra o descargue el reporte para que las autoridades correspondientes lo revisen y lo firmen."
            ),
            _("Final"),
        ),
        Step(
            9,
            _("Subir el reporte «Versión final» firmado"),
            _("Seleccione el PDF firmado y súbalo. Solo se admite PDF, de 100 megabytes como máximo."),
            _("Subir"),
        ),
    ]
}
LAST_STEP = 9


@dataclass(frozen=True, slots=True)
class StepLink:
    """A place in the bar of steps; without `url` it cannot be opened from here."""

    step: Step
    url: str
    current: bool


def step_bar(current: int, declaration: Declaration | None, urls: dict[int, str]) -> list[StepLink]:
    """The nine steps as links. `urls` gives those of steps 4 to 6, which need a unit."""
    known = {**(_urls_of(declaration) if declaration else {}), **urls}
    return [
        StepLink(step, known.get(number, ""), number == current) for number, step in STEPS.items() if number
    ]


def _urls_of(declaration: Declaration) -> dict[int, str]:
    institution = declaration.entity.parent
    return {
        1: reverse("exchange:board", args=[declaration.round.code, institution.code]) if institution else "",
        **{
            number: reverse(f"exchange:{name}", args=[declaration.pk])
            for number, name in ((2, "answer"), (3, "units"), (7, "finalise"), (8, "final"), (9, "upload"))
        },
    }
