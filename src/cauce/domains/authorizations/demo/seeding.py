"""Seed prior authorisation: people, services, eighteen months of requests, stories. Repeating it adds nothing."""

from django.db import transaction

from cauce.core.demo.scene import Scene
from cauce.core.documents.storage import store_bytes
from cauce.core.statistics import refresh_statistics

from ..jobs import keep_signals
from ..models import Request
from ..places import zone_at
from .cases import Case, Inventor
from .catalogue import begins, seed_catalogue, seed_centres, seed_governance, services
from .drafts import seed_drafts
from .history import History
from .numbers import seed_appeals, seed_around, seed_numbers
from .patients import seed_patients
from .people import seed_people, seed_ties
from .places import Region, regions
from .proof import proof
from .stories import tell

REQUESTS, PATIENTS = 5_600, 2_600


def seed(scene: Scene, *, requests: int = REQUESTS, patients: int = PATIENTS) -> None:
    """Everything of prior authorisation. requests, patients: less, for tests (at least 100 patients)."""
    if Request.objects.exists():
        return
    evidence = store_bytes(proof())
    with transaction.atomic():  # all or nothing: half of it could not be completed afterwards
        _seed(scene, requests, patients, evidence)
    refresh_statistics()


def _seed(scene: Scene, requests: int, patients: int, evidence: str) -> None:
    places = regions()
    seed_catalogue(scene)
    people = seed_people(scene, places)
    centres = seed_centres(scene, places)
    seed_governance(scene, people, places)
    seed_ties(scene, people, places)
    known = seed_patients(scene, places, patients)
    refresh_statistics()
    home = known[places[0].place.code]
    stories, known[places[0].place.code] = home[:60], home[60:]
    history = History(scene, people, places, evidence)
    history.write(_cases(scene, places, requests), known)
    refresh_statistics()
    won = seed_appeals(history)
    numbers = seed_numbers(history, won, centres)
    seed_around(history)
    history.tell()
    seed_drafts(scene, people, places, known)
    tell(scene, people, places, stories, evidence)
    keep_signals(scene.at)
    scene.say(f"{requests:,} solicitudes de autorización sintéticas y {numbers:,} números")


def _cases(scene: Scene, places: list[Region], requests: int) -> list[Case]:
    """The invented cases in the order of their sending."""
    inventor = Inventor(services(), [p.share for p in places], [zone_at(p.place) for p in places])
    days = inventor.days(begins(scene.at), scene.at.date(), requests)
    cases = [inventor.case(n, day, scene.at) for n, day in enumerate(days, start=1)]
    return sorted(cases, key=lambda case: case.submitted_at)
