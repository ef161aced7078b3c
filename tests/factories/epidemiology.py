"""A record of each kind of the epidemiological register and of form D, for tests that need any one."""

from cauce.domains.oralhealth.models import (
    AuditedRecord,
    Brigade,
    Cost,
    Exam,
    ProtectiveFactor,
    RecordAudit,
    RinseRegister,
    Study,
)

from .panama import DAY, MONTH


def epidemiological_values(panama, row) -> dict:
    """A record of each kind of the epidemiological register and of form D."""
    kept = {"facility": panama.pedregal, "saved_at": panama.at, "saved_by": panama.regional}
    study = Study.objects.create(phase="centinela", name="S", place=panama.chiriqui, starts_on=DAY)
    brigade = Brigade.objects.create(**kept, date=DAY, school="A")
    audit = RecordAudit.objects.create(**kept, year=2026, seen=0, complying=0, size=1)
    return {
        "study": study,
        "brigade": brigade,
        "exam": Exam.objects.create(**kept, date=DAY, month=MONTH, period=20260314, person="1"),
        "factor": ProtectiveFactor.objects.create(**kept, kind="barniz", date=DAY, point="A", value=1),
        "cost": Cost.objects.create(**kept, month=MONTH, activity="07", amount=1),
        "register": RinseRegister.objects.create(
            **kept, school="A", year=2026, enrolled=1, covered=1, weeks=1
        ),
        "audit": audit,
        "audited": AuditedRecord.objects.create(audit=audit, position=1, row=row),
        "year": 2026,
        "size": 5,
    }
