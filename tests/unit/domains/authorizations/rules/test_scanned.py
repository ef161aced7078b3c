"""Telling apart what a centre types, pastes or scans; reading a QR with today's key or a rotated one."""

import base64
from datetime import date

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from cauce.domains.authorizations.rules import number, qr
from cauce.domains.authorizations.rules.nearness import distance_km
from cauce.domains.authorizations.rules.scanned import Scan, best_of, classify

PAYLOAD = qr.Payload(str(number.make("ST2", 2026, 1)), "IMG-RM", "", 2, date(2026, 5, 1), date(2026, 8, 1))


def text_of(key: Ed25519PrivateKey) -> str:
    raw = key.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw)
    return base64.urlsafe_b64encode(raw).decode().rstrip("=")


@pytest.mark.parametrize(
    ("typed", "kind"),
    [
        ("", Scan.EMPTY),
        ("  \n", Scan.EMPTY),
        ("ST2V1:ST2…", Scan.QR),
        ("https://x.mx/verificar/CAU-AU-2026-000001-I/", Scan.PAPER),
        ("cau-au-2026-000001-i", Scan.PAPER),
        ("https://x.mx/autorizaciones/seguimiento/?folio=SOL-2026-00000001-1", Scan.SLIP),
        ("sol-2026-00000001-1", Scan.SLIP),
        ("ST2-2026-00000001-N", Scan.NUMBER),
        ("cualquier cosa", Scan.NUMBER),
    ],
)
def test_each_kind_of_text(typed, kind):
    assert classify(typed).kind == kind


def test_of_a_picture_with_two_codes_the_authorisation_is_taken():
    assert best_of(["http://x/verificar/", "ST2V1:A"]) == "ST2V1:A"
    assert best_of(["otro"]) == "otro"
    assert best_of([]) == ""


def test_a_code_of_a_rotated_key_still_verifies():
    old, new, other = (Ed25519PrivateKey.generate() for _n in range(3))
    assert qr.verify_with(qr.sign(PAYLOAD, old), [text_of(new), text_of(old)]) == PAYLOAD
    with pytest.raises(qr.QrError, match="otra llave"):
        qr.verify_with(qr.sign(PAYLOAD, other), [text_of(new), text_of(old)])


def test_the_groups_of_a_number_are_its_characters():
    printed = str(number.make("ST2", 2026, 12344))
    assert number.groups(printed)[:4] == ("ST2", "2026", "0001", "2345")
    assert str(number.parse("".join(number.groups(printed)))) == printed


def test_distances_on_the_sphere():
    assert distance_km(32.62, -115.45, 32.62, -115.45) == 0
    assert distance_km(32.6245, -115.4523, 32.5149, -117.0382) == pytest.approx(
        149.2, abs=0.5
    )  # Mexicali, Tijuana
    assert distance_km(0, 0, 0, 180) == pytest.approx(20015.1, abs=0.1)
