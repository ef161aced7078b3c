"""Unfinished requests of several physicians: some only begun, some nearly whole."""

import random
from datetime import timedelta

from cauce.core.demo.scene import Scene

from ..models import Patient, Request
from . import words
from .catalogue import services
from .patients import typed
from .people import People
from .places import Region

COUNT = 24


def seed_drafts(
    scene: Scene, people: People, regions: list[Region], patients: dict[str, list[Patient]]
) -> None:
    """A few drafts in every region, by physicians other than the shown ones."""
    chance = random.Random("borradores")  # noqa: S311
    asked = [row for row in services() if not row["basic"] and not row["sided"]]
    asked = [row for row in asked if row["speciality"] not in ("ONCO", "ORTO")]
    rows = []
    for number in range(COUNT):
        region = regions[number % len(regions)]
        unit = chance.choice(region.asking[1:])
        asker, row = people.askers[unit.pk][-1], chance.choice(asked)
        at = scene.at - timedelta(hours=chance.uniform(3, 400))
        draft = {
            "patient": typed(chance.choice(patients[region.place.code])),
            "setting": "ambulatory",
            "priority": "standard",
            "diagnosis": row["diagnoses"].split(";")[0],
            "justification": words.justification(chance, row["speciality"], row["label"], 80_000 + number),
            "items": [{"service": row["code"], "quantity": "1"}],
        }
        if number % 2:
            draft |= {"justification": "", "diagnosis": ""}
        rows.append(
            Request(
                state="draft",
                draft=draft,
                requester=asker,
                registered_by=asker,
                unit=unit,
                region=region.place,
                created_at=at,
                saved_at=at,
                saved_by=asker,
            )
        )
    Request.objects.bulk_create(rows)
