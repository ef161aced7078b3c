"""What analysts wrote in the parts of a territory's or the Ministry's report."""

from cauce.core.organisations.models import OrgUnit

from ..models import Narrative
from .blocks import Words


class Texts:
    """The narratives of one place and period by part."""

    def __init__(self, place: OrgUnit, period: str) -> None:
        self.found = {n.part: n for n in Narrative.objects.filter(place=place, period=period)}

    def words(self, part: str, title: str, hint: str = "") -> Words:
        """The block where that part is written."""
        one = self.found.get(part)
        return Words(part, title, one.text if one else "", hint, one.version if one else 0)
