"""A whole-size prior authorisation in a database: made by SQL inside it, so that a million requests take minutes.

A region and its neighbour. What a reviewer has waiting is the same at every size (WAITING requests of their region and
speciality); what grows is the history around it: decided requests with their item, decision, number, look-up, reading
and stretch of time, one patient for every three. All synthetic; the guards' triggers are off while it is filled.
"""

import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

NOW = datetime(2026, 5, 20, 16, 0, tzinfo=UTC)
WAITING = 500
ELSEWHERE = 50  # one of so many waits in another region
PHYSICIANS = 200
NUMBERS = 300  # authorisations with a number that can be typed
PATIENTS = 3  # requests for each patient


@dataclass(slots=True)
class Built:
    """requests: how many; scene: the people and places of the tests; numbers: some that can be looked up."""

    requests: int
    scene: Any
    numbers: list[str]


def connect(url: str, folder: str) -> None:
    """Point Django at a database (before anything imports the settings)."""
    os.environ |= {
        "DATABASE_URL": url,
        "DJANGO_SETTINGS_MODULE": "cauce.config.settings",
        "CAUCE_ENV": "test",
        "CAUCE_MODULES": "exchange,oralhealth,authorizations",
        "CAUCE_VAR_DIR": folder,
        "CAUCE_LOG_LEVEL": "ERROR",
    }
    import django

    django.setup()


def build(requests: int) -> Built:
    """Migrate and fill the connected, empty database."""
    from django.core.management import call_command

    call_command("migrate", verbosity=0)
    return fill(requests)


def fill(requests: int) -> Built:
    """The same in a migrated database."""
    from django.db import transaction

    from cauce.core.statistics import refresh_statistics
    from tests.factories.authorizations import make_scene

    scene = make_scene()
    with transaction.atomic(), _without_guards():
        _History(scene, requests).write()
        numbers = _readable_numbers(requests)
    refresh_statistics()
    return Built(requests, scene, numbers)


@contextmanager
def _without_guards() -> Iterator[None]:
    """Triggers are for those who write with intent; a million rows that are right by construction need none."""
    from django.db import connection

    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SET LOCAL session_replication_role = replica")
            yield
            cursor.execute("SET LOCAL session_replication_role = origin")
            return
        cursor.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'")
        triggers = cursor.fetchall()
        for name, _sql in triggers:
            cursor.execute(f'DROP TRIGGER "{name}"')
        yield
        for _name, sql in triggers:
            cursor.execute(sql)


