"""The browser's reading of codes and numbers agrees with the server's (static/authorizations/qr.js, rules/qr.py)."""

import base64
import random
from datetime import date

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from django.urls import reverse

from cauce.domains.authorizations.rules import number, qr

pytestmark = pytest.mark.browser
ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789:-./"
VERIFY = """async ([keys, texts]) => {
  const { verify } = await import("/static/authorizations/qr.js");
  return Promise.all(texts.map((text) => verify(text, keys).then((code) => code, (error) => error.constructor.name)));
}"""
WELL_FORMED = """async (texts) => {
  const { wellFormed } = await import("/static/authorizations/qr.js");
  return texts.map(wellFormed);
}"""
DICE = random.Random(2026)


@pytest.fixture
def script(page, transactional_db):
    """A page where the script can be loaded."""
    page.goto(reverse("authorizations:track"))
    return page.evaluate


def keys_of(*keys: Ed25519PrivateKey) -> list[str]:
    raw = [key.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw) for key in keys]
    return [base64.urlsafe_b64encode(one).decode().rstrip("=") for one in raw]


def test_every_authentic_code_is_read_and_every_changed_character_refused(script):
    old, new = Ed25519PrivateKey.generate(), Ed25519PrivateKey.generate()
    printed = str(number.make("ST2", 2026, 41))
    payload = qr.Payload(printed, "IMG-RM", "left", 12, date(2026, 5, 20), date(2026, 8, 22), "BCIST000122")
    text, keys = qr.sign(payload, old), keys_of(new, old)
    (read,) = script(VERIFY, [keys, [text]])
    assert read == {
        "number": printed,
        "service": "IMG-RM",
        "side": "izquierdo",
        "units": 12,
        "since": "2026-05-20",
        "until": "2026-08-22",
        "place": "BCIST000122",
    }
    changed = [
        text[:n] + DICE.choice([c for c in ALPHABET if c != letter]) + text[n + 1 :]
        for n, letter in enumerate(text)
    ]
    assert set(script(VERIFY, [keys, changed])) == {"Refused"}
    assert script(VERIFY, [keys_of(new), [text]]) == ["Refused"]
    assert script(VERIFY, [keys, ["", "ST2V1", f"{text}:", text[:-1], "x" * 700]]) == ["Refused"] * 5


def test_numbers_are_well_formed_in_the_browser_when_their_check_character_is_right(script):
    numbers = [
        str(number.make("ST2", DICE.randint(2024, 2100), DICE.randint(0, 99_000_000))) for _n in range(300)
    ]
    assert script(WELL_FORMED, numbers) == numbers
    assert script(WELL_FORMED, [one.lower().replace("-", " ") for one in numbers]) == numbers
    wrong = [one[:-1] + DICE.choice([c for c in ALPHABET[:36] if c != one[-1]]) for one in numbers]
    assert set(script(WELL_FORMED, [*wrong, "", "hola", "SOL-2026-00000001-1"])) == {""}
