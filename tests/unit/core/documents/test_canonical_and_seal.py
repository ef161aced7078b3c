import json
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cauce.core.documents import seal
from cauce.core.documents.canonical import canonical_json, digest

values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(st.characters(exclude_categories=["Cs"])),
    lambda inner: st.lists(inner) | st.dictionaries(st.text("abcñáz", min_size=1), inner),
    max_leaves=20,
)


@given(values)
def test_canonical_text_is_stable_and_reads_back_the_same(value):
    text = canonical_json(value)
    assert canonical_json(json.loads(text)) == text


def test_order_of_keys_and_form_of_accents_do_not_matter():
    assert digest({"b": 1, "a": "\u00e1"}) == digest({"a": "a\u0301", "b": 1})
    assert canonical_json({"b": [1, None], "a": "ñ"}) == '{"a":"ñ","b":[1,null]}'.encode()


@pytest.mark.parametrize("value", [1.5, Decimal("1.5"), date(2023, 1, 1), {1: "x"}, b"x", {"a": [1.0]}])
def test_what_has_no_single_text_is_refused(value):
    with pytest.raises(TypeError):
        canonical_json(value)


def test_seal_holds_only_for_its_folio_its_data_and_its_key():
    key, other = seal.load_key(seal.generate_key()), seal.load_key(seal.generate_key())
    data = digest({"a": 1})
    made = seal.make(key, "F1", data).as_dict()
    ours = [seal.public_text(key)]
    assert seal.holds(made, "F1", data, ours)
    assert not seal.holds(made, "F2", data, ours)
    assert not seal.holds(made, "F1", digest({"a": 2}), ours)
    assert not seal.holds(made | {"data_sha256": digest({"a": 2})}, "F1", digest({"a": 2}), ours)
    assert not seal.holds(made, "F1", data, [seal.public_text(other)])
    assert not seal.holds(made | {"signature": "%%"}, "F1", data, ours)
    assert not seal.holds({}, "F1", data, ours)


def test_a_rotated_key_keeps_old_seals_valid():
    old, new = seal.load_key(seal.generate_key()), seal.load_key(seal.generate_key())
    made = seal.make(old, "F1", digest(1)).as_dict()
    assert seal.holds(made, "F1", digest(1), [seal.public_text(new), seal.public_text(old)])


@pytest.mark.parametrize("text", ["", "corta", "*" * 43])
def test_a_bad_key_is_refused_with_its_setting_named(text):
    with pytest.raises(ValueError, match="CAUCE_SEAL_KEY"):
        seal.load_key(text)
