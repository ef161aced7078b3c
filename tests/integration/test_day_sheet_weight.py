"""A day of 25 patients on a poor line: the page, and its files, in the same limits as every page."""

import pytest
from django.urls import reverse

from tests.factories.panama import make_panama

from .test_page_weight import AFTERWARDS, FIRST, body_of, weigh

MODULES = ("capture", "cells", "codes", "outbox", "row", "worker")


@pytest.fixture
def panama(db):
    return make_panama()


def test_a_full_day_is_light(client_as, panama):
    sheet = panama.sheet()
    for n in range(25):
        panama.row(sheet, identity=f"8-123-{n}")
    client = client_as(panama.dentist)
    weight = weigh(client, reverse("oralhealth:sheet", args=[sheet.uid]))
    # app.js and capture.js bring these besides what the page names.
    more = [f"/static/oralhealth/{name}.js" for name in MODULES]
    more += [f"/static/cauce/{name}.js" for name in ("kept", "sending")]
    brought = sum(
        len(body_of(client.get(f, headers={"Accept-Encoding": "gzip"})))
        for f in more
        if f not in weight.files
    )
    codes = client.get(reverse("oralhealth:codes_json", args=["2011"]), headers={"Accept-Encoding": "gzip"})
    assert weight.page < AFTERWARDS, weight
    assert weight.total + brought + len(body_of(codes)) < FIRST, (weight, brought)
