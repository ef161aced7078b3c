"""kill -9 while importing requests from a package: nothing is lost, nothing is doubled, and it can be repeated."""

import base64

import pytest

from cauce.core.audit.log import verify
from cauce.core.audit.models import Event
from cauce.core.documents.keys import seal_key
from cauce.domains.authorizations import actions
from cauce.domains.authorizations.models import FolioSeries, Item, Request
from cauce.interop.packages.models import ReceivedPackage
from tests.factories.authorization_packages import pack, wipe
from tests.factories.authorizations import make_scene, typed
from tests.integration.systems import cauce_process, kill, wait_for

pytestmark = pytest.mark.django_db(transaction=True)

MODULES = {"CAUCE_MODULES": "exchange,oralhealth,authorizations"}
TAKING = "cauce.domains.authorizations.packages.taking"


@pytest.fixture
def scene(tmp_path, settings):
    """Three requests of a unit as a file; the database is the region's."""
    made = make_scene()
    for number in (1, 2, 3):
        given = typed(number, desired_date="2099-01-01")
        actions.save_draft(by=made.physician, at=made.at, unit=made.unit, typed=given)
    path = tmp_path / "mayo.cauce"
    path.write_bytes(pack(made))
    wipe()
    key = base64.urlsafe_b64encode(seal_key().private_bytes_raw()).decode().rstrip("=")
    return path, {**MODULES, "CAUCE_SEAL_KEY": key}


@pytest.mark.parametrize("moment", [f"{TAKING}:take_request", "cauce.interop.packages.actions:counts"])
def test_killed_in_the_middle_nothing_is_there_and_it_can_be_repeated(scene, tmp_path, moment):
    path, own = scene
    command = ["authorizations", "package", "import", str(path), "--as", "coordination"]
    mark = tmp_path / "reached"
    process = cauce_process(*command, **own, CAUCE_TEST_STOP_AFTER=moment, CAUCE_TEST_MARK=mark)
    wait_for(mark.exists, f"{moment} was reached")
    kill(process)
    wait_for(lambda: not Request.objects.exists(), "rolled back")
    assert not Item.objects.exists()
    assert not ReceivedPackage.objects.filter(state="done").exists()
    assert not FolioSeries.objects.filter(last__gt=0).exists()
    assert verify().whole
    for expected in ("taken", "unchanged"):
        assert cauce_process(*command, **own).wait(90) == 0
        assert ReceivedPackage.objects.order_by("-pk").first().counts[expected] == 3
    assert Request.objects.filter(channel="package").count() == 3
    assert len(set(Request.objects.values_list("folio", flat=True))) == 3
    assert Event.objects.filter(action="authorizations.request.take").count() == 3
    assert verify().whole
