"""The centre's pages: looking a number up, using its units, reversing; and the coordination's lists and stops."""

import io
import json
import struct
import uuid
import zlib

import pytest
import segno
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from cauce.domains.authorizations import actions
from cauce.domains.authorizations.models import Authorisation, LookUp, Use
from tests.factories.authorizations import AT, TODAY, curp

CENTRE = "centre"


@pytest.fixture
def number(scene) -> Authorisation:
    return scene.number(1)


@pytest.fixture
def at_centre(client_as, scene):
    return client_as(scene.centre)


def address(name: str, number: Authorisation, *more) -> str:
    return reverse(f"authorizations:{name}", args=[number.number, *more])


def ask(client, typed: str, **more):
    return client.post(reverse("authorizations:look_up"), {"number": typed, **more}, follow=True)


def text(answer) -> str:
    return answer.content.decode()


def picture(content: str) -> SimpleUploadedFile:
    out = io.BytesIO()
    segno.make(content, error="q").save(out, kind="png", scale=6, border=4)
    return SimpleUploadedFile("foto.png", out.getvalue(), content_type="image/png")


def bomb() -> bytes:
    """The beginning of a picture that says it is 60,000 pixels wide and high."""
    head = b"IHDR" + struct.pack(">IIBBBBB", 60_000, 60_000, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + struct.pack(">I", 13) + head + struct.pack(">I", zlib.crc32(head))


def use(client, number, units=1, key=None, day=TODAY, **options):
    sent = {"units": units, "performed_on": day, "key": key or uuid.uuid4()}
    return client.post(address("consume", number), sent, follow=True, **options)


class TestLookUp:
    def test_a_number_as_people_type_it_opens_its_page_and_is_logged_once(self, at_centre, scene, number):
        answer = ask(at_centre, number.number.lower().replace("-", " "))
        said = text(answer)
        assert answer.redirect_chain[0][0].startswith(address("authorisation", number))
        for part in (
            "Persona Sintética Número 1",
            "XEXX…",
            "Resonancia magnética",
            "de 2 unidades quedan",
            "Vigente",
        ):
            assert part in said, part
        for hidden in (curp(1), "M54.5", "Lumbago", "irradiación"):
            assert hidden not in said
        assert [(k.answer, k.by, k.unit) for k in LookUp.objects.all()] == [
            ("found", scene.centre, scene.issste_bc_2)
        ]

    def test_the_text_of_the_qr_is_verified_and_opened(self, at_centre, number):
        broken = "\n".join([number.qr[:60], number.qr[60:]])  # as pasted from a message
        assert "Persona Sintética" in text(ask(at_centre, broken))

    def test_a_changed_qr_is_refused_and_kept(self, at_centre, number):
        forged = number.qr.replace(":2:", ":9:")
        answer = ask(at_centre, forged)
        assert answer.status_code == 422
        assert "La firma no corresponde" in text(answer)
        assert "Sintética Número" not in text(answer)
        assert LookUp.objects.get().answer == "malformed"

    def test_a_picture_of_the_paper_is_read(self, at_centre, number):
        answer = ask(at_centre, "", picture=picture(number.qr))
        assert "Persona Sintética" in text(answer)

    @pytest.mark.parametrize(
        "content",
        [b"no picture", b"\x89PNG\r\n\x1a\n broken", b"", bomb()],
        ids=["text", "torn", "empty", "bomb"],
    )
    def test_what_is_no_picture_is_said(self, at_centre, scene, content):
        answer = ask(at_centre, "", picture=SimpleUploadedFile("foto.png", content))
        assert answer.status_code == 422
        assert "No se encontró ningún código" in text(answer) or "Falta el número" in text(answer)

    @pytest.mark.parametrize(
        ("typed", "says"),
        [
            ("", "Falta el número"),
            ("hola", "no tiene la forma"),
            ("http://x.mx/verificar/CAU-AU-2026-000001-I/", "solo verifica el papel"),
            ("http://x.mx/autorizaciones/seguimiento/?folio=SOL-2026-00000001-1", "comprobante del paciente"),
        ],
    )
    def test_anything_else_is_explained(self, at_centre, scene, typed, says):
        answer = ask(at_centre, typed)
        assert answer.status_code == 422
        assert says in text(answer)

    def test_a_wrong_character_is_explained(self, at_centre, scene, number):
        wrong = number.number[:-1] + ("A" if number.number[-1] != "A" else "B")
        assert "El último carácter del número no corresponde" in text(ask(at_centre, wrong))
        letter = number.number.replace("-2026-0", "-2026-O")
        assert f"¿Quiso escribir {number.number}?" in text(ask(at_centre, letter))

    def test_another_centre_learns_only_where_it_is_used(self, client_as, scene, number):
        answer = ask(client_as(scene.outsider()), number.number)
        assert answer.status_code == 403
        assert "Unidad sintética 2" in text(answer)
        assert "Sintética Número" not in text(answer)

    def test_an_unknown_number_is_not_there(self, at_centre, scene):
        unknown = "ST2-2026-00000778-"
        valid = next(
            f"{unknown}{c}" for c in "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ" if _valid(f"{unknown}{c}")
        )
        answer = ask(at_centre, valid)
        assert (answer.status_code, LookUp.objects.get().answer) == (404, "unknown")

    def test_too_many_are_limited(self, at_centre, scene, number):
        for _n in range(21):
            answer = ask(at_centre, "hola")
        assert answer.status_code == 429
        assert at_centre.get(address("authorisation", number)).status_code == 429
        assert LookUp.objects.filter(answer="limited").count() == 2

    def test_who_is_no_centre_has_no_look_up(self, client_as, scene):
        assert client_as(scene.physician).get(reverse("authorizations:look_up")).status_code == 403


def _valid(typed: str) -> bool:
    from cauce.domains.authorizations.rules.number import is_valid

    return is_valid(typed)


class TestUse:
    def test_units_are_used_and_what_is_left_is_said(self, at_centre, scene, number):
        said = text(use(at_centre, number))
        assert "Se registró 1 unidad; quedan 1." in said
        assert "Usada en parte" in said
        kept = Use.objects.get()
        assert (kept.unit, kept.by, kept.performed_on) == (scene.issste_bc_2, scene.centre, TODAY)

    def test_a_double_click_consumes_once(self, at_centre, number):
        key = uuid.uuid4()
        assert use(at_centre, number, key=key).status_code == 200
        assert use(at_centre, number, key=key).status_code == 200
        assert Use.objects.count() == 1

    def test_beyond_the_units_is_refused_with_how_many_are_left(self, at_centre, number):
        use(at_centre, number)
        answer = use(at_centre, number, units=2)
        assert answer.status_code == 409
        assert "Quedan 1 de 2 unidades; no se pueden usar 2." in text(answer)
        use(at_centre, number)
        third = use(at_centre, number)
        assert third.status_code == 409
        assert "No quedan unidades" in text(third)
        assert Use.objects.count() == 2

    @pytest.mark.parametrize(
        ("sent", "says"),
        [
            ({"units": "0"}, "no es una cantidad"),
            ({"units": "tres"}, "no es una cantidad"),
            ({"day": "ayer"}, "no es una fecha"),
            ({"day": "2026-05-25"}, "no está dentro de la vigencia"),
            ({"day": "2026-05-01"}, "no está dentro de la vigencia"),
            ({"key": "x"}, "Recargue la página"),
        ],
    )
    def test_what_is_wrong_is_said_and_nothing_is_used(self, at_centre, number, sent, says):
        answer = use(at_centre, number, **sent)
        assert answer.status_code == 422
        assert says in text(answer)
        assert not Use.objects.exists()

    def test_a_stopped_number_shows_why_and_offers_no_form(self, at_centre, scene, number):
        actions.suspend_authorisation(
            by=scene.coordination, at=AT, authorisation=number, reason="Se aclara un dato"
        )
        said = text(at_centre.get(address("authorisation", number)))
        assert "Se aclara un dato" in said
        assert "Registrar uso" not in said.split("</aside>")[0].split('id="ayuda"')[0]
        assert use(at_centre, number).status_code == 409

    def test_after_the_last_day_it_says_so(self, client_as, scene, number, monkeypatch):
        from types import SimpleNamespace

        later = scene.later(200)
        monkeypatch.setattr("cauce.web.middleware.timezone", SimpleNamespace(now=lambda: later))
        client = client_as(scene.centre)
        monkeypatch.setattr("cauce.web.middleware.timezone", SimpleNamespace(now=lambda: later))
        assert "Venció el" in text(client.get(address("authorisation", number)))

    def test_a_use_is_reversed_with_a_reason_and_both_stay(self, at_centre, scene, number):
        one = scene.used(number, at=AT)
        without = at_centre.post(address("reverse_use", number, one.pk), {"motivo": "no"})
        assert without.status_code == 422
        answer = at_centre.post(
            address("reverse_use", number, one.pk),
            {"motivo": "Se registró al paciente equivocado"},
            follow=True,
        )
        said = text(answer)
        assert "de 2 unidades quedan" in said
        assert "Se registró al paciente equivocado" in said
        assert Use.objects.count() == 2

    def test_as_json_for_the_device_that_kept_it(self, at_centre, number):
        key, accept = uuid.uuid4(), {"headers": {"accept": "application/json"}}
        told = [json.loads(use(at_centre, number, units=2, key=key, **accept).content) for _n in range(2)]
        assert told[0] == told[1] | {"left": 0} == {"number": number.number, "units": 2, "left": 0}
        refused = use(at_centre, number, **accept)
        assert (refused.status_code, refused.json()["problems"][0]["rule"]) == (409, "AP-77")
        unknown = at_centre.post("/autorizaciones/numeros/hola/uso/", {}, **accept)
        assert (unknown.status_code, unknown.json()["problems"][0]["rule"]) == (422, "AP-70")

    def test_what_somebody_else_kept_on_the_device_is_not_entered(self, at_centre, scene, number):
        sent = {"units": 1, "performed_on": TODAY, "key": uuid.uuid4(), "persona": scene.other_centre.pk}
        told = at_centre.post(address("consume", number), sent, headers={"accept": "application/json"})
        assert (told.status_code, told.json()["problems"][0]["rule"]) == (409, "AP-82")
        assert not Use.objects.exists()


class TestOffline:
    def test_the_page_holds_keys_and_names_and_no_patient(self, at_centre, scene, number):
        from cauce.core.documents.keys import public_keys

        answer = at_centre.get(reverse("authorizations:offline"))
        assert json.loads(answer.context["keys"]) == public_keys()
        assert json.loads(answer.context["does"]) == {
            scene.issste_bc_2.code: ["CADERA", "IMG-RM", "IMG-RX", "REHAB"]
        }
        assert "Sintética Número" not in text(answer)
        assert number.number not in text(answer)
        assert "camera=(self)" in answer["Permissions-Policy"]

    def test_it_is_for_centres(self, client_as, scene):
        for name, status in (("centre", 200), ("physician", 403), ("coordination", 403)):
            assert client_as(scene.people[name]).get(reverse("authorizations:offline")).status_code == status

    def test_its_worker_is_asked_for_at_each_visit(self, at_centre, scene):
        answer = at_centre.get(reverse("authorizations:worker"))
        assert (answer["Content-Type"], answer["Cache-Control"]) == (
            "text/javascript; charset=utf-8",
            "no-cache",
        )


class TestCoordination:
    def test_it_stops_resumes_and_revokes_with_a_reason(self, client_as, scene, number):
        client = client_as(scene.coordination)
        page = client.get(address("authorisation", number))
        assert "Persona Sintética Número 1" not in text(page)
        assert "Registrar uso" not in text(page)
        for act, state in (("suspender", "suspended"), ("reanudar", "active"), ("revocar", "revoked")):
            sent = {"accion": act, "motivo": "Se revisa una señal de la región"}
            assert client.post(address("authorisation_act", number), sent, follow=True).status_code == 200
            number.refresh_from_db()
            assert number.state == state
        assert "Se revisa una señal de la región" in text(client.get(address("authorisation", number)))

    def test_it_reads_who_looked_the_number_up(self, client_as, scene, number):
        ask(client_as(scene.centre), number.number)
        ask(client_as(scene.outsider()), number.number)
        client = client_as(scene.watcher)
        rows = client.get(address("authorisation", number)).context["look_ups"]
        assert [row["answer"] for row in rows] == ["No era de su centro", "Se mostró"]
        assert client_as(scene.physician).get(address("authorisation", number)).context["look_ups"] is None

    def test_without_a_reason_nothing_changes(self, client_as, scene, number):
        answer = client_as(scene.coordination).post(
            address("authorisation_act", number), {"accion": "suspender"}
        )
        assert answer.status_code == 422
        number.refresh_from_db()
        assert number.state == "active"

    def test_the_list_is_narrowed_and_downloaded(self, client_as, scene, number):
        used = scene.number(2)
        scene.used(used, 2, at=AT)
        client, url = client_as(scene.coordination), reverse("authorizations:authorisations")
        assert {r["found"].number for r in client.get(url).context["rows"]} == {number.number, used.number}
        for query, found in (
            ({"cuales": "sin-usar"}, [number]), ({"estado": "exhausted"}, [used]), ({"q": used.number}, [used]),
            ({"q": "resonancia", "cuales": "detenidas"}, []), ({"cuales": "otra", "estado": "otro"}, [used, number]),
        ):  # fmt: skip
            assert [r["found"].pk for r in client.get(url, query).context["rows"]] == [n.pk for n in found], (
                query
            )
        csv = b"".join(client.get(url, {"formato": "csv", "cuales": "sin-usar"}).streaming_content).decode(
            "utf-8-sig"
        )
        assert number.number in csv
        assert used.number not in csv
        assert "Persona" not in csv

    def test_a_long_list_says_that_it_shows_the_newest(self, client_as, scene, number, monkeypatch):
        from cauce.domains.authorizations.views import using_list

        scene.number(2)
        monkeypatch.setattr(using_list, "MOST_LISTED", 2)
        monkeypatch.setattr(using_list, "MOST_COUNTED", 1)
        said = text(client_as(scene.coordination).get(reverse("authorizations:authorisations")))
        assert "Se muestran los 2 más recientes" in said
        assert "1+" in said

    def test_near_expiry_has_units_left(self, client_as, scene, number, monkeypatch):
        from cauce.domains.authorizations.queries.authorisations import Wanted, Which, in_reach, narrowed

        reach = in_reach(scene.coordination, AT)
        near = number.valid_until
        assert list(narrowed(reach, Wanted(Which.NEAR), near)) == [number]
        assert not narrowed(reach, Wanted(Which.NEAR), TODAY).exists()
        assert not narrowed(reach, Wanted(Which.UNUSED), near.replace(year=near.year + 1)).exists()

    def test_a_centre_lists_what_was_sent_to_it_or_used_there(self, client_as, scene, number):
        url = reverse("authorizations:authorisations")
        assert client_as(scene.centre).get(url).context["rows"] == []
        assert "No hay números en esta vista" in text(client_as(scene.centre).get(url))
        sent = scene.number(
            2, items=[{"service": "IMG-RM", "quantity": "1", "place": scene.issste_bc_2.code}]
        )
        scene.used(number, at=AT)
        rows = client_as(scene.centre).get(url).context["rows"]
        assert {r["found"].number for r in rows} == {sent.number, number.number}
        assert client_as(scene.other_centre).get(url).context["rows"] == []


# person → status of: page, list, look-up form, using, reversing, suspending
MATRIX = """
             page list form use reverse stop
physician    200  403  403  403 404     404
colleague    200  403  403  403 404     404
desk         200  403  403  403 404     404
reviewer     200  403  403  403 404     404
third        404  403  403  403 404     404
elsewhere    404  403  403  403 404     404
centre       200  200  200  302 302     404
other_centre 200  200  200  302 404     404
coordination 200  200  403  403 404     302
top          200  200  403  403 404     302
watcher      200  200  403  403 404     404
reporter     403  403  403  403 403     403
outsider     403  200  200  403 404     404
"""
ROWS = [line.split() for line in MATRIX.strip("\n").splitlines()]


@pytest.mark.parametrize("row", ROWS[1:], ids=lambda row: row[0])
def test_who_passes_each_door(client_as, scene, number, row):
    who = scene.outsider() if row[0] == "outsider" else getattr(scene, row[0])
    one = scene.used(number, at=AT)
    client = client_as(who)
    sent = {"units": 1, "performed_on": TODAY, "key": uuid.uuid4(), "motivo": "Un motivo de prueba"}
    doors = {
        "page": lambda: client.get(address("authorisation", number)),
        "list": lambda: client.get(reverse("authorizations:authorisations")),
        "form": lambda: client.get(reverse("authorizations:look_up")),
        "use": lambda: client.post(address("consume", number), sent),
        "reverse": lambda: client.post(address("reverse_use", number, one.pk), sent),
        "stop": lambda: client.post(address("authorisation_act", number), sent | {"accion": "suspender"}),
    }
    expected = dict(zip(ROWS[0], map(int, row[1:]), strict=True))
    assert {name: door().status_code for name, door in doors.items()} == expected
