"""A region's coordination reads what is of the whole country, with who changes it, and finds no form."""

from cauce.domains.authorizations import actions
from tests.factories import user_with
from tests.factories.authorizations import AT, CRITERIA, SINCE, TODAY
from tests.unit.domains.authorizations.pages.governing import publish, url

WHY = "Convenio sintético"


def text_of(client, address):
    answer = client.get(address)
    assert answer.status_code == 200
    return answer.content.decode()


def test_a_policy_is_read_and_says_who_changes_it(scene, client_as):
    region, whole = client_as(scene.coordination), client_as(scene.top)
    form = url("service_policy", "IMG-RM")
    for address in (url("service", "IMG-RM"), url("services")):
        page = text_of(region, address)
        assert "La política de cada servicio vale en todo «Sector salud»" in page
        assert scene.top.display_name in page
        assert form not in page
        assert "vale en todo «" not in text_of(whole, address)
        assert "vale en todo «" not in text_of(client_as(scene.physician), address)
    assert form in text_of(whole, url("service", "IMG-RM"))
    refused = region.get(form)
    assert (refused.status_code, "Sector salud" in refused.content.decode()) == (403, True)
    # The own region's exemptions and centres are still set from the same page.
    assert url("service_exemption", "IMG-RM") in text_of(region, url("service", "IMG-RM"))


def test_it_is_said_when_nobody_coordinates_the_whole(scene, client_as):
    scene.top.grants.all().delete()
    assert "hoy nadie tiene ese papel" in text_of(client_as(scene.coordination), url("services"))


def test_another_units_exemption_has_no_way_to_its_form(scene, client_as):
    for unit in (scene.unit, scene.issste_hgo_1):
        actions.exempt_service(by=scene.top, at=AT, unit=unit, service_code="IMG-RM", since=SINCE, reason=WHY)
    page = text_of(client_as(scene.coordination), url("service", "IMG-RM"))
    assert scene.issste_hgo_1.name in page
    assert f"?unidad={scene.unit.code}" in page
    assert f"?unidad={scene.issste_hgo_1.code}" not in page


def test_another_places_term_has_no_way_to_its_form(scene, client_as):
    own, above = (
        actions.set_term(
            by=scene.top, at=AT, place=place, kind="answer", amount=9, unit="hours", valid_from=TODAY
        )
        for place in (scene.issste_bc, scene.sector)
    )
    page = text_of(client_as(scene.coordination), url("terms"))
    assert f"?de={own.pk}" in page
    assert f"?de={above.pk}" not in page
    assert "la coordinación de Sector salud" in page


def test_a_reviewer_of_more_than_the_region_is_shown_without_a_way_to_the_form(scene, client_as):
    wide = user_with("auth_reviewer", scene.issste_bc, username="ancho")
    text = f"{url('professionals')}?q=ancho"
    region = client_as(scene.coordination)
    assert url("professional", "ancho") in text_of(region, text)
    from tests.factories import GrantFactory

    GrantFactory(user=wide, role="auth_reviewer", place=scene.issste_hgo)
    page = text_of(region, text)
    assert url("professional", "ancho") not in page
    assert "lo cambia quien coordina todos sus lugares" in page
    assert region.get(url("professional", "ancho")).status_code == 403
    assert client_as(scene.top).get(url("professional", "ancho")).status_code == 200


def test_a_countrys_criterion_is_read_and_says_who_changes_it(scene, client_as):
    version = publish(scene)
    page = text_of(client_as(scene.coordination), url("criteria_version", version.pk))
    assert "Es de «Sector salud»" in page
    assert "Retirar el criterio" not in page
    assert "Es de «" not in text_of(client_as(scene.physician), url("criteria_version", version.pk))
    own = actions.publish_criteria(
        by=scene.coordination, at=AT, place=scene.issste_bc, valid_from=SINCE,
        text=CRITERIA.replace("criteria: rm-lumbar", "criteria: propio"),
    )  # fmt: skip
    assert "Es de «" not in text_of(client_as(scene.coordination), url("criteria_version", own.pk))
