"""How the audit events about people read, in Spanish; the actor's name goes before."""

from django.utils.dateparse import parse_datetime
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from cauce.core.audit.log import Presenter, presenter
from cauce.core.audit.models import Event

from .roles import ROLES

_PERSON_SENTENCES = {
    "create": "creó la cuenta de %(person)s",
    "deactivate": "desactivó la cuenta de %(person)s",
    "reactivate": "reactivó la cuenta de %(person)s",
    "password": "dio una contraseña temporal a %(person)s",
    "unlock": "desbloqueó la cuenta de %(person)s",
    "second_factor": "quitó el segundo factor de %(person)s",
}
_FIELDS = {"first_name": "nombre", "last_name": "apellidos", "email": "correo", "position": "cargo"}


def _simple(sentence: str) -> Presenter:
    return lambda event: _(sentence) % {"person": event.data.get("person", "")}


for _what, _text in _PERSON_SENTENCES.items():
    presenter(f"accounts.person.{_what}")(_simple(_text))


@presenter("accounts.person.update")
def _update(event: Event) -> str:
    fields = ", ".join(_FIELDS.get(name, name) for name in event.data.get("after", {}))
    return _("cambió los datos de %(person)s: %(fields)s") % {
        "person": event.data.get("person", ""),
        "fields": fields or _("ninguno"),
    }


@presenter("accounts.grant.give")
def _give(event: Event) -> str:
    sentence = _("dio a %(person)s el papel «%(role)s» en «%(place)s»") % _grant(event)
    until = parse_datetime(event.data.get("ends_at") or "")
    if until is None:
        return sentence
    return _("%(sentence)s hasta el %(date)s") % {
        "sentence": sentence,
        "date": date_format(localtime(until), "d/m/Y"),
    }


@presenter("accounts.grant.revoke")
def _revoke(event: Event) -> str:
    return _("quitó a %(person)s el papel «%(role)s» en «%(place)s»") % _grant(event)


def _grant(event: Event) -> dict[str, str]:
    role = event.data.get("role", "")
    return {
        "person": event.data.get("person", ""),
        "role": str(ROLES[role].name) if role in ROLES else role,
        "place": event.place.name if event.place else "",
    }


@presenter("accounts.token.create")
def _token(event: Event) -> str:
    access = _("de solo lectura") if event.data.get("read_only") else _("de lectura y escritura")
    return _("creó la clave de API «%(name)s» (%(prefix)s…), %(access)s") % {**event.data, "access": access}


@presenter("accounts.token.revoke")
def _token_revoke(event: Event) -> str:
    return _("revocó la clave de API «%(name)s» (%(prefix)s…)") % event.data
