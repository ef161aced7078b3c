"""The matching's pages: what each shows, to whom, and that forms do what they say."""

import io
import re

import openpyxl
import pytest
from django.urls import reverse

from cauce.domains.exchange.matching_map import flow_map, picture, states_of
from cauce.domains.exchange.models import MatchRun, Proposal
from tests.factories import PASSWORD
from tests.factories.declared import declare


def address(name, *args):
    return reverse(f"exchange:matching{name}", args=args)


PAGES = ("_run", "_proposals", "_kept", "_unmet", "_unused", "_map", "_workbook")


@pytest.fixture
def get(client_as, world):
    """`get("sector", url)`: the answer to that person."""

    def ask(who, url, **data):
        return client_as(world.users[who]).get(url, data)

    return ask


@pytest.fixture
def post(client_as, world):
    def send(who, url, follow=False, **data):
        return client_as(world.users[who]).post(url, data, follow=follow)

    return send


def text(response):
    """The page's words on one line each."""
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", response.content.decode()))


@pytest.mark.parametrize("page", PAGES)
@pytest.mark.parametrize("who", ["sector", "coordinator", "coordinator_imss", "auditor", "head"])
def test_readers_of_the_matching_open_every_page(get, run, page, who):
    assert get(who, address(page, run.pk)).status_code == 200


@pytest.mark.parametrize("page", PAGES)
@pytest.mark.parametrize("who", ["reporter", "editor", "admin"])
def test_others_open_none(get, run, page, who):
    assert get(who, address(page, run.pk)).status_code == 404


@pytest.mark.parametrize("page", PAGES)
def test_strangers_are_asked_to_sign_in(client, run, page):
    assert client.get(address(page, run.pk)).status_code == 302


def test_the_summary_shows_the_runs_figures(get, run):
    page = get("sector", address("_run", run.pk))
    words = text(page)
    for expected in ("ISSSTE", "Falta de equipo", "No alcanza para todos", "Ninguno dentro de la distancia"):
        assert expected in words
    assert page.context["tiles"][0][:2] == ("Pacientes al mes atendidos", "10")
    assert page.context["tiles"][3][:2] == ("Faltante sin atender", "7")


def test_an_entity_sees_only_its_part_and_is_told(get, run):
    page = get("head_hgo", address("_run", run.pk))
    assert "Ve solo lo que toca a las unidades de su ámbito" in text(page)
    assert "no propone intercambios" in text(page)


class TestRunForm:
    def test_is_shown_to_whom_may_run(self, get, lines):
        assert "Nueva corrida" in text(get("sector", address("")))
        assert "Nueva corrida" not in text(get("coordinator", address("")))

    def test_starts_a_run(self, post, lines, world):
        data = {"round": world.round.code, "max_km": "120,5", "include_open": "on"}
        answer = post("sector", address(""), **data)
        run = MatchRun.objects.get()
        assert answer.url == address("_run", run.pk)
        assert (run.max_km, run.include_open, run.same_institution) == (120.5, True, False)
        assert run.job.kind == "exchange.match"

    @pytest.mark.parametrize("typed", ["", "0", "abc", "-3", "9999", "nan", "1e9", "1.2.3"])
    def test_says_what_is_wrong_with_the_distance(self, post, lines, world, typed):
        answer = post("sector", address(""), round=world.round.code, max_km=typed)
        assert answer.status_code in (200, 422)
        assert "id_max_km_error" in answer.content.decode()
        assert not MatchRun.objects.exists()

    def test_a_round_without_lines_says_so(self, post, world):
        answer = post("sector", address(""), round=world.round.code, max_km="200")
        assert answer.status_code == 422
        assert "No hay renglones con qué emparejar" in text(answer)

    def test_nobody_else_starts_one(self, post, lines, world):
        answer = post("coordinator", address(""), round=world.round.code, max_km="200")
        assert answer.status_code == 403
        assert not MatchRun.objects.exists()


@pytest.mark.parametrize("state", ["queued", "running", "failed"])
def test_an_unfinished_run_says_what_happens(get, lines, run_match, state):
    run = run_match()
    MatchRun.objects.update(state=state, failure="Se canceló." if state == "failed" else "")
    for who in ("sector", "auditor"):
        assert get(who, address("_run", run.pk)).status_code == 200
    run.job.state = "failed"
    run.job.finished_at = run.requested_at
    run.job.save()
    assert "no terminó" in text(get("auditor", address("_run", run.pk)))


