"""Scans of two final versions, received through the real door: they wait for the coordination's look."""

import io
from datetime import timedelta
from pathlib import Path

import pypdfium2
from django.core.files.uploadedfile import SimpleUploadedFile

from cauce.core.demo.scene import Scene
from cauce.core.documents.models import SignedCopy
from cauce.core.periods.models import Round

from ..actions.uploading import upload_signed_copy
from ..models import Declaration
from ..reports.issuing import final_version
from ..rules.states import State

DPI = 110
INSTITUTIONS = ("ISSSTE", "IMSS")


def receive_scans(scene: Scene, round_: Round) -> None:
    """One scan per institution of INSTITUTIONS; nothing when there are some already."""
    if SignedCopy.objects.filter(state=SignedCopy.State.PENDING).exists():
        return
    for institution in INSTITUTIONS:
        finalised = Declaration.objects.filter(
            round=round_, state=State.FINALISED, entity__code__startswith=f"{institution}-"
        )
        declaration = finalised.order_by("-finalised_at").first()
        document = final_version(declaration) if declaration else None
        if declaration is None or document is None:
            continue
        upload_signed_copy(
            by=scene.person(declaration.entity, "titular"),
            at=scene.at - timedelta(hours=4),
            declaration=declaration,
            upload=SimpleUploadedFile("escaneo-demostracion.pdf", scan_of(document.path), "application/pdf"),
        )


def scan_of(path: Path) -> bytes:
    """The pages of a PDF as pictures, as a scanner would leave them."""
    pdf = pypdfium2.PdfDocument(path)
    try:
        pages = [page.render(scale=DPI / 72).to_pil().convert("L") for page in pdf]
    finally:
        pdf.close()
    out = io.BytesIO()
    pages[0].save(out, "PDF", resolution=DPI, save_all=True, append_images=pages[1:])
    return out.getvalue()
