"""Saving, sharing, copying, deleting and bringing back a listing."""

import uuid

import pytest

from cauce.core.audit.log import history, sentence
from cauce.core.errors import Conflict, Invalid, NotAllowed, NotNow
from cauce.domains.oralhealth.actions import (
    change_listing,
    copy_listing,
    create_listing,
    delete_listing,
    restore_listing,
)
from cauce.domains.oralhealth.listings.sharing import offered
from cauce.domains.oralhealth.listings.spec import Spec, from_document
from cauce.domains.oralhealth.models import Listing
from cauce.domains.oralhealth.queries.listings import listings_for
from tests.factories import GrantFactory

SPEC = Spec(rows=("sex",), filters={"programme": ("2", None)})


@pytest.fixture
def kept(panama):
    """A private listing of the dentist at Pedregal."""
    return create_listing(
        by=panama.dentist, at=panama.at, place=panama.pedregal, name="  Escolares ", spec=SPEC
    )


def names(user, at):
    return set(listings_for(user, at).values_list("name", flat=True))


def test_it_is_kept_as_asked_and_audited(panama, kept):
    assert (kept.name, kept.visibility, kept.version) == ("Escolares", "private", 1)
    assert from_document(Listing.objects.get().spec) == SPEC
    assert [event.action for event in history(kept)] == ["oralhealth.listing.create"]


def test_sent_twice_it_is_made_once(panama):
    uid = uuid.uuid4()
    for _n in range(2):
        create_listing(by=panama.dentist, at=panama.at, place=panama.pedregal, name="Uno", spec=SPEC, uid=uid)
    assert Listing.objects.count() == 1


@pytest.mark.parametrize(
    ("visibility", "who"),
    [
        ("private", {"dentist"}),
        ("facility", {"dentist", "colleague", "chief", "director", "regional", "national"}),
        ("region", {"dentist", "colleague", "chief", "director", "regional", "national", "surgeon"}),
    ],
)
def test_who_opens_it_depends_on_how_it_is_shared(panama, kept, visibility, who):
    change_listing(by=panama.dentist, at=panama.at, listing=kept, version=1, visibility=visibility)
    people = ("dentist", "colleague", "chief", "director", "surgeon", "regional", "national", "other_region")
    assert {p for p in people if names(panama.users[p], panama.at)} == who


def test_a_region_shares_with_everybody_what_is_of_its_own_places_only(panama):
    both = panama.regional
    GrantFactory(user=both, role="oral_dentist", place=panama.santiago)  # of another region
    create_listing(by=both, at=panama.at, place=panama.pedregal, name="Propia", spec=SPEC, visibility="all")
    with pytest.raises(NotAllowed) as refused:
        create_listing(
            by=both, at=panama.at, place=panama.santiago, name="Ajena", spec=SPEC, visibility="all"
        )
    assert refused.value.rule == "OH-315"


def test_only_who_publishes_shares_with_everybody(panama, kept):
    with pytest.raises(NotAllowed) as refused:
        change_listing(by=panama.dentist, at=panama.at, listing=kept, version=1, visibility="all")
    assert refused.value.rule == "OH-315"
    create_listing(
        by=panama.national, at=panama.at, place=panama.panama, name="Nacional", spec=SPEC, visibility="all"
    )
    assert "Nacional" in names(panama.surgeon, panama.at)
    assert [key for key, _text in offered(panama.dentist, panama.pedregal, panama.at)] == [
        "private",
        "facility",
        "region",
    ]
    assert [key for key, _text in offered(panama.national, panama.panama, panama.at)] == ["private", "all"]


def test_two_people_at_one_listing_never_overwrite_each_other(panama, kept):
    change_listing(by=panama.dentist, at=panama.at, listing=kept, version=1, name="Segundo")
    with pytest.raises(Conflict) as refused:
        change_listing(by=panama.dentist, at=panama.at, listing=kept, version=1, name="Tercero")
    assert refused.value.rule == "OH-313"


def test_another_persons_listing_is_copied_and_not_changed(panama, kept):
    with pytest.raises(NotAllowed) as refused:
        change_listing(by=panama.colleague, at=panama.at, listing=kept, version=1, name="Mío")
    assert refused.value.rule == "OH-314"
    with pytest.raises(NotAllowed):
        delete_listing(by=panama.chief, at=panama.at, listing=kept)
    made = copy_listing(
        by=panama.chief, at=panama.at, place=panama.pedregal, name="Mío", spec=SPEC, source=kept.name
    )
    assert (made.owner, made.visibility) == (panama.chief, "private")


def test_deleted_it_is_gone_and_comes_back(panama, kept):
    delete_listing(by=panama.dentist, at=panama.at, listing=kept)
    assert names(panama.dentist, panama.at) == set()
    with pytest.raises(NotNow) as refused:
        change_listing(by=panama.dentist, at=panama.at, listing=kept, version=1, name="X")
    assert refused.value.rule == "OH-316"
    restore_listing(by=panama.dentist, at=panama.at, listing=kept)
    assert names(panama.dentist, panama.at) == {"Escolares"}


@pytest.mark.parametrize(
    ("rule", "fields"),
    [("OH-312", {"name": " "}), ("OH-319", {"visibility": "world"}), ("OH-301", {"spec": Spec(measures=())})],
)
def test_what_is_wrong_is_refused(panama, rule, fields):
    words = {"name": "Bien", "spec": SPEC} | fields
    with pytest.raises(Invalid) as refused:
        create_listing(by=panama.dentist, at=panama.at, place=panama.pedregal, **words)
    assert rule in {p.rule for p in refused.value.problems}


def test_the_log_says_it_in_words(panama, kept):
    delete_listing(by=panama.dentist, at=panama.at, listing=kept)
    said = [sentence(event) for event in history(kept)]
    assert any("eliminó el listado «Escolares»" in words for words in said)
