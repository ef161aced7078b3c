"""What waits for each role in prior authorisation, and that no line says who the patient is."""

import pytest

from cauce.core.todo import todo_for
from cauce.domains.authorizations import actions
from cauce.domains.authorizations.pending import waiting
from cauce.domains.authorizations.rules.signals import Finding, Kind


def titles(user, at):
    return [item.title for item in waiting(user, at)]


def test_a_physician_sees_drafts_and_questions_with_their_term(scene):
    scene.draft(1)
    request = scene.claimed(2)
    info = actions.ask_information(
        by=scene.reviewer, at=scene.at, request=request, question="¿Hay radiografía?"
    )
    answer, draft = waiting(scene.physician, scene.at)
    assert answer.title == f"Responder lo que piden sobre {request.folio}"
    assert answer.detail == "¿Hay radiografía?"
    request.refresh_from_db()
    assert answer.due_at == request.due_at
    assert draft.title == "Terminar y enviar un borrador"
    assert draft.detail.startswith("Resonancia magnética de columna lumbar · guardado el 20/05/2026")
    actions.answer_information(
        by=scene.physician, at=scene.later(1), info=info, answer="Sí, se adjunta aquí."
    )
    assert titles(scene.physician, scene.later(1)) == ["Terminar y enviar un borrador"]


@pytest.mark.parametrize("items", [None, [], "x", [3], [{}], [{"service": "NADA"}], [{"service": None}]])
def test_a_draft_typed_in_any_way_is_a_line(scene, items):
    draft = scene.draft(1)
    draft.draft = {"items": items}
    draft.save()
    [line] = waiting(scene.physician, scene.at)
    assert line.detail.startswith("Guardado el")


def test_many_drafts_are_one_line(scene):
    for _n in range(6):
        scene.draft(1)
    assert titles(scene.physician, scene.at) == ["6 borradores sin enviar"]


def test_a_reviewer_sees_the_queue_by_its_first_term_and_what_they_hold(scene):
    first, held = scene.submitted(1), scene.claimed(2)
    mine, queue = waiting(scene.reviewer, scene.at)
    assert mine.title == f"Resolver {held.folio}"
    assert queue.title == "1 solicitud en su bandeja de revisión"
    assert queue.detail.endswith(first.folio)
    assert queue.due_at == first.due_at
    assert titles(scene.elsewhere, scene.at) == []


def test_an_appeal_goes_from_coordination_to_its_reviewer(scene):
    request = scene.decided(1, "denied")
    appeal = actions.file_appeal(
        by=scene.physician,
        at=scene.later(1),
        request=request,
        sequences=[1],
        grounds="El estudio no lo muestra",
    )
    assert titles(scene.coordination, scene.later(1)) == [f"Asignar revisor al recurso de {request.folio}"]
    actions.assign_appeal(by=scene.coordination, at=scene.later(1), appeal=appeal, reviewer=scene.second)
    assert titles(scene.coordination, scene.later(1)) == []
    assert titles(scene.second, scene.later(1)) == [f"Resolver el recurso de {request.folio}"]


def test_coordination_sees_what_is_overdue_and_signals(scene):
    request = scene.submitted(1)
    finding = Finding(Kind.COPIED, "1", {"requests": 5}, ())
    actions.raise_signal(by=None, at=scene.at, place=scene.issste_bc, finding=finding)
    late, signal = waiting(scene.coordination, scene.later(8))
    assert late.title == "1 solicitud con el plazo vencido"
    assert late.is_late(scene.later(8))
    assert request.folio in late.detail
    assert signal.title == "1 señal por revisar"
    assert titles(scene.watcher, scene.at) == ["1 señal por revisar"]


def test_a_second_opinion_waits_for_who_gives_it(scene):
    request = scene.decided(1)
    actions.assign_double_review(by=scene.coordination, at=scene.at, request=request, reviewer=scene.third)
    assert titles(scene.third, scene.at) == [f"Dar una segunda opinión sobre {request.folio}"]


@pytest.mark.parametrize("who", ["physician", "reviewer", "coordination", "watcher", "centre", "desk"])
def test_no_line_names_a_patient(scene, who):
    scene.draft(1)
    scene.submitted(2)
    scene.claimed(3)
    scene.appealed(4)
    for item in todo_for(scene.people[who], scene.later(8)):
        assert "Sintética" not in f"{item.title} {item.detail}"
