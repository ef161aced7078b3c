"""The one document that every invented request carries: a page that says it is synthetic."""

from io import BytesIO

import pikepdf

LINES = (b"Documento sint\xe9tico de la demostraci\xf3n de Cauce.", b"No corresponde a ninguna persona.")


def proof() -> bytes:
    """A small PDF, the same bytes every time."""
    pdf = pikepdf.new()
    page = pdf.add_blank_page(page_size=(612, 792))
    font = pikepdf.Dictionary(
        Type=pikepdf.Name.Font,
        Subtype=pikepdf.Name.Type1,
        BaseFont=pikepdf.Name.Helvetica,
        Encoding=pikepdf.Name.WinAnsiEncoding,
    )
    page.Resources = pikepdf.Dictionary(Font=pikepdf.Dictionary(F1=font))
    text = b" ".join(b"1 0 0 1 72 %d Tm (%s) Tj" % (700 - 24 * n, line) for n, line in enumerate(LINES))
    page.Contents = pdf.make_stream(b"BT /F1 14 Tf " + text + b" ET")
    out = BytesIO()
    pdf.save(out, deterministic_id=True)
    return out.getvalue()
