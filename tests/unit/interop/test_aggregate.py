"""ADX and DHIS2: what is written keeps to the profile and is read back the same."""

import json
from datetime import UTC, datetime
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cauce.core.periods.types import parse
from cauce.interop.adx import document as adx
from cauce.interop.adx.periods import read_period, write_period
from cauce.interop.dhis2 import data_values as dhis2
from cauce.interop.values import DataValue, DataValueSet, categories_of, combination, number, same

from .adx_structure import problems

AT = datetime(2026, 4, 5, 12, 0, tzinfo=UTC)
SET = DataValueSet(
    "SB_MES",
    "0808130801",
    "202603",
    (
        DataValue("SB_PACIENTES", Decimal(12)),
        DataValue("SB_PACIENTES_SEXO_EDAD", Decimal(7), {"sexo": "1", "edad": "20-59"}),
        DataValue("SB_HORAS", Decimal("12.50"), {}, "«a» & <b>"),
    ),
    "2026-04-05",
)
OTHER = DataValueSet("SB_MES", "0406010501", "202603", (DataValue("SB_PACIENTES", Decimal(0)),), "2026-04-05")


def test_a_document_by_example():
    content = adx.write([SET, OTHER], AT)
    assert problems(content) == []
    assert (
        b'<group orgUnit="0808130801" period="2026-03-01/P1M" dataSet="SB_MES" completeDate="2026-04-05">'
        in content
    )
    assert b'<dataValue dataElement="SB_PACIENTES_SEXO_EDAD" value="7" edad="20-59" sexo="1" />' in content
    assert same(adx.read(content), [SET, OTHER])


def test_json_by_example():
    document = json.loads(dhis2.write_json([SET]))
    assert (document["orgUnit"], document["period"], document["completeDate"]) == (
        "0808130801",
        "202603",
        "2026-04-05",
    )
    assert document["dataValues"][1] == {
        "dataElement": "SB_PACIENTES_SEXO_EDAD",
        "period": "202603",
        "orgUnit": "0808130801",
        "categoryOptionCombo": "edad=20-59,sexo=1",
        "value": "7",
    }
    assert same(dhis2.read_json(dhis2.write_json([SET, OTHER])), [SET, OTHER])
    assert (
        dhis2.write_csv([SET]).splitlines()[2]
        == b'SB_PACIENTES_SEXO_EDAD,202603,0808130801,"edad=20-59,sexo=1",,7,,,'
    )


NAMES = st.sampled_from(["sexo", "edad", "programa"])
CODES = st.text(
    st.characters(exclude_categories=["Cs", "Cc"], exclude_characters=",="), min_size=1, max_size=6
)
TEXTS = st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=8)
VALUES = st.builds(
    DataValue,
    st.sampled_from(["A", "B", "SB_X"]),
    st.decimals(allow_nan=False, allow_infinity=False, min_value=-(10**9), max_value=10**9, places=2),
    st.dictionaries(NAMES, CODES.filter(lambda text: text == text.strip()), max_size=2),
    TEXTS.filter(lambda text: text == text.strip()),
)
SETS = st.builds(
    DataValueSet,
    st.just("SB_MES"),
    st.sampled_from(["1", "2", "ñ"]),
    st.sampled_from(["202603", "2026Q1", "2026S2", "2026", "2025April", "20260314", "202602B", "2026C2"]),
    st.lists(VALUES, min_size=1, max_size=6, unique_by=lambda v: v.key).map(tuple),
    st.just("2026-04-05"),
)
MANY = st.lists(SETS, min_size=1, max_size=3, unique_by=lambda s: (s.unit, s.period))


@given(MANY)
def test_whatever_is_written_is_read_back(sets):
    content = adx.write(sets, AT)
    assert problems(content) == []
    assert same(adx.read(content), sets)
    assert same(dhis2.read_json(dhis2.write_json(sets)), sets)
    plain = [DataValueSet("", s.unit, s.period, s.values) for s in sets]
    assert same(dhis2.read_csv(dhis2.write_csv(sets)), plain)


@pytest.mark.parametrize(
    ("period", "written"),
    [
        ("202603", "2026-03-01/P1M"),
        ("2026Q2", "2026-04-01/P3M"),
        ("2026S1", "2026-01-01/P6M"),
        ("2026", "2026-01-01/P1Y"),
        ("2025April", "2025-04-01/P1Y"),
        ("20260314", "2026-03-14/P1D"),
    ],
)
def test_periods(period, written):
    assert write_period(period) == written
    assert read_period(written) == parse(period).id


@pytest.mark.parametrize(
    "text", ["2026-03-02/P1M", "2026-03-01/P5M", "2026-03-01", "x", "2026-02-30/P1D", "2026-02-01/P3M"]
)
def test_spans_that_are_none_of_ours(text):
    with pytest.raises(ValueError):
        read_period(text)


ROOT = b'<adx xmlns="urn:ihe:qrph:adx:2015">'
GROUP = ROOT + b'<group orgUnit="1" period="2026-03-01/P1M">'


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"<adx/>",
        b"\xff\xfe",
        b'<!DOCTYPE a [<!ENTITY b "c">]>' + ROOT + b"</adx>",
        ROOT + b'<group period="2026-03-01/P1M"/></adx>',
        GROUP + b'<dataValue value="1"/></group></adx>',
        GROUP + b'<dataValue dataElement="a" value="NaN"/></group></adx>',
    ],
)
def test_what_is_no_adx_is_refused(content):
    with pytest.raises(ValueError):
        adx.read(content)


NO_NUMBER = {"value": "x", "dataElement": "a", "orgUnit": "1", "period": "2026"}


@pytest.mark.parametrize(
    "document",
    [
        "",
        "[]",
        '{"dataValues": 1}',
        '{"dataValues": [{"dataElement": "a"}]}',
        json.dumps({"dataValues": [NO_NUMBER]}),
    ],
)
def test_what_is_no_data_value_set_is_refused(document):
    with pytest.raises(ValueError):
        dhis2.read_json(document.encode())


def test_what_adx_cannot_say_is_refused():
    with pytest.raises(ValueError):
        adx.write([], AT)
    for name in ("value", "two words"):
        with pytest.raises(ValueError):
            adx.write([DataValueSet("x", "1", "2026", (DataValue("a", Decimal(1), {name: "1"}),))], AT)
    with pytest.raises(ValueError, match="twice"):
        DataValueSet("x", "1", "2026", (DataValue("a", Decimal(1)), DataValue("a", Decimal(2))))
    with pytest.raises(ValueError):
        dhis2.read_csv(b"a,b\n1,2\n")


def test_combinations():
    assert categories_of(combination({"sexo": "1", "edad": "0"})) == {"sexo": "1", "edad": "0"}
    assert (combination({}), categories_of("")) == ("", {})
    for code in ("a", "a=", "=1", "a=1,a=2"):
        with pytest.raises(ValueError):
            categories_of(code)
    for text in ("", "x", "Infinity"):
        with pytest.raises(ValueError):
            number(text)


def test_the_structure_check_itself_finds_what_is_wrong():
    good = adx.write([SET], AT)
    for wrong in (
        good.replace(b'exported="', b'exported="x'),
        good.replace(b"2026-03-01/P1M", b"marzo"),
        good.replace(b'value="12"', b'value="doce"'),
        good.replace(b"urn:ihe:qrph:adx:2015", b"urn:otra"),
        good.replace(b"SB_PACIENTES_SEXO_EDAD", b"SB_PACIENTES").replace(b' edad="20-59" sexo="1"', b""),
    ):
        assert problems(wrong)
