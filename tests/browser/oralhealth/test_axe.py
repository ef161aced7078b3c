"""Every page of oral health: nothing for axe to find, light and dark; none scrolls sideways on a phone.

The pages are read from the module's own addresses: a new one is visited by itself, or asks here for its parameters.
"""

import pytest
from django.urls import NoReverseMatch, reverse

from cauce.core.demo.seeding import seed_everything
from cauce.domains.oralhealth import actions
from cauce.domains.oralhealth import demo as oral_demo
from cauce.domains.oralhealth import models as m
from cauce.domains.oralhealth.urls import urlpatterns
from tests.fixtures.browser import DESKTOP, PHONE

pytestmark = pytest.mark.browser

# Address → why it is no page to look at.
NO_PAGES = {
    "save_row": "POST", "check_row": "POST", "act": "POST", "check_line": "POST", "month_act": "POST",
    "brigade_act": "POST", "count_exam": "POST", "remove_exam": "POST", "remove_rinses": "POST",
    "indicator_standard": "POST", "indicator_comparison": "POST", "bulletin_ask": "POST",
    "listing_save": "POST", "listing_copy": "POST", "listing_act": "POST",
    "worker": "script", "codes_json": "JSON",
    "brigade_csv": "file", "brigade_xlsx": "file", "population_version": "file", "indicator_pdf": "file",
    "indicator_csv": "file", "indicator_xlsx": "file", "bulletin_pdf": "file", "bulletin_xlsx": "file",
    "listing_file": "file",
    "blank_sheet": "file", "sheet_pdf": "file", "form_preview": "file", "rows_template": "file",
    "rows_problems": "file", "rows_export": "file", "month_export": "file", "indicators_export": "file",
    "form_issue": "POST", "month_comparison_act": "POST", "close_study": "POST",
    "study": "asks for a study: test_forms_axe.py", "study_form": "asks for a study: test_forms_axe.py",
    "record_audit": "asks for an audit: test_forms_axe.py", "audited_record": "asks for an audit: test_forms_axe.py",
    "rows_import": "asks for a file that was sent: its own test",
    "bulletin": "asks for an issued bulletin: test_bulletins.py", "listing": "asks for a saved listing: its own test",
}  # fmt: skip
# Who looks at a page that the national programme may not open.
WRITERS = {
    "new_sheet": "pa.odontologia",
    "sheet": "pa.odontologia",
    "lines": "pa.odontologia",
    "review": "pa.jefatura",
    "rows_imports": "pa.jefatura",
}
# Pages of other parts that the module's people use.
BESIDE = [
    ("pa.nacional", "packages:list"),
    ("pa.jefatura", "packages:list"),
    ("pa.nacional", "packages:keys"),
]
EXAMINERS = {"new_brigade", "brigade", "brigade_head", "new_exam", "exam", "brigades"}
PARAMETERS = {
    "lines": [{"slug": "educacion"}, {"slug": "administrativas"}],
    "indicator": [{"code": "I-1"}, {"code": "I-16"}],
    "indicator_rows": [{"code": "I-1"}],
    "listing_standard": [{"key": "pacientes-por-sexo-y-edad"}],
}


@pytest.fixture
def demo(transactional_db, now, monkeypatch):
    """Panama's demonstration, smaller: one facility, this month."""
    whole = oral_demo.seed
    monkeypatch.setattr(oral_demo, "seed", lambda scene: whole(scene, facilities=1, years=0))
    return seed_everything(at=now, modules=[oral_demo], only=frozenset())


@pytest.fixture
def values(demo, now):
    """One object for each parameter's name, by address."""
    m.Facility.objects.update(is_hospital=True)  # so that it has the monthly form too
    home = m.Facility.objects.order_by("code").first()
    sheet = m.Sheet.objects.filter(state="open").first()
    brigade, exam = m.Brigade.objects.first(), m.Exam.objects.first()
    actions.consolidate_month(
        by=demo_user("pa.reges"), at=now, facility=home.unit, month=202604, confirmed=True
    )
    month = {"code": home.code, "month": 202604}
    return {
        "sheet": [{"uid": sheet.uid}],
        "lines": [{"uid": sheet.uid, **more} for more in PARAMETERS["lines"]],
        "claim": [{"uid": m.Claim.objects.first().uid}],
        "consolidated": [month],
        "month_comparison": [month],
        "hospital_month": [{"code": home.code, "month": 202604}],
        "brigade": [{"uid": brigade.uid}],
        "brigade_head": [{"uid": brigade.uid}],
        "new_exam": [{"uid": brigade.uid}],
        "exam": [{"uid": brigade.uid, "exam_uid": exam.uid}],
        **{name: given for name, given in PARAMETERS.items() if name != "lines"},
    }


def demo_user(username: str):
    from cauce.core.accounts.models import User

    return User.objects.get(username=username)


def addresses(values) -> list[tuple[str, str]]:
    """(account, address) of every page."""
    found = []
    for name in {p.name for p in urlpatterns} - set(NO_PAGES):
        who = WRITERS.get(name) or ("pa.brigadas" if name in EXAMINERS else "pa.nacional")
        for given in values.get(name, [{}]):
            try:
                found.append((who, reverse(f"oralhealth:{name}", kwargs=given)))
            except NoReverseMatch:
                pytest.fail(f"say in this file what parameters the page «{name}» takes, or why it is no page")
    return sorted([*found, *((who, reverse(name)) for who, name in BESIDE)])


def test_every_page_at_desk_and_in_the_hand(page, sign_in, values, check_axe):
    person, problems = "", []
    for who, address in addresses(values):
        if who != person:
            person = who
            sign_in(demo_user(who))
        page.set_viewport_size(PHONE)
        answer = page.goto(address)
        if answer.status != 200:
            problems.append(f"{who} {address}: {answer.status}")
            continue
        wide = page.evaluate(
            "() => document.documentElement.scrollWidth - document.documentElement.clientWidth"
        )
        if wide > 0:
            problems.append(f"{address} scrolls sideways on a phone by {wide} px")
        for size in (PHONE, DESKTOP):
            page.set_viewport_size(size)
            try:
                check_axe(page, ("light", "dark") if size == DESKTOP else ("light",))
            except AssertionError as found:
                problems.append(str(found)[:1500])
    assert problems == [], "\n\n".join(problems)
