"""An upload cut half-way is never taken for whole, wherever it was cut."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cauce.core.documents import inspection
from tests.factories import papers


@pytest.fixture(scope="module")
def paper(tmp_path_factory):
    return papers.issue(tmp_path_factory.mktemp("truncated"), rows=3)


@settings(max_examples=120, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(share=st.floats(0, 1, exclude_max=True))
def test_a_cut_file_is_refused(share, paper, tmp_path):
    content = paper.path.read_bytes().rstrip()
    cut = tmp_path / "cut.pdf"
    cut.write_bytes(content[: int(len(content) * share)])
    seen = inspection.inspect(cut, own_hashes=[paper.data_sha256])
    assert next(f.rule for f in seen.findings) in {"DOC-01", "DOC-03", "DOC-04"}


def test_every_cut_of_the_last_bytes_is_refused(paper, tmp_path):
    content = paper.path.read_bytes().rstrip()
    cut = tmp_path / "cut.pdf"
    for missing in range(1, 60):
        cut.write_bytes(content[:-missing])
        assert not inspection.inspect(cut, own_hashes=[paper.data_sha256]).ok
