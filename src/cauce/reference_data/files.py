"""Where the reference data lie, and how they are read."""

import csv
from pathlib import Path

import yaml

ROOT = Path(__file__).parent
CATALOGUE = ROOT / "catalogues" / "exchange"
GEOGRAPHY = ROOT / "geography" / "mexico"
UNITS = ROOT / "units" / "mexico"


def read_csv(path: Path) -> list[dict[str, str]]:
    """All rows of a UTF-8 CSV file, every value a string."""
    with path.open(encoding="utf-8-sig", newline="") as lines:
        return list(csv.DictReader(lines))


def read_origin(folder: Path) -> dict:
    """What `origin.yaml` of `folder` says: title, source, terms, synthetic, note."""
    return yaml.safe_load((folder / "origin.yaml").read_text("utf-8"))
