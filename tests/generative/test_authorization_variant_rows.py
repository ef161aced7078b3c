"""Own fields between a published version and its editor's rows: nothing is lost on the way, whatever is in them."""

from hypothesis import given
from hypothesis import strategies as st

from cauce.domains.authorizations.models import VariantVersion
from cauce.domains.authorizations.presenting_variants import key_from, rows_of_version, rows_sent
from cauce.domains.authorizations.rules.variants import CORE, FieldType, read_fields

words = st.text(st.characters(categories=["L", "N"]), min_size=1, max_size=12)
names = st.lists(words, min_size=1, max_size=3).map(" ".join)
NAMES = ("key", "label", "type", "options", "help", "order")


@st.composite
def fields(draw):
    kind = draw(st.sampled_from([t.value for t in FieldType]))
    options = draw(st.lists(words, min_size=2, max_size=4, unique=True)) if kind == "choice" else []
    whole = {
        "key": draw(
            st.from_regex(r"[a-z][a-z0-9_]{1,20}", fullmatch=True).filter(lambda key: key not in CORE)
        ),
        "label": draw(names),
        "type": kind,
        "required": draw(st.booleans()),
        "options": options,
        "help": draw(st.one_of(st.just(""), names)),
    }
    return whole


@given(st.lists(fields(), min_size=1, max_size=8, unique_by=lambda field: field["key"]))
def test_a_version_opened_and_sent_again_says_the_same(whole):
    kept, problems = read_fields(whole)
    assert not problems
    published = VariantVersion(fields=[one.as_dict() for one in kept])
    sent = {}
    for row in rows_of_version(published):
        sent |= {f"{name}-{row.number}": getattr(row, name) for name in NAMES}
        sent |= {f"required-{row.number}": "on"} if row.required else {}
    assert [row.as_field() for row in rows_sent(sent)] == published.fields


@given(names)
def test_a_key_made_from_a_name_always_loads_or_is_the_cores(label):
    key = key_from(label)
    field, problems = read_fields([{"key": key, "label": label, "type": "text"}])
    assert {p.rule for p in problems} <= {"AP-93"}
    assert (key in CORE) == bool(problems)
    assert len(field) == 1
