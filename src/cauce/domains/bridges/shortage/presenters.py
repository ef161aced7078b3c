"""How the bridge's events read in the log."""

from django.utils.translation import gettext as _

from cauce.core.audit.log import presenter
from cauce.core.audit.models import Event
from cauce.core.audit.titles import title_actions

title_actions(
    {
        "bridges.shortage.accept": "Faltante propuesto: aceptar",
        "bridges.shortage.dismiss": "Faltante propuesto: descartar",
    }
)


@presenter("bridges.shortage.accept")
def accepted(event: Event) -> str:
    """What was proposed and what was declared."""
    facts = {"product": event.data.get("product"), "declared": event.data.get("declared")}
    if event.data.get("proposed") is None:
        return _("aceptó un faltante propuesto de %(product)s: declaró %(declared)s pacientes al mes") % facts
    facts["proposed"] = event.data["proposed"]
    return (
        _(
            "aceptó un faltante propuesto de %(product)s: se proponían %(proposed)s pacientes al mes, declaró %(declared)s"
        )
        % facts
    )


@presenter("bridges.shortage.dismiss")
def dismissed(event: Event) -> str:
    """Which proposal was set aside; its reason stands beside it in the log."""
    return _("descartó un faltante propuesto de %(product)s") % {"product": event.data.get("product")}
