"""Numbers and QR codes: every wrong character and every swap is caught; one changed sign breaks the signature."""

import string
from datetime import date

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import given
from hypothesis import strategies as st

from cauce.domains.authorizations.rules import number, qr

SIGNS = string.digits + string.ascii_uppercase
KEY = Ed25519PrivateKey.from_private_bytes(bytes(range(32)))
OTHER = Ed25519PrivateKey.from_private_bytes(bytes(range(1, 33)))

numbers = st.builds(
    number.make,
    st.sampled_from(number.PREFIXES),
    st.integers(2000, 2199),
    st.integers(0, 99_000_000),
)


@given(numbers)
def test_a_number_given_is_read_again_however_it_is_typed(given_number):
    printed = str(given_number)
    for typed in (printed, printed.lower(), printed.replace("-", ""), printed.replace("-", " ")):
        assert number.parse(typed, given_number.prefix) == given_number


@given(numbers)
def test_every_single_wrong_character_is_caught(given_number):
    text = number.tidy(str(given_number))
    for place, right in enumerate(text):
        for wrong in SIGNS:
            if wrong != right:
                assert not number.is_valid(text[:place] + wrong + text[place + 1 :], given_number.prefix)


@given(numbers)
def test_every_swap_of_neighbours_is_caught(given_number):
    text = number.tidy(str(given_number))
    for place in range(len(text) - 1):
        one, two = text[place : place + 2]
        if one != two:
            swapped = text[:place] + two + one + text[place + 2 :]
            assert not number.is_valid(swapped, given_number.prefix)


@given(st.integers(0, 10_000_000))
def test_numbers_that_a_swap_could_hide_are_never_given(last):
    given_number = number.make("ST2", 2026, last)
    assert given_number.sequence > last
    skipped = [number.Number("ST2", 2026, n) for n in range(last + 1, given_number.sequence)]
    assert all(number.has_silent_swap(n.body + n.check) for n in skipped)
    assert not any(number.is_valid(str(n)) for n in skipped)


@given(st.text(max_size=60))
def test_reading_never_fails_otherwise(typed):
    if not number.is_valid(typed):
        with pytest.raises(number.NumberError) as refused:
            number.parse(typed)
        assert refused.value.rule in ("AP-70", "AP-71")


payloads = st.builds(
    qr.Payload,
    number=numbers.filter(lambda n: n.prefix == "ST2").map(str),
    service=st.text(string.ascii_uppercase + string.digits + "-", min_size=1, max_size=20),
    side=st.sampled_from(["", "left", "right", "both"]),
    units=st.integers(1, 999),
    valid_from=st.dates(date(2020, 1, 1), date(2030, 1, 1)),
    valid_until=st.dates(date(2030, 1, 2), date(2040, 1, 1)),
    place=st.text(string.ascii_uppercase + string.digits, max_size=12),
)


@given(payloads)
def test_a_code_says_what_was_signed(payload):
    text = qr.sign(payload, KEY)
    assert qr.verify(text, KEY.public_key()) == payload
    assert set(text) <= set(SIGNS + ":-./"), "only what a QR packs tightest"
    with pytest.raises(qr.QrError):
        qr.verify(text, OTHER.public_key())


@given(payloads, st.data())
def test_one_changed_bit_breaks_it(payload, data):
    text = qr.sign(payload, KEY)
    place = data.draw(st.integers(0, len(text) - 1))
    bit = data.draw(st.integers(0, 7))
    raw = bytearray(text.encode())
    raw[place] ^= 1 << bit
    with pytest.raises(qr.QrError):
        qr.verify(raw.decode("latin-1"), KEY.public_key())


@given(st.text(max_size=200))
def test_any_other_text_is_refused_with_a_sentence(text):
    with pytest.raises(qr.QrError, match=r"\."):
        qr.verify(text, KEY.public_key())
