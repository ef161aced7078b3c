"""How the audit events of packages read, in Spanish."""

from django.utils.translation import gettext_lazy as _

from cauce.core.audit.log import present
from cauce.core.audit.titles import title_actions

title_actions(
    {
        "packages.key.trust": "Llave de paquetes: confiar",
        "packages.key.revoke": "Llave de paquetes: revocar",
        "packages.export": "Paquete: exportar",
        "packages.receive": "Paquete: recibir",
        "packages.import": "Paquete: importar",
        "packages.refuse": "Paquete: rechazar",
    }
)
present(
    {
        "packages.key.trust": _("confió en la llave {key} para {place}"),
        "packages.key.revoke": _("revocó la llave {key} de {place}"),
        "packages.export": _("exportó el paquete n.º {number} de {period}, con {records} registros"),
        "packages.receive": _("recibió el paquete «{filename}»"),
        "packages.import": _(
            "importó el paquete n.º {number} de {period}: {taken} tomados, {replaced} reemplazados, "
            "{unchanged} sin cambio, {kept} conservados, {removed} retirados y {refused} rechazados"
        ),
        "packages.refuse": _("rechazó el paquete «{filename}»: {message}"),
    }
)