class TestProposals:
    @pytest.mark.parametrize(
        ("filters", "rows"),
        [
            ({}, 2), ({"causa": "staff"}, 1), ({"estado": "accepted"}, 0), ({"q": "apendi"}, 2),
            ({"q": "BCIMS000002"}, 1), ({"q": "nada"}, 0), ({"requiere": "abc"}, 2), ({"estado": "xyz"}, 2),
            ({"orden": "-km", "pagina": "99"}, 2), ({"orden": "'; drop"}, 2), ({"decidir": "1"}, 2),
        ],
    )  # fmt: skip
    def test_can_be_narrowed_and_sorted(self, get, run, filters, rows):
        page = get("coordinator", address("_proposals", run.pk), **filters)
        assert page.content.decode().count('name="propuesta"') == rows

    def test_sorting_sorts(self, get, run):
        page = get("sector", address("_proposals", run.pk), orden="-pacientes").content.decode()
        patients = [int(n) for n in re.findall(r'data-label="Pacientes al mes">(\d+)<', page)]
        assert patients == [6, 4]

    def test_only_who_decides_can_choose(self, get, run):
        page = get("auditor", address("_proposals", run.pk)).content.decode()
        assert 'name="propuesta"' not in page
        assert "Aceptar las elegidas" not in page

    def test_marks_approximate_places_and_open_declarations(self, get, world, lines, run_match):
        world.imss_bc_1.latitude = None
        world.imss_bc_1.save()
        run = run_match()
        Proposal.objects.update(supply_open=True)
        words = text(get("sector", address("_proposals", run.pk)))
        assert "Ubicación aproximada" in words
        assert "Registro sin finalizar" in words
        assert "Dato sintético" in words


class TestDeciding:
    def choose(self, post, who, run, act, *proposals, **data):
        ids = {"propuesta": [p.pk for p in proposals], "acto": act}
        return post(who, address("_decide", run.pk), **ids, **data)

    def test_first_asks_then_does(self, post, run, proposal):
        asked = self.choose(post, "coordinator", run, "accept", proposal)
        assert (asked.status_code, "Sí, aceptar" in text(asked)) == (200, True)
        proposal.refresh_from_db()
        assert proposal.state == "proposed"
        back = address("_proposals", run.pk) + "?causa=staff"
        done = self.choose(
            post, "coordinator", run, "accept", proposal, confirmar="1", side="supply", volver=back
        )
        assert (done.status_code, done.url) == (302, back)
        proposal.refresh_from_db()
        assert proposal.state == "supply_accepted"

    def test_leads_back_only_inside(self, post, run, proposal):
        for evil in ("https://example.org/", "//example.org/"):
            done = self.choose(
                post, "coordinator", run, "reject", proposal,
                confirmar="1", side="supply", reason="Sin quirófano disponible", volver=evil,
            )  # fmt: skip
            assert "example.org" not in (done.url if done.status_code == 302 else "")

    def test_a_short_reason_is_said_at_its_field_and_kept(self, post, run, proposal):
        answer = self.choose(
            post, "coordinator", run, "reject", proposal, confirmar="1", side="supply", reason="lejos"
        )
        assert answer.status_code == 422
        page = answer.content.decode()
        assert "El rechazo necesita un motivo escrito" in page
        assert ">lejos</textarea>" in page.replace("\n", "")

    def test_closing_with_number_and_password(self, post, run, proposal, accept):
        accept(proposal, "supply", "demand")
        wrong = self.choose(
            post, "coordinator", run, "close", proposal, confirmar="1", number="CV-1/26", password="no"
        )
        assert wrong.status_code == 422
        assert "La contraseña no es correcta" in text(wrong)
        right = self.choose(
            post, "coordinator", run, "close", proposal, confirmar="1", number="CV-1/26", password=PASSWORD
        )
        assert right.status_code == 302
        proposal.refresh_from_db()
        assert proposal.agreement_number == "CV-1/26"

    def test_a_state_that_does_not_allow_it_is_told_on_the_page(self, post, run, proposal):
        answer = self.choose(
            post, "coordinator", run, "close", proposal, confirmar="1", number="CV-1/26", password=PASSWORD
        )
        assert answer.status_code == 409
        assert f"No se puede cerrar como convenio la propuesta {proposal.label}" in text(answer)

    def test_another_side_is_not_ones_own(self, post, run, proposal):
        answer = self.choose(post, "coordinator", run, "accept", proposal, confirmar="1", side="demand")
        assert answer.status_code == 200  # the form offers only the own side
        proposal.refresh_from_db()
        assert proposal.state == "proposed"

    @pytest.mark.parametrize("who", ["auditor", "head"])
    def test_readers_cannot(self, post, run, proposal, who):
        answer = self.choose(post, who, run, "accept", proposal, confirmar="1", side="supply")
        assert answer.status_code == 403
        proposal.refresh_from_db()
        assert proposal.state == "proposed"

    def test_nothing_chosen_and_unknown_acts(self, post, run, proposal):
        assert self.choose(post, "coordinator", run, "accept").status_code == 422
        assert self.choose(post, "coordinator", run, "delete", proposal).status_code == 404


