"""The tables in benchmarks/README.md are those of the results that are there."""

from benchmarks.measuring import RESULTS
from tools.bench import scripts
from tools.bench_tables import FOLDER, TABLES, written


def test_every_benchmark_has_a_table():
    assert TABLES.keys() == {path.stem for path in scripts()}


def test_the_readme_shows_the_results():
    text = (FOLDER / "README.md").read_text("utf-8")
    assert written(text) == text
    assert all(f"### {path.stem}" in text for path in RESULTS.glob("*.json"))
    assert all(f"| `{name}` |" in text for name in TABLES)