class _History:
    """Writes every table with one INSERT … SELECT; `n` is the request's number, from 1."""

    def __init__(self, scene: Any, requests: int) -> None:
        from django.db import connection

        self.scene, self.requests = scene, requests
        self.is_postgresql = connection.vendor == "postgresql"
        self.cursor = connection.cursor()

    def write(self) -> None:
        """All tables, then their sequences."""
        from django.core.management.color import no_style
        from django.db import connection

        from cauce.domains.authorizations import models as m

        physicians = self._physicians()
        plans = self._plans(m, physicians)
        for model, (where, count, values) in plans.items():
            self._insert(model, count, where, values)
        for sql in connection.ops.sequence_reset_sql(no_style(), list(plans)):
            self.cursor.execute(sql)

    def _physicians(self) -> int:
        """Accounts who asked; the id of the first, the others follow."""
        from cauce.core.accounts.models import User

        made = User.objects.bulk_create(
            User(username=f"bench-{n}", email=f"bench{n}@example.org", password="!")
            for n in range(PHYSICIANS)
        )
        return made[0].pk

    def _plans(self, m: Any, physician: int) -> dict[Any, tuple[str, int, Mapping[str, str]]]:
        """model → (condition on n, how many n, column → SQL)."""
        s = self.scene
        entry, policy = s.entries["IMG-RM"].pk, m.ServicePolicy.objects.get(code="IMG-RM").pk
        open_ = f"(n <= {WAITING} OR n % {ELSEWHERE} = 0)"
        age = f"CASE WHEN {open_} THEN n % 6 ELSE 30 + n % 700 END"
        sent, decided = self.moment(age), self.moment(f"({age} - 1)")
        day, person = self.day(age), f"{self._first(m.Patient)} + (n - 1) / {PATIENTS}"
        asker = (
            f"CASE WHEN n % {PHYSICIANS} = 0 THEN {s.physician.pk} ELSE {physician} + n % {PHYSICIANS} END"
        )
        first = {model: self._first(model) for model in (m.Request, m.Item, m.Decision, m.Authorisation)}
        state = f"CASE WHEN {open_} THEN 'in_review' ELSE 'decided' END"
        here = f"n <= {WAITING} OR (NOT {open_} AND n % 2 = 0)"
        unit = f"CASE WHEN {here} THEN {s.issste_bc_1.pk} ELSE {s.issste_hgo_1.pk} END"
        region = f"CASE WHEN {here} THEN {s.issste_bc.pk} ELSE {s.issste_hgo.pk} END"
        words = "'Justificación sintética del caso ' || n || ', con antecedentes, exploración y tratamiento previo.'"
        request = {
            "id": f"{first[m.Request]} + n", "uid": self.uid("n"), "state": state, "requester_id": asker,
            "folio": f"'SOL-2025-' || {self.padded('n')} || '-0'", "tracking_code": "'SECRETO1'",
            "outcome": f"CASE WHEN {open_} THEN '' ELSE 'approved' END", "patient_id": person,
            "registered_by_id": asker, "unit_id": unit, "region_id": region, "setting": "'ambulatory'",
            "speciality": f"CASE WHEN n <= {WAITING} THEN 'RADIO' ELSE 'ORTO' END", "diagnosis": "'M54.5'",
            "priority": "CASE WHEN n % 9 = 0 THEN 'urgent' ELSE 'standard' END", "channel": "'digital'",
            "physician_name": "'Médica sintética'", "justification": words, "fingerprint": "'f' || n",
            "submitted_at": sent, "created_at": sent, "saved_at": sent, "saved_by_id": asker,
            "desired_date": day, "due_at": self.moment(f"({age} - 7)"), "version": "2",
            "decided_at": f"CASE WHEN {open_} THEN NULL ELSE {decided} END",
            "gross_seconds": f"CASE WHEN {open_} THEN NULL ELSE 86400 END",
            "net_seconds": f"CASE WHEN {open_} THEN NULL ELSE 86400 END",
        }  # fmt: skip
        patient = {
            "id": f"{self._first(m.Patient)} + n - 1", "uid": self.uid("n + 500000000"),
            "curp": f"'BENCH' || {self.padded('n')}", "given_name": "'Persona'", "first_surname": "'Sintética'",
            "birth_date": self.day("20000"), "sex": "'M'", "saved_at": self.moment("900"),
            "saved_by_id": str(s.physician.pk), "synthetic": "TRUE", "version": "1",
        }  # fmt: skip
        item = {
            "id": f"{first[m.Item]} + n", "request_id": f"{first[m.Request]} + n", "sequence": "1", "quantity": "1",
            "patient_id": person, "service_id": str(entry), "service_code": "'IMG-RM'", "policy_id": str(policy),
            "category": "'imaging'", "date_from": day, "date_to": self.day(f"({age} - 90)"),
            "state": f"CASE WHEN {open_} THEN 'pending' ELSE 'approved' END",
            "quantity_granted": f"CASE WHEN {open_} THEN NULL ELSE 1 END",
        }  # fmt: skip
        decision = {
            "id": f"{first[m.Decision]} + n", "item_id": f"{first[m.Item]} + n", "level": "1",
            "outcome": "'approved'", "quantity": "1", "at": decided, "by_id": str(s.reviewer.pk),
        }  # fmt: skip
        number = {
            "id": f"{first[m.Authorisation]} + n", "number": f"'ST2-2025-' || {self.padded('n')} || '-0'",
            "item_id": f"{first[m.Item]} + n", "decision_id": f"{first[m.Decision]} + n", "service_id": str(entry),
            "service_code": "'IMG-RM'", "units": "1", "valid_from": day, "valid_until": self.day("-90"),
            "state": "'active'", "issued_at": decided, "state_at": decided, "qr": "'QR'",
        }  # fmt: skip
        look_up = {
            "typed": "'ST2'", "authorisation_id": f"{first[m.Authorisation]} + n", "at": decided, "by_id": asker,
            "unit_id": str(s.issste_bc_2.pk), "answer": "'found'",
        }  # fmt: skip
        read = {
            "request_id": f"{first[m.Request]} + n", "by_id": asker, "at": decided, "basis": "'reviewer'",
            "identity": "TRUE", "door": "'page'",
        }  # fmt: skip
        stretch = {
            "request_id": f"{first[m.Request]} + n", "paused": "FALSE", "starts_at": sent,
            "ends_at": f"CASE WHEN {open_} THEN NULL ELSE {decided} END",
        }  # fmt: skip
        done = f"NOT {open_}"
        return {
            m.Patient: ("TRUE", self.requests // PATIENTS + 1, patient),
            m.Request: ("TRUE", self.requests, request),
            m.Item: ("TRUE", self.requests, item),
            m.Decision: (done, self.requests, decision),
            m.Authorisation: (done, self.requests, number),
            m.LookUp: (done, self.requests, look_up),
            m.ReadLog: ("TRUE", self.requests, read),
            m.ClockSegment: ("TRUE", self.requests, stretch),
        }

    def _insert(self, model: Any, count: int, where: str, values: Mapping[str, str]) -> None:
        """One INSERT of all rows; columns that are not said get their default."""
        columns = [f for f in model._meta.concrete_fields if f.column in values or not f.primary_key]
        names = ", ".join(f'"{f.column}"' for f in columns)
        said = ", ".join(values.get(f.column) or self._default(f) for f in columns)
        self.cursor.execute(
            f"WITH RECURSIVE counted(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM counted WHERE n < {count}) "
            f'INSERT INTO "{model._meta.db_table}" ({names}) SELECT {said} FROM counted WHERE {where}'
            if self.is_postgresql
            else f'INSERT INTO "{model._meta.db_table}" ({names}) '
            f"WITH RECURSIVE counted(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM counted WHERE n < {count}) "
            f"SELECT {said} FROM counted WHERE {where}"
        )

    def _default(self, field: Any) -> str:
        kind = field.get_internal_type()
        if kind == "JSONField":
            text = "'[]'" if field.default is list else "'{}'"
            return f"{text}::jsonb" if self.is_postgresql else text
        if field.null:
            return "NULL"
        if kind == "BooleanField":
            return "FALSE"
        if kind in ("CharField", "TextField"):
            return "''"
        if kind.endswith("IntegerField"):
            return str(int(field.get_default()))
        raise ValueError(f"{field} has no default")

    def _first(self, model: Any) -> int:
        """The highest id that is taken."""
        last = model.objects.order_by("-pk").values_list("pk", flat=True).first()
        return (last or 0) + 1

    def moment(self, days: str) -> str:
        """So many days before NOW."""
        if self.is_postgresql:
            return f"(TIMESTAMPTZ '{NOW:%Y-%m-%d %H:%M:%S}+00' - ({days}) * INTERVAL '1 day')"
        return f"strftime('%Y-%m-%d %H:%M:%S', '{NOW:%Y-%m-%d %H:%M:%S}', (-({days})) || ' days')"

    def day(self, days: str) -> str:
        """The day so many days before NOW's."""
        if self.is_postgresql:
            return f"(DATE '{NOW:%Y-%m-%d}' - ({days}))"
        return f"date('{NOW:%Y-%m-%d}', (-({days})) || ' days')"

    def uid(self, number: str) -> str:
        """A UUID that holds the number."""
        if self.is_postgresql:
            return f"lpad(to_hex({number}), 32, '0')::uuid"
        return f"printf('%032x', {number})"

    def padded(self, number: str) -> str:
        """Eight figures."""
        if self.is_postgresql:
            return f"lpad(({number})::text, 8, '0')"
        return f"printf('%08d', {number})"


def _readable_numbers(requests: int) -> list[str]:
    """Some of the decided requests get a number whose check character holds, spread over the whole table."""
    from cauce.domains.authorizations.models import Authorisation
    from cauce.domains.authorizations.rules.number import AUTHORISATION, make

    keys = list(Authorisation.objects.order_by("pk").values_list("pk", flat=True))
    chosen = keys[:: max(len(keys) // NUMBERS, 1)][:NUMBERS]
    found, last = [], 0
    for key in chosen:
        number = make(AUTHORISATION, 2026, last)
        last = number.sequence
        Authorisation.objects.filter(pk=key).update(number=str(number))
        found.append(str(number))
    return found
