"""The names of actions as people read them in the log's filter. An action without one shows its key."""

from django.utils.translation import gettext as _

_TITLES: dict[str, str] = {
    "accounts.person.create": "Persona: crear cuenta",
    "accounts.person.update": "Persona: cambiar datos",
    "accounts.person.deactivate": "Persona: desactivar",
    "accounts.person.reactivate": "Persona: reactivar",
    "accounts.person.password": "Persona: contraseña temporal",
    "accounts.person.unlock": "Persona: desbloquear",
    "accounts.person.second_factor": "Persona: quitar segundo factor",
    "accounts.grant.give": "Papel: otorgar",
    "accounts.grant.revoke": "Papel: revocar",
    "accounts.token.create": "Clave de API: crear",
    "accounts.token.revoke": "Clave de API: revocar",
    "organisations.country.found": "País: primer arranque",
    "organisations.unit.create": "Unidad: crear",
    "organisations.contact.set": "Área responsable: cambiar",
    "documents.issue": "Documento: emitir",
    "documents.supersede": "Documento: sustituir",
    "documents.receive": "Copia firmada: recibir",
    "documents.refuse_upload": "Copia firmada: rechazar archivo",
    "documents.judge": "Copia firmada: cotejar",
    "jobs.job.cancel": "Trabajo: cancelar",
}


def title_actions(titles: dict[str, str]) -> None:
    """A module adds the names of its own actions (Spanish message ids)."""
    _TITLES.update(titles)


def action_title(name: str) -> str:
    """ "exchange.sheet.save" → "Hoja: guardar"."""
    return _(_TITLES[name]) if name in _TITLES else name
