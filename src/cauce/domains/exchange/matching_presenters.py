"""How the matching's audit events read, as one Spanish sentence without the actor's name."""

from django.utils.formats import number_format
from django.utils.translation import gettext as _

from cauce.core.audit.log import presenter
from cauce.core.audit.models import Event

from .rules.proposals import SIDE_TEXT, ProposalState, Side


def _fill(sentence: str, event: Event, **extra: object) -> str:
    data = {**event.data, **extra}
    numbers = {
        k: number_format(v, use_l10n=True, force_grouping=True) for k, v in data.items() if _is_count(v)
    }
    return sentence % {**data, **numbers}


def _is_count(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _side(event: Event) -> str:
    return _(SIDE_TEXT[Side(event.data["side"])])


@presenter("exchange.match.request")
def requested(event: Event) -> str:
    return _fill(_("pidió la corrida %(number)s del emparejamiento, hasta %(max_km)s km"), event)


@presenter("exchange.match.finish")
def finished(event: Event) -> str:
    return _fill(
        _(
            "la corrida terminó: %(served_patients)s pacientes al mes en %(proposals)s propuestas, "
            "%(unmet_patients)s sin atender"
        ),
        event,
    )


@presenter("exchange.proposal.accept")
def accepted(event: Event) -> str:
    sentence = _fill(
        _("aceptó la propuesta %(label)s por %(side)s (%(patients)s pacientes al mes)"),
        event,
        side=_side(event),
    )
    both = event.data["state"] == ProposalState.ACCEPTED
    return sentence + (_("; con ello la aceptaron ambas partes") if both else "")


@presenter("exchange.proposal.reject")
def rejected(event: Event) -> str:
    return _fill(_("rechazó la propuesta %(label)s por %(side)s"), event, side=_side(event))


@presenter("exchange.proposal.close")
def closed(event: Event) -> str:
    number = event.data["number"]
    return _("cerró la propuesta %(label)s como convenio %(number)s") % {**event.data, "number": number}
