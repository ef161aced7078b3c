"""What the tests of governance share: addresses, sending a form through its confirmation, something on every page."""

from django.urls import reverse

from cauce.core.audit.models import Event
from cauce.domains.authorizations import actions
from cauce.domains.authorizations.criteria_trial import start_trial
from cauce.domains.authorizations.rules.signals import Finding, Kind
from tests.factories.authorizations import AT, CRITERIA, SINCE, TODAY

FIELD = {
    "key": "turno",
    "label": "Turno",
    "type": "choice",
    "required": True,
    "options": ["Matutino", "Vespertino"],
}


def url(name: str, *args) -> str:
    """The address of a page of the module."""
    return reverse(f"authorizations:{name}", args=args)


def publish(scene, text: str = CRITERIA, **options):
    """A criteria document in force everywhere."""
    whole = {"by": scene.top, "at": AT, "place": scene.sector, "text": text, "valid_from": SINCE} | options
    return actions.publish_criteria(**whole)


def signal(scene, kind: Kind = Kind.COPIED, folios: tuple[str, ...] = ()):
    """A signal about the physician."""
    finding = Finding(kind, f"{scene.physician.pk}:abc", {"requests": 5, "patients": 4}, folios)
    return actions.raise_signal(by=None, at=AT, place=scene.issste_bc, finding=finding)


def through(client, address: str, sent: dict):
    """Send a form, see that it only asks, and confirm; the answer to the confirmation."""
    before = Event.objects.count()
    asked = client.post(address, sent)
    assert asked.status_code == 200, asked.content.decode()[:3000]
    assert 'name="confirmado" value="1"' in asked.content.decode()
    assert Event.objects.count() == before, "asking must not write"
    return client.post(address, sent | {"confirmado": "1"})


def filled(scene, after_commit) -> dict[str, tuple]:
    """name of each page → its parameters, with something behind every one."""
    version = publish(scene)
    variant = actions.publish_variant(
        by=scene.coordination, at=AT, place=scene.issste_bc, title="BC", fields=[FIELD], valid_from=SINCE
    )
    member = actions.set_team_member(
        by=scene.coordination, at=AT, unit=scene.unit, team="A", person=scene.physician
    )
    interest = actions.declare_interest(
        by=scene.reviewer, at=AT, description="Un interés propio", service_code="QT"
    )
    with after_commit():
        trial = start_trial(
            by=scene.coordination, at=AT, place=scene.issste_bc, text=CRITERIA, since=SINCE, until=TODAY
        )
    return {
        "service": ("IMG-RM",),
        "service_policy": ("IMG-RM",),
        "service_exemption": ("IMG-RM",),
        "service_centre": ("IMG-RM",),
        "criteria_version": (version.pk,),
        "criteria_withdraw": (version.pk,),
        "dry_run_result": (trial.pk,),
        "variant": (variant.pk,),
        "end_member": (member.pk,),
        "end_interest": (interest.pk,),
        "professional": ("reviewer",),
        "signal": (signal(scene).pk,),
    }
