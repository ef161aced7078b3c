"""The listings that come with the system: documents, like the indicators; everybody reads them and copies them."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

import yaml

from cauce.reference_data.files import ROOT

from .spec import Spec, from_document

FOLDER = ROOT / "listings" / "oralhealth"


@dataclass(frozen=True, slots=True)
class Standard:
    """One listing of the system. source: where the manual asks for it."""

    key: str
    title: str
    description: str
    source: str
    spec: Spec


@cache
def standard_listings() -> Mapping[str, Standard]:
    """All of them by key, in their order. Raises ValueError naming the document that is none."""
    found = []
    for path in FOLDER.glob("*.yaml"):
        try:
            document = yaml.safe_load(path.read_text("utf-8"))
            order = document.pop("order")
            spec = from_document(document.pop("spec"))
            found.append((order, Standard(**document, spec=spec)))
        except (AttributeError, KeyError, TypeError, yaml.YAMLError) as error:
            raise ValueError(f"{path.name}: {error}") from error
    return {one.key: one for _order, one in sorted(found, key=lambda pair: pair[0])}
