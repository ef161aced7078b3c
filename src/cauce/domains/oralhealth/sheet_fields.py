"""The fields of a ficha técnica in the source's order (004, p. 52-70)."""

from django.utils.translation import gettext_lazy as _

from cauce.indicators.model import Indicator

SHEET = {
    "institution": _("Institución que lo suministra"),
    "responsible_unit": _("Unidad administrativa responsable"),
    "team": _("Equipo responsable"),
    "producers": _("Productores del indicador"),
    "unit": _("Unidad de medida"),
    "periodicity": _("Periodicidad"),
    "sex": _("Desagregación por sexo"),
    "age": _("Desagregación por edad"),
    "geography": _("División geográfica"),
    "programme": _("Indicadores de programa"),
    "source": _("Fuente de los datos"),
    "disseminators": _("Divulgadores"),
}


def sheet_of(document: Indicator) -> list[tuple[str, str]]:
    """(label, text) of the ficha's fields."""
    return [(str(label), document.sheet[key]) for key, label in SHEET.items()]
