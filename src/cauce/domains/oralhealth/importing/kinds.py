"""The module's kinds of import, registered with the core's: form D and the exams of a brigade, the facilities."""

from django import forms
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from cauce.core.accounts.permissions import Permission
from cauce.core.imports.forms import FileForm
from cauce.core.imports.kinds import ImportKind, register

from . import exams, facilities, facility_rows, population, registers


class PopulationForm(FileForm):
    """A file of population and where it comes from."""

    source = forms.CharField(
        label=_("Fuente"), max_length=200, help_text=_("Censo, proyección o padrón, y su fecha.")
    )

    def options(self) -> dict[str, object]:
        return {"source": self.cleaned_data["source"]}


class ExamsForm(FileForm):
    """A file of exams for one brigade (`?brigade=`)."""

    brigade = forms.UUIDField(widget=forms.HiddenInput)

    def options(self) -> dict[str, object]:
        return {"brigade": str(self.cleaned_data["brigade"])}


def _example(columns: object, **values: str) -> list[str]:
    return [values.get(column.field, "") for column in columns]  # type: ignore[attr-defined]


register(
    ImportKind(
        "oral-hospital",
        _("Formulario hospitalario"),
        registers.HOSPITAL_COLUMNS,
        [
            _example(
                registers.HOSPITAL_COLUMNS, facility="0406010501", month="2026-03", postoperative_deaths="0",
                operations="40", discharges="50", interconsultation_discharges="5", bed_days="125",
                surgical_interventions="20", laboratory_tests="75",
            )
        ],
        FileForm,
        registers.plan_hospital,
        registers.apply_hospital,
        Permission.ORAL_REGISTER,
        own=True,
        back=lambda _options: reverse("oralhealth:hospital"),
    )
)  # fmt: skip
register(
    ImportKind(
        "oral-rinses",
        _("Enjuagatorios escolares"),
        registers.RINSE_COLUMNS,
        [
            _example(
                registers.RINSE_COLUMNS, facility="0808130801", school="Escuela de ejemplo", year="2026",
                enrolled="120", covered="110", weeks="35",
            )
        ],
        FileForm,
        registers.plan_rinses,
        registers.apply_rinses,
        Permission.ORAL_REGISTER,
        own=True,
        back=lambda _options: reverse("oralhealth:rinses"),
    )
)  # fmt: skip
register(
    ImportKind(
        "oral-resources",
        _("Odontólogos por instalación"),
        registers.RESOURCE_COLUMNS,
        [_example(registers.RESOURCE_COLUMNS, facility="0808130801", year="2026", dentists="3")],
        FileForm,
        registers.plan_resources,
        registers.apply_resources,
        Permission.ORAL_REGISTER,
        own=True,
        back=lambda _options: reverse("oralhealth:resources"),
    )
)
register(
    ImportKind(
        "oral-population",
        _("Población de Salud Bucal"),
        population.COLUMNS,
        [
            _example(
                population.COLUMNS, kind="residents", place="PA-04", year="2026", province="04", district="01",
                corregimiento="01", sex=sex, age="5", persons=persons,
            )
            for sex, persons in (("1", "410"), ("2", "395"))
        ],
        PopulationForm,
        population.plan_population,
        population.apply_population,
        Permission.ORAL_REGISTER,
        own=True,
        back=lambda _options: reverse("oralhealth:population"),
    )
)  # fmt: skip
register(
    ImportKind(
        "oral-exams",
        _("Exámenes de una jornada"),
        exams.COLUMNS,
        [[exams.EXAMPLE.get(column.field, "") for column in exams.COLUMNS]],
        ExamsForm,
        exams.plan_exams,
        exams.apply_exams,
        Permission.ORAL_EXAMINE,
        own=True,
        back=lambda options: reverse("oralhealth:brigade", args=[options["brigade"]]),
    )
)
register(
    ImportKind(
        "oral-facilities",
        _("Instalaciones de salud bucal"),
        facility_rows.COLUMNS,
        [
            _example(
                facility_rows.COLUMNS, code="0808130801", name="Centro de Salud de Pedregal", region="PA-08",
                institution="MINSA", hospital="NO", sedation="NO", network="SÍ", synthetic="SÍ",
                origin="Ejemplo del manual, p. 17",
            )
        ],
        FileForm,
        facilities.plan_facilities,
        facilities.apply_facilities,
        check=facilities.check_facilities,
        offered=facilities.may_import,
        help=("oralhealth", "instalaciones"),
    )
)  # fmt: skip