def test_the_page_of_a_proposal_follows_its_life(get, run, proposal, accept):
    url = address("_proposal", proposal.pk)
    assert "Todavía no acepta" in text(get("coordinator", url))
    accept(proposal, "supply", "demand")
    words = text(get("coordinator", url))
    assert "Aceptada por ambas partes" in words
    assert "aceptó la propuesta 1-00001 por quien requiere" in words
    assert "No se puede aceptar por quien ofrece la propuesta 1-00001" in words
    assert get("head_hgo", url).status_code == 404


class TestMap:
    def test_draws_flows_and_unmet(self, world, run):
        found = flow_map(run, world.users["sector"], world.now)
        assert [(a.patients, a.lat, a.to_lat) for a in found.arrows] == [(6, 32.1, 32.1), (4, 32.2, 32.1)]
        roles = sorted((s.role, s.patients) for s in found.spots)
        assert roles == [
            ("Faltante sin atender", 3), ("Faltante sin atender", 4), ("Ofrece", 10), ("Requiere", 4),
            ("Requiere", 6),
        ]  # fmt: skip

    def test_of_one_state(self, world, run):
        hidalgo = next(state for state in states_of(run) if state.name == "Hidalgo")
        found = flow_map(run, world.users["sector"], world.now, hidalgo)
        assert (found.arrows, found.unmet) == ([], 4)

    @pytest.mark.parametrize("theme", ["light", "dark"])
    def test_is_a_picture_in_each_theme(self, get, run, theme):
        answer = get("sector", address("_map", run.pk), tema=theme)
        assert answer["Content-Type"] == "image/svg+xml"
        svg = answer.content.decode()
        assert svg.startswith("<svg")
        for words in ("Ofrece", "Requiere", "Faltante sin atender", "Pacientes al mes por flujo"):
            assert words in svg

    def test_shows_each_person_their_own(self, world, run):
        whole = picture(run, world.users["sector"], world.now, "light")
        assert picture(run, world.users["head_hgo"], world.now, "light") == ""
        assert whole == picture(run, world.users["auditor"], world.now, "light")

    def test_without_anything_to_draw_is_not_found(self, get, run):
        assert get("head_hgo", address("_map", run.pk)).status_code == 404

    def test_page_says_the_same_in_words(self, get, run):
        page = get("sector", address("_run", run.pk)).content.decode()
        assert "2 flujos entre unidades: 10 pacientes al mes" in page
        assert "Ver los flujos mayores en tabla" in page


def test_workbook_holds_every_row_the_person_may_see(get, run):
    def sheets(who):
        answer = get(who, address("_workbook", run.pk))
        book = openpyxl.load_workbook(io.BytesIO(b"".join(answer.streaming_content)))
        return {sheet.title: [[c.value for c in row] for row in sheet][1:] for sheet in book}

    whole = sheets("sector")
    assert sorted((row[2], row[5], row[9], row[10]) for row in whole["Propuestas"]) == [
        ("BCIMS000001", "BCISS000001", 6, 0),
        ("BCIMS000002", "BCISS000001", 4, 11.1),
    ]
    assert [row[:4] for row in whole["Por instituciones"]] == [["ISSSTE", "IMSS", 2, 10]]
    assert {(row[1], row[5], row[7]) for row in whole["Sin atender"]} == {
        ("BCIMS000002", 3, "No alcanza para todos"),
        ("HGIMS000001", 4, "Ninguno dentro de la distancia"),
    }
    assert sheets("coordinator")["Sin atender"] == []


def test_pair_sheet_is_for_who_sees_the_pair(get, run, world):
    url = address("_sheet", run.pk, world.issste.pk, world.imss.pk)
    answer = get("coordinator", url)
    assert (answer.status_code, answer["Content-Type"]) == (200, "application/pdf")
    assert get("head_hgo", url).status_code == 404
    assert get("sector", address("_sheet", run.pk, world.imss.pk, world.issste.pk)).status_code == 404


def test_rows_cost_no_queries_of_their_own(client_as, world, run, run_match, django_assert_max_num_queries):
    for product in world.products[1:]:
        declare(world, world.issste_bc_1, product, surplus=5)
        declare(world, world.imss_bc_1, product, shortage=5)
    again = run_match()
    client = client_as(world.users["sector"])
    with django_assert_max_num_queries(16):  # session, person, grants, menu and notices included
        assert client.get(address("_proposals", again.pk)).status_code == 200
