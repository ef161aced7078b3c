"""Steps 7 and 8: freezing, and the final version that comes of it."""

import pytest

from cauce.core.audit.log import history, verify
from cauce.core.documents.models import IssuedDocument
from cauce.core.errors import ConfirmationNeeded, Invalid, NotAllowed, NotNow
from cauce.domains.exchange.actions import answer_declaration
from cauce.domains.exchange.models import Declaration

SURPLUS = {"surplus_patients": "4"}


@pytest.fixture
def with_row(world, save):
    return save({world.products[0]: SURPLUS})


@pytest.mark.usefixtures("with_row")
def test_it_freezes_counts_and_issues_the_final_version(world, declaration, finalise):
    done = finalise()
    assert (done.state, done.light, done.final_version) == ("finalised", "amber", 1)
    assert (done.units_total, done.units_with, done.units_without) == (3, 1, 2)
    assert (done.finalised_at, done.finalised_by) == (world.now, world.head)
    document = IssuedDocument.objects.get()
    assert (document.version, document.subject, document.is_current) == (1, declaration, True)
    assert document.path.read_bytes().startswith(b"%PDF")
    assert history(declaration).first().data["folio"] == document.folio
    assert verify().whole


def test_no_is_finalised_as_having_none(world, declaration, finalise):
    answer_declaration(by=world.head, at=world.now, declaration=declaration, answer=False)
    done = finalise()
    assert (done.units_with, done.units_without) == (0, 3)
    assert IssuedDocument.objects.get().data["answer"] is False


@pytest.mark.usefixtures("with_row")
@pytest.mark.parametrize("password", ["", "otra", "CLAVE-DE-PRUEBA-1"])
def test_a_wrong_password_changes_nothing(finalise, password):
    with pytest.raises(Invalid) as refused:
        finalise(password=password)
    assert refused.value.problems[0].place == "password"
    assert Declaration.objects.get().state == "open"
    assert not IssuedDocument.objects.exists()


@pytest.mark.usefixtures("with_row")
def test_it_must_be_a_yes(finalise):
    with pytest.raises(Invalid) as refused:
        finalise(answer=False)
    assert refused.value.problems[0].rule == "EX-24"


def test_step_two_must_be_answered(declaration, finalise):
    Declaration.objects.update(answer=None)
    with pytest.raises(NotNow) as refused:
        finalise()
    assert refused.value.rule == "EX-21"


def test_yes_without_rows_is_asked_once(finalise):
    with pytest.raises(ConfirmationNeeded) as asked:
        finalise()
    assert asked.value.problems[0].rule == "EX-23"
    assert finalise(confirmed=True).state == "finalised"


@pytest.mark.usefixtures("with_row")
def test_finalised_is_finalised(world, save, finalise):
    finalise()
    for again in (finalise, lambda: save({world.products[0]: {}}, version=1)):
        with pytest.raises(NotNow) as refused:
            again()
        assert refused.value.rule == "EX-32"
        assert world.head.display_name in refused.value.message
        assert "Coordinación de la institución" in refused.value.remedy


@pytest.mark.usefixtures("with_row")
@pytest.mark.parametrize(
    "who", ["reporter", "editor", "head_hgo", "head_imss", "coordinator", "sector", "auditor"]
)
def test_only_the_head_of_the_entity(world, finalise, who):
    with pytest.raises(NotAllowed):
        finalise(by=world.users[who])


@pytest.mark.usefixtures("with_row")
def test_a_second_factor_is_asked_where_the_setting_says_so(settings, finalise):
    settings.CAUCE_REQUIRE_MFA = True
    with pytest.raises(NotAllowed) as refused:
        finalise()
    assert refused.value.rule == "ACCESS-MFA"


@pytest.mark.usefixtures("with_row")
def test_when_the_pdf_cannot_be_made_nothing_is_frozen(monkeypatch, finalise):
    def fail(**_):
        raise OSError("disk full")

    monkeypatch.setattr("cauce.domains.exchange.actions.finalising.issue_final_version", fail)
    with pytest.raises(OSError, match="disk full"):
        finalise()
    assert Declaration.objects.get().state == "open"
    assert verify().whole
