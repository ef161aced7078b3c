"""What kinds of entries are called on screen; a kind that is not here shows as it is."""

from django.utils.translation import gettext_lazy as _

KINDS = {
    "category": _("Categoría"),
    "service": _("Servicio"),
    "group": _("Grupo de servicio"),
    "speciality": _("Especialidad troncal"),
    "product": _("Producto"),
}


def kind_label(kind: str) -> str:
    """The Spanish name of a kind."""
    return str(KINDS.get(kind, kind))
