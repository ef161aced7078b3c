"""The codebook in force, read once per process from the reference data."""

from functools import cache

from cauce.reference_data.files import ROOT, read_csv

from .rules.codes import Codebook, build

FOLDER = ROOT / "catalogues" / "oralhealth"
RELEASE = "2011"
TABLES = (
    "procedures",
    "units",
    "overlaps",
    "techniques",
    "promotion_types",
    "administrative",
    "administrative_refused",
    "other_codes",
    "diagnoses",
    "diagnosis_aliases",
    "lists",
)


@cache
def codebook(release: str = RELEASE) -> Codebook:
    """The code sets of a release. Raises FileNotFoundError for a release that is not there."""
    folder = FOLDER / release
    return build({name: read_csv(folder / f"{name}.csv") for name in TABLES})
