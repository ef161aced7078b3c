"""What search compares: tokens without accents, and how they sound."""

import pytest

from cauce.core.catalogues.text import normalise, sound_of, tokens


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("  Ácido (Úrico) ", "acido urico"),
        ("PIÑA", "pina"),
        ("Le Fort III", "le fort iii"),
        ("borde-a-borde", "borde a borde"),
        ("°%&/", ""),
        ("", ""),
    ],
)
def test_normalise(text, expected):
    assert normalise(text) == expected
    assert tokens(text) == expected.split()


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("vesicula", "besicula"),
        ("vesicula", "vezicula"),
        ("cirugia", "sirujia"),
        ("hernia", "ernia"),
        ("quiste", "kiste"),
        ("exeresis", "eseresis"),
        ("yeyuno", "lleyuno"),
        ("psicologia", "sicologia"),
        ("biopsia", "viopsia"),
        ("embolia", "enbolia"),
    ],
)
def test_same_sound(one, other):
    assert sound_of(one) == sound_of(other)


@pytest.mark.parametrize(
    ("one", "other"), [("vena", "pena"), ("gasa", "guasa"), ("guerra", "gerra"), ("chico", "hico")]
)
def test_different_sound(one, other):
    assert sound_of(one) != sound_of(other)
