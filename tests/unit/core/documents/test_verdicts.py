"""The verdict table: evidence on the left, verdict on the right; what proves tampering comes first."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cauce.core.documents.verdicts import TABLE, Evidence, Outcome, SignatureFacts, Verdict, decide

FOLIO = "CAU-EX-2023-000123-Y"
GOOD = (SignatureFacts("Persona", sound=True, trusted=True),)
UNKNOWN = (SignatureFacts("Persona", sound=True, trusted=False),)
BROKEN = (SignatureFacts("Persona", sound=False, trusted=False),)
WHOLE = {"pages": 2, "pages_expected": 2, "folio_found": FOLIO, "data_equal": True}

CASES = [
    ({"identical": True, "prefix": True}, Verdict.UNSIGNED),
    (WHOLE, Verdict.UNSIGNED),
    (WHOLE | {"signatures": GOOD, "prefix": True}, Verdict.VERIFIED),
    (WHOLE | {"signatures": GOOD}, Verdict.EQUAL),
    (WHOLE | {"signatures": GOOD, "data_equal": None}, Verdict.MARKED_PENDING),
    (WHOLE | {"signatures": UNKNOWN, "prefix": True}, Verdict.SIGNED_UNTRUSTED),
    (WHOLE | {"signatures": GOOD + UNKNOWN, "prefix": True}, Verdict.SIGNED_UNTRUSTED),
    (WHOLE | {"signatures": GOOD + BROKEN, "prefix": True}, Verdict.SIGNATURE_BROKEN),
    (WHOLE | {"ink_added": (1,), "signatures": GOOD, "prefix": True}, Verdict.MARKED_PENDING),
    (WHOLE | {"ink_added": (1,)}, Verdict.MARKED_PENDING),
    (WHOLE | {"pages": 3, "signatures": GOOD}, Verdict.MARKED_PENDING),
    (WHOLE | {"ink_removed": (2,), "signatures": GOOD, "prefix": True}, Verdict.TAMPERED),
    (WHOLE | {"text_differs": (2,), "signatures": GOOD}, Verdict.TAMPERED),
    (WHOLE | {"pages": 1, "signatures": GOOD}, Verdict.TAMPERED),
    (WHOLE | {"data_equal": False, "signatures": GOOD}, Verdict.TAMPERED),
    (WHOLE | {"data_equal": False, "signatures": BROKEN}, Verdict.TAMPERED),
    (WHOLE | {"text_differs": (1,), "folio_found": ""}, Verdict.MISMATCH),
    (WHOLE | {"text_differs": (1,), "folio_found": "CAU-EX-2023-000124-X"}, Verdict.OTHER_DOCUMENT),
    (WHOLE | {"scanned_pages": (1, 2), "text_differs": (1, 2), "data_equal": None}, Verdict.SCAN_PENDING),
    (WHOLE | {"scanned_pages": (1,), "folio_found": ""}, Verdict.SCAN_PENDING),
    (WHOLE | {"has_text": False, "text_differs": (1,), "folio_found": ""}, Verdict.SCAN_PENDING),
    (WHOLE | {"scanned_pages": (1,), "folio_found": "CAU-EX-2023-000124-X"}, Verdict.OTHER_DOCUMENT),
]


@pytest.mark.parametrize(("seen", "verdict"), CASES)
def test_table(seen, verdict):
    judgement = decide(Evidence(folio=FOLIO, **seen))
    assert judgement.verdict == verdict
    assert judgement.explanation


# Rule ids are in audit events and in what other systems received: a verdict keeps its own.
IDS = {
    Verdict.VERIFIED: "DOC-30",
    Verdict.EQUAL: "DOC-31",
    Verdict.SIGNED_UNTRUSTED: "DOC-32",
    Verdict.MARKED_PENDING: "DOC-33",
    Verdict.SCAN_PENDING: "DOC-34",
    Verdict.UNSIGNED: "DOC-35",
    Verdict.SIGNATURE_BROKEN: "DOC-36",
    Verdict.TAMPERED: "DOC-37",
    Verdict.OTHER_DOCUMENT: "DOC-38",
    Verdict.MISMATCH: "DOC-39",
}


def test_each_verdict_keeps_its_rule():
    assert {verdict: row.rule for verdict, row in TABLE.items()} == IDS


evidence = st.builds(
    Evidence,
    folio=st.just(FOLIO),
    identical=st.booleans(),
    prefix=st.booleans(),
    signatures=st.lists(st.sampled_from([GOOD[0], UNKNOWN[0], BROKEN[0]]), max_size=3).map(tuple),
    pages_expected=st.integers(1, 3),
    pages=st.integers(1, 3),
    scanned_pages=st.sampled_from([(), (1,)]),
    text_differs=st.sampled_from([(), (1,), (1, 2)]),
    has_text=st.booleans(),
    ink_removed=st.sampled_from([(), (1,)]),
    ink_added=st.sampled_from([(), (2,)]),
    data_equal=st.sampled_from([None, True, False]),
    folio_found=st.sampled_from(["", FOLIO, "CAU-EX-2023-000124-X"]),
)


@given(evidence)
def test_nothing_is_accepted_without_everything_right(seen):
    judgement = decide(seen)
    if judgement.row.outcome == Outcome.ACCEPTED:
        assert seen.signatures
        assert all(s.sound and s.trusted for s in seen.signatures)
        assert (*seen.text_differs, *seen.ink_removed, *seen.ink_added, *seen.scanned_pages) == ()
        assert seen.pages == seen.pages_expected
        assert seen.prefix or seen.data_equal
        assert seen.data_equal is not False


@given(evidence)
def test_every_evidence_has_a_sentence(seen):
    judgement = decide(seen)
    assert "{" not in judgement.explanation
    assert judgement.explanation.endswith(".")


def test_every_verdict_is_reachable_and_refusals_have_a_remedy():
    assert {verdict for _seen, verdict in CASES} == set(Verdict)
    assert set(TABLE) == set(Verdict)
    assert all(row.said.remedy for row in TABLE.values() if row.outcome != Outcome.ACCEPTED)
    assert len({row.rule for row in TABLE.values()}) == len(TABLE)
