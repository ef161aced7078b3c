"""Whatever is typed or scanned at a centre is told apart; a signed code survives broken lines and nothing else."""

from datetime import date, timedelta

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import given
from hypothesis import strategies as st

from cauce.domains.authorizations.rules import number, qr
from cauce.domains.authorizations.rules.scanned import Scan, classify

KEY = Ed25519PrivateKey.from_private_bytes(bytes(range(32)))


@st.composite
def payloads(draw) -> qr.Payload:
    since = draw(st.dates(date(2024, 1, 1), date(2060, 1, 1)))
    return qr.Payload(
        number=str(number.make("ST2", draw(st.integers(2024, 2060)), draw(st.integers(0, 99_000_000)))),
        service=draw(st.from_regex(r"[A-Z][A-Z0-9-]{1,20}", fullmatch=True)),
        side=draw(st.sampled_from(["", "left", "right", "both"])),
        units=draw(st.integers(1, 99)),
        valid_from=since,
        valid_until=since + timedelta(days=draw(st.integers(0, 400))),
        place=draw(st.sampled_from(["", "BCIST000122"])),
    )


@given(st.text(max_size=200))
def test_any_text_is_told_apart(typed):
    scanned = classify(typed)
    assert scanned.kind in set(Scan)
    assert (scanned.kind == Scan.EMPTY) == (not typed.strip())


@given(payloads(), st.data())
def test_a_pasted_code_with_broken_lines_is_the_same_code(payload, data):
    text = qr.sign(payload, KEY)
    cuts = sorted(data.draw(st.lists(st.integers(1, len(text) - 1), max_size=4)))
    blanks = data.draw(st.sampled_from(["\n", "\r\n", " ", "\t"]))
    parts = [text[a:b] for a, b in zip([0, *cuts], [*cuts, None], strict=True)]
    scanned = classify(blanks.join(parts))
    assert scanned.kind == Scan.QR
    assert qr.verify(scanned.text, KEY.public_key()) == payload


@given(payloads())
def test_the_groups_of_a_number_lose_nothing(payload):
    for between in ("", " ", "-"):
        assert str(number.parse(between.join(number.groups(payload.number)))) == payload.number
