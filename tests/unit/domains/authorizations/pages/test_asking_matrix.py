"""Who may open each page of asking, written by hand from the specification: every person at every address."""

import pytest
from django.urls import reverse

from cauce.domains.authorizations import actions
from tests.factories.authorizations import AT
from tests.matrix import read_table

# "x": may (also: may after writing a reason); "-": refused. Own: their requests; the others meet somebody else's.
TABLE = """
                       home new urgent paper list find draft request file answer cancel withdraw correct appeal desist save attach
physician     own       x    x   x      -     x    x    x     x       x    x      x      x        x       x      x      x    x
colleague     unit      x    x   x      -     x    x    -     x       x    -      -      -        -       -      -      -    -
desk          unit      x    -   -      x     x    x    -     x       x    -      -      -        -       -      -      -    -
reviewer      queue     x    -   -      -     -    -    -     x       -    -      -      -        -       -      -      -    -
second        none      x    -   -      -     -    -    -     x       -    -      -      -        -       -      -      -    -
elsewhere     none      x    -   -      -     -    -    -     -       -    -      -      -        -       -      -      -    -
centre        none      x    -   -      -     -    -    -     -       -    -      -      -        -       -      -      -    -
coordination  region    x    -   -      -     x    -    -     x       x    -      -      -        -       -      -      -    -
watcher       region    x    -   -      -     x    -    -     x       x    -      -      -        -       -      -      -    -
stranger      none      -    -   -      -     -    -    -     -       -    -      -      -        -       -      -      -    -
"""
HEADER, *LINES = TABLE.strip("\n").splitlines()
CELLS = read_table("\n".join([HEADER.strip(), *LINES]))
SAVE = "/autorizaciones/solicitar/guardar/"


@pytest.fixture
def now():
    """Pages live at the scene's instant."""
    return AT


@pytest.fixture
def calls(scene):
    """column → (method, address, data)."""
    draft, waiting, asked = scene.draft(1), scene.submitted(2), scene.claimed(3)
    actions.ask_information(by=scene.reviewer, at=AT, request=asked, question="¿Hay placa?")
    denied, appealed = scene.decided(4, "denied"), scene.appealed(5).request

    def at(name, *args):
        return reverse(f"authorizations:{name}", args=args)

    return {
        "home": ("get", at("home"), {}),
        "new": ("get", at("new_request"), {}),
        "urgent": ("get", at("emergency"), {}),
        "paper": ("get", at("transcribe"), {}),
        "list": ("get", at("requests"), {}),
        "find": ("get", at("find_services"), {"q": "columna"}),
        "draft": ("get", at("draft", draft.uid), {}),
        "request": ("get", at("request", waiting.uid), {}),
        "file": ("get", at("evidence", waiting.uid, waiting.evidence.get().pk), {}),
        "answer": ("get", at("answer", asked.uid), {}),
        "cancel": ("get", at("cancel", waiting.uid), {}),
        "withdraw": ("get", at("withdraw_item", waiting.uid, 1), {}),
        "correct": ("get", at("resubmit", denied.uid), {}),
        "appeal": ("get", at("appeal_new", denied.uid), {}),
        "desist": ("get", at("appeal_withdraw", appealed.uid), {}),
        "save": ("post", SAVE, {"uid": draft.uid, "version": draft.version, "accion": "guardar"}),
        "attach": ("post", at("attach", waiting.uid), {}),
    }


@pytest.mark.parametrize(("who", "relation"), CELLS)
def test_each_person_opens_exactly_what_the_table_says(scene, client_as, calls, who, relation):
    from tests.factories import UserFactory

    client = client_as(UserFactory() if who == "stranger" else getattr(scene, who))
    expected, found = CELLS[who, relation], {}
    assert set(expected) == set(calls)
    for column, (method, address, data) in calls.items():
        answer = getattr(client, method)(address, data)
        # The file is not on the disk: 404 is past the door. What a form lacks is 422.
        assert answer.status_code in (200, 302, 403, 404, 422), (column, answer.status_code)
        found[column] = answer.status_code != 403
    assert found == expected


def test_nobody_enters_without_signing_in(client, calls):
    for method, address, data in calls.values():
        answer = getattr(client, method)(address, data)
        assert answer.status_code == 302
        assert "/cuenta/login/" in answer["Location"]


def test_the_table_has_every_address_of_asking(calls):
    from cauce.domains.authorizations.urls_asking import urlpatterns

    assert len(urlpatterns) == len(calls) + 1  # find_diagnoses asks as find_services


def test_every_owners_act_is_refused_to_others_also_when_posted(scene, client_as, calls):
    """A POST straight to the address changes nothing."""
    colleague = client_as(scene.colleague)
    for column in ("answer", "cancel", "withdraw", "correct", "appeal", "desist"):
        address = calls[column][1]
        data = {"reason": "Un motivo suficiente", "answer": "x", "grounds": "Un fundamento", "items": "1"}
        assert colleague.post(address, data).status_code == 403, column
