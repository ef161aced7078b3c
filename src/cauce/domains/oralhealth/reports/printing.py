"""A form on paper: preliminary with its watermark, or issued with folio once the parties agree."""

from datetime import datetime

from django.utils import timezone
from django.utils.translation import gettext as _

from cauce.core.documents import typeset

from ..models import Consolidation
from .forms import form_data
from .kinds import FORMS, TEMPLATES

WATERMARK = "Preliminar"


def preliminary(number: int, consolidation: Consolidation, at: datetime, *, synthetic: bool) -> bytes:
    """The form to look at before it is issued: watermarked, without folio. Raises LookupError for nothing to print."""
    meta = typeset.Meta(
        title=str(FORMS[number].label),
        date=timezone.localtime(at),
        description=_("Preliminar, sin folio"),
        footnote=_("Preliminar: no sustituye al formulario emitido"),
        watermark=WATERMARK,
        synthetic=synthetic,
        country="PA",
    )
    return typeset.compile(TEMPLATES / f"form_{number}.typ", form_data(number, consolidation), meta)
