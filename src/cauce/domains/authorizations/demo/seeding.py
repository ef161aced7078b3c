"""Seed prior authorisation: people, services, eighteen months of requests, stories. Repeating it adds nothing."""

from django.db import transaction

from cauce.core.demo.scene import Scene
from cauce.core.documents.storage import store_bytes
from cauce.core.statistics import refresh_statistics

from ..jobs import keep_signals
from ..models import Request
from ..places import zone_at
from .cases import Inventor
from .catalogue import begins, seed_catalogue, seed_centres, seed_governance, services
from .drafts import seed_drafts
from .history import History
from .numbers import seed_appeals, seed_around, seed_numbers
from .patients import seed_patients
from .people import seed_people, seed_ties
from .places import regions
from .proof import proof
from .stories import tell

REQUESTS, PATIENTS = 5_600, 2_600


def seed(scene: Scene, *, requests: int = REQUESTS, patients: int = PATIENTS) -> None:
    """Everything of prior authorisation. requests, patients: less, for tests (at least 100 patients)."""
    if Request.objects.exists():
        return
    places = regions()
    with transaction.atomic():
        seed_catalogue(scene)
        people = seed_people(scene, places)
        centres = seed_centres(scene, places)
        seed_governance(scene, people, places)
        seed_ties(scene, people, places)
        known = seed_patients(scene, places, patients)
    evidence = store_bytes(proof())
    with transaction.atomic():
        history = History(scene, people, places, evidence)
        inventor = Inventor(services(), [p.share for p in places], [zone_at(p.place) for p in places])
        days = inventor.days(begins(scene.at), scene.at.date(), requests)
        cases = [inventor.case(n, day, scene.at) for n, day in enumerate(days, start=1)]
        cases.sort(key=lambda case: case.submitted_at)
        drawn = {code: rows[60:] if code == places[0].place.code else rows for code, rows in known.items()}
        history.write(cases, drawn)
        refresh_statistics()
        won = seed_appeals(history)
        numbers = seed_numbers(history, won, centres)
        seed_around(history)
        history.tell()
        seed_drafts(scene, people, places, known)
        tell(scene, people, places, known[places[0].place.code][:60], evidence)
    refresh_statistics()
    scene.say(f"{len(cases):,} solicitudes de autorización sintéticas y {numbers:,} números")
    keep_signals(scene.at)
